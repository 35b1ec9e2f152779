#pragma once

/// Attributes that control inlining.

/// @{ Inlining of functions. The loops in xact/engine must inline the formula of an activation, because a function call
/// per vector would take longer than the formula.
///
///     XACT_INLINE    The function is inlined into all callers, also into user code. Formulas, verbs (such as forward)
///                    and the checks of arguments have this attribute.
///     XACT_OUTLINE   The function is not inlined, and the functions that it calls are inlined into it. Loops have this
///                    attribute.
///     XACT_FLAT      The function is inlined into the XACT_OUTLINE function that calls it. With g++ this is a plain
///                    `inline`: g++ would optimize a forced inline function again in each caller, and some ten
///                    functions lie between loop and formula, so that compilation would take longer.
///     XACT_NOINLINE  The function is not inlined. g++ and clang assume that it is seldom called.
///     XACT_FLATTEN   The functions that the function calls are inlined into it. It may itself be inlined.
///
/// The names with _LAMBDA are the attributes for lambdas. Without optimization, or if XACT_NO_FORCED_INLINE is defined,
/// no inlining is forced: debuggers can step into each function, stack frames are small, and sources compile faster.
/// The bits of results are the same.
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
