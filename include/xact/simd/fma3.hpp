#pragma once

/// x86, registers of 128 and 256 bits: fused multiplication and addition.

#include <xact/simd/avx.hpp>
#include <xact/simd/sse2.hpp>

namespace xact::inline XACT_ARCH {

template <f32x4 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm_fmadd_ps(x, y, z); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm_fmadd_pd(x, y, z); }
template <f32x8 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm256_fmadd_ps(x, y, z); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm256_fmadd_pd(x, y, z); }

} // namespace xact::inline XACT_ARCH
