#pragma once

/// The doorway: the only file that includes xsimd. It refuses the compilations in which xact's promises cannot
/// hold, and names the inline namespace XACT_ARCH that every declaration of the library lies in. Where XACT_ONE_LANE is
/// defined, or xsimd has no registers for the target, the library works without them: see no_registers.hpp.

// Before anything that an older standard cannot read, so that no other error comes first.
#if !defined(__cpp_concepts) || __cpp_concepts < 201907L
#error "xact: needs C++20; compile with -std=c++20 (MSVC: /std:c++20)"
#endif

#include <xact/version.hpp>

// Fast-math lets the compiler assume that no NaN, infinity or signed zero exists, which are the first things that
// xact promises. __FINITE_MATH_ONLY__ is always defined: only its value says something.
#if !defined(XACT_ALLOW_FAST_MATH) &&                                                                                  \
    (defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ == 1) ||                         \
     defined(__NO_SIGNED_ZEROS__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) ||                  \
     defined(_M_FP_FAST))
#error "xact: compile without -ffast-math (or /fp:fast); define XACT_ALLOW_FAST_MATH to give up xact's guarantees"
#endif

// The x87 computes with more digits than float and double have, so that no step of a formula rounds as it must.
#if defined(__FLT_EVAL_METHOD__) && (__FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2 || __FLT_EVAL_METHOD__ < 0)
#error "xact: this target computes with more digits than float has; on 32-bit x86 compile with -msse2 -mfpmath=sse"
#endif

#if defined(XACT_ONE_LANE)
#include <type_traits>
#elif !__has_include(<xsimd/xsimd.hpp>)
#error                                                                                                                 \
    "xact: finds no xsimd; put its headers on the include path (Debian: libxsimd-dev) or link with CMake's xact::xact"
#endif

#if !defined(XACT_ONE_LANE)
// Windows' headers define min and max as macros, which breaks xsimd. g++'s library does not work with them either: any
// of its headers undefines them, once, which must be before they are put aside, or its later headers would meet them
// again.
#include <cstddef>
#pragma push_macro("min")
#pragma push_macro("max")
#undef min
#undef max
#include <xsimd/xsimd.hpp>
#pragma pop_macro("max")
#pragma pop_macro("min")

#if XSIMD_VERSION_MAJOR < 8 || (XSIMD_VERSION_MAJOR == 8 && XSIMD_VERSION_MINOR < 1)
#error "xact: needs xsimd 8.1.0 or newer; point the include path at one"
#endif
#endif

