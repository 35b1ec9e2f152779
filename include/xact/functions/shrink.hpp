#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Shrinkage of ONNX: 0 for small |x|, else x moved towards 0 by `bias`. With bias = 0 f is hard_shrink, with bias = λ
/// f is soft_shrink.
///
///     f(x)  = x + bias , x < -λ        f'(x) = 1 , |x| >  λ
///           = 0        , |x| <= λ            = 0 , |x| <= λ
///           = x - bias , x >  λ
///
/// Domain    all reals.
/// At zero   f(±0) = ±0; f(x) = 0 has the sign of x, so that f is odd. f'(±λ) = 0, the derivative of the constant
/// piece.
///           f'(NaN) is NaN.
/// Errors    at most 0.5 ULP: one sum is rounded.
/// Source    ONNX operator Shrink-9; Donoho, Johnstone 1994, Ideal Spatial Adaptation by Wavelet Shrinkage
struct shrink {
  static constexpr std::string_view name = "shrink";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters

  double lambda = 0.5; ///< f(x) = 0 for |x| <= lambda
  double bias = 0;     ///< distance by which x moves

  [[nodiscard]] constexpr contract facts() const {
    contract facts = formula::dead_zone_facts(lambda, bias, nan);
    facts.formula = "x ∓ bias if |x| > λ, else 0";
    facts.source = "ONNX Shrink; Donoho, Johnstone 1994";
    return facts;
  }
  static constexpr auto parameters() {
    return std::array{parameter<shrink>{"lambda", &shrink::lambda}, parameter<shrink>{"bias", &shrink::bias}};
  }
  static constexpr auto test_parameters() {
    return std::array{shrink{}, shrink{.lambda = 0.3, .bias = 0.1}, shrink{.lambda = 1.5, .bias = -0.7},
                      shrink{.lambda = 1e-30, .bias = 1e30}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE constexpr V operator()(V x) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.shifted_outside(x, param<V>(bias));
  }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative(V x) const noexcept { return backward(x, V(1)); }
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return formula::dead_zone<V>{param<V>(lambda)}.backward(x, formula::unless_nan(x, dy));
  }

  /// Returns 0 where y is 0, and 1 elsewhere. Precondition: bias <= λ and 0 <= λ.
  template <batch V> [[nodiscard]] XACT_INLINE constexpr V derivative_from_output(V y) const noexcept {
    return formula::dead_zone<V>{V(0)}.backward(y, formula::unless_nan(y, V(1)));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(bias) <= static_cast<T>(lambda) && static_cast<T>(lambda) >= 0;
  }
};

} // namespace xact::inline XACT_ARCH
