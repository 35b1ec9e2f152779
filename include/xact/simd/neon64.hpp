#pragma once

/// 64-bit Arm, registers of 128 bits.

#include <xact/simd/registers.hpp>

namespace xact::inline XACT_ARCH {

/// @{ Floats and doubles by their number in a register.
template <class V>
concept f32x4 = detail::in_register<V, float, 16>;
template <class V>
concept f64x2 = detail::in_register<V, double, 16>;
/// @}

// xsimd 8.1 approximates these.
template <f32x4 V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return vsqrtq_f32(x); }
template <f32x4 V> [[nodiscard]] XACT_INLINE V quotient(V x, V y) noexcept { return vdivq_f32(x, y); }

template <scalar T>
requires f32x4<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const std::uint32_t lane[] = {1, 2, 4, 8};
  return native_mask<T>(vtstq_u32(vdupq_n_u32(bits), vld1q_u32(lane)));
}
template <scalar T>
requires f64x2<native_batch<T>>
[[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  const std::uint64_t lane[] = {1, 2};
  return native_mask<T>(vtstq_u64(vdupq_n_u64(bits), vld1q_u64(lane)));
}

namespace detail {

template <f32x4 V> [[nodiscard]] XACT_INLINE std::array<batch_beside<V, double>, 2> to_doubles(V x) noexcept {
  return {vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)};
}
template <f64x2 V> [[nodiscard]] XACT_INLINE batch_beside<V, float> to_floats(const std::array<V, 2> &x) noexcept {
  return vcvt_high_f32_f64(vcvt_f32_f64(x[0]), x[1]);
}
template <f64x2 V>
[[nodiscard]] XACT_INLINE batch_beside<V, std::uint32_t> low_halves(const std::array<V, 2> &x) noexcept {
  return vuzp1q_u32(vreinterpretq_u32_f64(x[0]), vreinterpretq_u32_f64(x[1]));
}

template <register_batch V> inline constexpr bool has_parts<V> = true;

} // namespace detail
} // namespace xact::inline XACT_ARCH
