#pragma once

/// by·tanh(u) and by·(1 - tanh(u)²), where the exponent u and the factor `by` have two parts (math/exp_in_parts.hpp).

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_in_parts.hpp>
#include <xact/math/tanh.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// Up to this magnitude tanh(u) rounds to u.
template <scalar T>
inline constexpr T tanh_is_identity = sizeof(T) == 4 ? static_cast<T>(0x1p-13) : static_cast<T>(0x1p-27);

template <register_batch V> using tanh_logistic = logistic<V, 2, scaled_exp_constants<lane_t<V>>::bias>;

/// |tanh(u)| in two parts, for |u| >= is_identity, where a is |u|. l is the logistic function of a.hi with FMA.
template <register_batch V, class Logistic>
[[nodiscard]] XACT_INLINE pair<V> tanh_in_parts(const pair<V> &a, const Logistic &l) noexcept {
  pair<V> y;
  if constexpr (has_fma) {
    const pair<V> by_q = l.one_minus_twice_by_q();
    y = {by_q.hi, l.q * by_q.lo};
  } else {
    const minus_tanh_parts<V> parts = minus_tanh_in_parts(-a.hi);
    y = {parts.q, (parts.rest + parts.lost) * parts.inverse};
  }
  // tanh(hi + lo) is tanh(hi) + lo·(1 - tanh(hi)²).
  y.lo = mul_add(a.lo, (V(1) - y.hi) * (V(1) + y.hi), y.lo);
  return y;
}

/// The factors of scaled_tanh.
template <scalar T> struct tanh_factors {
  factor<T> value;      ///< α
  factor<T> derivative; ///< α·β
  T beta;               ///< β
};

/// α·tanh(βx), given |tanh(βx)| in two parts and the exponent βx.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_tanh_of(V x, const pair<V> &u, const pair<V> &y,
                                           const tanh_factors<lane_t<V>> &by) noexcept {
  using T = lane_t<V>;
  const V near_zero = product(magnitude(x), V(0), by.derivative);
  const V elsewhere = product(y.hi, y.lo, by.value);
  const auto is_near_zero = magnitude(u.hi) < V(tanh_is_identity<T>);
  const V sign(static_cast<T>(by.derivative.value < 0 ? -1 : 1));
  return with_sign_of(magnitude(select(is_near_zero, near_zero, elsewhere)), x * sign);
}

/// α·β·(1 - tanh(βx)²), given the logistic function of |βx|.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_tanh_derivative_of(const pair<V> &u, const tanh_logistic<V> &l,
                                                      const tanh_factors<lane_t<V>> &by) noexcept {
  using T = lane_t<V>;
  using constants = scaled_exp_constants<T>;
  const pair<V> d = l.derivative_in_parts();
  const V y = product(-d.hi, -d.lo, by.derivative) * V(power_of_two<T>(2 - constants::bias));
  return select(magnitude(u.hi) > V(constants::vanishes / 2), V(by.derivative.value * T(0)), y);
}

} // namespace detail

/// α·tanh(βx). NaN gives NaN. Error: at most 1.2 ULP, and 1 ULP if α and β are powers of two.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_tanh(V x, const detail::tanh_factors<lane_t<V>> &by) noexcept {
  const pair<V> u = exponent(x, factor<lane_t<V>>{by.beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::tanh_constants<lane_t<V>>::saturates));
  if constexpr (has_fma)
    return detail::scaled_tanh_of(x, u, detail::tanh_in_parts(a, detail::logistic<V, 2, 1>(a.hi)), by);
  else
    return detail::scaled_tanh_of(x, u, detail::tanh_in_parts(a, nullptr), by);
}

/// α·β·(1 - tanh(βx)²), accurate down to underflow. Error: at most 1 ULP.
template <register_batch V>
[[nodiscard]] XACT_INLINE V scaled_tanh_derivative(V x, const detail::tanh_factors<lane_t<V>> &by) noexcept {
  const pair<V> u = exponent(x, factor<lane_t<V>>{by.beta});
  const pair<V> a = detail::limited_magnitude(u, V(detail::scaled_exp_constants<lane_t<V>>::vanishes / 2));
  detail::tanh_logistic<V> l(a.hi);
  l.add_to_argument(a.lo);
  return detail::scaled_tanh_derivative_of(u, l, by);
}

} // namespace xact::inline XACT_ARCH::math
