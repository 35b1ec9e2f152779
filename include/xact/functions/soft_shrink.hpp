#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Soft shrinkage: moves x towards 0 by λ; small |x| give 0.
///
///     f(x)  = x + λ , x < -λ        f'(x) = 1 , |x| >  λ
///           = 0     , |x| <= λ            = 0 , |x| <= λ
///           = x - λ , x >  λ
///
/// Domain    all reals. Range all reals for λ >= 0.
/// At zero   f(±0) = ±0; f(x) = 0 has the sign of x, so that f is odd. f'(±λ) = 0, the derivative of the constant
/// piece. Errors    at most 0.5 ULP: one sum is rounded. Source    Donoho, Johnstone 1994, Ideal Spatial Adaptation by
/// Wavelet Shrinkage
struct soft_shrink {
  static constexpr std::string_view name = "soft_shrink";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double lambda = 0.5; ///< f(x) = 0 for |x| <= lambda

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::dead_zone_facts(lambda, lambda, nan);
    facts.formula = "x ∓ λ if |x| > λ, else 0";
    facts.source = "Donoho, Johnstone 1994";
    return facts;
  }
  static constexpr auto parameters() { return std::array{parameter<soft_shrink>{"lambda", &soft_shrink::lambda}}; }
  static constexpr auto test_parameters() {
    return std::array{soft_shrink{}, soft_shrink{.lambda = 0.3}, soft_shrink{.lambda = 1e30},
                      soft_shrink{.lambda = 0x1p-149}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.continuous(x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.backward(x, formula::unless_nan(x, dy));
  }

  /// Returns 0 where y is 0, and 1 elsewhere. Precondition: λ >= 0.
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return formula::dead_zone<V>{V(0)}.backward(y, formula::unless_nan(y, V(1)));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(lambda) >= 0;
  }
};

} // namespace xact::inline XACT_ARCH
