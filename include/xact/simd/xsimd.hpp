#pragma once

/// The only file that includes xsimd. It causes an error if the guarantees of xact cannot hold with the options of the
/// compiler. If XACT_ONE_LANE is defined, or if xsimd has no registers for the target, the library works without
/// registers (no_registers.hpp).

// This check comes first, so that a compilation with an older standard fails with an error below. The CMake target
// xact::xact sets C++20. If a project requests an older standard, xact::xact does not raise the standard silently, but
// defines XACT_CXX_STANDARD. The file "xact: the end" does not exist: including it makes compilers stop after the
// error.
#if !defined(__cpp_concepts) || __cpp_concepts < 201907L
#error                                                                                                                 \
    "xact: needs C++20; compile with -std=c++20 (MSVC: /std:c++20), or include xact.h (C, C++98) or xact/xact11.hpp (C++11)"
#include "xact: the end"
#elif defined(XACT_CXX_STANDARD)
#error                                                                                                                 \
    "xact: needs C++20, but CXX_STANDARD of this CMake target is older; set it to 20, or link to xact::kernels and include xact.h (C, C++98) or xact/xact11.hpp (C++11)"
#endif

#include <xact/version.hpp>

// With fast-math the compiler assumes that NaN, infinities and signed zeros do not exist, but xact guarantees results
// for them. A source file that defines XACT_DISPATCH may use fast-math if it only calls the kernel library: a
// computation in the source file itself causes an error (computes_here in target.hpp). __FINITE_MATH_ONLY__ is always
// defined, so the condition tests the value.
#if !defined(XACT_ALLOW_FAST_MATH) &&                                                                                  \
    (defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ == 1) ||                         \
     defined(__NO_SIGNED_ZEROS__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) ||                  \
     defined(_M_FP_FAST))
#if defined(XACT_DISPATCH)
#define XACT_FAST_MATH 1
#else
#error                                                                                                                 \
    "xact: compile without -ffast-math (or /fp:fast); or link to xact::dispatch, whose kernels are compiled without it; or define XACT_ALLOW_FAST_MATH to give up xact's guarantees"
#endif
#endif

// The x87 computes with more digits than float and double have, but the formulas require that each intermediate result
// is rounded to float or double.
#if defined(__FLT_EVAL_METHOD__) && (__FLT_EVAL_METHOD__ == 1 || __FLT_EVAL_METHOD__ == 2 || __FLT_EVAL_METHOD__ < 0)
#error "xact: this target computes with more digits than float has; on 32-bit x86 compile with -msse2 -mfpmath=sse"
#include "xact: the end"
#endif

// With g++'s option -fsingle-precision-constant, constants without a suffix are floats. The option defines no macro, so
// the check compares two constants.
static_assert(static_cast<double>(0.1F) > 0.1, "xact: compile without -fsingle-precision-constant, which rounds the "
                                               "constants of double to float");

#if !defined(XACT_ONE_LANE)
#if !__has_include(<xsimd/xsimd.hpp>)
#error                                                                                                                 \
    "xact: finds no xsimd; put its headers on the include path (Debian: libxsimd-dev) or link with CMake's xact::xact"
#endif
// Headers of Windows define the macros min and max, and these macros break xsimd. The first inclusion of a header of
// g++'s library undefines both macros; later inclusions do not. <cstddef> is therefore included before push_macro:
// otherwise pop_macro would define both macros again for later headers.
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
#include "xact: the end"
#endif
#if defined(XSIMD_DEFAULT_ARCH)
#error "xact: works on the best instruction set that the compiler flags allow; compile without XSIMD_DEFAULT_ARCH"
#endif
#if !XSIMD_WITH_SSE2 && !XSIMD_WITH_NEON && !XSIMD_WITH_SVE && !XSIMD_WITH_RVV && !XSIMD_WITH_WASM &&                  \
    !XSIMD_WITH_VSX && !XSIMD_WITH_VXE
#define XACT_ONE_LANE
#endif
#endif

#if defined(__FMA__) || defined(__FMA4__) || defined(__AVX512F__) || defined(__ARM_FEATURE_FMA) ||                     \
    defined(__FP_FAST_FMA)
#define XACT_ONE_LANE_FMA 1
#else
#define XACT_ONE_LANE_FMA 0
#endif

#include <xact/simd/inline.hpp>
#include <xact/simd/name.hpp>
