#pragma once

/// XACT_ARCH, the name of the inline namespace that contains the library, such as avx2_110000_000000. The source files
/// of a program may differ in instruction set and compiler settings. Some source files may choose kernels at run time
/// (xact::dispatch), and others may contain the kernels of one target. Source files that differ in one of these ways
/// have different namespaces, so that the linker does not replace a function by a function of the same name with
/// different code. xact/simd/xsimd.hpp includes this file after the headers of xsimd, because the headers of xsimd
/// detect the instruction sets.

// XACT_JOIN expands its arguments and then joins them to one token.
#define XACT_JOIN(a, b, c, d, e, f, g) XACT_JOIN_EXPANDED(a, b, c, d, e, f, g)
#define XACT_JOIN_EXPANDED(a, b, c, d, e, f, g) a##b##c##d##e##f##g

// XACT_DIGIT is 1 if a macro is defined as 1, else 0. XACT_IS_1 expands to two arguments, so that the second argument
// of XACT_SECOND is 1. XACT_IS_0 and similar names are not macros and remain one argument, so that the second argument
// is 0. (Without XACT_EXPAND, MSVC would pass all arguments as one.)
#define XACT_DIGIT(macro) XACT_DIGIT_OF(macro)
#define XACT_DIGIT_OF(value) XACT_SECOND(XACT_IS_##value, 0, )
#define XACT_IS_1 , 1
#define XACT_SECOND(...) XACT_EXPAND(XACT_SECOND_OF(__VA_ARGS__))
#define XACT_SECOND_OF(a, b, ...) b
#define XACT_EXPAND(x) x

// XACT_DIGITS joins a word, which may be empty, and the digits of six macros to one token.
#define XACT_DIGITS(word, a, b, c, d, e, f)                                                                            \
  XACT_JOIN(word, XACT_DIGIT(a), XACT_DIGIT(b), XACT_DIGIT(c), XACT_DIGIT(d), XACT_DIGIT(e), XACT_DIGIT(f))

// XACT_ISA names the instruction set: a word for the widest registers, then a digit for each extension that only some
// processors have. SVE and RVV have the register size in bits instead of the digits.
#if defined(XACT_ONE_LANE)
#define XACT_ISA XACT_JOIN(one_lane_, XACT_DIGIT(XACT_ONE_LANE_FMA), , , , , )
#elif XSIMD_WITH_AVX512F
#define XACT_ISA                                                                                                       \
  XACT_JOIN(XACT_DIGITS(avx512_, __AVX512CD__, __AVX512DQ__, __AVX512BW__, __AVX512VL__, __AVX512ER__, __AVX512PF__),  \
            XACT_DIGITS(, __AVX512IFMA__, __AVX512VBMI__, __AVX512VBMI2__, __AVX512VNNI__, 0, 0), , , , , )
#elif XSIMD_WITH_AVX2
#define XACT_ISA XACT_DIGITS(avx2_, XSIMD_WITH_FMA3_AVX2, __FMA__, __FMA4__, __AVXVNNI__, 0, 0)
#elif XSIMD_WITH_AVX
#define XACT_ISA XACT_DIGITS(avx_, XSIMD_WITH_FMA3_AVX, __FMA__, __FMA4__, 0, 0, 0)
#elif XSIMD_WITH_SSE2
#define XACT_ISA XACT_DIGITS(sse_, __SSE3__, __SSSE3__, __SSE4_1__, __SSE4_2__, XSIMD_WITH_FMA3_SSE, __FMA4__)
#elif XSIMD_WITH_SVE
#define XACT_ISA XACT_JOIN(sve_, XSIMD_SVE_BITS, , , , , )
#elif XSIMD_WITH_NEON
#define XACT_ISA XACT_DIGITS(neon_, XSIMD_WITH_NEON64, XSIMD_WITH_I8MM_NEON64, __ARM_FEATURE_FMA, 0, 0, 0)
#elif XSIMD_WITH_RVV
#define XACT_ISA XACT_JOIN(rvv_, XSIMD_RVV_BITS, , , , , )
#else
#define XACT_ISA only
#endif

// XACT_SETTINGS has a digit for each compiler setting that may change a result and defines a macro. All digits are 0 in
// most builds. The following settings define no macro: single options of clang's -ffast-math (-fno-honor-nans,
// -fno-signed-zeros, -fassociative-math ...), and the flushing of subnormal numbers that linking with -ffast-math
// enables.
#define XACT_SETTINGS                                                                                                  \
  XACT_DIGITS(_, __FAST_MATH__, _M_FP_FAST, __FINITE_MATH_ONLY__, __NO_SIGNED_ZEROS__, __ASSOCIATIVE_MATH__,           \
              __RECIPROCAL_MATH__)

// XACT_ARCH also distinguishes three uses of a source file: the file contains the kernels of one target of
// xact::dispatch, the file calls kernels that are chosen at run time, or the file does not use xact::dispatch.
#if defined(XACT_KERNEL_TARGET)
#undef XACT_DISPATCH // the CMake target of these objects defines it
#define XACT_ARCH XACT_JOIN(target_, XACT_KERNEL_TARGET, XACT_SETTINGS, , , , )
#elif defined(XACT_DISPATCH)
#define XACT_ARCH XACT_JOIN(dispatch_, XACT_ISA, XACT_SETTINGS, , , , )
#else
#define XACT_ARCH XACT_JOIN(XACT_ISA, XACT_SETTINGS, , , , , )
#endif
