#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/functor/results.hpp>
#include <xact/math/scaled_softplus.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/softplus_in_beta.hpp>

namespace xact::inline XACT_ARCH {

/// Softplus: a smooth approximation of relu. Its derivative is sigmoid.
///
///     f(x)  = log(1 + e^βx) / β        f'(x) = 1 / (1 + e^-βx)
///
/// Domain    all reals, β from 2^-32 to 2^100. Range (0, ∞); results may round to 0.
/// Learned   ∂f/∂β = x·f'(x)/β - f(x)/β; `learned` binds one β per channel.
/// At zero   f(0) = log 2 / β, f'(0) = 1/2. f is smooth.
/// Errors    The product βx is not rounded, so that the errors do not depend on β.
/// Source    Dugas, Bengio, Bélisle, Nadeau, Garcia 2000, Incorporating Second-Order Functional Knowledge for Better
///           Option Pricing
struct softplus {
  static constexpr std::string_view name = "softplus";
  static constexpr bool on_double_double = true;

  double beta = 1; ///< the larger β, the closer f is to relu

  [[nodiscard]] constexpr contract facts() const {
    const double ln2 = 0.69314718055994530942 / beta;
    const bool is_unit = detail::equal(beta, 1.0);
    const double ulp = detail::is_power_of_two(beta) ? 1 : 2;
    return {
        .value = {.nan = nan, .minus_zero = ln2, .plus_zero = ln2, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = ulp, .double_ulp = is_unit ? 1.0 : 2.0},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .exact_is_proved = is_unit,
        .formula = "log(1 + eᵝˣ) / β",
        .source = "Dugas, Bengio, Bélisle, Nadeau, Garcia 2000",
    };
  }

  static constexpr auto parameters() {
    return std::array{parameter<softplus>{.name = "beta", .member = &softplus::beta, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{softplus{}, softplus{.beta = 0.3}, softplus{.beta = 2}, softplus{.beta = 1.9}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept {
    return math::scaled_softplus(x, p);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept {
    return math::scaled_softplus_derivative(x, p);
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂β.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * math::softplus_in_beta(x, p)};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return is_unit<V>() ? math::softplus(x) : math::scaled_softplus(x, static_cast<lane_t<V>>(beta));
  }
  /// Calls run(g), where g has the shorter formula for β = 1. For other β and for an object of a derived class g is f.
  template <class F, class Run> static XACT_INLINE void specialize(const F &f, const Run &run) {
    if constexpr (!std::is_same_v<F, softplus>)
      run(f);
    else if (detail::equal(f.beta, 1.0))
      run(unit_beta{});
    else
      run(f);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return is_unit<V>() ? math::sigmoid(x) : math::scaled_softplus_derivative(x, static_cast<lane_t<V>>(beta));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    if (is_unit<V>())
      return math::softplus_and_derivative(x);
    return {(*this)(x), derivative(x)};
  }

  /// Returns 1 - e^-βy, the derivative of f at f⁻¹(y), where y is taken as exact. A relative error of y causes at most
  /// the same relative error of the result.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V p) const noexcept {
    return V(0) - math::nonpositive_expm1(-at_least(y, V(0)) * p, V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return derivative_from_output(y, param<V>(beta));
  }
  template <scalar T> [[nodiscard]] static constexpr bool output_determines_derivative(T p) noexcept { return p > 0; }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return output_determines_derivative(static_cast<T>(beta));
  }

private:
  template <batch V> [[nodiscard]] XACT_INLINE bool is_unit() const noexcept {
    return detail::equal(static_cast<lane_t<V>>(beta), lane_t<V>(1));
  }
  struct unit_beta {
    template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::softplus(x); }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::sigmoid(x); }
    template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
      return math::softplus_and_derivative(x);
    }
  };
};

} // namespace xact::inline XACT_ARCH
