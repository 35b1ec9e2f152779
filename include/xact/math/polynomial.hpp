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

/// sum - a·x, where a·x cancels most of sum. Without FMA two exact products replace a·x. Precondition: a has at most
/// half of the digits of a lane.
template <batch V> [[nodiscard]] XACT_INLINE V minus_product(V sum, V a, V x) noexcept {
  if constexpr (has_fma) {
    return mul_add(-a, x, sum);
  } else {
    const V high = first_half(x);
    return (sum - a * high) - a * (x - high);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
