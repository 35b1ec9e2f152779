#pragma once

#include <xact/functions/swish.hpp>

namespace xact::inline XACT_ARCH {

/// Quick GELU: the approximation of gelu by x times the logistic sigmoid of 1.702·x, which is swish with β = 1.702.
///
///     f(x)  = x / (1 + e^-1.702x)        f'(x) = e^u·(1 + u + e^u) / (1 + e^u)² with u = 1.702·x
///
/// Domain    all reals. Range [-0.164, ∞); the minimum is at x = -0.751. f(-∞) = -0.
/// At zero   f(0) = 0, f'(0) = 1/2. f is smooth.
/// Errors    1.702 is a parameter: it is rounded to the type of the numbers. The errors are those of swish.
/// Source    Hendrycks, Gimpel 2016, arXiv:1606.08415
struct quick_gelu {
  static constexpr std::string_view name = "quick_gelu";
  static constexpr bool on_double_double = true;

  double beta = 1.702; ///< the factor of x in the sigmoid

  [[nodiscard]] constexpr contract facts() const {
    contract facts = swish{beta}.facts();
    facts.formula = "x / (1 + e⁻¹·⁷⁰²ˣ)";
    facts.source = "Hendrycks, Gimpel 2016, arXiv:1606.08415";
    return facts;
  }
  static constexpr auto parameters() { return std::array{parameter<quick_gelu>{"beta", &quick_gelu::beta}}; }
  static constexpr auto test_parameters() { return std::array{quick_gelu{}}; }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return swish{beta}(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return swish{beta}.derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return swish{beta}.value_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
