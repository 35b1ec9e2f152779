#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The number from which on softsign rounds to 1 and its derivative to 0. Its square is finite.
template <scalar T>
inline constexpr T softsign_saturates = sizeof(T) == 4 ? static_cast<T>(0x1p80) : static_cast<T>(0x1p600);

/// 1 / (1 + |x|) in two parts, from one division.
template <register_batch V> struct softsign_parts {
  V a;         ///< |x|, at most `softsign_saturates`
  V sum{};     ///< 1 + a, rounded
  V lost{};    ///< the rounding error of the sum
  V inverse{}; ///< 1 / sum, rounded

  XACT_INLINE explicit softsign_parts(V x) noexcept : a(at_most(magnitude(x), V(softsign_saturates<lane_t<V>>))) {
    const pair<V> exact = two_sum(V(1), a);
    sum = exact.hi;
    lost = exact.lo;
    inverse = quotient(V(1), sum);
  }
  /// a / (1 + a)
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    const V q = a * inverse;
    return mul_add(negated_mul_add(q, lost, residual(a, q, sum)), inverse, q);
  }
  /// 1 / (1 + a)²
  [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const V rest = inverse * negated_mul_add(inverse, lost, residual(V(1), inverse, sum));
    if constexpr (has_fma)
      return mul_add(inverse, inverse, (inverse + inverse) * rest);
    // The scale keeps the parts of the square in the range of normal numbers.
    constexpr auto scale = sizeof(lane_t<V>) == 4 ? static_cast<lane_t<V>>(0x1p50) : static_cast<lane_t<V>>(0x1p300);
    const V scaled = inverse * V(scale);
    const V square = fused(scaled, scaled, (scaled + scaled) * (rest * V(scale)));
    return square * V(1 / scale) * V(1 / scale);
  }
};

/// |x| on number types made of batches, at most 2^300, so that no quotient of infinities occurs.
template <batch V> [[nodiscard]] XACT_INLINE V limited_magnitude(const V &x) noexcept {
  const V a = select(x < V(0), -x, x);
  return select(V(0x1p300) < a, V(0x1p300), a);
}

} // namespace detail

/// x / (1 + |x|) for every x. NaN gives NaN.
/// Error: at most 0.51 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V softsign(V x) noexcept {
  if constexpr (register_batch<V>) {
    return with_sign_of(detail::softsign_parts<V>(x).value(), x);
  } else {
    const V a = detail::limited_magnitude(x);
    return select(x < V(0), -a, a) / (V(1) + a);
  }
}

/// The derivative of softsign, 1 / (1 + |x|)², accurate down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V softsign_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::softsign_parts<V>(x).derivative();
  } else {
    const V inverse = V(1) / (V(1) + detail::limited_magnitude(x));
    return inverse * inverse;
  }
}

/// softsign and its derivative from one division, bitwise equal to `softsign` and `softsign_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> softsign_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const detail::softsign_parts<V> parts(x);
    return {with_sign_of(parts.value(), x), parts.derivative()};
  } else {
    return {softsign(x), softsign_derivative(x)};
  }
}

} // namespace xact::inline XACT_ARCH::math
