#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>

namespace xact::inline XACT_ARCH {

/// Softplus: a smooth approximation of relu. Its derivative is sigmoid.
///
///     f(x)  = log(1 + e^x)        f'(x) = 1 / (1 + e^-x)
///
/// Domain    all reals. Range (0, ∞); results may round to 0.
/// At zero   f(0) = log 2, f'(0) = 1/2. f is smooth.
/// Source    Dugas, Bengio, Bélisle, Nadeau, Garcia 2000, Incorporating Second-Order Functional Knowledge for Better
///           Option Pricing
struct softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    constexpr double ln2 = 0.69314718055994530942;
    return {
        .value = {.nan = nan, .minus_zero = ln2, .plus_zero = ln2, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .exact_is_proved = true,
        .formula = "log(1 + eˣ)",
        .source = "Dugas, Bengio, Bélisle, Nadeau, Garcia 2000",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::softplus(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::sigmoid(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::softplus_and_derivative(x);
  }

  /// Returns 1 - e^-y, the derivative of f at f⁻¹(y), where y is taken as exact. A relative error of y causes at most
  /// the same relative error of the result.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return V(0) - math::nonpositive_expm1(-at_least(y, V(0)), V(1));
  }
};

} // namespace xact::inline XACT_ARCH
