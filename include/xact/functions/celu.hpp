#pragma once

#include <xact/functions/elu.hpp>
#include <xact/math/exp_in_parts.hpp>

namespace xact::inline XACT_ARCH {

/// Continuously differentiable exponential linear unit: elu with the exponent x/α, so that the derivative does not jump
/// at 0. With α = 1 it is elu.
///
///     f(x)  = x                , x >= 0        f'(x) = 1       , x > 0
///           = α (e^(x/α) - 1)  , x <  0              = e^(x/α) , x <= 0
///
/// Domain    all reals, α from 2^-100 to 2^100. Range (-α, ∞).
/// At zero   f(0) = 0, f'(0) = 1. f is differentiable.
/// Errors    The quotient x/α is not rounded, so that the errors do not depend on α.
/// Source    Barron 2017, arXiv:1704.07483
struct celu {
  static constexpr std::string_view name = "celu";
  static constexpr bool on_double_double = true;

  double alpha = 1.0; ///< f(-∞) = -alpha

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -alpha, .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = 1, .plus_zero = 1, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 2},
        .increasing = true,
        .formula = "x if x ≥ 0, else α(eˣᐟᵅ − 1)",
        .source = "Barron 2017, arXiv:1704.07483",
    };
  }
  static constexpr auto parameters() { return std::array{parameter<celu>{"alpha", &celu::alpha}}; }
  static constexpr auto test_parameters() {
    return std::array{celu{}, celu{.alpha = 0.3}, celu{.alpha = 2}, celu{.alpha = 1.7}, celu{.alpha = 1e30}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    if (is_elu<V>())
      return elu{}(x);
    if constexpr (register_batch<V>)
      return on_left(x, math::nonpositive_expm1<V>(exponent(x), factor<V>()));
    else
      return select(x < V(0), math::nonpositive_expm1(x / param<V>(alpha), param<V>(alpha)), x);
  }
  /// Calls run(g), where g has the formula of elu for α = 1, and is f itself for other α and for an object of a derived
  /// class.
  template <class F, class Run> static XACT_INLINE void specialize(const F &f, const Run &run) {
    if constexpr (!std::is_same_v<F, celu>)
      run(f);
    else if (detail::equal(f.alpha, 1.0))
      elu::specialize(elu{}, run);
    else
      run(f);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    if (is_elu<V>())
      return elu{}.derivative(x);
    if constexpr (register_batch<V>)
      return select(x <= V(0), math::nonpositive_exp(exponent(x)), V(1));
    else
      return select(x <= V(0), math::nonpositive_exp(x / param<V>(alpha), V(1)), V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    if (is_elu<V>())
      return elu{}.value_and_derivative(x);
    if constexpr (register_batch<V>) {
      const auto [exp, expm1] = math::nonpositive_exp_and_expm1(exponent(x), factor<V>());
      return {on_left(x, expm1), select(x <= V(0), exp, V(1))};
    } else {
      return {(*this)(x), derivative(x)};
    }
  }

  /// Returns (y + α) / α where y <= 0 and 1 elsewhere: the derivative of f at f⁻¹(y), where y is taken as exact. The
  /// error relative to f'(f⁻¹(y)) is at most 1.5 ULP. Relative to f'(x) the error grows without bound as y approaches
  /// -α, because y is rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V a = param<V>(alpha);
    if constexpr (register_batch<V>)
      return select(y <= V(0), quotient(y + a, a), V(1));
    else
      return select(y <= V(0), (y + a) / a, V(1));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(alpha) > 0;
  }

private:
  /// True if f is elu with α = 1.
  template <batch V> [[nodiscard]] XACT_INLINE bool is_elu() const noexcept {
    return detail::equal(static_cast<lane_t<V>>(alpha), lane_t<V>(1));
  }

  /// x/α
  template <register_batch V> [[nodiscard]] XACT_INLINE math::pair<V> exponent(V x) const noexcept {
    return math::exponent(x, math::reciprocal_factor(static_cast<lane_t<V>>(alpha)));
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE math::factor<lane_t<V>> factor() const noexcept {
    return {static_cast<lane_t<V>>(alpha)};
  }
  /// Returns `curve` for negative x, except next to 0, and x elsewhere. Next to 0, f(x) rounds to x, and x/α can
  /// be subnormal.
  template <register_batch V> [[nodiscard]] XACT_INLINE V on_left(V x, V curve) const noexcept {
    using T = lane_t<V>;
    constexpr T share = static_cast<T>(sizeof(T) == 4 ? 0x1p-26 : 0x1p-55);
    return select(x < V(-share * static_cast<T>(alpha)), curve, x);
  }
};

} // namespace xact::inline XACT_ARCH
