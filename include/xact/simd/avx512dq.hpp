#pragma once

/// The back end for x86 with registers of 512 bits: operations that need AVX-512 DQ.

#include <xact/simd/avx512.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {
/// @{ Immediate operands of vrangeps and vrangepd.
inline constexpr int smaller_magnitude_made_negative = 0b1110;
inline constexpr int smaller_magnitude_with_first_sign = 0b0010;
/// @}
} // namespace detail

template <f32x16 V> [[nodiscard]] XACT_INLINE V negative_at_least(V x, V bound) noexcept {
  return _mm512_maskz_range_ps(0xFFFF, x, bound, detail::smaller_magnitude_made_negative);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V negative_at_least(V x, V bound) noexcept {
  return _mm512_maskz_range_pd(0xFF, x, bound, detail::smaller_magnitude_made_negative);
}

template <f32x16 V> [[nodiscard]] XACT_INLINE V smaller_magnitude(V x, V y) noexcept {
  return _mm512_maskz_range_ps(0xFFFF, x, y, detail::smaller_magnitude_with_first_sign);
}
template <f64x8 V> [[nodiscard]] XACT_INLINE V smaller_magnitude(V x, V y) noexcept {
  return _mm512_maskz_range_pd(0xFF, x, y, detail::smaller_magnitude_with_first_sign);
}

} // namespace xact::inline XACT_ARCH
