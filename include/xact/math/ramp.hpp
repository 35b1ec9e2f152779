#pragma once

/// Products and sums with nearly one rounding, with FMA and without, and a line whose zero is exact.

#include <xact/math/exp_constants.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math {

/// x·y + z. With FMA the result is rounded once. Without FMA the error is at most 0.5 ULP plus 2^-20 ULP, except where
/// the product is below the smallest normal number or near overflow; the product is then rounded before the sum.
template <register_batch V> [[nodiscard]] XACT_INLINE V fused(V x, V y, V z) noexcept {
  if constexpr (has_fma)
    return mul_add(x, y, z);
  constexpr auto least = detail::power_of_two<lane_t<V>>(sizeof(lane_t<V>) == 4 ? -125 : -1021);
  const pair<V> product = two_product(x, y);
  const pair<V> sum = two_sum(product.hi, z);
  const V lo = sum.lo + product.lo;
  return select((lo - lo <= V(0)) & (V(least) <= magnitude(product.hi)), sum.hi + lo, sum.hi);
}

/// z - x·y, rounded once. Precondition: z and x·y are so close that the difference of z and the rounded product is
/// exact.
template <register_batch V> [[nodiscard]] XACT_INLINE V residual(V z, V x, V y) noexcept {
  if constexpr (has_fma)
    return negated_mul_add(x, y, z);
  const pair<V> product = two_product(x, y);
  return (z - product.hi) - product.lo;
}

/// The number 1 / d in two parts, whose sum is slightly larger than 1 / d, by a factor of at most 1 + 2^-38 in float
/// and 1 + 2^-78 in double. A formula multiplies by the parts, because divisions take long.
template <register_batch N> struct reciprocal {
  /// The factor of the sum of the parts, minus 1.
  static constexpr auto excess = static_cast<lane_t<N>>(sizeof(lane_t<N>) == 4 ? 0x1p-39 : 0x1p-79);

  N hi; ///< 1 / d, rounded
  N lo; ///< the rest

  /// Makes 1 / d.
  XACT_INLINE explicit reciprocal(N d) noexcept : hi(N(1) / d), lo(residual(N(1), hi, d) / d + hi * N(excess)) {}
};

/// A line that rises from 0 at -h, through 1/2 at 0, to 1 at h: (x + h) / 2h. The sum x + h and the quotient are pairs.
template <register_batch V> struct ramp {
  using T = lane_t<V>; ///< the number type of a lane

  reciprocal<T> k; ///< 1 / 2h
  V sum;           ///< x + h, rounded
  V lost;          ///< the rounding error of the sum

  /// Precondition: |x| <= 2h. For |x| > h the part `lost` can be inexact if h is no power of two.
  XACT_INLINE ramp(V x, T h) noexcept : k(h + h), sum(x + V(h)), lost(x - (sum - V(h))) {}

  /// The value, rounded once, plus 2^-14 ULP.
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    return fused(sum, V(k.hi), mul_add(sum, V(k.lo), lost * V(k.hi)));
  }
  /// y times the value, rounded once, plus 2^-14 ULP. The product of zeros has the sign of y, because the low part of
  /// the value is not negative where the value is 0 or 1/2.
  [[nodiscard]] XACT_INLINE V times(V y) const noexcept {
    if constexpr (has_fma) {
      const V negated = sum * V(-k.hi); // some targets need an instruction for -x
      const V lo = mul_add(sum, V(k.lo), mul_add(lost, V(k.hi), mul_add(sum, V(k.hi), negated)));
      return negated_mul_add(y, negated, y * lo);
    } else {
      const pair<V> quotient = two_product(sum, V(k.hi));
      return fused(y, quotient.hi, y * mul_add(sum, V(k.lo), mul_add(lost, V(k.hi), quotient.lo)));
    }
  }
};

} // namespace xact::inline XACT_ARCH::math
