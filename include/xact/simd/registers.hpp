#pragma once

/// xsimd's batches: the operations that the generic definitions are written in. Comparison, arithmetic and
/// `select(mask, if_true, if_false)` are xsimd's own.

#include <xact/simd/number.hpp>
#include <xact/simd/target.hpp>

namespace xact::inline XACT_ARCH {

using xsimd::any; ///< true if some lane of a mask is
using xsimd::select;

/// The bits of each lane as an integer.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<bits_of<T>, A> to_bits(xsimd::batch<T, A> x) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  return xsimd::bitwise_cast<xsimd::batch<bits_of<T>, A>>(x);
#else
  return xsimd::bitwise_cast<bits_of<T>>(x);
#endif
}

/// The number whose bits are given, lane by lane.
template <scalar T, class A>
[[nodiscard]] XACT_INLINE xsimd::batch<T, A> from_bits(xsimd::batch<bits_of<T>, A> bits) noexcept {
#if XSIMD_VERSION_MAJOR < 10
  return xsimd::bitwise_cast<xsimd::batch<T, A>>(bits);
#else
  return xsimd::bitwise_cast<T>(bits);
#endif
}

/// The batch at `from`, at any address.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load(const T *from) noexcept {
  return native_batch<T>::load_unaligned(from);
}

/// Writes a batch to `to`, at any address.
template <scalar T> XACT_INLINE void store(T *to, native_batch<T> x) noexcept { x.store_unaligned(to); }

} // namespace xact::inline XACT_ARCH
