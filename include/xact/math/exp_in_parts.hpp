#pragma once

/// e^u and e^u - 1 for u <= 0, times a factor, where the exponent and the factor can have two parts each. A product c·x
/// is such an exponent: its rounding error would change e^(c·x) by many units in the last place.

#include <xact/functor/contract.hpp>
#include <xact/math/nonpositive_exp.hpp>
#include <xact/math/ramp.hpp>

namespace xact::inline XACT_ARCH::math {

/// A factor in two parts: value·(1 + rest). The parts are numbers if all lanes have the same factor, else batches.
template <register_batch N> struct factor {
  N value;       ///< the factor, rounded
  N rest = N(0); ///< the rest, relative to `value`
};

/// x·y as a factor, unless the product underflows or overflows.
template <register_batch N> [[nodiscard]] XACT_INLINE factor<N> product_factor(N x, N y) noexcept {
  const pair<N> product = two_product(x, y);
  const auto has_rest = (magnitude(product.hi) > N(0)) & (product.hi - product.hi <= N(0));
  return {product.hi, select(has_rest, product.lo / product.hi, N(0))};
}

/// 1 / x as a factor.
template <register_batch N> [[nodiscard]] XACT_INLINE factor<N> reciprocal_factor(N x) noexcept {
  const N value = N(1) / x;
  return {value, residual(N(1), value, x)};
}

/// c·x as an exponent in two parts.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE pair<V> exponent(V x, const factor<N> &c) noexcept {
  const pair<V> product = two_product(V(c.value), x);
  return {product.hi, mul_add(product.hi, V(c.rest), product.lo)};
}

/// by·(x + low), where |low| is at most half of |x|, or x is 0. With FMA the result is rounded once, without FMA nearly
/// so.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V product(V x, V low, const factor<N> &by) noexcept {
  using T = lane_t<V>;
  const V value(by.value);
  const V rest(by.value * by.rest);
  if constexpr (has_fma)
    return mul_add(value, x, mul_add(value, low, rest * x));
  // The scale keeps the parts of a small product in the range of normal numbers.
  constexpr int exponent = sizeof(T) == 4 ? 60 : 400;
  constexpr T least = detail::power_of_two<T>(-exponent);
  const auto is_small = magnitude(x) < V(N(least) / magnitude(by.value));
  const V up = select(is_small, V(detail::power_of_two<T>(exponent)), V(1));
  const V down = select(is_small, V(least), V(1));
  const V scaled = x * up;
  return fused(value, scaled, mul_add(value, low * up, rest * scaled)) * down;
}

namespace detail {

/// Constants for formulas that multiply e^-u by a factor of at most 2^32.
template <scalar T> struct scaled_exp_constants {
  /// Above this u, 2^32·e^-u rounds to 0.
  static constexpr T vanishes = static_cast<T>(sizeof(T) == 4 ? 128 : 960);
  /// The product of 2^bias and a power of two near e^-u is a normal number for u <= vanishes.
  static constexpr int bias = sizeof(T) == 4 ? 62 : 400;
};

/// |u| in two parts, limited to `most`.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> limited_magnitude(const pair<V> &u, V most) noexcept {
  const V a = magnitude(u.hi);
  return {at_most(a, most), keep_where(a < most, select(u.hi < V(0), -u.lo, u.lo))};
}

/// The reduction of an exponent that has one part or two.
template <register_batch V> using exponent_reduction = exp_reduction<V, true>;

/// @{ The reduction of the larger one of u and `least`.
template <register_batch V> [[nodiscard]] XACT_INLINE exponent_reduction<V> reduction_at_least(V u, V least) noexcept {
  return exponent_reduction<V>(at_least(u, least));
}
template <register_batch V>
[[nodiscard]] XACT_INLINE exponent_reduction<V> reduction_at_least(const pair<V> &u, V least) noexcept {
  // The low part has no meaning where the bound replaces u.
  return exponent_reduction<V>(at_least(u.hi, least), keep_where(u.hi > least, u.lo));
}
/// @}

