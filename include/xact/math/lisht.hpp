#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/tanh_pair.hpp>
#include <xact/math/tanh_wide.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// x·tanh(x), given tanh_pair_of(x). Without FMA the products of t.hi and half of the digits of |x| are exact.
template <register_batch V> [[nodiscard]] XACT_INLINE V lisht_of(V x, const pair<V> &t) noexcept {
  using constants = tanh_pair_constants<lane_t<V>>;
  const V a = magnitude(x);
  const V bounded = at_most(a, V(constants::saturates));
  V y;
  if constexpr (has_fma) {
    y = mul_add(bounded, t.hi, bounded * t.lo);
  } else {
    const V head = first_half(bounded);
    y = head * t.hi + ((bounded - head) * t.hi + bounded * t.lo);
  }
  return select(a < V(constants::is_identity), a * a, select(a > V(constants::saturates), a, y));
}

/// tanh(x) + x·(1 - tanh²(x)), given tanh_pair_of(x). The terms are pairs and have the same sign; the first one is the
/// larger one.
template <register_batch V> [[nodiscard]] XACT_INLINE V lisht_derivative_of(V x, const pair<V> &t) noexcept {
  using constants = tanh_pair_constants<lane_t<V>>;
  const V a = magnitude(x);
  const V bounded = at_most(a, V(constants::saturates));
  // 1 - tanh² is rest + rest_low.
  const V square = unfused(t.hi * t.hi); // exact without FMA
  const V rest = V(1) - square;
  V lost = (V(1) - rest) - square;
  if constexpr (has_fma)
    lost = lost + negated_mul_add(t.hi, t.hi, square);
  const V rest_low = negated_mul_add(t.hi + t.hi + t.lo, t.lo, lost);
  const pair<V> product = two_product(bounded, rest);
  const V sum = t.hi + product.hi;
  const V low = ((t.hi - sum) + product.hi) + (mul_add(bounded, rest_low, product.lo) + t.lo);
  return with_sign_of(select(a < V(constants::is_identity), a + a, sum + low), x);
}

} // namespace detail

/// x·tanh(x) for every x, accurate near 0. NaN gives NaN.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V lisht(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::lisht_of(x, detail::tanh_pair_of(x));
  } else {
    const V a = select(x < V(0), -x, x);
    const V square = a * a;
    const V near_zero = mul_add(square * square, mul_add(square, V(2. / 15), V(-1. / 3)), square);
    return select(a < V(detail::wide_series), near_zero, a * detail::wide_tanh(a));
  }
}

/// The derivative of lisht, tanh(x) + x·(1 - tanh²(x)), accurate near 0.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V lisht_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::lisht_derivative_of(x, detail::tanh_pair_of(x));
  } else {
    const V most(100); // from here on the derivative rounds to 1 in float
    const V a = select(x < V(0), -x, x);
    const V bounded = select(most < a, most, a);
    const V t = detail::wide_tanh(bounded);
    const V d = mul_add(bounded, (V(1) - t) * (V(1) + t), t);
    return select(x < V(0), -d, select(V(0) < x, d, x + x));
  }
}

/// lisht and its derivative from one exponential, bitwise equal to `lisht` and `lisht_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> lisht_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const pair<V> t = detail::tanh_pair_of(x);
    return {detail::lisht_of(x, t), detail::lisht_derivative_of(x, t)};
  } else {
    return {lisht(x), lisht_derivative(x)};
  }
}

} // namespace xact::inline XACT_ARCH::math
