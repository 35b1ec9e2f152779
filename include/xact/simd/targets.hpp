#pragma once

#include <xact/simd/xsimd.hpp>

/// The targets of kernels above the baseline, the lowest first, each as X(name): AVX2 with FMA, and AVX-512 (F, CD, BW,
/// DQ, VL); Arm's SVE with vectors of 256 bits (those of 128 bits are no longer than NEON's).
#if XSIMD_WITH_SSE2
#define XACT_TARGETS(X) X(avx2) X(avx512)
#elif defined(XACT_DISPATCH_SVE)
#define XACT_TARGETS(X) X(sve256)
#else
#define XACT_TARGETS(X)
#endif
