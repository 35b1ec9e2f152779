#pragma once

/// x86, registers of 512 bits: loads, stores, masks, conversions and shuffles.

#include <xact/simd/avx512.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {
/// One bit for each of the first `count` lanes.
template <class Mask> [[nodiscard]] XACT_INLINE Mask first_lanes_mask_bits(std::size_t count) noexcept {
  return static_cast<Mask>((1U << count) - 1U);
}
} // namespace detail

template <scalar T>
requires f32x16<native_batch<T>>
[[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  return native_batch<T>(_mm512_maskz_loadu_ps(detail::first_lanes_mask_bits<__mmask16>(count), from));
}
template <scalar T>
requires f64x8<native_batch<T>>
[[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  return native_batch<T>(_mm512_maskz_loadu_pd(detail::first_lanes_mask_bits<__mmask8>(count), from));
}

template <scalar T>
requires f32x16<native_batch<T>> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  _mm512_mask_storeu_ps(to, detail::first_lanes_mask_bits<__mmask16>(count), x);
}
template <scalar T>
requires f64x8<native_batch<T>> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  _mm512_mask_storeu_pd(to, detail::first_lanes_mask_bits<__mmask8>(count), x);
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  return V(_mm512_maskz_mov_ps(detail::first_lanes_mask_bits<__mmask16>(count), x));
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  return V(_mm512_maskz_mov_pd(detail::first_lanes_mask_bits<__mmask8>(count), x));
}

template <scalar T>
requires f32x16<native_batch<T>> || f64x8<native_batch<T>>
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<T> mask) noexcept {
  return typename native_mask<T>::register_type(mask);
}
template <scalar T>
requires f32x16<native_batch<T>> || f64x8<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  return native_mask<T>(static_cast<typename native_mask<T>::register_type>(bits));
}

namespace detail {

template <f32x16 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm512_stream_ps(to, x); }
template <f64x8 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm512_stream_pd(to, x); }

template <f32x16 V> [[nodiscard]] XACT_INLINE std::array<batch_beside<V, double>, 2> to_doubles(V x) noexcept {
  const auto lower = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 0);
  const auto upper = _mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 1);
  return {_mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(lower)), _mm512_maskz_cvtps_pd(0xFF, _mm256_castpd_ps(upper))};
}
template <f64x8 V> [[nodiscard]] XACT_INLINE batch_beside<V, float> to_floats(const std::array<V, 2> &x) noexcept {
  const auto low = _mm512_castpd256_pd512(_mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[0])));
  const auto high = _mm256_castps_pd(_mm512_maskz_cvtpd_ps(0xFF, x[1]));
  return _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, low, high, 1));
}
template <f64x8 V>
[[nodiscard]] XACT_INLINE batch_beside<V, std::uint32_t> low_halves(const std::array<V, 2> &x) noexcept {
  return _mm512_castps_si512(_mm512_maskz_shuffle_ps(0xFFFF, _mm512_castpd_ps(x[0]), _mm512_castpd_ps(x[1]), 0x88));
}

template <class T> [[nodiscard]] XACT_INLINE __m128 load_part(const T *from) noexcept {
  return _mm_loadu_ps(reinterpret_cast<const float *>(from));
}
/// Parts are inserted as they are loaded.
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

template <f32x16 V, std::size_t Bytes, class Packet>
requires(Bytes == 32) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm512_castpd_ps(_mm512_maskz_insertf64x4(0xFF, _mm512_setzero_pd(), _mm256_castps_pd(x), 0));
}
template <f64x8 V, std::size_t Bytes, class Packet>
requires(Bytes == 32) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm512_maskz_insertf64x4(0xFF, _mm512_setzero_pd(), x, 0);
}
template <f32x16 V, std::size_t Bytes, class Packet>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm512_maskz_insertf32x4(0xFFFF, _mm512_setzero_ps(), x, 0);
}
template <f64x8 V, std::size_t Bytes, class Packet>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm512_castps_pd(_mm512_maskz_insertf32x4(0xFFFF, _mm512_setzero_ps(), _mm_castpd_ps(x), 0));
}

template <class Packet, std::size_t Bytes, f32x16 V>
requires(Bytes == 32) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept {
  return _mm256_castpd_ps(_mm512_maskz_extractf64x4_pd(0xF, _mm512_castps_pd(x), 0));
}
template <class Packet, std::size_t Bytes, f64x8 V>
requires(Bytes == 32) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept {
  return _mm512_maskz_extractf64x4_pd(0xF, x, 0);
}
template <class Packet, std::size_t Bytes, f32x16 V>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept {
  return _mm512_maskz_extractf32x4_ps(0xF, x, 0);
}
template <class Packet, std::size_t Bytes, f64x8 V>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept {
  return _mm_castps_pd(_mm512_maskz_extractf32x4_ps(0xF, _mm512_castpd_ps(x), 0));
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
