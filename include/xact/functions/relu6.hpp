#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Rectified linear unit, limited to 6, so that numbers with few bits can hold the outputs.
///
///     f(x)  = 0 , x <  0        f'(x) = 1 , 0 < x < 6
///           = x , 0 <= x <= 6         = 0 , elsewhere
///           = 6 , x >  6
///
/// Domain    all reals. Range [0, 6].
/// At zero   f'(0) = 0 and f'(6) = 0, the derivatives of the constant pieces. f(-0) = -0.
/// Errors    none. Every result is exact.
/// Source    Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10
struct relu6 {
  static constexpr std::string_view name = "relu6";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::interval_facts(0, 6);
    facts.formula = "x limited to 0 … 6";
    facts.source = "Krizhevsky 2010";
    return facts;
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
    return {V(0), V(6)};
  }
};

} // namespace xact::inline XACT_ARCH
