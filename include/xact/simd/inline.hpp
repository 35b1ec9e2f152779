#pragma once

/// The words that tell compilers which functions are part of their callers.

/// @{ The place of a function's code. The engine's loops must hold their formula inline, for example: a call per
/// vector would cost more than the formula.
///
///     XACT_INLINE    part of its callers, of a user's own as well: formulas, and the checks on the way to a loop
///     XACT_OUTLINE   a function of its own, which holds all that it calls: a loop
///     XACT_FLAT      part of such a function; g++ optimizes what is forced to be inline anew in each of its callers,
///                    and from the formula to the loop there are ten: that takes much longer to compile
///     XACT_NOINLINE  a function of its own, which is seldom called
///     XACT_FLATTEN   as XACT_OUTLINE, for a function that callers may hold
///
/// Where XACT_NO_FORCED_INLINE is defined, all is up to the compiler, which is done still sooner: the same bits.
#if defined(XACT_NO_FORCED_INLINE)
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
#ifndef XACT_FLAT // g++ flattens nothing where it does not optimize and not all with -Os, clang no more than direct
                  // calls
#define XACT_FLAT XACT_INLINE
#define XACT_FLAT_LAMBDA XACT_INLINE_LAMBDA
#endif
/// @}
