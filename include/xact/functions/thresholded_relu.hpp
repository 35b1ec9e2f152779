#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Thresholded rectified linear unit: the identity above θ, and 0 elsewhere.
///
///     f(x)  = x , x >  θ        f'(x) = 1 , x >  θ
///           = 0 , x <= θ              = 0 , x <= θ
///
/// Domain    all reals, any real θ. Range f(x) > θ or f(x) = 0.
/// At θ      f(θ) = 0, f'(θ) = 0. f(-0) = +0 for θ >= 0.
/// Errors    none. Every result is exact.
/// Source    Konda, Memisevic, Krueger 2014, arXiv:1402.3337
struct thresholded_relu {
  static constexpr std::string_view name = "thresholded_relu";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double theta = 1; ///< f(x) = 0 for x <= theta

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::cutoff_facts(theta, 0);
    facts.formula = "x if x > θ, else 0";
    facts.source = "Konda, Memisevic, Krueger 2014, arXiv:1402.3337";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<thresholded_relu>{"theta", &thresholded_relu::theta}};
  }
  static constexpr auto test_parameters() {
    return std::array{thresholded_relu{}, thresholded_relu{.theta = 0.3}, thresholded_relu{.theta = 0},
                      thresholded_relu{.theta = -0.7}, thresholded_relu{.theta = 0x1p-149}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::cutoff<V>{param<V>(theta)}.backward(x, x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::cutoff<V>{param<V>(theta)}.backward(x, dy);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return derivative(y);
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(theta) >= 0;
  }
};

} // namespace xact::inline XACT_ARCH
