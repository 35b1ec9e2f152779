#pragma once

#include <xact/simd/xsimd.hpp>

/// The targets of kernels above the baseline, in ascending order, each as X(name): AVX2 with FMA; AVX-512 (F, CD, BW,
/// DQ, VL); Arm SVE with vectors of 256 bits. (SVE with 128 bits has no longer vectors than NEON.)
#if XSIMD_WITH_SSE2
#define XACT_TARGETS(X) X(avx2) X(avx512)
#elif defined(XACT_DISPATCH_SVE)
#define XACT_TARGETS(X) X(sve256)
#else
#define XACT_TARGETS(X)
#endif