// The name of xsimd's default architecture, best first as in xsimd. A macro that this xsimd does not know counts as 0.
#if defined(XACT_ONE_LANE)
#elif XSIMD_WITH_AVX512VNNI_AVX512VBMI2
#define XACT_ISA avx512vnni_avx512vbmi2
#define XACT_ISA_TYPE ::xsimd::avx512vnni<::xsimd::avx512vbmi2>
#elif XSIMD_WITH_AVX512VBMI2
#define XACT_ISA avx512vbmi2
#elif XSIMD_WITH_AVX512VBMI
#define XACT_ISA avx512vbmi
#elif XSIMD_WITH_AVX512IFMA
#define XACT_ISA avx512ifma
#elif XSIMD_WITH_AVX512PF
#define XACT_ISA avx512pf
#elif XSIMD_WITH_AVX512VNNI_AVX512BW
#define XACT_ISA avx512vnni_avx512bw
#define XACT_ISA_TYPE ::xsimd::avx512vnni<::xsimd::avx512bw>
#elif XSIMD_WITH_AVX512BW
#define XACT_ISA avx512bw
#elif XSIMD_WITH_AVX512ER
#define XACT_ISA avx512er
#elif XSIMD_WITH_AVX512DQ
#define XACT_ISA avx512dq
#elif XSIMD_WITH_AVX512VL
#define XACT_ISA avx512vl
#elif XSIMD_WITH_AVX512CD
#define XACT_ISA avx512cd
#elif XSIMD_WITH_AVX512F
#define XACT_ISA avx512f
#elif XSIMD_WITH_AVXVNNI && defined(__FMA__)
#define XACT_ISA fma3_avxvnni
#define XACT_ISA_TYPE ::xsimd::avxvnni
#elif XSIMD_WITH_AVXVNNI
#define XACT_ISA avxvnni
#elif XSIMD_WITH_FMA3_AVX2
#define XACT_ISA fma3_avx2
#define XACT_ISA_TYPE ::xsimd::fma3<::xsimd::avx2>
#elif XSIMD_WITH_AVX2
#define XACT_ISA avx2
#elif XSIMD_WITH_FMA3_AVX
#define XACT_ISA fma3_avx
#define XACT_ISA_TYPE ::xsimd::fma3<::xsimd::avx>
#elif XSIMD_WITH_AVX
#define XACT_ISA avx
#elif XSIMD_WITH_FMA4
#define XACT_ISA fma4
#elif XSIMD_WITH_FMA3_SSE
#define XACT_ISA fma3_sse4_2
#define XACT_ISA_TYPE ::xsimd::fma3<::xsimd::sse4_2>
#elif XSIMD_WITH_SSE4_2
#define XACT_ISA sse4_2
#elif XSIMD_WITH_SSE4_1
#define XACT_ISA sse4_1
#elif XSIMD_WITH_SSSE3
#define XACT_ISA ssse3
#elif XSIMD_WITH_SSE3
#define XACT_ISA sse3
#elif XSIMD_WITH_SSE2
#define XACT_ISA sse2
#elif XSIMD_WITH_SVE
#define XACT_ISA sve
#define XACT_ISA_TYPE ::xsimd::default_arch
#elif XSIMD_WITH_I8MM_NEON64
#define XACT_ISA i8mm_neon64
#define XACT_ISA_TYPE ::xsimd::i8mm<::xsimd::neon64>
#elif XSIMD_WITH_NEON64
#define XACT_ISA neon64
#elif XSIMD_WITH_NEON && defined(__ARM_FEATURE_FMA)
#define XACT_ISA fma_neon
#define XACT_ISA_TYPE ::xsimd::neon
#elif XSIMD_WITH_NEON
#define XACT_ISA neon
#elif XSIMD_WITH_RVV
#define XACT_ISA rvv
#define XACT_ISA_TYPE ::xsimd::default_arch
#elif XSIMD_WITH_WASM
#define XACT_ISA wasm
#elif XSIMD_WITH_VSX
#define XACT_ISA vsx
#elif XSIMD_WITH_VXE
#define XACT_ISA vxe
#else
#define XACT_ONE_LANE
#endif

#if defined(XACT_ONE_LANE)
#if defined(__FMA__) || defined(__FMA4__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA) ||                     \
    defined(__FP_FAST_FMA)
#define XACT_ISA one_lane_fma
#define XACT_ONE_LANE_FMA 1
#else
#define XACT_ISA one_lane
#define XACT_ONE_LANE_FMA 0
#endif
#else
#ifndef XACT_ISA_TYPE
#define XACT_ISA_TYPE ::xsimd::XACT_ISA
#endif
static_assert(std::is_same_v<XACT_ISA_TYPE, xsimd::default_arch>,
              "xact: XACT_ISA does not name xsimd's default architecture; add it to the list above");
#undef XACT_ISA_TYPE
#endif

