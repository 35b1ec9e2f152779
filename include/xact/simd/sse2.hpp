#pragma once

/// The back end for x86 if the widest registers have 128 bits.

#include <xact/simd/native.hpp>

namespace xact::inline XACT_ARCH {

// The max and min instructions of x86 return their second operand if an operand is NaN or both are zero. x is therefore
// the second operand.
template <f32x4 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm_max_ps(bound, x); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm_max_pd(bound, x); }
template <f32x4 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm_min_ps(bound, x); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm_min_pd(bound, x); }

template <f32x4 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm_cmpnle_ps(x, bound);
}
template <f64x2 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm_cmpnle_pd(x, bound);
}

[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<float> mask) noexcept {
  return static_cast<unsigned>(_mm_movemask_ps(mask));
}
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<double> mask) noexcept {
  return static_cast<unsigned>(_mm_movemask_pd(mask));
}

// The function compares 32-bit halves, because SSE2 has no comparison of 64-bit integers.
template <scalar T> requires std::same_as<T, double>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const __m128i lane = _mm_setr_epi32(1, 1, 2, 2);
  const __m128i set = _mm_and_si128(_mm_set1_epi32(static_cast<int>(bits)), lane);
  return native_mask<T>(_mm_castsi128_pd(_mm_cmpeq_epi32(set, lane)));
}

XACT_INLINE void stream(float *to, native_batch<float> x) noexcept { _mm_stream_ps(to, x); }
XACT_INLINE void stream(double *to, native_batch<double> x) noexcept { _mm_stream_pd(to, x); }

[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept {
  return {_mm_cvtps_pd(x), _mm_cvtps_pd(_mm_movehl_ps(x, x))};
}
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  return _mm_movelh_ps(_mm_cvtpd_ps(x[0]), _mm_cvtpd_ps(x[1]));
}
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const parts<float, double> &x) noexcept {
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(x[0]), _mm_castpd_ps(x[1]), 0x88));
}
template <std::size_t K, f32x4 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  return _mm_shuffle_ps(x, x, K == 1 ? 0xB1 : 0x4E);
}
template <std::size_t K, f64x2 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept { return _mm_shuffle_pd(x, x, 1); }

} // namespace xact::inline XACT_ARCH
