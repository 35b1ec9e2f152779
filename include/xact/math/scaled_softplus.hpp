#pragma once

/// log(1 + e^βx) / β and its derivative, where βx is carried in two parts (math/exp_in_parts.hpp).

#include <xact/math/exp_in_parts.hpp>
#include <xact/math/softplus.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// log(1 + e^u) / β = ln2/β + x/2 + log(cosh(u/2))/β for |u| <= 1, where u is βx.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_softplus_near_zero(V x, const pair<V> &u, factor<lane_t<V>> by) noexcept {
  using T = lane_t<V>;
  using constants = softplus_constants<T>;
  const pair<T> ln2 = two_product(constants::ln2, by.value);
  const T ln2_low = ln2.lo + (constants::ln2_low * by.value + ln2.hi * by.rest);
  const V sum = mul_add(V(0.5), x, V(ln2.hi));
  const V lost = mul_add(V(0.5), x, V(ln2.hi) - sum);
  const V square = mul_add(u.hi + u.hi, u.lo, u.hi * u.hi);
  return sum + (lost + mul_add(square * V(by.value), polynomial(constants::c, square), V(ln2_low)));
}

/// log(1 + e^u) / β for |u| >= 1: the formula of softplus_elsewhere with all terms times 1/β, where a is |u|.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_softplus_elsewhere(V x, const pair<V> &a, factor<lane_t<V>> by) noexcept {
  using T = lane_t<V>;
  constexpr int bias = scaled_exp_constants<T>::bias;
  const V scale(power_of_two<T>(-bias));
  const logistic_reduction<V, 1, bias> reduction(a.hi);
  const V square = reduction.r * reduction.r;
  const V head = V(1) - reduction.r;
  const V tail = mul_add(square, polynomial(exp_q<T, -1>.c, reduction.r, square), (V(1) - head) - reduction.r);
  const V p = (head - V(1)) + tail;
  const V E = mul_add(p, reduction.power, reduction.power) * scale;
  const V E2 = E * E;
  const V bend = mul_add(E2, polynomial(softplus_constants<T>::bend, E, E2), V(-0.5) * E);
  const V rest = bend + mul_add(p, bend, tail);
  // e^-(hi + lo) is e^-hi·(1 - lo).
  const V y = product(head, negated_mul_add(a.lo, head + rest, rest), by);
  return mul_add(y * reduction.power, scale, at_least(x, V(0)));
}

} // namespace detail

/// log(1 + e^βx) / β for β > 0. NaN gives NaN. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP.
template <register_batch V> [[nodiscard]] XACT_INLINE V scaled_softplus(V x, lane_t<V> beta) noexcept {
  using T = lane_t<V>;
  const factor<T> by = reciprocal_factor(beta);
  const pair<V> u = exponent(x, factor<T>{beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::scaled_exp_constants<T>::vanishes));
  const V elsewhere = detail::scaled_softplus_elsewhere(x, a, by);
  // Beyond the bound of a, the result is the larger one of x and 0.
  const V limited =
      select(magnitude(u.hi) > V(detail::scaled_exp_constants<T>::vanishes), at_least(x, V(0)), elsewhere);
  return select(magnitude(u.hi) < V(1), detail::scaled_softplus_near_zero(x, u, by), limited);
}

/// The derivative of scaled_softplus, 1 / (1 + e^-βx). Error: at most 1 ULP.
template <register_batch V> [[nodiscard]] XACT_INLINE V scaled_softplus_derivative(V x, lane_t<V> beta) noexcept {
  const pair<V> u = exponent(x, factor<lane_t<V>>{beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::exp_constants<lane_t<V>>::logistic_vanishes));
  detail::logistic<V> l(a.hi);
  l.add_to_argument(a.lo);
  return detail::on_side_of(x, l.value());
}

} // namespace xact::inline XACT_ARCH::math
