#pragma once

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// Σ c[k]·x^k
template <batch V, std::size_t Count>
[[nodiscard]] XACT_INLINE V polynomial(const lane_t<V> (&c)[Count], V x) noexcept {
  V sum(c[Count - 1]);
  for (std::size_t k = Count - 1; k-- > 0;)
    sum = mul_add(sum, x, V(c[k]));
  return sum;
}

/// Σ c[k]·x^k, given x², in an order with fewer operations that wait for one another. The operations are as many as
/// above, and only the last one rounds a number of the size of c[0].
template <batch V, std::size_t Count>
[[nodiscard]] XACT_INLINE V polynomial(const lane_t<V> (&c)[Count], V x, V square) noexcept {
  constexpr std::size_t last = Count / 2 * 2 - 1; // the highest odd power
  V sum = Count % 2 == 1 ? mul_add(V(c[Count - 1]), x, V(c[last])) : V(c[last]);
  for (std::size_t k = last; k > 1; k -= 2)
    sum = mul_add(sum, square, mul_add(V(c[k - 1]), x, V(c[k - 2])));
  return mul_add(sum, x, V(c[0]));
}

/// sum + a·x, where a·x cancels most of sum. Without FMA two exact products replace a·x. Precondition: a has at most
/// half of the digits of a lane.
template <batch V> [[nodiscard]] XACT_INLINE V plus_product(V sum, V a, V x) noexcept {
  if constexpr (has_fma) {
    return mul_add(a, x, sum);
  } else {
    const V high = first_half(x);
    return (sum + a * high) + a * (x - high);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
