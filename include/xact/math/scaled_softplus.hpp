#pragma once

/// log(1 + e^βx) / β and its derivative, where βx is carried in two parts (math/exp_in_parts.hpp).

#include <xact/math/exp_in_parts.hpp>
#include <xact/math/softplus.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// log(1 + e^u) / β = ln2/β + x/2 + log(cosh(u/2))/β for |u| <= 1, where u is βx.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V scaled_softplus_near_zero(V x, const pair<V> &u, const factor<N> &by) noexcept {
  using constants = softplus_constants<lane_t<V>>;
  const pair<N> ln2 = two_product(N(constants::ln2), by.value);
  const N ln2_low = ln2.lo + (N(constants::ln2_low) * by.value + ln2.hi * by.rest);
  const V sum = mul_add(V(0.5), x, V(ln2.hi));
  const V lost = mul_add(V(0.5), x, V(ln2.hi) - sum);
  const V square = mul_add(u.hi + u.hi, u.lo, u.hi * u.hi);
  return sum + (lost + mul_add(square * V(by.value), polynomial(constants::c, square), V(ln2_low)));
}

/// log(1 + e^u) / β for |u| >= 1: the formula of softplus_elsewhere with all terms times 1/β, where a is |u|.
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V scaled_softplus_elsewhere(V x, const pair<V> &a, const factor<N> &by) noexcept {
  constexpr int bias = scaled_exp_constants<lane_t<V>>::bias;
  const logistic_reduction<V, 1, bias> reduction(a.hi);
  const pair<V> log = log1p_of_exp(reduction);
  // e^-(hi + lo) is e^-hi·(1 - lo).
  const V y = product(log.hi, negated_mul_add(a.lo, log.hi + log.lo, log.lo), by);
  return mul_add(y * reduction.power, V(power_of_two<lane_t<V>>(-bias)), at_least(x, V(0)));
}

} // namespace detail

/// log(1 + e^βx) / β for β > 0, where β is one number for all lanes, or a batch. NaN gives NaN. A subnormal result is
/// rounded twice and not flushed to zero. Error: at most 1 ULP.
template <batch V, batch N> [[nodiscard]] XACT_INLINE V scaled_softplus(V x, N beta) noexcept {
  const V log = unit_log1p(detail::exp_of_minus_abs(V(beta) * x)) / V(beta);
  return select(x < V(0), log, x + log);
}
template <register_batch V, register_batch N> [[nodiscard]] XACT_INLINE V scaled_softplus(V x, N beta) noexcept {
  using T = lane_t<V>;
  const factor<N> by = reciprocal_factor(beta);
  const pair<V> u = exponent(x, factor<N>{beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::scaled_exp_constants<T>::vanishes));
  const V elsewhere = detail::scaled_softplus_elsewhere(x, a, by);
  // Beyond the bound of a, the result is the larger one of x and 0.
  const V limited =
      select(magnitude(u.hi) > V(detail::scaled_exp_constants<T>::vanishes), at_least(x, V(0)), elsewhere);
  return select(magnitude(u.hi) < V(1), detail::scaled_softplus_near_zero(x, u, by), limited);
}

/// The derivative of scaled_softplus, 1 / (1 + e^-βx). Error: at most 1 ULP.
template <batch V, batch N> [[nodiscard]] XACT_INLINE V scaled_softplus_derivative(V x, N beta) noexcept {
  return sigmoid(V(beta) * x);
}
template <register_batch V, register_batch N>
[[nodiscard]] XACT_INLINE V scaled_softplus_derivative(V x, N beta) noexcept {
  const pair<V> u = exponent(x, factor<N>{beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::exp_constants<lane_t<V>>::logistic_vanishes));
  detail::logistic<V> l(a.hi);
  l.add_to_argument(a.lo);
  return detail::on_side_of(x, l.value());
}

} // namespace xact::inline XACT_ARCH::math
