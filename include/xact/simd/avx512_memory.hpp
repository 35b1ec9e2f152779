#pragma once

/// The back end for x86 with registers of 512 bits: loads, stores, masks, conversions and shuffles.

#include <xact/simd/avx512.hpp>

namespace xact::inline XACT_ARCH {

[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<float> mask) noexcept { return mask.data; }
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<double> mask) noexcept { return mask.data; }

template <scalar T> requires f32x16<native_batch<T>> || f64x8<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  return static_cast<typename native_mask<T>::register_type>(bits);
}

[[nodiscard]] XACT_INLINE native_batch<float> load_first(const float *from, std::size_t count) noexcept {
  return _mm512_maskz_loadu_ps(first_lanes<float>(count), from);
}
[[nodiscard]] XACT_INLINE native_batch<double> load_first(const double *from, std::size_t count) noexcept {
  return _mm512_maskz_loadu_pd(first_lanes<double>(count), from);
}
XACT_INLINE void store_first(float *to, native_batch<float> x, std::size_t count) noexcept {
  _mm512_mask_storeu_ps(to, first_lanes<float>(count), x);
}
XACT_INLINE void store_first(double *to, native_batch<double> x, std::size_t count) noexcept {
  _mm512_mask_storeu_pd(to, first_lanes<double>(count), x);
}

XACT_INLINE void stream(float *to, native_batch<float> x) noexcept { _mm512_stream_ps(to, x); }
XACT_INLINE void stream(double *to, native_batch<double> x) noexcept { _mm512_stream_pd(to, x); }

[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept {
  const auto lower = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 0);
  const auto upper = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 1);
  return {_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(lower)), _mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(upper))};
}
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  const auto low = _mm512_castpd256_pd512(_mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[0])));
  const auto high = _mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[1]));
  return _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, low, high, 1));
}
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const parts<float, double> &x) noexcept {
  return _mm512_castps_si512(_mm512_maskz_shuffle_ps(0xFFFF, _mm512_castpd_ps(x[0]), _mm512_castpd_ps(x[1]), 0x88));
}

template <std::size_t K, f32x16 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  if constexpr (K <= 2)
    return _mm512_maskz_permute_ps(0xFFFF, x, K == 1 ? 0xB1 : 0x4E);
  else
    return _mm512_maskz_shuffle_f32x4(0xFFFF, x, x, K == 4 ? 0xB1 : 0x4E);
}
template <std::size_t K, f64x8 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  if constexpr (K == 1)
    return _mm512_maskz_permute_pd(0xFF, x, 0x55);
  else
    return _mm512_maskz_shuffle_f64x2(0xFF, x, x, K == 2 ? 0xB1 : 0x4E);
}

namespace detail {

template <class T> [[nodiscard]] XACT_INLINE __m128 load_part(const T *from) noexcept {
  return _mm_loadu_ps(reinterpret_cast<const float *>(from));
}
/// Loads a register in four parts of 128 bits, part q from at(first + q·part_size).
template <scalar T, class At> [[nodiscard]] XACT_INLINE __m512 four_parts(const At &at, std::size_t first) noexcept {
  __m512 x = _mm512_castps128_ps512(load_part(at(first)));
  x = _mm512_insertf32x4(x, load_part(at(first + part_size<T>)), 1);
  x = _mm512_insertf32x4(x, load_part(at(first + 2 * part_size<T>)), 2);
  return _mm512_insertf32x4(x, load_part(at(first + 3 * part_size<T>)), 3);
}
template <f32x16 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return four_parts<float>(at, first);
}
template <f64x8 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return _mm512_castps_pd(four_parts<double>(at, first));
}

// Part q (128 bits) of the result is the sum of the four parts of operand q. Parts k and k + 2 of an operand are added
// first.
template <f32x16 V> [[nodiscard]] XACT_INLINE V sums_of_parts(V a, V b, V c, V d) noexcept {
  const V ab = V(_mm512_maskz_shuffle_f32x4(0xFFFF, a, b, 0x44)) + V(_mm512_maskz_shuffle_f32x4(0xFFFF, a, b, 0xEE));
  const V cd = V(_mm512_maskz_shuffle_f32x4(0xFFFF, c, d, 0x44)) + V(_mm512_maskz_shuffle_f32x4(0xFFFF, c, d, 0xEE));
  return V(_mm512_maskz_shuffle_f32x4(0xFFFF, ab, cd, 0x88)) + V(_mm512_maskz_shuffle_f32x4(0xFFFF, ab, cd, 0xDD));
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V sums_of_parts(V a, V b, V c, V d) noexcept {
  const V ab = V(_mm512_maskz_shuffle_f64x2(0xFF, a, b, 0x44)) + V(_mm512_maskz_shuffle_f64x2(0xFF, a, b, 0xEE));
  const V cd = V(_mm512_maskz_shuffle_f64x2(0xFF, c, d, 0x44)) + V(_mm512_maskz_shuffle_f64x2(0xFF, c, d, 0xEE));
  return V(_mm512_maskz_shuffle_f64x2(0xFF, ab, cd, 0x88)) + V(_mm512_maskz_shuffle_f64x2(0xFF, ab, cd, 0xDD));
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept {
  return _mm512_maskz_unpacklo_ps(0xFFFF, a, b);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept {
  return _mm512_maskz_unpacklo_pd(0xFF, a, b);
}
template <f32x16 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept {
  return _mm512_maskz_unpackhi_ps(0xFFFF, a, b);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept {
  return _mm512_maskz_unpackhi_pd(0xFF, a, b);
}

XACT_INLINE void extend(__m128 x, native_batch<float> &to) noexcept { to = _mm512_zextps128_ps512(x); }
XACT_INLINE void extend(__m128d x, native_batch<double> &to) noexcept { to = _mm512_zextpd128_pd512(x); }
XACT_INLINE void extend(__m256d x, native_batch<double> &to) noexcept {
  to = _mm512_maskz_insertf64x4(0xFF, _mm512_setzero_pd(), x, 0);
}
XACT_INLINE void extend(__m256 x, native_batch<float> &to) noexcept {
  to = _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, _mm512_setzero_pd(), _mm256_castps_pd(x), 0));
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