// Settings of the compiler that may change a result, as parts of a name; most builds have none. No macro tells of
// clang's own parts of -ffast-math (-fno-honor-nans, -fno-signed-zeros, -fassociative-math ...), nor of subnormals that
// are flushed, as a program linked with -ffast-math does.
#if defined(__FAST_MATH__) || defined(_M_FP_FAST)
#define XACT_FAST _fast
#else
#define XACT_FAST
#endif
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ == 1
#define XACT_FINITE _finite
#else
#define XACT_FINITE
#endif
#ifdef __NO_SIGNED_ZEROS__
#define XACT_UNSIGNED_ZEROS _unsigned_zeros
#else
#define XACT_UNSIGNED_ZEROS
#endif
#ifdef __ASSOCIATIVE_MATH__
#define XACT_ASSOCIATIVE _associative
#else
#define XACT_ASSOCIATIVE
#endif
#ifdef __RECIPROCAL_MATH__
#define XACT_RECIPROCAL _reciprocal
#else
#define XACT_RECIPROCAL
#endif
// One program may hold parts for different instruction sets and settings, parts that choose when they run
// (xact::dispatch), and what these choose from, compiled once a level: they share no name, so that the linker never
// takes one for another.
#if defined(XACT_DISPATCH_LEVEL)
#undef XACT_DISPATCH // of the target that the level's objects are for
#define XACT_FOR level_
#define XACT_TARGET XACT_DISPATCH_LEVEL
#elif defined(XACT_DISPATCH)
#define XACT_FOR dispatch_
#define XACT_TARGET XACT_ISA
#else
#define XACT_FOR
#define XACT_TARGET XACT_ISA
#endif
#define XACT_JOIN(a, b, c, d, e, f, g) XACT_JOIN_EXPANDED(a, b, c, d, e, f, g)
#define XACT_JOIN_EXPANDED(a, b, c, d, e, f, g) a##b##c##d##e##f##g
#define XACT_ARCH                                                                                                      \
  XACT_JOIN(XACT_FOR, XACT_TARGET, XACT_FAST, XACT_FINITE, XACT_UNSIGNED_ZEROS, XACT_ASSOCIATIVE, XACT_RECIPROCAL)

/// @{ What compilers are told of a function. The engine's loops must hold their formula inline, for example: a call per
/// vector would cost more than the formula.
///
///     XACT_INLINE    part of its callers, of a user's own as well: formulas, and the checks on the way to a loop
///     XACT_OUTLINE   a function of its own, which holds all that it calls: a loop
///     XACT_FLAT      part of such a function; g++ optimizes what is forced to be inline anew in each of its callers,
///                    and from the formula to the loop there are ten: that takes much longer to compile
///
/// Where XACT_NO_FORCED_INLINE is defined, all is up to the compiler, which is done still sooner: the same bits.
#if defined(_MSC_VER) && !defined(__clang__)
#define XACT_INLINE __forceinline
#define XACT_INLINE_LAMBDA [[msvc::forceinline]]
#define XACT_OUTLINE __declspec(noinline)
#define XACT_FLATTEN [[msvc::flatten]]
#define XACT_NOINLINE __declspec(noinline)
#else
#define XACT_INLINE inline __attribute__((always_inline))
#define XACT_INLINE_LAMBDA __attribute__((always_inline))
#define XACT_OUTLINE __attribute__((noinline))
#define XACT_FLATTEN __attribute__((flatten))
#define XACT_NOINLINE __attribute__((noinline, cold))
#endif
#ifdef XACT_NO_FORCED_INLINE
#undef XACT_INLINE
#undef XACT_INLINE_LAMBDA
#undef XACT_FLATTEN
#define XACT_INLINE inline
#define XACT_INLINE_LAMBDA
#define XACT_FLATTEN
#endif
#if defined(__GNUC__) && !defined(__clang__) && !defined(__NO_INLINE__) && !defined(__OPTIMIZE_SIZE__)
#undef XACT_OUTLINE
#define XACT_OUTLINE __attribute__((noinline)) XACT_FLATTEN
#define XACT_FLAT inline
#define XACT_FLAT_LAMBDA
#else // g++ flattens nothing where it does not optimize and not all with -Os, clang no more than direct calls
#define XACT_FLAT XACT_INLINE
#define XACT_FLAT_LAMBDA XACT_INLINE_LAMBDA
#endif
/// @}
