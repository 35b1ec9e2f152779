#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// The identity above a threshold t, and the constant `value` elsewhere.
///
///     f(x)  = x     , x >  t        f'(x) = 1 , x >  t
///           = value , x <= t              = 0 , x <= t
///
/// Domain    all reals. Range f(x) > t or f(x) = value.
/// At t      f(t) = value, f'(t) = 0. For t = 0 and value = 0, f is relu, but f(-0) = +0.
/// Errors    none. Every result is exact.
/// Source    Konda, Memisevic, Krueger 2014, arXiv:1402.3337
struct threshold {
  static constexpr std::string_view name = "threshold";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double at = 0;    ///< the threshold t
  double value = 0; ///< f(x) for x <= t

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::cutoff_facts(at, value);
    facts.formula = "x if x > threshold, else value";
    facts.source = "Konda, Memisevic, Krueger 2014, arXiv:1402.3337";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<threshold>{"threshold", &threshold::at},
                      parameter<threshold>{"value", &threshold::value}};
  }
  static constexpr auto test_parameters() {
    return std::array{threshold{}, threshold{.at = 0.1, .value = 20}, threshold{.at = -1.7, .value = -2.3},
                      threshold{.at = 1e30, .value = -1e-40}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::cutoff<V>{param<V>(at)}.value(x, param<V>(value));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::cutoff<V>{param<V>(at)}.backward(x, dy);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(value) <= static_cast<T>(at);
  }
};

} // namespace xact::inline XACT_ARCH
