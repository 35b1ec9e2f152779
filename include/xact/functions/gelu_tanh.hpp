#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/gate.hpp>

namespace xact::inline XACT_ARCH {

/// The approximation of gelu by the hyperbolic tangent.
///
///     f(x)  = x·(1 + tanh(u/2)) / 2 = x·s   with u = 2·√(2/π)·(x + 0.044715·x³) and s = 1 / (1 + e^-u)
///     f'(x) = s + x·u'·s·(1 - s)
///
/// Domain    all reals. Range [-0.170, ∞); the minimum is at x = -0.752. f(-∞) = -0.
/// At zero   f(0) = 0, f'(0) = 1/2. f is smooth.
/// Errors    The constants are real numbers, with more digits than the numbers have. The derivative is accurate also
///           next to its zero, the place of the minimum.
/// Source    Hendrycks, Gimpel 2016, arXiv:1606.08415
struct gelu_tanh {
  static constexpr std::string_view name = "gelu_tanh";
  static constexpr bool on_double_double = true;
  static constexpr std::size_t bundle = 4;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = -0.0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 2},
        .exact_is_proved = true,
        .formula = "x(1 + tanh(√(2/π)(x + 0.044715x³))) / 2",
        .source = "Hendrycks, Gimpel 2016, arXiv:1606.08415",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::gate(x, math::detail::cubic_curve{});
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::gate_derivative(x, math::detail::cubic_curve{});
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::gate_and_derivative(x, math::detail::cubic_curve{});
  }
};

} // namespace xact::inline XACT_ARCH
