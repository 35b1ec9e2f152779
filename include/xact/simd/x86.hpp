#pragma once

/// The back end for all x86 targets: mul_add and negated_mul_add on registers, and at_least and at_most on single
/// numbers.

#include <xact/simd/native.hpp>
#include <xact/simd/one_lane.hpp>

namespace xact::inline XACT_ARCH {

// These overloads use FMA for every architecture of xsimd. Some architectures of xsimd do not use FMA although the
// processor has it.
#if XSIMD_WITH_AVX && defined(__FMA__)
template <f32x4 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm_fmadd_ps(x, y, z); }
template <f64x2 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm_fmadd_pd(x, y, z); }
template <f32x8 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm256_fmadd_ps(x, y, z); }
template <f64x4 V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return _mm256_fmadd_pd(x, y, z); }
template <f32x4 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm_fnmadd_ps(x, y, z);
}
template <f64x2 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm_fnmadd_pd(x, y, z);
}
template <f32x8 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm256_fnmadd_ps(x, y, z);
}
template <f64x4 V> [[nodiscard]] XACT_INLINE V negated_mul_add(V x, V y, V z) noexcept {
  return _mm256_fnmadd_pd(x, y, z);
}
#endif

// Single numbers use the max and min instructions of registers. A subnormal x then gives the same result as in a
// register, also if the processor treats subnormal operands as zero (DAZ). The instructions must not see two constants,
// because g++ 12 would swap them, and return a NaN bound or the other zero.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T at_least(T x, T bound) noexcept {
  static_assert(detail::computes_here<T>());
  if (std::is_constant_evaluated() || (__builtin_constant_p(x) && __builtin_constant_p(bound)))
    return select(x < bound, bound, x);
  if constexpr (sizeof(T) == 4)
    return _mm_cvtss_f32(_mm_max_ss(_mm_set_ss(bound), _mm_set_ss(x)));
  else
    return _mm_cvtsd_f64(_mm_max_sd(_mm_set_sd(bound), _mm_set_sd(x)));
}
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T at_most(T x, T bound) noexcept {
  if (std::is_constant_evaluated() || (__builtin_constant_p(x) && __builtin_constant_p(bound)))
    return select(x > bound, bound, x);
  if constexpr (sizeof(T) == 4)
    return _mm_cvtss_f32(_mm_min_ss(_mm_set_ss(bound), _mm_set_ss(x)));
  else
    return _mm_cvtsd_f64(_mm_min_sd(_mm_set_sd(bound), _mm_set_sd(x)));
}

} // namespace xact::inline XACT_ARCH
