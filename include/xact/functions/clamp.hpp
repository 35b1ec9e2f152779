#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// The identity, limited to an interval, by default to [0, 1].
///
///     f(x)  = low  , x <  low         f'(x) = 1 , low < x < high
///           = x    , low <= x <= high       = 0 , elsewhere
///           = high , x >  high
///
/// Domain    all reals; limits may be infinite. Range [low, high]. If low > high, f is constant with the value `high`.
/// At zero   f(0) = 0, f'(0) = 0 for the default limits. At both limits f' is 0, the derivative of the constant piece.
/// Errors    none. Every result is exact.
/// Source    Jacob et al. 2018, arXiv:1712.05877 (limits of quantized layers)
struct clamp {
  static constexpr std::string_view name = "clamp";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double low = 0;  ///< f(-∞)
  double high = 1; ///< f(∞)

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::interval_facts(low, high);
    facts.formula = "x limited to low … high";
    facts.source = "Jacob et al. 2018, arXiv:1712.05877";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<clamp>{"low", &clamp::low, true}, parameter<clamp>{"high", &clamp::high, true}};
  }
  static constexpr auto test_parameters() {
    return std::array{clamp{}, clamp{.low = -1.3, .high = 0.7}, clamp{.low = -infinity, .high = 1e30},
                      clamp{.low = 0x1p-149, .high = infinity}, clamp{.low = 2, .high = -0.3}};
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
