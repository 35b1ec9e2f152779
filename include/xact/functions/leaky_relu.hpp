#pragma once

#include <xact/functions/prelu.hpp>

namespace xact::inline XACT_ARCH {

/// Leaky rectified linear unit: relu with a small slope for negative x, so that the gradient is not 0 there.
///
///     f(x)  = x   , x >= 0        f'(x) = 1 , x >  0
///           = s·x , x <  0              = s , x <= 0
///
/// Domain    all reals, any real slope s. The sign of x selects the formula. (max(s·x, x) would be wrong for s > 1.)
/// At zero   f'(0) = s, the derivative from the left.
/// Source    Maas, Hannun, Ng 2013, Rectifier Nonlinearities Improve Neural Network Acoustic Models
struct leaky_relu {
  static constexpr std::string_view name = "leaky_relu";
  static constexpr bool rectifies = true;
  static constexpr std::size_t unroll = formula::prelu::unroll;

  double slope = 0.01; ///< f'(x) for x <= 0

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::prelu{slope}.facts();
    facts.source = "Maas, Hannun, Ng 2013";
    return facts;
  }
  static constexpr auto parameters() { return std::array{parameter<leaky_relu>{"slope", &leaky_relu::slope}}; }
  static constexpr auto test_parameters() {
    return std::array{leaky_relu{}, leaky_relu{.slope = 0.2}, leaky_relu{.slope = -1.5}, leaky_relu{.slope = 0}};
  }

  // The members below call the formula of prelu, with the member `slope` as p.
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::prelu{}(x, param<V>(slope));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return formula::prelu{}.derivative(x, param<V>(slope));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return formula::prelu::output_determines_derivative(static_cast<T>(slope));
  }
};

} // namespace xact::inline XACT_ARCH
