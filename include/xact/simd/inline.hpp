#pragma once

/// Attributes that tell compilers which functions to inline.

/// @{ The place of the code of a function. Loops of the engine must hold their formula inline, for example: a call per
/// vector would cost more than the formula.
///
///     XACT_INLINE    inlined into all callers, also those of users: formulas, verbs and their checks
///     XACT_OUTLINE   a function of its own that inlines all its callees: a loop
///     XACT_FLAT      inlined by the XACT_OUTLINE function that calls it. (g++ optimizes a forced inline function anew
///                    in each caller; with the ten between formula and loop that takes much longer to compile)
///     XACT_NOINLINE  a function of its own that is seldom called
///     XACT_FLATTEN   as XACT_OUTLINE, but callers may inline the function
///
/// Without optimization, and if XACT_NO_FORCED_INLINE is defined, no inlining is forced: a debugger sees each function,
/// frames stay small, sources compile faster. The bits are the same.
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
#ifndef XACT_FLAT // g++ does not flatten all with -Os, clang only direct calls
#define XACT_FLAT XACT_INLINE
#define XACT_FLAT_LAMBDA XACT_INLINE_LAMBDA
#endif
/// @}
