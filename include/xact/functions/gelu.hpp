#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/normal.hpp>

namespace xact::inline XACT_ARCH {

/// Gaussian error linear unit: x times the probability that a normal number is below x. This is the exact formula, and
/// not the approximation by tanh.
///
///     f(x)  = x Φ(x)        f'(x) = Φ(x) + x φ(x)
///
/// Φ is the cumulative distribution function of the normal distribution, and φ its density.
///
/// Domain    all reals. Range [-0.17, ∞). The minimum is at x = -0.752.
/// At zero   f(0) = 0, f'(0) = 1/2. f is smooth. f(-∞) = -0 and f'(-∞) = -0, because both are negative far left.
/// Source    Hendrycks, Gimpel 2016, arXiv:1606.08415
struct gelu {
  static constexpr std::string_view name = "gelu";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = -0.0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 2},
        .exact_is_proved = true,
        .formula = "x Φ(x)",
        .source = "Hendrycks, Gimpel 2016, arXiv:1606.08415",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::gelu(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::gelu_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::gelu_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
