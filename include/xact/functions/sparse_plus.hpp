#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/square_root_wide.hpp>

namespace xact::inline XACT_ARCH {

/// Sparse counterpart of softplus: exactly 0 for x <= -1, and exactly x for x >= 1. The derivative is sparse_sigmoid.
///
///     f(x)  = 0            , x <= -1        f'(x) = 0           , x <= -1
///           = (x + 1)² / 4 , -1 < x < 1           = (x + 1) / 2 , -1 < x < 1
///           = x            , x >= 1               = 1           , x >= 1
///
/// Domain    all reals. Range [0, ∞).
/// At zero   f(0) = 1/4, f'(0) = 1/2. f' is continuous; `kinks` lists the jumps of the second derivative.
/// Errors    f at most 1 ULP, f' at most 0.5 ULP.
/// Source    Martins, Astudillo 2016, arXiv:1602.02068; Blondel, Martins, Niculae 2019, arXiv:1901.02324
struct sparse_plus {
  static constexpr std::string_view name = "sparse_plus";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0.25, .plus_zero = 0.25, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = half_ulp,
        .kinks = {-1, 1},
        .increasing = true,
        .formula = "(x + 1)²/4 if |x| < 1, else x limited from below by 0",
        .source = "Blondel, Martins, Niculae 2019, arXiv:1901.02324",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    const V left = at_least(x, V(-1));
    const V sum = left + V(1);
    if constexpr (register_batch<V>) {
      const V lost = left - (sum - V(1));
      const V half = sum * V(0.5);
      return select(x < V(1), math::fused(half, half, half * lost), x);
    } else {
      return select(x < V(1), sum * sum * V(0.25), x);
    }
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return select(x < V(1), (at_least(x, V(-1)) + V(1)) * V(0.5), V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept {
    return keep_where(above_or_nan(x, V(-1)), dy * derivative(x));
  }
  /// Returns √y, at most 1: the derivative of f at f⁻¹(y), where y is taken as exact.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return select(y < V(1), square_root(y), V(1));
  }
};

} // namespace xact::inline XACT_ARCH
