#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Sparse sigmoid: the probability of the first of two classes under sparsemax. It is exactly 0 or 1 for |x| >= 1, and
/// the derivative of sparse_plus.
///
///     f(x)  = 0           , x <= -1        f'(x) = 1/2 , -1 < x < 1
///           = (x + 1) / 2 , -1 < x < 1           = 0   , elsewhere
///           = 1           , x >= 1
///
/// Domain    all reals. Range [0, 1].
/// At zero   f(0) = 1/2, f'(0) = 1/2. f'(-1) = f'(1) = 0, the derivatives of the constant pieces.
/// Errors    at most 0.5 ULP: one sum is rounded.
/// Source    Martins, Astudillo 2016, arXiv:1602.02068; Blondel, Martins, Niculae 2019, arXiv:1901.02324
struct sparse_sigmoid {
  static constexpr std::string_view name = "sparse_sigmoid";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = half_ulp,
        .derivative_error = half_ulp,
        .kinks = {-1, 1},
        .increasing = true,
        .formula = "(x + 1)/2 limited to 0 … 1",
        .source = "Blondel, Martins, Niculae 2019, arXiv:1901.02324",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return (formula::interval<V>{V(-1), V(1)}.value(x) + V(1)) * V(0.5);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::interval<V>{V(-1), V(1)}.backward(x, formula::unless_nan(x, dy * V(0.5)));
  }
  /// Returns f'(x), given y = f(x). For x next to 1, y rounds to 1 and the result is 0.
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return formula::interval<V>{V(0), V(1)}.backward(y, formula::unless_nan(y, V(0.5)));
  }
};

} // namespace xact::inline XACT_ARCH
