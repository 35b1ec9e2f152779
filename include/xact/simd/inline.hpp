#pragma once

/// Attributes that control inlining.

/// @{ Inlining of functions. Loops of the engine must inline their formula, because a function call per vector would
/// take longer than the formula.
///
///     XACT_INLINE    is inlined into all callers, also in user code: formulas, verbs and their checks
///     XACT_OUTLINE   is not inlined, and inlines all functions that it calls: loops
///     XACT_FLAT      is inlined by the XACT_OUTLINE function that calls it. (g++ optimizes a forced inline function
///                    again in each caller; for the ten functions between loop and formula this would take longer.)
///     XACT_NOINLINE  is not inlined, and is seldom called
///     XACT_FLATTEN   inlines all functions that it calls, and may be inlined
///
/// Without optimization, and if XACT_NO_FORCED_INLINE is defined, no inlining is forced: debuggers see each function,
/// stack frames are small, and sources compile faster. The bits of results are the same.
#if defined(XACT_NO_FORCED_INLINE) || defined(__NO_INLINE__)
#define XACT_INLINE inline
#define XACT_INLINE_LAMBDA
#define XACT_FLATTEN
#elif defined(_MSC_VER) && !defined(__clang__)
#define XACT_INLINE __forceinline
#define XACT_INLINE_LAMBDA [[msvc::forceinline]]
#define XACT_FLATTEN [[msvc::flatten]]
#else
#define XACT_INLINE inline __attribute__((always_inline))
#define XACT_INLINE_LAMBDA __attribute__((always_inline))
#define XACT_FLATTEN __attribute__((flatten))
#endif

#if defined(_MSC_VER) && !defined(__clang__)
#define XACT_NOINLINE __declspec(noinline)
#define XACT_OUTLINE __declspec(noinline)
#elif defined(__clang__) || defined(__NO_INLINE__) || defined(__OPTIMIZE_SIZE__)
#define XACT_NOINLINE __attribute__((noinline, cold))
#define XACT_OUTLINE __attribute__((noinline))
#else
#define XACT_NOINLINE __attribute__((noinline, cold))
#define XACT_OUTLINE __attribute__((noinline)) XACT_FLATTEN
#define XACT_FLAT inline
#define XACT_FLAT_LAMBDA
#endif
#ifndef XACT_FLAT // with -Os g++ does not flatten all calls; clang flattens only direct calls
#define XACT_FLAT XACT_INLINE
#define XACT_FLAT_LAMBDA XACT_INLINE_LAMBDA
#endif
/// @}
