#pragma once

/// The back end for 64-bit Arm with NEON, with registers of 128 bits.

#include <xact/simd/native.hpp>

namespace xact::inline XACT_ARCH {

// xsimd 8.1 computes approximations of the square root and the quotient of floats.
template <f32x4 V> [[nodiscard]] XACT_INLINE V square_root(V x) noexcept { return vsqrtq_f32(x); }
template <f32x4 V> [[nodiscard]] XACT_INLINE V quotient(V x, V y) noexcept { return vdivq_f32(x, y); }

template <f32x4 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept { return vfmsq_f32(z, x, y); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept { return vfmsq_f64(z, x, y); }

// g++ does not inline the shifts of xsimd 8.1.
template <int Count, bits_batch B> requires detail::packed<B, std::uint32_t, 4>
[[nodiscard]] XACT_INLINE B shift_left(B x) noexcept {
  return vshlq_n_u32(x, Count);
}
template <int Count, bits_batch B> requires detail::packed<B, std::uint64_t, 2>
[[nodiscard]] XACT_INLINE B shift_left(B x) noexcept {
  return vshlq_n_u64(x, Count);
}
template <int Count, bits_batch B> requires detail::packed<B, std::uint32_t, 4>
[[nodiscard]] XACT_INLINE B shift_right(B x) noexcept {
  return vshrq_n_u32(x, Count);
}
template <int Count, bits_batch B> requires detail::packed<B, std::uint64_t, 2>
[[nodiscard]] XACT_INLINE B shift_right(B x) noexcept {
  return vshrq_n_u64(x, Count);
}

[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept {
  return {vcvt_f64_f32(vget_low_f32(x)), vcvt_high_f64_f32(x)};
}
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  return vcvt_high_f32_f64(vcvt_f32_f64(x[0]), x[1]);
}
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const parts<float, double> &x) noexcept {
  return vuzp1q_u32(vreinterpretq_u32_f64(x[0]), vreinterpretq_u32_f64(x[1]));
}
template <std::size_t K, f32x4 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept {
  if constexpr (K == 1)
    return vrev64q_f32(x);
  else
    return vextq_f32(x, x, 2);
}
template <std::size_t K, f64x2 V> [[nodiscard]] XACT_INLINE V exchange(V x) noexcept { return vextq_f64(x, x, 1); }

} // namespace xact::inline XACT_ARCH
