#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/exp.hpp>

namespace xact::inline XACT_ARCH {

/// Exponential function, its own derivative.
///
///     f(x)  = e^x        f'(x) = e^x
///
/// Domain    all reals. Range (0, ∞); results may round to 0 or overflow to ∞.
/// At zero   f(0) = 1, f'(0) = 1. f is smooth.
/// Source    Nelder, Wedderburn 1972, Generalized Linear Models: the inverse of the log link
struct exp {
  static constexpr std::string_view name = "exp";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    constexpr special_values at{
        .nan = nan, .minus_zero = 1, .plus_zero = 1, .minus_infinity = 0, .plus_infinity = infinity};
    return {
        .value = at,
        .derivative = at,
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .exact_is_proved = true,
        .formula = "eˣ",
        .source = "Nelder, Wedderburn 1972",
    };
  }

  // The names of functions are qualified, because in this scope `exp` is the functor.
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::exp(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::exp(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    const V y = math::exp(x);
    return {y, y};
  }

  /// Returns y, the derivative of f at f⁻¹(y), without an error.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept { return y; }
};

} // namespace xact::inline XACT_ARCH
