#pragma once

#include <xact/functions/prelu.hpp>

namespace xact::inline XACT_ARCH {

/// Randomized leaky rectified linear unit, as used after training: leaky_relu whose slope is the mean of two bounds.
/// During training the slope of each element is drawn between the bounds; `draw_slopes` (training/draw_slopes.hpp)
/// fills an array with slopes, and prelu applies them.
///
///     f(x)  = x   , x >= 0        f'(x) = 1 , x >  0        s = (lower + upper) / 2
///           = s·x , x <  0              = s , x <= 0
///
/// Domain    all reals, any real bounds. The bounds are rounded to the value type, and then s is rounded.
/// At zero   f'(0) = s, the derivative from the left.
/// Source    Xu, Wang, Chen, Li 2015, arXiv:1505.00853
struct rrelu {
  static constexpr std::string_view name = "rrelu";
  static constexpr bool rectifies = true;
  static constexpr std::size_t unroll = formula::prelu::unroll;

  double lower = 1.0 / 8; ///< the smallest slope
  double upper = 1.0 / 3; ///< the largest slope

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::prelu{lower / 2 + upper / 2}.facts();
    facts.formula = "x if x ≥ 0, else x·(lower + upper)/2";
    facts.source = "Xu, Wang, Chen, Li 2015, arXiv:1505.00853";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<rrelu>{"lower", &rrelu::lower}, parameter<rrelu>{"upper", &rrelu::upper}};
  }
  static constexpr auto test_parameters() {
    return std::array{rrelu{}, rrelu{.lower = 0.25, .upper = 0.75}, rrelu{.lower = -1, .upper = 0.5}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::prelu{}(x, slope<V>());
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return formula::prelu{}.derivative(x, slope<V>());
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return formula::prelu::output_determines_derivative(static_cast<T>(mean<T>()));
  }

private:
  template <scalar T> [[nodiscard]] XACT_INLINE constexpr double mean() const noexcept {
    return rounded_to<T>(lower) / 2 + rounded_to<T>(upper) / 2;
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V slope() const noexcept {
    return param<V>(mean<lane_t<V>>());
  }
};

} // namespace xact::inline XACT_ARCH
