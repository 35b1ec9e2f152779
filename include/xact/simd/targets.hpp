#pragma once

#include <xact/simd/xsimd.hpp>

/// Expands to X(name) for each target of xact::dispatch above the baseline, in ascending order. avx2 is AVX2 with FMA,
/// avx512 is AVX-512 with F, CD, BW, DQ and VL, sve256 is Arm SVE with vectors of 256 bits. (SVE with vectors of 128
/// bits is no target, because the vectors of NEON have the same length.)
#if XSIMD_WITH_SSE2
#define XACT_TARGETS(X) X(avx2) X(avx512)
#elif defined(XACT_DISPATCH_SVE)
#define XACT_TARGETS(X) X(sve256)
#else
#define XACT_TARGETS(X)
#endif
