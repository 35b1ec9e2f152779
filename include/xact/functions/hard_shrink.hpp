#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Hard shrinkage: the identity, but 0 for small |x|.
///
///     f(x)  = x , |x| >  λ        f'(x) = 1 , |x| >  λ
///           = 0 , |x| <= λ              = 0 , |x| <= λ
///
/// Domain    all reals. Range |f(x)| > λ or f(x) = 0. For λ < 0 f is the identity.
/// At zero   f(±0) = ±0; f(x) = 0 has the sign of x, so that f is odd. f'(±λ) = 0, the derivative of the constant
/// piece. Errors    none. Every result is exact. Source    Donoho, Johnstone 1994, Ideal Spatial Adaptation by Wavelet
/// Shrinkage
struct hard_shrink {
  static constexpr std::string_view name = "hard_shrink";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double lambda = 0.5; ///< f(x) = 0 for |x| <= lambda

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::dead_zone_facts(lambda, 0, 1);
    facts.formula = "x if |x| > λ, else 0";
    facts.source = "Donoho, Johnstone 1994";
    return facts;
  }
  static constexpr auto parameters() { return std::array{parameter<hard_shrink>{"lambda", &hard_shrink::lambda}}; }
  static constexpr auto test_parameters() {
    return std::array{hard_shrink{}, hard_shrink{.lambda = 0.3}, hard_shrink{.lambda = 1e30},
                      hard_shrink{.lambda = 0x1p-149}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.identity_outside(x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.backward(x, dy);
  }

  /// Returns 0 where y is 0, and 1 elsewhere. Precondition: λ >= 0.
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return formula::dead_zone<V>{V(0)}.backward(y, V(1));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(lambda) >= 0;
  }
};

} // namespace xact::inline XACT_ARCH
