#pragma once

#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH {

/// The identity, for layers without an activation, such as the last layer of a regression.
///
///     f(x)  = x        f'(x) = 1
///
/// Domain    all reals. Range all reals.
/// Bits      f(x) is bitwise equal to x, even if x is NaN.
/// Source    Widrow, Hoff 1960, Adaptive Switching Circuits
struct identity {
  static constexpr std::string_view name = "identity";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value =
            {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -infinity, .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = 1, .plus_zero = 1, .minus_infinity = 1, .plus_infinity = 1},
        .value_error = half_ulp,
        .derivative_error = half_ulp,
        .increasing = true,
        .odd = true,
        .formula = "x",
        .source = "Widrow, Hoff 1960",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept { return x; }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V) const noexcept { return V(1); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V) const noexcept { return V(1); }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V, V dy) const noexcept { return dy; }
};

} // namespace xact::inline XACT_ARCH
