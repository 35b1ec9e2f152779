#pragma once

/// The batches of the target: registers of xsimd, or single numbers if xsimd has no registers for the target.

#include <xact/simd/number.hpp> // not in #if: the single-header file contains each header once, at its first inclusion
#include <xact/simd/one_lane.hpp>
#include <xact/simd/target.hpp>
#include <xact/simd/xsimd.hpp>

#if defined(XACT_ONE_LANE)
#include <xact/simd/no_registers.hpp>
#else
#include <xact/simd/registers.hpp>
#endif

namespace xact::inline XACT_ARCH {

/// The type of the bits of the widest batch of T.
template <scalar T> using native_bits = decltype(to_bits(native_batch<T>()));

/// Batches of S with as many lanes in total as a batch of T: one batch, or two batches of double for a batch of float.
template <scalar T, scalar S> using parts = std::array<native_batch<S>, native_batch<T>::size / native_batch<S>::size>;

/// A mask that is true in the first `count` lanes. generic.hpp contains the definition.
template <scalar T> [[nodiscard]] XACT_INLINE native_mask<T> first_lanes(std::size_t count) noexcept;

} // namespace xact::inline XACT_ARCH
