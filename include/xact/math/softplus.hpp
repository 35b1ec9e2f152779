#pragma once

#include <xact/math/log1p.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct softplus_constants;
template <> struct softplus_constants<float> {
  static constexpr float ln2 = 0x1.62e43p-1F;
  static constexpr float ln2_low = -0x1.05c61p-29F;
  /// log(cosh(x/2)) / x² as a polynomial in x² for |x| <= 1. tests/math/coefficients.py computes the coefficients.
  static constexpr float c[] = {0x1p-3F, -0x1.555526p-8F, 0x1.6bfa4ep-12F, -0x1.b4bb22p-16F, 0x1.d43af8p-20F};
  /// (log(1 + E) / E - 1 + E/2) / E² for 0 <= E <= 1/e.
  static constexpr float bend[] = {0x1.5554b6p-2F, -0x1.ffd164p-3F, 0x1.9701aap-3F,
                                   -0x1.42ac6p-3F, 0x1.b3e0bp-4F,   -0x1.54d0bp-5F};
};
template <> struct softplus_constants<double> {
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_low = 0x1.abc9e3b39803fp-56;
  static constexpr double c[] = {0x1p-3,
                                 -0x1.555555555554fp-8,
                                 0x1.6c16c16c15924p-12,
                                 -0x1.ba1ba1b8e1145p-16,
                                 0x1.1ea5d34add97dp-19,
                                 -0x1.833d8480ce0c5p-23,
                                 0x1.0d091df2a8b4p-26,
                                 -0x1.7d6098325ba21p-30,
                                 0x1.106ad9b37e8eap-33,
                                 -0x1.718ae4cb6e39bp-37,
                                 0x1.66d2b1f08bc61p-41};
  static constexpr double bend[] = {
      0x1.55555555543f9p-2,  -0x1.fffffffedaa3ap-3, 0x1.9999995b7f70ap-3,  -0x1.55554e221fb57p-3, 0x1.2491c39f52aecp-3,
      -0x1.fff30470f27fep-4, 0x1.c6ab4a51da401p-4,  -0x1.96d5294758974p-4, 0x1.67be8d5dfaf04p-4,  -0x1.2b31becd9cadep-4,
      0x1.a820a0797bdd1p-5,  -0x1.b131cc8149675p-6, 0x1.c7b25d449a88dp-8};
};

/// log(1 + e^x) = ln2 + x/2 + log(cosh(x/2)) for |x| <= 1. In this range the rounded sum 1 + e^x loses digits of x, so
/// that the formula of softplus_elsewhere would not be monotone.
template <register_batch V> [[nodiscard]] XACT_INLINE V softplus_near_zero(V x) noexcept {
  using constants = softplus_constants<lane_t<V>>;
  const V sum = mul_add(V(0.5), x, V(constants::ln2));
  const V lost = mul_add(V(0.5), x, V(constants::ln2) - sum);
  const V square = x * x;
  return sum + (lost + mul_add(square, polynomial(constants::c, square), V(constants::ln2_low)));
}

/// log(1 + E) / E - 1 for 0 <= E <= 1/e.
template <register_batch V> [[nodiscard]] XACT_INLINE V log1p_bend(V E) noexcept {
  const V E2 = E * E;
  return mul_add(E2, polynomial(softplus_constants<lane_t<V>>::bend, E, E2), V(-0.5) * E);
}

/// log(1 + E) / 2^n as head + rest, for E = 2^n·e^-r <= 1/e, given the reduction to n and r: e^-r·(1 + bend).
template <register_batch V, int Bias>
[[nodiscard]] XACT_INLINE pair<V> log1p_of_exp(const logistic_reduction<V, 1, Bias> &u) noexcept {
  using T = lane_t<V>;
  // e^-r is head + tail, and 1 + p.
  const V square = u.r * u.r;
  const V head = V(1) - u.r;
  const V tail = mul_add(square, polynomial(exp_q<T, -1>.c, u.r, square), (V(1) - head) - u.r);
  const V p = (head - V(1)) + tail;
  const V bend = log1p_bend(mul_add(p, u.power, u.power) * V(power_of_two<T>(-Bias)));
  return {head, bend + mul_add(p, bend, tail)};
}

/// log(1 + e^x) for |x| >= 1: the sum of the larger of x and 0, and of log(1 + e^-|x|).
template <register_batch V> [[nodiscard]] XACT_INLINE V softplus_elsewhere(V x, const unit_reduction<V> &u) noexcept {
  const V scale(power_of_two<lane_t<V>>(-unit_reduction<V>::constants::logistic_bias));
  const pair<V> log = log1p_of_exp(u);
  return mul_add((log.hi + log.lo) * u.power, scale, at_least(x, V(0)));
}

/// log(1 + e^x), given the reduction of |x|.
template <register_batch V> [[nodiscard]] XACT_INLINE V softplus_of(V x, const unit_reduction<V> &u) noexcept {
  return select(magnitude(x) < V(1), softplus_near_zero(x), softplus_elsewhere(x, u));
}

} // namespace detail

/// log(1 + e^x) for every x. NaN gives NaN. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V softplus(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::softplus_of(x, detail::unit_reduction<V>(detail::logistic_argument(x)));
  } else {
    const V log = unit_log1p(nonpositive_exp(select(x < V(0), x, -x), V(1)));
    return select(x < V(0), log, x + log);
  }
}

/// softplus and its derivative, bitwise equal to `softplus` and `sigmoid`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> softplus_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const detail::logistic<V> l(detail::logistic_argument(x));
    return {detail::softplus_of(x, l), detail::on_side_of(x, l.value())};
  } else {
    return {softplus(x), sigmoid(x)};
  }
}

} // namespace xact::inline XACT_ARCH::math
