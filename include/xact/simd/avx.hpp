#pragma once

/// The back end for x86 if the widest registers have 256 bits.

#include <xact/simd/native.hpp>
#include <xact/simd/one_lane.hpp>

namespace xact::inline XACT_ARCH {

// The max and min instructions of x86 return their second operand if an operand is NaN or both are zero. x is therefore
// the second operand.
template <f32x8 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm256_max_ps(bound, x); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm256_max_pd(bound, x); }
template <f32x8 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm256_min_ps(bound, x); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm256_min_pd(bound, x); }

template <f32x8 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm256_cmp_ps(x, bound, _CMP_NLE_UQ);
}
template <f64x4 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm256_cmp_pd(x, bound, _CMP_NLE_UQ);
}

template <scalar T> requires f32x8<native_batch<T>> || f64x4<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> first_lanes(std::size_t count) noexcept {
  constexpr T all = from_bits<T>(~bits_of<T>(0));
  alignas(64) static constexpr T set[16] = {all, all, all, all, all, all, all, all};
  return native_mask<T>(native_batch<T>::load_unaligned(set + 8 - count));
}

[[nodiscard]] XACT_INLINE native_batch<float> load_first(const float *from, std::size_t count) noexcept {
  return _mm256_maskload_ps(from, _mm256_castps_si256(first_lanes<float>(count)));
}
[[nodiscard]] XACT_INLINE native_batch<double> load_first(const double *from, std::size_t count) noexcept {
  return _mm256_maskload_pd(from, _mm256_castpd_si256(first_lanes<double>(count)));
}
XACT_INLINE void store_first(float *to, native_batch<float> x, std::size_t count) noexcept {
  _mm256_maskstore_ps(to, _mm256_castps_si256(first_lanes<float>(count)), x);
}
XACT_INLINE void store_first(double *to, native_batch<double> x, std::size_t count) noexcept {
  _mm256_maskstore_pd(to, _mm256_castpd_si256(first_lanes<double>(count)), x);
}

[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<float> mask) noexcept {
  return static_cast<unsigned>(_mm256_movemask_ps(mask));
}
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<double> mask) noexcept {
  return static_cast<unsigned>(_mm256_movemask_pd(mask));
}

XACT_INLINE void stream(float *to, native_batch<float> x) noexcept { _mm256_stream_ps(to, x); }
XACT_INLINE void stream(double *to, native_batch<double> x) noexcept { _mm256_stream_pd(to, x); }

[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept {
  return {_mm256_cvtps_pd(_mm256_castps256_ps128(x)), _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1))};
}
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(x[0])), _mm256_cvtpd_ps(x[1]), 1);
}
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const parts<float, double> &x) noexcept {
  return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castpd_ps(x[0]), _mm256_castpd_ps(x[1]), 0x88));
}

template <std::size_t K, f32x8 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  if constexpr (K <= 2)
    return _mm256_permute_ps(x, K == 1 ? 0xB1 : 0x4E);
  else
    return _mm256_permute2f128_ps(x, x, 1);
}
template <std::size_t K, f64x4 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  if constexpr (K == 1)
    return _mm256_permute_pd(x, 0x5);
  else
    return _mm256_permute2f128_pd(x, x, 1);
}

namespace detail {

// Each load inserts one part of 128 bits. Loads of whole registers would need additional shuffles.
template <f32x8 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(at(first))), _mm_loadu_ps(at(first + 4)), 1);
}
template <f64x4 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(at(first))), _mm_loadu_pd(at(first + 2)), 1);
}

template <f32x8 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return _mm256_unpacklo_ps(a, b); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return _mm256_unpacklo_pd(a, b); }
template <f32x8 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return _mm256_unpackhi_ps(a, b); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return _mm256_unpackhi_pd(a, b); }

XACT_INLINE void extend(__m128 x, native_batch<float> &to) noexcept { to = _mm256_zextps128_ps256(x); }
XACT_INLINE void extend(__m128d x, native_batch<double> &to) noexcept { to = _mm256_zextpd128_pd256(x); }

} // namespace detail
} // namespace xact::inline XACT_ARCH
