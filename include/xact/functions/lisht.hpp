#pragma once

#include <xact/math/lisht.hpp>

namespace xact::inline XACT_ARCH {

/// Linearly scaled hyperbolic tangent: x times its hyperbolic tangent. It is x² close to 0, and |x| far from 0.
///
///     f(x)  = x·tanh(x)        f'(x) = tanh(x) + x·(1 - tanh²(x))
///
/// Domain    all reals. Range [0, ∞).
/// At zero   f(0) = 0, f'(0) = 0. f is smooth and even.
/// Source    Roy, Manna, Dubey, Chaudhuri 2019, arXiv:1901.05894
struct lisht {
  static constexpr std::string_view name = "lisht";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = 0, .plus_zero = 0, .minus_infinity = infinity, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -1, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "x · tanh x",
        .source = "Roy, Manna, Dubey, Chaudhuri 2019, arXiv:1901.05894",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::lisht(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::lisht_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::lisht_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
