#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Hard hyperbolic tangent: the identity, limited to an interval, by default to [-1, 1].
///
///     f(x)  = low  , x <  low         f'(x) = 1 , low < x < high
///           = x    , low <= x <= high       = 0 , elsewhere
///           = high , x >  high
///
/// Domain    all reals; limits may be infinite. Range [low, high]. If low > high, f is constant with the value `high`.
/// At zero   f(0) = 0, f'(0) = 1 for the default limits. At both limits f' is 0, the derivative of the constant piece.
/// Errors    none. Every result is exact.
/// Source    Collobert 2004, Large Scale Machine Learning
struct hard_tanh {
  static constexpr std::string_view name = "hard_tanh";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double low = -1; ///< f(-∞)
  double high = 1; ///< f(∞)

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::interval_facts(low, high);
    facts.formula = "x limited to low … high";
    facts.source = "Collobert 2004";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<hard_tanh>{"low", &hard_tanh::low, true},
                      parameter<hard_tanh>{"high", &hard_tanh::high, true}};
  }
  static constexpr auto test_parameters() {
    return std::array{hard_tanh{}, hard_tanh{.low = -0.1, .high = 2.7}, hard_tanh{.low = -1e30, .high = 0x1p-149},
                      hard_tanh{.low = 3, .high = 2}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return limits<V>().value(x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept {
    return limits<V>().backward(x, V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return limits<V>().backward(x, dy);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }

private:
  template <batch V> [[nodiscard]] XACT_INLINE constexpr formula::interval<V> limits() const noexcept {
    return {param<V>(low), param<V>(high)};
  }
};

} // namespace xact::inline XACT_ARCH
