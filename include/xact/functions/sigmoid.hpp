#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/sigmoid.hpp>

namespace xact::inline XACT_ARCH {

/// Logistic sigmoid: the probability whose log-odds are x.
///
///     f(x)  = 1 / (1 + e^-x)        f'(x) = e^-x / (1 + e^-x)²
///
/// Domain    all reals. Range (0, 1); results may round to 0 or 1.
/// At zero   f(0) = 1/2, f'(0) = 1/4. f is smooth.
/// Source    Verhulst 1845, Recherches mathématiques sur la loi d'accroissement de la population
struct sigmoid {
  static constexpr std::string_view name = "sigmoid";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .derivative = {.nan = nan, .minus_zero = 0.25, .plus_zero = 0.25, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .exact_is_proved = true,
        .formula = "1 / (1 + e⁻ˣ)",
        .source = "Verhulst 1845",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::sigmoid(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::sigmoid_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::sigmoid_and_derivative(x);
  }

  /// Returns y(1 - y), the derivative of f at f⁻¹(y), where y is taken as exact. The error relative to y(1 - y) is at
  /// most 1.5 ULP. Relative to f'(x) the error grows without bound as y approaches 1, because y is rounded;
  /// `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept { return y * (V(1) - y); }
};

} // namespace xact::inline XACT_ARCH
