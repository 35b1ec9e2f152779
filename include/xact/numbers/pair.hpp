#pragma once

/// Unevaluated sums hi + lo of two numbers or batches. They keep the rounding errors of sums, differences and products.
/// Sources: Knuth; Dekker 1971; Joldes, Muller and Popescu 2017, doi:10.1145/3121432

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH::math {

/// A number hi + lo, where |lo| is at most half a unit in the last place of hi.
template <class N> struct pair {
  N hi; ///< the number, rounded
  N lo; ///< the number minus hi
};

/// a + b, exact.
template <class N> [[nodiscard]] XACT_INLINE pair<N> two_sum(N a, N b) noexcept {
  const N sum = a + b;
  const N of_b = sum - a;
  return {sum, (a - (sum - of_b)) + (b - of_b)};
}

/// a - b, exact.
template <class N> [[nodiscard]] XACT_INLINE pair<N> two_difference(N a, N b) noexcept {
  const N difference = a - b;
  const N of_b = difference - a;
  return {difference, (a - (difference - of_b)) - (b + of_b)};
}

/// a·b, exact unless the product underflows or overflows. Without FMA the result is also inexact if ah·bh overflows,
/// where ah and bh are a and b, rounded to half of their digits.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> two_product(V a, V b) noexcept {
  const V product = unfused(a * b);
  if constexpr (has_fma)
    return {product, mul_add(a, b, -product)};
  // For x near the largest number of T, first_half overflows. The largest number with half of the digits then replaces
  // first_half(x); x minus this number fits into half of the digits.
  const auto half_of = [](V x) XACT_INLINE_LAMBDA {
    using T = lane_t<V>;
    constexpr T largest = sizeof(T) == 4 ? static_cast<T>(0x1.ffep127) : static_cast<T>(0x1.ffffff8p1023);
    const V half = first_half(x);
    return select(half - half <= V(0), half, with_sign_of(V(largest), x));
  };
  const V ah = half_of(a);
  const V bh = half_of(b);
  const V al = a - ah;
  const V bl = b - bh;
  return {product, ((ah * bh - product) + ah * bl + al * bh) + al * bl};
}

/// a + b with nearly twice the digits of N. Precondition: a and b have the same sign.
template <class N> [[nodiscard]] XACT_INLINE pair<N> plus(pair<N> a, pair<N> b) noexcept {
  const pair<N> sum = two_sum(a.hi, b.hi);
  const N rest = sum.lo + (a.lo + b.lo);
  const N hi = sum.hi + rest;
  return {hi, rest - (hi - sum.hi)};
}

/// a·b with nearly twice the digits of V.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> times(const pair<V> &a, const pair<V> &b) noexcept {
  const pair<V> product = two_product(a.hi, b.hi);
  return {product.hi, mul_add(a.hi, b.lo, mul_add(a.lo, b.hi, product.lo))};
}

/// a + b with nearly twice the digits of V. Precondition: b.hi is 0, or the magnitude of b.hi is at most half of the
/// magnitude of a.hi, or a is 0.
template <register_batch V>
[[nodiscard]] XACT_INLINE pair<V> plus_smaller(const pair<V> &a, const pair<V> &b) noexcept {
  const V hi = a.hi + b.hi;
  return {hi, ((a.hi - hi) + b.hi) + (a.lo + b.lo)};
}

/// 1 / a with nearly twice the digits of V.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> inverse(const pair<V> &a) noexcept {
  const V hi = V(1) / a.hi;
  const pair<V> one = two_product(hi, a.hi);
  return {hi, hi * negated_mul_add(hi, a.lo, (V(1) - one.hi) - one.lo)};
}

/// x·y·z. Unless x·y overflows or underflows, the error is little more than that of one rounding with FMA, and that of
/// two roundings without FMA.
template <register_batch V> [[nodiscard]] XACT_INLINE V product(V x, V y, V z) noexcept {
  const pair<V> of_two = two_product(x, y);
  const V lost =
      keep_where(of_two.hi - of_two.hi <= V(0), of_two.lo); // the error of an infinite product has no meaning
  return mul_add(of_two.hi, z, lost * z);
}

} // namespace xact::inline XACT_ARCH::math