/// by·e^u for the reduction e of u, where `scale` is by.value.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V times_exp(const exponent_reduction<V> &e, const exp_scale<V> &scale,
                                      const factor<N> &by) noexcept {
  const V sum = V(1) + e.head;
  const V low = ((V(1) - sum) + e.head) + e.tail;
  const V y = fused(scale.factor, sum, scale.factor * mul_add(V(by.rest), sum, low));
  return times_power(y, e.whole + scale.shift, e.n + scale.bias);
}

/// by·(e^u - 1) for the reduction e of u, and 2^n. e^u - 1 is sum + low. The first term of sum is 2^n - 1, and the
/// second is 2^n·head. For n = 0 sum is head, and for n < 0 the second term is the smaller one.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V times_expm1(const exponent_reduction<V> &e, V power, const factor<N> &by) noexcept {
  const V base = power - V(1);
  const V base_lost = power - (base + V(1));
  const V term = power * e.head;
  const V sum = base + term;
  return product(sum, mul_add(power, e.tail, ((base - sum) + term) + base_lost), by);
}

/// 2^n for times_expm1, where n can be so small that 2^n would leave the range. e^u - 1 then rounds to -1.
template <register_batch V> [[nodiscard]] XACT_INLINE V power_for_expm1(const exponent_reduction<V> &e) noexcept {
  return e.power(e.n_at_least(-exp_constants<lane_t<V>>::mantissa_bits - 3));
}

} // namespace detail

/// by·e^u for u <= 0. u is a pair or a batch. NaN gives NaN. A result that underflows is rounded a second time.
/// Error: at most 1 ULP.
template <register_batch V, class U, register_batch N>
[[nodiscard]] XACT_INLINE V nonpositive_exp(const U &u, const factor<N> &by) noexcept {
  const detail::exp_scale<V> scale(V(by.value));
  return detail::times_exp(detail::reduction_at_least(u, scale.vanishes), scale, by);
}

/// by·(e^u - 1) for u <= 0. u is a pair or a batch. NaN gives NaN. Lanes with u > 0 have an unspecified value.
/// Error: at most 1 ULP for float and 1.1 ULP for double.
template <register_batch V, class U, register_batch N>
[[nodiscard]] XACT_INLINE V nonpositive_expm1(const U &u, const factor<N> &by) noexcept {
  const auto e = detail::reduction_at_least(u, V(expm1_saturates<lane_t<V>>));
  return detail::times_expm1(e, e.power(e.n), by);
}

/// The results of nonpositive_exp with the factor `by`, and of nonpositive_expm1 with the factor `by_expm1`, from one
/// reduction, bitwise equal to separate calls.
template <register_batch V, class U, register_batch N>
[[nodiscard]] XACT_INLINE exp_and_expm1<V> nonpositive_exp_and_expm1(const U &u, const factor<N> &by,
                                                                     const factor<N> &by_expm1) noexcept {
  const detail::exp_scale<V> scale(V(by.value));
  const auto e = detail::reduction_at_least(u, scale.vanishes);
  return {detail::times_exp(e, scale, by), detail::times_expm1(e, detail::power_for_expm1(e), by_expm1)};
}

/// @{ The functions above, where the factor of e^u is 1.
template <register_batch V> [[nodiscard]] XACT_INLINE V nonpositive_exp(const pair<V> &u) noexcept {
  const detail::exp_scale<V> scale(V(1));
  return scale.times(detail::reduction_at_least(u, scale.vanishes));
}
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE exp_and_expm1<V> nonpositive_exp_and_expm1(const pair<V> &u,
                                                                     const factor<N> &by_expm1) noexcept {
  const detail::exp_scale<V> scale(V(1));
  const auto e = detail::reduction_at_least(u, scale.vanishes);
  return {scale.times(e), detail::times_expm1(e, detail::power_for_expm1(e), by_expm1)};
}
/// @}

} // namespace xact::inline XACT_ARCH::math
