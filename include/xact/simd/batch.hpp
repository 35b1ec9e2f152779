#pragma once

/// The contract of a back end. A back end is the code for one instruction set. The contract lists all operations that
/// the library needs; each operation works with every version of xsimd from 8.1 on. Formulas and loops use no other
/// operations, and no code in other folders tests for an instruction set.
///
/// Notation: T is float or double. V is a batch: a register, a float or double, or a number made of several batches,
/// such as double_double or a bundle of registers (bundle.hpp). x, y, z and w are of type V; `where` is a mask; b and c
/// are of type B, the bits of each lane as an unsigned integer; a is one number; n and k are integers; p points to a T.
/// Operations act lane by lane. Arithmetic gives the results that IEEE 754 requires, also for NaN, infinities and
/// zeros.
///
/// Each back end defines the following operations. native.hpp includes registers.hpp if xsimd has registers for the
/// target, else no_registers.hpp. one_lane.hpp defines the operations on single numbers.
///
///     native_batch<T>, native_mask<T>     the types of V and `where` for the widest register
///     V::size                             the number of lanes
///     V::load_unaligned(p)   V::load_aligned(p)   x.store_unaligned(p)   x.store_aligned(p)       as in xsimd
///     x.get(0)                            the number in lane 0
///     V(a)                                the number a in every lane
///     x + y   x - y   x * y   -x          rounded once
///     x / y                               rounded once; but xsimd 8.1 approximates quotients of floats on Arm
///     x < y   x <= y  x > y   x >= y  x == y      a mask, false for NaN
///     where & where   where | where   !where      masks
///     select(where, x, y)                 x where the mask is true, else y, with unchanged bits
///     any(where)                          true if a lane is true
///     to_bits(x)   from_bits<T>(b)        the bits of each lane as an unsigned integer, and back
///     b + c   b - c   b & c   b | c   ~b   b == c         on unsigned integers of 32 or 64 bits
///     B(a)                                the integer a in every lane
///     mul_add(x, y, z)                    x·y + z, rounded once if has_fma; else product and sum are rounded
///     negated_mul_add(x, y, z)            z - x·y, rounded like mul_add
///     has_fma                             a constant, true if the target has FMA
///     square_root(x)                      rounded once
///     to_mask<T>(b == c)                  the mask b == c as a mask of V; no_registers.hpp does not define it
///
/// generic.hpp defines the following operations by the operations above; a back end may overload them:
///
///     load(p)   store(p, x)               all lanes, at any address
///     unfused(x)                          the product x; compilers cannot fuse it with a following sum
///     loaded_once(x)                      x in a register; compilers do not load x from memory again
///     at_least(x, y)   at_most(x, y)      select(x < y, y, x), select(x > y, y, x)
///     above_or_nan(x, y)                  !(x <= y)
///     keep_where(where, x)                select(where, x, 0)
///     add_where(where, x, y)              x + keep_where(where, y), for x that is not -0
///     multiply_where(where, x, y)         select(where, x·y, x)
///     keep_where_positive_or_nan(x, y)    keep_where(above_or_nan(x, 0), y)
///     minus_abs(x)   magnitude(x)         -|x|, |x|
///     negative_at_least(x, y)             at_least(-|x|, y) for y < 0
///     with_sign_of(x, y)                  |x| with the sign of y, for x >= 0
///     smaller_magnitude(x, y)             the smaller one of |x| and y, with the sign of x; y >= 0, or both NaN
///     first_half(x)                       x rounded to half of its digits
///     shift_left<k>(b)  shift_right<k>(b) logical shifts
///     quotient(x, y)                      x / y rounded once, also where xsimd approximates x / y
///     any_lacks(b, k, c, n, where)        true if b & k is 0 in a lane, or c & n is 0 in a lane where `where` is true
///     first_lane(x)                       the number in lane 0
///     lane(a, op)                         op of the number a, evaluated on a register
///     mask_bits(where)                    an integer whose bit k is lane k
///     mask_from_bits<T>(n)                a mask whose lane k is bit k
///     first_lanes<T>(n)                   a mask, true in the first n lanes
///
/// Only some back ends define the following operations:
///
///     times_power_of_two(x, y)            x·2^floor(y) rounded once; defined if has_times_power_of_two<V>
///     lookup(table, b)                    lane b % 8 of the batch `table` of eight doubles; defined if has_lookup<V>
///     detail::sums_of_parts(x, y, z, w)   a register whose part q of 128 bits is the sum of the parts of operand q
///
/// memory.hpp, rows.hpp, exchange.hpp, packet.hpp, registers.hpp and target.hpp define the following operations:
///
///     load_first(p, n)   store_first(p, x, n)     access only n elements; load_first sets the other lanes to +0
///     keep_first(x, n)                    x in the first n lanes, +0 in the other lanes
///     stream(p, x)                        a store to an aligned address, non-temporal on x86
///     widen(x)                            a batch of float as two batches of double, exact
///     narrow({x, y})                      two batches of double as one batch of float, rounded once
///     low_words({x, y})                   the lower 32 bits of the lanes of two batches of double, in any order
///     detail::has_parts                   true if zip_low and zip_high act within each part of 128 bits
///     detail::load_parts<V>(at, n)        a register whose part q of 128 bits is loaded from at(n + q·part_size)
///     exchange<k>(x)                      a register whose lane i is lane i ^ k of x
///     detail::zip_low(x, y)   zip_high    interleaved lanes of x and y, from the lower or upper half of each part
///     detail::extend(packet, x)           copies a narrower register to the first lanes of x; sets the others to +0
///     prefetch_after, stream_fence        no effect on targets without such instructions
///
/// A new back end needs a file of overloads for its widest registers, a line in the list of includes below, and a name
/// in name.hpp. A user may also evaluate a functor on narrower registers. Concepts such as f32x8 therefore restrict
/// overloads of arithmetic to the widest registers; the definitions in generic.hpp apply to narrower registers.

#include <xact/simd/native.hpp>
#include <xact/simd/number.hpp>
#include <xact/simd/one_lane.hpp>
#include <xact/simd/target.hpp>

// The overloads for instruction sets come before generic.hpp, because the generic definitions call the overloads.
#if !defined(XACT_ONE_LANE)
#if XSIMD_WITH_SSE2
#include <xact/simd/x86.hpp>
#endif
#if XSIMD_WITH_AVX512F
#include <xact/simd/avx512.hpp>
#include <xact/simd/avx512_memory.hpp>
#elif XSIMD_WITH_AVX
#include <xact/simd/avx.hpp>
#elif XSIMD_WITH_SSE2
#include <xact/simd/sse2.hpp>
#elif XSIMD_WITH_NEON64 && !XSIMD_WITH_SVE
#include <xact/simd/neon64.hpp>
#endif
#if XSIMD_WITH_AVX512DQ
#include <xact/simd/avx512dq.hpp>
#endif
#endif
#include <xact/simd/generic.hpp>
