#pragma once

/// The formulas of elu. α is one number for all lanes, or a batch.

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_in_parts.hpp>

#include <limits>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The part of elu for x < 0 with a register: for x < `end` f is the exponential curve. `least` is the number to which
/// the formulas raise a smaller x: the number below which e^x - 1 rounds to -1. For α = 0 the formula of the curve
/// would add zeros of different signs, and the sum could have the wrong sign. Therefore no x is then below `end`,
/// `least` is -α, and f(x) is the larger of x and -α.
template <register_batch V> struct elu_curve {
  V end{};
  V least{};

  template <register_batch N> XACT_INLINE explicit elu_curve(N alpha) noexcept {
    using T = lane_t<V>;
    // The constant is constexpr, because a call of a standard function would be one symbol for all targets.
    constexpr T none = -std::numeric_limits<T>::infinity();
    const auto is_flat = magnitude(alpha) <= N(0);
    end = V(select(is_flat, N(none), N(0)));
    least = V(select(is_flat, alpha * N(-1), N(expm1_saturates<T>)));
  }
};

} // namespace detail

/// x for x >= 0, and α(e^x - 1) for x < 0. NaN gives NaN.
template <batch V, batch N> [[nodiscard]] XACT_INLINE V elu(V x, N alpha) noexcept {
  if constexpr (register_batch<V>) {
    // The comparison is false for NaN and -0, so that the select returns both unchanged. The last operand is `clamped`
    // instead of x: if the processor treats subnormal numbers as zero (DAZ), at_least turns a subnormal x into zero.
    // The formula for α = 1 does the same, and both formulas must give the same bits.
    const detail::elu_curve<V> curve(alpha);
    const V clamped = at_least(x, curve.least);
    return select(x < curve.end, expm1_unless_saturated(clamped, V(alpha)), clamped);
  } else {
    return select(x < V(0), V(alpha) * nonpositive_expm1(x, V(1)), x);
  }
}

/// The derivative of elu: 1 for x > 0 and for NaN, and α·e^x for x <= 0.
template <batch V, batch N> [[nodiscard]] XACT_INLINE V elu_derivative(V x, N alpha) noexcept {
  if constexpr (register_batch<V>)
    return select(x <= V(0), nonpositive_exp(x, V(alpha)), V(1));
  else
    return select(x <= V(0), V(alpha) * nonpositive_exp(x, V(1)), V(1));
}

/// elu and its derivative from one exponential, bitwise equal to separate calls.
template <batch V, batch N>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> elu_and_derivative(V x, N alpha) noexcept {
  if constexpr (register_batch<V>) {
    const detail::elu_curve<V> curve(alpha);
    const auto [exp, expm1] = nonpositive_exp_and_expm1(x, V(alpha));
    return {select(x < curve.end, expm1, at_least(x, curve.least)), select(x <= V(0), exp, V(1))};
  } else {
    const auto [exp, expm1] = nonpositive_exp_and_expm1(x, V(1));
    return {select(x < V(0), V(alpha) * expm1, x), select(x <= V(0), V(alpha) * exp, V(1))};
  }
}

/// elu with the factors s of the value and c of the exponent: s·x for x >= 0, and s·α(e^cx - 1) for x < 0. N is the
/// type of α.
template <batch N> struct scaled_elu {
  using T = lane_t<N>; ///< the type of the factors

  N alpha; ///< α
  T s;     ///< the factor of the value
  T c;     ///< the factor of x in the exponent

  /// The value of elu.
  template <batch V> [[nodiscard]] XACT_INLINE V value(V x) const noexcept {
    if constexpr (register_batch<V>) {
      const pair<V> u = exponent(x, factor<T>{c});
      return on_both_sides(x, u, nonpositive_expm1<V>(u, value_factor()));
    } else {
      return select(x < V(0), V(s) * V(alpha) * nonpositive_expm1(V(c) * x, V(1)), V(s) * x);
    }
  }
  /// The derivative, s for x > 0, and s·α·c·e^cx for x <= 0.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    if constexpr (register_batch<V>)
      return on_right(x, nonpositive_exp<V>(exponent(x, factor<T>{c}), derivative_factor()));
    else
      return on_right(x, V(s) * V(alpha) * V(c) * nonpositive_exp(V(c) * x, V(1)));
  }
  /// The value and the derivative from one exponential, bitwise equal to separate calls.
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    if constexpr (register_batch<V>) {
      const pair<V> u = exponent(x, factor<T>{c});
      const auto [exp, expm1] = nonpositive_exp_and_expm1<V>(u, derivative_factor(), value_factor());
      return {on_both_sides(x, u, expm1), on_right(x, exp)};
    } else {
      return {value(x), derivative(x)};
    }
  }
  /// c·(y + s·α) where y <= 0, and s elsewhere.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    if constexpr (register_batch<V>) {
      const factor<N> by = value_factor();
      return on_right(y, ((y + V(by.value)) + V(by.value * by.rest)) * V(c));
    } else {
      return on_right(y, (y + V(s) * V(alpha)) * V(c));
    }
  }

private:
  /// s·α
  [[nodiscard]] XACT_INLINE auto value_factor() const noexcept { return product_factor(N(s), alpha); }
  /// s·α·c
  [[nodiscard]] XACT_INLINE auto derivative_factor() const noexcept {
    const factor<N> by = value_factor();
    const factor<N> product = product_factor(by.value, N(c));
    return factor<N>{product.value, product.rest + by.rest};
  }
  /// Returns s·x for x >= 0, and `curve` = s·α(e^u - 1) for x < 0.
  template <register_batch V> [[nodiscard]] XACT_INLINE V on_both_sides(V x, const pair<V> &u, V curve) const noexcept {
    // Next to 0, f(x) rounds to s·α·c·x, and u can be subnormal.
    constexpr T least = static_cast<T>(sizeof(T) == 4 ? 0x1p-26 : 0x1p-55);
    curve = select(u.hi > V(-least), product(x, V(-T(0)), derivative_factor()), curve);
    const V s_alpha(value_factor().value);
    const V left = select(magnitude(s_alpha) <= V(0), s_alpha * V(-1), curve);
    return select(x < V(0), left, V(s) * x);
  }
  /// Returns the derivative s for x > 0, and `curve` for x <= 0. For NaN the result is 1 if s = 1, and NaN otherwise.
  template <batch V> [[nodiscard]] XACT_INLINE V on_right(V x, V curve) const noexcept {
    if (xact::detail::equal(s, T(1)))
      return select(x <= V(0), curve, V(1));
    return select(V(0) < x, V(s), curve);
  }
};

} // namespace xact::inline XACT_ARCH::math
