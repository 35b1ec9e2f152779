#pragma once

#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH {

/// Square of the rectified linear unit.
///
///     f(x)  = x² , x >= 0        f'(x) = 2x , x >  0
///           = 0  , x <  0              = 0  , x <= 0
///
/// Domain    all reals. Range [0, ∞).
/// At zero   f(0) = 0, f'(0) = 0. f is smooth but for its second derivative.
/// Errors    at most 0.5 ULP: one product is rounded.
/// Source    So, Mańke, Liu, Dai, Shazeer, Le 2021, arXiv:2109.08668
struct squared_relu {
  static constexpr std::string_view name = "squared_relu";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0, .plus_zero = 0, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0, .plus_zero = 0, .minus_infinity = 0, .plus_infinity = infinity},
        .value_error = half_ulp,
        .derivative_error = half_ulp,
        .increasing = true,
        .formula = "x² if x ≥ 0, else 0",
        .source = "So, Mańke, Liu, Dai, Shazeer, Le 2021, arXiv:2109.08668",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    const V positive = at_least(x, V(0));
    return positive * positive;
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return keep_where_positive_or_nan(x, x + x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return keep_where_positive_or_nan(x, dy * (x + x));
  }

  /// Returns 2√y, the derivative of f at f⁻¹(y), where y is taken as exact. Where f(x) overflows or underflows, y does
  /// not determine f'(x); `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V root = square_root(y);
    return root + root;
  }
};

} // namespace xact::inline XACT_ARCH
