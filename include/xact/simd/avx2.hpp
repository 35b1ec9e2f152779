#pragma once

/// x86, registers of 256 bits: what AVX2 adds, integers.

#include <xact/simd/avx.hpp>

namespace xact::inline XACT_ARCH {

/// Integers by their number in a register.
template <class B>
concept u32x8 = detail::bits_in_register<B, std::uint32_t, 32>;

template <scalar T>
requires f32x8<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const __m256i lane = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
  const __m256i set = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(bits)), lane);
  return native_mask<T>(_mm256_castsi256_ps(_mm256_cmpeq_epi32(set, lane)));
}
template <scalar T>
requires f64x4<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const __m256i lane = _mm256_setr_epi32(1, 1, 2, 2, 4, 4, 8, 8);
  const __m256i set = _mm256_and_si256(_mm256_set1_epi32(static_cast<int>(bits)), lane);
  return native_mask<T>(_mm256_castsi256_pd(_mm256_cmpeq_epi32(set, lane)));
}

template <u32x8 B, class Mask>
[[nodiscard]] XACT_INLINE bool any_lacks(B x, std::uint32_t these, B y, std::uint32_t those,
                                         const Mask &counts) noexcept {
  const __m256i in_x = _mm256_cmpeq_epi32(x & B(these), B(0));
  const __m256i in_y = _mm256_cmpeq_epi32(y & B(those), B(0));
  const __m256i in_either = _mm256_or_si256(in_x, _mm256_and_si256(in_y, _mm256_castps_si256(counts)));
  return _mm256_testz_si256(in_either, in_either) == 0;
}

} // namespace xact::inline XACT_ARCH
