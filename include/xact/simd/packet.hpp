#pragma once

/// Registers of other libraries as batches: those of the same size, and narrower ones.

#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::detail {

template <register_batch V, std::size_t Bytes, class Packet>
[[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  alignas(64) lane_t<V> lanes[V::size] = {};
  std::memcpy(lanes, &x, Bytes);
  return V::load_aligned(lanes);
}

template <class Packet, std::size_t Bytes, register_batch V> [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept {
  alignas(64) lane_t<V> lanes[V::size];
  x.store_aligned(lanes);
  Packet packet;
  std::memcpy(&packet, lanes, Bytes);
  return packet;
}

/// The register of a packet, half or quarter ones included, as the first lanes of a batch; 0 in the others.
template <scalar T, class Packet> [[nodiscard]] XACT_INLINE native_batch<T> from_packet(const Packet &x) noexcept {
  using V = native_batch<T>;
  using whole = typename V::register_type;
  static_assert(sizeof(Packet) <= sizeof(whole), "xact: Eigen's packets are wider than xsimd's batches; compile both "
                                                 "for the same instruction set");
  if constexpr (sizeof(Packet) == sizeof(whole))
    return V(static_cast<whole>(x));
  else
    return extended<V, sizeof(Packet)>(x);
}

/// The inverse of `from_packet`.
template <class Packet, scalar T> [[nodiscard]] XACT_INLINE Packet to_packet(native_batch<T> x) noexcept {
  using whole = typename native_batch<T>::register_type;
  if constexpr (sizeof(Packet) == sizeof(whole))
    return Packet(static_cast<whole>(x));
  else
    return shortened<Packet, sizeof(Packet)>(x);
}

} // namespace xact::inline XACT_ARCH::detail
