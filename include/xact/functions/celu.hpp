#pragma once

#include <xact/functions/elu.hpp>
#include <xact/functor/results.hpp>
#include <xact/math/celu_in_alpha.hpp>
#include <xact/math/exp_in_parts.hpp>

namespace xact::inline XACT_ARCH {

/// Continuously differentiable exponential linear unit: elu with the exponent x/α, so that the derivative does not jump
/// at 0. With α = 1 it is elu.
///
///     f(x)  = x                , x >= 0        f'(x) = 1       , x > 0
///           = α (e^(x/α) - 1)  , x <  0              = e^(x/α) , x <= 0
///
/// Domain    all reals, α from 2^-100 to 2^100. Range (-α, ∞).
/// Learned   ∂f/∂α = (1 - x/α)·e^(x/α) - 1 for x < 0, else 0; `learned` binds one α per channel.
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
  static constexpr auto parameters() {
    return std::array{parameter<celu>{.name = "alpha", .member = &celu::alpha, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{celu{}, celu{.alpha = 0.3}, celu{.alpha = 2}, celu{.alpha = 1.7}, celu{.alpha = 1e30}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept {
    return for_one(p, elu{}(x), value(x, p));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept {
    return for_one(p, elu{}.derivative(x), slope(x, p));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x, V p) const noexcept {
    const auto of_elu = elu{}.value_and_derivative(x);
    const auto [y, d] = both(x, p);
    return {for_one(p, of_elu.value, y), for_one(p, of_elu.derivative, d)};
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂α.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), keep_where(x < V(0), dy * math::celu_in_alpha(x, p))};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return is_elu<V>() ? elu{}(x) : value(x, static_cast<lane_t<V>>(alpha));
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
    return is_elu<V>() ? elu{}.derivative(x) : slope(x, static_cast<lane_t<V>>(alpha));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return is_elu<V>() ? elu{}.value_and_derivative(x) : both(x, static_cast<lane_t<V>>(alpha));
  }

  /// Returns (y + α) / α where y <= 0 and 1 elsewhere: the derivative of f at f⁻¹(y), where y is taken as exact. The
  /// error relative to f'(f⁻¹(y)) is at most 1.5 ULP. Relative to f'(x) the error grows without bound as y approaches
  /// -α, because y is rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V p) const noexcept {
    if constexpr (register_batch<V>)
      return select(y <= V(0), quotient(y + p, p), V(1));
    else
      return select(y <= V(0), (y + p) / p, V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return derivative_from_output(y, param<V>(alpha));
  }
  template <scalar T> [[nodiscard]] static constexpr bool output_determines_derivative(T p) noexcept { return p > 0; }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return output_determines_derivative(static_cast<T>(alpha));
  }

private:
  /// True if f is elu with α = 1.
  template <batch V> [[nodiscard]] XACT_INLINE bool is_elu() const noexcept {
    return detail::equal(static_cast<lane_t<V>>(alpha), lane_t<V>(1));
  }

  /// @{ The formulas for α = a, which is one number for all lanes, or a batch.
  template <batch V, batch N> [[nodiscard]] static XACT_INLINE V value(V x, N a) noexcept {
    if constexpr (register_batch<V>)
      return on_left(x, a, math::nonpositive_expm1<V>(exponent(x, a), math::factor<N>{a}));
    else
      return select(x < V(0), V(a) * math::nonpositive_expm1(x / V(a), V(1)), x);
  }
  template <batch V, batch N> [[nodiscard]] static XACT_INLINE V slope(V x, N a) noexcept {
    if constexpr (register_batch<V>)
      return select(x <= V(0), math::nonpositive_exp(exponent(x, a)), V(1));
    else
      return select(x <= V(0), math::nonpositive_exp(x / V(a), V(1)), V(1));
  }
  template <batch V, batch N> [[nodiscard]] static XACT_INLINE value_derivative_pair<V> both(V x, N a) noexcept {
    if constexpr (register_batch<V>) {
      const auto [exp, expm1] = math::nonpositive_exp_and_expm1(exponent(x, a), math::factor<N>{a});
      return {on_left(x, a, expm1), select(x <= V(0), exp, V(1))};
    } else {
      return {value(x, a), slope(x, a)};
    }
  }
  /// @}

  /// Returns the result of elu for α = 1, so that f(x, 1) and f(x) have the same bits, and y for other α.
  template <batch V> [[nodiscard]] static XACT_INLINE V for_one(V a, V of_elu, V y) noexcept {
    if constexpr (register_batch<V>)
      return select(magnitude(a - V(1)) <= V(0), of_elu, y);
    else
      return y;
  }
  /// x/α
  template <register_batch V, register_batch N>
  [[nodiscard]] static XACT_INLINE math::pair<V> exponent(V x, N a) noexcept {
    return math::exponent(x, math::reciprocal_factor(a));
  }
  /// Returns `curve` for negative x, except next to 0, and x elsewhere. Next to 0, f(x) rounds to x, and x/α can
  /// be subnormal.
  template <register_batch V, register_batch N> [[nodiscard]] static XACT_INLINE V on_left(V x, N a, V curve) noexcept {
    constexpr auto share = static_cast<lane_t<V>>(sizeof(lane_t<V>) == 4 ? 0x1p-26 : 0x1p-55);
    return select(x < V(N(-share) * a), curve, x);
  }
};

} // namespace xact::inline XACT_ARCH
