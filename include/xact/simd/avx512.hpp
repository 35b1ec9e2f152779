#pragma once

/// The back end for x86 with registers of 512 bits: arithmetic. Masked intrinsics with all mask bits set replace plain
/// intrinsics, because the plain intrinsics cause warnings about a header of g++ 12. Masked and plain intrinsics
/// compile to the same instructions.

#include <xact/simd/native.hpp>

namespace xact::inline XACT_ARCH {

// xsimd 8.1 implements fma by a multiplication and an addition. Only g++ fuses these two.
template <f32x16 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm512_fmadd_ps(x, y, z); }
template <f64x8 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm512_fmadd_pd(x, y, z); }
template <f32x16 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm512_fnmadd_ps(x, y, z);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm512_fnmadd_pd(x, y, z);
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept {
  return _mm512_maskz_max_ps(0xFFFF, bound, x);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V at_least(V x, V bound) noexcept {
  return _mm512_maskz_max_pd(0xFF, bound, x);
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept {
  return _mm512_maskz_min_ps(0xFFFF, bound, x);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V at_most(V x, V bound) noexcept {
  return _mm512_maskz_min_pd(0xFF, bound, x);
}

template <f32x16 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm512_cmp_ps_mask(x, bound, _CMP_NLE_UQ);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return _mm512_cmp_pd_mask(x, bound, _CMP_NLE_UQ);
}

// The selection and the sum compile to one masked addition.
template <class V, class Mask> requires f32x16<V> || f64x8<V>
[[nodiscard]] XACT_INLINE V add_where(const Mask &where, V x, V y) noexcept {
  return select(where, x + y, x);
}

namespace detail {
/// The table operand of vfixupimm, with four bits for each class of x, such as zero or NaN. The classes zero, minus
/// infinity and negative have the value 8, and the result is +0. The other classes have the value 0, and the result is
/// y.
inline constexpr int zero_unless_positive_or_nan = 8 << 4 * 2 | 8 << 4 * 4 | 8 << 4 * 6;
} // namespace detail
template <f32x16 V> [[nodiscard]] XACT_INLINE V keep_where_positive_or_nan(V x, V y) noexcept {
  return _mm512_fixupimm_ps(y, x, _mm512_set1_epi32(detail::zero_unless_positive_or_nan), 0);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V keep_where_positive_or_nan(V x, V y) noexcept {
  return _mm512_fixupimm_pd(y, x, _mm512_set1_epi64(detail::zero_unless_positive_or_nan), 0);
}

template <int Count, u32x16 B> [[nodiscard]] XACT_INLINE B shift_left(B x) noexcept {
  return _mm512_maskz_slli_epi32(0xFFFF, x, Count);
}
template <int Count, u64x8 B> [[nodiscard]] XACT_INLINE B shift_left(B x) noexcept {
  return _mm512_maskz_slli_epi64(0xFF, x, Count);
}
template <int Count, u32x16 B> [[nodiscard]] XACT_INLINE B shift_right(B x) noexcept {
  return _mm512_maskz_srli_epi32(0xFFFF, x, Count);
}
template <int Count, u64x8 B> [[nodiscard]] XACT_INLINE B shift_right(B x) noexcept {
  return _mm512_maskz_srli_epi64(0xFF, x, Count);
}

template <f32x16 V> inline constexpr bool has_times_power_of_two<V> = true;
template <f64x8 V> inline constexpr bool has_times_power_of_two<V> = true;
template <f32x16 V> [[nodiscard]] XACT_INLINE V times_power_of_two(V x, V n) noexcept {
  return _mm512_maskz_scalef_ps(0xFFFF, x, n);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V times_power_of_two(V x, V n) noexcept {
  return _mm512_maskz_scalef_pd(0xFF, x, n);
}

template <f64x8 V> inline constexpr bool has_lookup<V> = true;
template <f64x8 V> [[nodiscard]] XACT_INLINE V lookup(V table, decltype(to_bits(V())) index) noexcept {
  return _mm512_maskz_permutexvar_pd(0xFF, index, table);
}

template <u32x16 B, class Mask>
[[nodiscard]] XACT_INLINE bool any_lacks(B x, std::uint32_t these, B y, std::uint32_t those,
                                         const Mask &counts) noexcept {
  const __mmask16 in_x = _mm512_testn_epi32_mask(x, B(these));
  const __mmask16 in_y = _mm512_mask_testn_epi32_mask(counts, y, B(those));
  return _mm512_kortestz(in_x, in_y) == 0;
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return _mm512_maskz_sqrt_ps(0xFFFF, x); }
template <f64x8 V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return _mm512_maskz_sqrt_pd(0xFF, x); }

} // namespace xact::inline XACT_ARCH
