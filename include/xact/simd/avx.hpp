#pragma once

/// x86, registers of 256 bits: what AVX has. As in sse2.hpp, which the smaller registers are left to.

#include <xact/simd/registers.hpp>
#include <xact/simd/rows.hpp>

namespace xact::inline XACT_ARCH {

/// @{ Floats and doubles by their number in a register.
template <class V>
concept f32x8 = detail::in_register<V, float, 32>;
template <class V>
concept f64x4 = detail::in_register<V, double, 32>;
/// @}

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

template <f32x8 V, class Mask> [[nodiscard]] XACT_INLINE V keep_where(const Mask &where, V x) noexcept {
  return _mm256_and_ps(where, x);
}
template <f64x4 V, class Mask> [[nodiscard]] XACT_INLINE V keep_where(const Mask &where, V x) noexcept {
  return _mm256_and_pd(where, x);
}

template <f32x8 V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return _mm256_cvtss_f32(x); }
template <f64x4 V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return _mm256_cvtsd_f64(x); }

namespace detail {

/// All bits set in the first `count` of 8 float (or 4 double) lanes.
template <scalar T> [[nodiscard]] XACT_INLINE __m256i first_lanes_mask(std::size_t count) noexcept {
  alignas(64) static constexpr std::int32_t floats[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  alignas(64) static constexpr std::int64_t doubles[8] = {-1, -1, -1, -1};
  if constexpr (sizeof(T) == 4)
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(floats + 8 - count));
  else
    return _mm256_loadu_si256(reinterpret_cast<const __m256i *>(doubles + 4 - count));
}

} // namespace detail

template <scalar T>
requires f32x8<native_batch<T>>
[[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  return native_batch<T>(_mm256_maskload_ps(from, detail::first_lanes_mask<T>(count)));
}
template <scalar T>
requires f64x4<native_batch<T>>
[[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  return native_batch<T>(_mm256_maskload_pd(from, detail::first_lanes_mask<T>(count)));
}

template <scalar T>
requires f32x8<native_batch<T>> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  _mm256_maskstore_ps(to, detail::first_lanes_mask<T>(count), x);
}
template <scalar T>
requires f64x4<native_batch<T>> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  _mm256_maskstore_pd(to, detail::first_lanes_mask<T>(count), x);
}

template <f32x8 V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  return V(_mm256_and_ps(x, _mm256_castsi256_ps(detail::first_lanes_mask<float>(count))));
}
template <f64x4 V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  return V(_mm256_and_pd(x, _mm256_castsi256_pd(detail::first_lanes_mask<double>(count))));
}

template <scalar T>
requires f32x8<native_batch<T>>
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<T> mask) noexcept {
  return static_cast<unsigned>(_mm256_movemask_ps(mask));
}
template <scalar T>
requires f64x4<native_batch<T>>
[[nodiscard]] XACT_INLINE unsigned mask_bits(native_mask<T> mask) noexcept {
  return static_cast<unsigned>(_mm256_movemask_pd(mask));
}

namespace detail {

template <f32x8 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm256_stream_ps(to, x); }
template <f64x4 V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { _mm256_stream_pd(to, x); }

template <f32x8 V> [[nodiscard]] XACT_INLINE std::array<batch_beside<V, double>, 2> to_doubles(V x) noexcept {
  return {_mm256_cvtps_pd(_mm256_castps256_ps128(x)), _mm256_cvtps_pd(_mm256_extractf128_ps(x, 1))};
}
template <f64x4 V> [[nodiscard]] XACT_INLINE batch_beside<V, float> to_floats(const std::array<V, 2> &x) noexcept {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(x[0])), _mm256_cvtpd_ps(x[1]), 1);
}
template <f64x4 V>
[[nodiscard]] XACT_INLINE batch_beside<V, std::uint32_t> low_halves(const std::array<V, 2> &x) noexcept {
  return _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castpd_ps(x[0]), _mm256_castpd_ps(x[1]), 0x88));
}

template <> struct row_register<float, 32> {
  static constexpr bool exists = true;
  __m256 r;

  /// Two parts, of which the second is inserted as it is loaded: that needs no shuffle.
  [[nodiscard]] static XACT_INLINE row_register of(const float *x, const float *y) noexcept {
    return {_mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(x)), _mm_loadu_ps(y), 1)};
  }
  [[nodiscard]] static XACT_INLINE row_register load(const float *x, std::size_t apart) noexcept {
    return of(x, x + apart);
  }
  XACT_INLINE void store(float *to) const noexcept { _mm256_storeu_ps(to, r); }
  [[nodiscard]] friend XACT_INLINE row_register operator+(row_register a, row_register b) noexcept {
    return {_mm256_add_ps(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register lower(row_register a, row_register b) noexcept {
    return {_mm256_shuffle_ps(a.r, b.r, 0x44)};
  }
  [[nodiscard]] static XACT_INLINE row_register upper(row_register a, row_register b) noexcept {
    return {_mm256_shuffle_ps(a.r, b.r, 0xEE)};
  }
  [[nodiscard]] static XACT_INLINE row_register first(row_register a, row_register b) noexcept {
    return {_mm256_shuffle_ps(a.r, b.r, 0x88)};
  }
  [[nodiscard]] static XACT_INLINE row_register second(row_register a, row_register b) noexcept {
    return {_mm256_shuffle_ps(a.r, b.r, 0xDD)};
  }
};

template <> struct row_register<double, 32> {
  static constexpr bool exists = true;
  __m256d r;

  [[nodiscard]] static XACT_INLINE row_register of(const double *x, const double *y) noexcept {
    return {_mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(x)), _mm_loadu_pd(y), 1)};
  }
  [[nodiscard]] static XACT_INLINE row_register load(const double *x, std::size_t apart) noexcept {
    return of(x, x + apart);
  }
  XACT_INLINE void store(double *to) const noexcept { _mm256_storeu_pd(to, r); }
  [[nodiscard]] friend XACT_INLINE row_register operator+(row_register a, row_register b) noexcept {
    return {_mm256_add_pd(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register first(row_register a, row_register b) noexcept {
    return {_mm256_unpacklo_pd(a.r, b.r)};
  }
  [[nodiscard]] static XACT_INLINE row_register second(row_register a, row_register b) noexcept {
    return {_mm256_unpackhi_pd(a.r, b.r)};
  }
};

// Parts are inserted as they are loaded, which needs no shuffle.
template <f32x8 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return row_register<float, 32>::of(at(first), at(first + part_size<float>)).r;
}
template <f64x4 V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return row_register<double, 32>::of(at(first), at(first + part_size<double>)).r;
}

template <f32x8 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return _mm256_unpacklo_ps(a, b); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V zip_low(V a, V b) noexcept { return _mm256_unpacklo_pd(a, b); }
template <f32x8 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return _mm256_unpackhi_ps(a, b); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V zip_high(V a, V b) noexcept { return _mm256_unpackhi_pd(a, b); }

template <f32x8 V, std::size_t Bytes, class Packet>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm256_zextps128_ps256(x);
}
template <f64x4 V, std::size_t Bytes, class Packet>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE V extended(const Packet &x) noexcept {
  return _mm256_zextpd128_pd256(x);
}

template <class Packet, std::size_t Bytes, f32x8 V>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept { return _mm256_castps256_ps128(x); }
template <class Packet, std::size_t Bytes, f64x4 V>
requires(Bytes == 16) [[nodiscard]] XACT_INLINE Packet shortened(V x) noexcept { return _mm256_castpd256_pd128(x); }

} // namespace detail
} // namespace xact::inline XACT_ARCH
