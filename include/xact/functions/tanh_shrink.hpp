#pragma once

#include <xact/math/tanh_shrink.hpp>

namespace xact::inline XACT_ARCH {

/// Tanh shrink: the difference of x and its hyperbolic tangent. It shrinks x by almost 1 far from 0, and to nearly 0
/// close to 0.
///
///     f(x)  = x - tanh(x)        f'(x) = tanh²(x)
///
/// Domain    all reals. Range all reals.
/// At zero   f(0) = 0, f'(0) = 0. f is smooth and odd. Close to 0, f(x) is x³/3.
/// Errors    No digits cancel near 0. f(x) underflows for |x| below 2^-50 in float, and below 2^-358 in double.
/// Source    Paszke et al. 2019, arXiv:1912.01703
struct tanh_shrink {
  static constexpr std::string_view name = "tanh_shrink";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value =
            {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -infinity, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0, .plus_zero = 0, .minus_infinity = 1, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .odd = true,
        .formula = "x − tanh x",
        .source = "Paszke et al. 2019, arXiv:1912.01703",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::tanh_shrink(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::tanh_shrink_derivative(x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::tanh_shrink_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
