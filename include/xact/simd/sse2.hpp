#pragma once

/// x86, registers of 128 bits.

#include <xact/simd/one_lane.hpp>
#include <xact/simd/registers.hpp>
#include <xact/simd/rows.hpp>

namespace xact::inline XACT_ARCH {

/// @{ Floats and doubles by their number in a register.
template <class V>
concept f32x4 = detail::in_register<V, float, 16>;
template <class V>
concept f64x2 = detail::in_register<V, double, 16>;
/// @}

// x86's max and min return their second operand when the two are unordered or both zero.
template <f32x4 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm_max_ps(bound, x); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept { return _mm_max_pd(bound, x); }

// In the same instruction for numbers, which makes zero of a subnormal x where the processor takes it for that.
[[nodiscard]] XACT_INLINE constexpr float at_least(float x, float bound) noexcept {
  if (std::is_constant_evaluated())
    return select(x < bound, bound, x);
  return _mm_cvtss_f32(_mm_max_ss(_mm_set_ss(bound), _mm_set_ss(x)));
}
[[nodiscard]] XACT_INLINE constexpr double at_least(double x, double bound) noexcept {
  if (std::is_constant_evaluated())
    return select(x < bound, bound, x);
  return _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(bound), _mm_set_sd(x)));
}

template <f32x4 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm_min_ps(bound, x); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept { return _mm_min_pd(bound, x); }

[[nodiscard]] XACT_INLINE constexpr float at_most(float x, float bound) noexcept {
  if (std::is_constant_evaluated())
    return select(x > bound, bound, x);
  return _mm_cvtss_f32(_mm_min_ss(_mm_set_ss(bound), _mm_set_ss(x)));
}
[[nodiscard]] XACT_INLINE constexpr double at_most(double x, double bound) noexcept {
  if (std::is_constant_evaluated())
    return select(x > bound, bound, x);
  return _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(bound), _mm_set_sd(x)));
}

template <f32x4 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm_cmpnle_ps(x, bound);
}
template <f64x2 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm_cmpnle_pd(x, bound);
}

template <f32x4 V, class Mask> [[nodiscard]] XACT_INLINE V keep_where(const Mask &where, V x) noexcept {
  return _mm_and_ps(where, x);
}
template <f64x2 V, class Mask> [[nodiscard]] XACT_INLINE V keep_where(const Mask &where, V x) noexcept {
  return _mm_and_pd(where, x);
}

[[nodiscard]] XACT_INLINE float square_root(float x) noexcept { return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(x))); }
[[nodiscard]] XACT_INLINE double square_root(double x) noexcept {
  return _mm_cvtsd_f64(_mm_sqrt_sd(_mm_setzero_pd(), _mm_set_sd(x)));
}

template <f32x4 V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return _mm_cvtss_f32(x); }
template <f64x2 V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return _mm_cvtsd_f64(x); }

template <scalar T>
requires f32x4<native_batch<T>>
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<T> mask) noexcept {
  return static_cast<unsigned>(_mm_movemask_ps(mask));
}
template <scalar T>
requires f64x2<native_batch<T>>
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<T> mask) noexcept {
  return static_cast<unsigned>(_mm_movemask_pd(mask));
}

template <scalar T>
requires f32x4<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const __m128i lane = _mm_setr_epi32(1, 2, 4, 8);
  const __m128i set = _mm_and_si128(_mm_set1_epi32(static_cast<int>(bits)), lane);
  return native_mask<T>(_mm_castsi128_ps(_mm_cmpeq_epi32(set, lane)));
}
template <scalar T>
requires f64x2<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const __m128i lane = _mm_setr_epi32(1, 1, 2, 2);
  const __m128i set = _mm_and_si128(_mm_set1_epi32(static_cast<int>(bits)), lane);
  return native_mask<T>(_mm_castsi128_pd(_mm_cmpeq_epi32(set, lane)));
}

namespace detail {

template <f32x4 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm_stream_ps(to, x); }
template <f64x2 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm_stream_pd(to, x); }

template <f32x4 V> [[nodiscard]] XACT_INLINE std::array<batch_beside<V, double>, 2> to_doubles(V x) noexcept {
  return {_mm_cvtps_pd(x), _mm_cvtps_pd(_mm_movehl_ps(x, x))};
}
template <f64x2 V> [[nodiscard]] XACT_INLINE batch_beside<V, float> to_floats(const std::array<V, 2> &x) noexcept {
  return _mm_movelh_ps(_mm_cvtpd_ps(x[0]), _mm_cvtpd_ps(x[1]));
}
template <f64x2 V>
[[nodiscard]] XACT_INLINE batch_beside<V, std::uint32_t> low_halves(const std::array<V, 2> &x) noexcept {
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(x[0]), _mm_castpd_ps(x[1]), 0x88));
}

template <register_batch V> inline constexpr bool has_parts<V> = true;

template <> struct row_register<float, 16> {
  static constexpr bool exists = true;
  __m128 r;

  [[nodiscard]] static XACT_INLINE row_register load(const float *x, std::size_t) noexcept { return {_mm_loadu_ps(x)}; }
  XACT_INLINE void store(float *to) const noexcept { _mm_storeu_ps(to, r); }
  [[nodiscard]] friend XACT_INLINE row_register operator+(row_register a, row_register b) noexcept {
    return {_mm_add_ps(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register lower(row_register a, row_register b) noexcept {
    return {_mm_movelh_ps(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register upper(row_register a, row_register b) noexcept {
    return {_mm_movehl_ps(b.r, a.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register first(row_register a, row_register b) noexcept {
    return {_mm_shuffle_ps(a.r, b.r, 0x88)};
  }
  [[nodiscard]] static XACT_INLINE row_register second(row_register a, row_register b) noexcept {
    return {_mm_shuffle_ps(a.r, b.r, 0xDD)};
  }
};

template <> struct row_register<double, 16> {
  static constexpr bool exists = true;
  __m128d r;

  [[nodiscard]] static XACT_INLINE row_register load(const double *x, std::size_t) noexcept {
    return {_mm_loadu_pd(x)};
  }
  XACT_INLINE void store(double *to) const noexcept { _mm_storeu_pd(to, r); }
  [[nodiscard]] friend XACT_INLINE row_register operator+(row_register a, row_register b) noexcept {
    return {_mm_add_pd(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register first(row_register a, row_register b) noexcept {
    return {_mm_unpacklo_pd(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register second(row_register a, row_register b) noexcept {
    return {_mm_unpackhi_pd(a.r, b.r)};
  }
};

} // namespace detail
} // namespace xact::inline XACT_ARCH
