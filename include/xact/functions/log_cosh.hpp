#pragma once

#include <xact/math/log_cosh.hpp>

namespace xact::inline XACT_ARCH {

/// Logarithm of the hyperbolic cosine: x²/2 close to 0, and |x| - log 2 far from 0. Its derivative is tanh.
///
///     f(x)  = log((e^x + e^-x) / 2)        f'(x) = tanh(x)
///
/// Domain    all reals. Range [0, ∞).
/// At zero   f(0) = 0, f'(0) = 0. f is smooth and even.
/// Errors    No digits cancel near 0, and f(x) overflows for no x.
/// Source    Hyvärinen 1999, Fast and Robust Fixed-Point Algorithms for Independent Component Analysis
struct log_cosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0, .plus_zero = 0, .minus_infinity = infinity, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -1, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "log cosh x",
        .source = "Hyvärinen 1999",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::log_cosh(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::tanh(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return {math::log_cosh(x), math::tanh(x)};
  }
};

} // namespace xact::inline XACT_ARCH
