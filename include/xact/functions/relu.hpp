#pragma once

#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH {

/// Rectified linear unit: the positive part of x.
///
///     f(x)  = x , x >= 0        f'(x) = 1 , x >  0
///           = 0 , x <  0              = 0 , x <= 0
///
/// Domain    all reals. Range [0, ∞).
/// At zero   f'(0) = 0, the derivative from the left.
/// Source    Nair, Hinton 2010, Rectified Linear Units Improve Restricted Boltzmann Machines
struct relu {
  static constexpr std::string_view name = "relu";
  static constexpr bool rectifies = true;
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = 0, .plus_zero = 0, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = half_ulp,
        .derivative_error = half_ulp,
        .kinks = {0, nan},
        .increasing = true,
        .formula = "x if x ≥ 0, else 0",
        .source = "Nair, Hinton 2010",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept { return at_least(x, V(0)); }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return keep_where_positive_or_nan(x, V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return keep_where_positive_or_nan(x, dy);
  }
};

} // namespace xact::inline XACT_ARCH
