#pragma once

/// Properties of the target's instructions and of the compiler, and instructions for the cache.

#include <xact/simd/xsimd.hpp>

#include <cstddef>
#include <cstdint>

namespace xact::inline XACT_ARCH {

/// True if `mul_add` rounds once.
#if defined(XACT_ONE_LANE)
inline constexpr bool has_fma = XACT_ONE_LANE_FMA;
#elif defined(__FMA__) || XSIMD_WITH_FMA3_SSE || XSIMD_WITH_FMA3_AVX || XSIMD_WITH_AVX512F || XSIMD_WITH_FMA4 ||       \
    XSIMD_WITH_NEON64 || defined(__ARM_FEATURE_FMA) || (defined(XSIMD_WITH_SVE) && XSIMD_WITH_SVE) ||                  \
    (defined(XSIMD_WITH_RVV) && XSIMD_WITH_RVV) || (defined(XSIMD_WITH_VSX) && XSIMD_WITH_VSX) ||                      \
    (defined(XSIMD_WITH_VXE) && XSIMD_WITH_VXE)
inline constexpr bool has_fma = true;
#else
inline constexpr bool has_fma = false;
#endif

namespace detail {

/// Returns true. If XACT_FAST_MATH is defined (see xsimd.hpp), a call causes a compiler error of one line.
template <class T> consteval bool computes_here() {
#if defined(XACT_FAST_MATH)
  static_assert(
      sizeof(T) == 0,
      "xact: this file is compiled with -ffast-math (-Ofast), and this call would be computed in this file, not in the "
      "kernel library; compile the file without the flag, or call a function of xact/catalogue.hpp on arrays");
#endif
  return true;
}

/// Prevents the compiler from fusing the operation that computed r with later operations. (MSVC fuses only on request.)
template <class R> XACT_INLINE void hide_origin([[maybe_unused]] R &r) noexcept {
#if !defined(__GNUC__) && !defined(__clang__)
#elif XSIMD_WITH_SSE2 || defined(__SSE2_MATH__)
  __asm__("" : "+x"(r));
#elif (XSIMD_WITH_NEON && !XSIMD_WITH_SVE) || (defined(XACT_ONE_LANE) && defined(__aarch64__))
  __asm__("" : "+w"(r));
#else
  __asm__("" : "+m"(r));
#endif
}

/// @{ Makes each register depend on all registers, so that compilers compute all of them before they use one of them.
/// (The constraint "v" permits all 32 registers of AVX-512.)
#if XSIMD_WITH_SSE2
#define XACT_REGISTER "+v"
#else
#define XACT_REGISTER "+w"
#endif
template <class R> XACT_INLINE void pin([[maybe_unused]] R &a, [[maybe_unused]] R &b) noexcept {
#if (defined(__GNUC__) || defined(__clang__)) && (XSIMD_WITH_SSE2 || (XSIMD_WITH_NEON && !XSIMD_WITH_SVE))
  __asm__("" : XACT_REGISTER(a), XACT_REGISTER(b));
#endif
}
template <class R>
XACT_INLINE void pin([[maybe_unused]] R &a, [[maybe_unused]] R &b, [[maybe_unused]] R &c,
                     [[maybe_unused]] R &d) noexcept {
#if (defined(__GNUC__) || defined(__clang__)) && (XSIMD_WITH_SSE2 || (XSIMD_WITH_NEON && !XSIMD_WITH_SVE))
  __asm__("" : XACT_REGISTER(a), XACT_REGISTER(b), XACT_REGISTER(c), XACT_REGISTER(d));
#endif
}
#undef XACT_REGISTER
/// @}

/// True if registers consist of parts of 128 bits, and zip_low and zip_high work within each part.
#if defined(XACT_ONE_LANE) || (defined(XSIMD_WITH_SVE) && XSIMD_WITH_SVE)
inline constexpr bool has_parts = false;
#else
inline constexpr bool has_parts = XSIMD_WITH_SSE2 || XSIMD_WITH_NEON64;
#endif

} // namespace detail

/// Orders earlier non-temporal stores before later stores.
XACT_INLINE void stream_fence() noexcept {
#if XSIMD_WITH_SSE2
  _mm_sfence();
#endif
}

/// The purpose of a prefetch.
enum class access { read, write };

/// Prefetches the cache line that is `bytes` bytes after `at`. The address need not be valid.
template <access how> XACT_INLINE void prefetch_after(const void *at, std::size_t bytes) noexcept {
#if defined(__GNUC__) || defined(__clang__)
  __builtin_prefetch(reinterpret_cast<const void *>(reinterpret_cast<std::uintptr_t>(at) + bytes),
                     how == access::write ? 1 : 0);
#elif XSIMD_WITH_SSE2
  _mm_prefetch(reinterpret_cast<const char *>(reinterpret_cast<std::uintptr_t>(at) + bytes), _MM_HINT_T0);
#endif
}

} // namespace xact::inline XACT_ARCH
