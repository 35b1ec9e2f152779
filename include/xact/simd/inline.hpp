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
///                    `inline`, so that compilation takes less time: g++ would optimize a function with forced inlining
///                    again in each caller, and about ten nested calls lead from a loop to a formula.
///     XACT_NOINLINE  The function is not inlined. g++ and clang assume that calls of the function are rare.
///     XACT_FLATTEN   All calls in the function are inlined. The function may itself be inlined.
///
/// The names with _LAMBDA are the attributes for lambdas. Without optimization, or if XACT_NO_FORCED_INLINE is defined,
/// no inlining is forced: debuggers can step into each function, stack frames are small, and source files compile
/// faster. Results are bitwise equal with and without forced inlining.
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
