#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/mish.hpp>

namespace xact::inline XACT_ARCH {

/// Self-regularized activation: x times the hyperbolic tangent of softplus.
///
///     f(x)  = x·tanh(log(1 + e^x)) = x·n / (n + 2)   with e = e^x and n = e·(e + 2)
///     f'(x) = e·(e³ + 4e² + (4x + 6)·e + 4x + 4) / (n + 2)²
///
/// Domain    all reals. Range [-0.309, ∞); the minimum is at x = -1.192. f(-∞) = -0.
/// At zero   f(0) = 0, f'(0) = 3/5. f is smooth.
/// Errors    The derivative is accurate also next to its zero, the place of the minimum.
/// Source    Misra 2019, arXiv:1908.08681
struct mish {
  static constexpr std::string_view name = "mish";
  static constexpr bool on_double_double = true;
  static constexpr std::size_t bundle = 4;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.6, .plus_zero = 0.6, .minus_infinity = -0.0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "x tanh(log(1 + eˣ))",
        .source = "Misra 2019, arXiv:1908.08681",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::mish(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::mish_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::mish_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
