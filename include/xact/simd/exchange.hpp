#pragma once

/// Exchanges of the lanes of a register, and reductions over all lanes.

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH {

/// Lane i of the result is lane i ^ K of x. Precondition: K is a power of two below the number of lanes. Back ends have
/// overloads for their widest registers.
template <std::size_t K, register_batch V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  alignas(64) lane_t<V> from[V::size];
  alignas(64) lane_t<V> to[V::size];
  x.store_aligned(from);
  for (std::size_t i = 0; i < V::size; ++i)
    to[i] = from[i ^ K];
  return V::load_aligned(to);
}

/// @{ Reduce the first `Count` lanes of a number by a balanced tree. The first step computes op(x, y), where lane i of
/// y is lane i + Count / 2 of x. The first `Count` lanes of the result are equal if op is commutative.
/// exchange_all<K>(x) is `exchange` for the type of x.
template <std::size_t Count, class N, class Op, class Exchange>
[[nodiscard]] XACT_INLINE N over_lanes(N x, const Op &op, const Exchange &exchange_all) noexcept {
  if constexpr (Count == 1)
    return x;
  else
    return over_lanes<Count / 2>(op(x, exchange_all.template operator()<Count / 2>(x)), op, exchange_all);
}
template <std::size_t Count, register_batch V, class Op>
[[nodiscard]] XACT_INLINE V over_lanes(V x, const Op &op) noexcept {
  return over_lanes<Count>(x, op, []<std::size_t K>(V y) XACT_INLINE_LAMBDA { return exchange<K>(y); });
}
/// @}

} // namespace xact::inline XACT_ARCH
