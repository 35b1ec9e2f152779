#pragma once

/// What the library asks of a SIMD register, on every xsimd from 8.1 on: the concepts `scalar` and `batch`, and the
/// operations that xsimd lacks in some version or whose meaning changed between versions.

#include <xact/simd/number.hpp>
#include <xact/simd/one_lane.hpp>
#include <xact/simd/registers.hpp>
#include <xact/simd/target.hpp>

// The overloads of the target's instruction sets, then the definitions for every number.
#if XSIMD_WITH_SSE2
#include <xact/simd/sse2.hpp>
#endif
#if XSIMD_WITH_AVX
#include <xact/simd/avx.hpp>
#endif
#if XSIMD_WITH_AVX2
#include <xact/simd/avx2.hpp>
#endif
#if XSIMD_WITH_AVX && defined(__FMA__)
#include <xact/simd/fma3.hpp>
#endif
#if XSIMD_WITH_AVX512F
#include <xact/simd/avx512.hpp>
#include <xact/simd/avx512_memory.hpp>
#endif
#if XSIMD_WITH_AVX512DQ
#include <xact/simd/avx512dq.hpp>
#endif
#if XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
#include <xact/simd/neon64.hpp>
#endif
#include <xact/simd/generic.hpp>
