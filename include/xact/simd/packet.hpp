#pragma once

/// Conversion between batches and packets. A packet is the register type of another library, such as Eigen, and may be
/// narrower than a batch.

#include <xact/simd/batch.hpp>

#include <cstring>

namespace xact::inline XACT_ARCH::detail {

/// Sets the first lanes of `to` to x, and the other lanes to 0.
template <class Packet, register_batch V> XACT_INLINE void extend(const Packet &x, V &to) noexcept {
  typename V::register_type whole{};
  std::memcpy(&whole, &x, sizeof x);
  to = V(whole);
}

/// Converts a packet to a batch. A packet with half or a quarter of the size of a batch becomes the first lanes; the
/// other lanes are 0.
template <scalar T, class Packet> [[nodiscard]] XACT_INLINE native_batch<T> from_packet(const Packet &x) noexcept {
  using whole = typename native_batch<T>::register_type;
  static_assert(sizeof(Packet) <= sizeof(whole), "xact: Eigen's packets are wider than xsimd's batches; compile both "
                                                 "for the same instruction set");
  if constexpr (sizeof(Packet) == sizeof(whole)) {
    return native_batch<T>(static_cast<whole>(x));
  } else {
    native_batch<T> y;
    extend(x, y);
    return y;
  }
}

/// The inverse of `from_packet`.
template <class Packet, scalar T> [[nodiscard]] XACT_INLINE Packet to_packet(native_batch<T> x) noexcept {
  const typename native_batch<T>::register_type whole = x;
  Packet packet;
  std::memcpy(&packet, &whole, sizeof packet);
  return packet;
}

} // namespace xact::inline XACT_ARCH::detail
