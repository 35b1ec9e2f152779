#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/tanh.hpp>

namespace xact::inline XACT_ARCH {

/// Hyperbolic tangent, with outputs from -1 to 1.
///
///     f(x)  = (1 - e^-2x) / (1 + e^-2x)        f'(x) = 4·e^-2x / (1 + e^-2x)²
///
/// Domain    all reals. Range (-1, 1); results may round to ±1.
/// At zero   f(0) = 0, f'(0) = 1. f is smooth and odd.
/// Source    LeCun, Bottou, Orr, Müller 1998, Efficient BackProp
struct tanh {
  static constexpr std::string_view name = "tanh";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -1, .plus_infinity = 1},
        .derivative = {.nan = nan, .minus_zero = 1, .plus_zero = 1, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .odd = true,
        .exact_is_proved = true,
        .formula = "(1 − e⁻²ˣ) / (1 + e⁻²ˣ)",
        .source = "LeCun, Bottou, Orr, Müller 1998",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::tanh(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::tanh_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::tanh_and_derivative(x);
  }

  /// Returns 1 - y², the derivative of f at f⁻¹(y), where y is taken as exact. The error relative to 1 - y² is at
  /// most 1.5 ULP. Relative to f'(x) the error grows without bound as |y| approaches 1, because y is rounded;
  /// `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return (V(1) - y) * (V(1) + y);
  }
};

} // namespace xact::inline XACT_ARCH
