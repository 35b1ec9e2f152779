#pragma once

/// The contract of a back end: all operations that the library asks of a target, on every xsimd from 8.1 on. Formulas
/// and loops use no others, and no other folder names an instruction set.
///
/// Notation: T is float or double. V is a batch: a register of lanes, one number, or a number made of batches. x, y, z
/// are of type V, `where` is a mask, b and c are the bits of lanes, n and k are whole numbers, p points to a T. Every
/// operation acts lane by lane and gives the bits that IEEE 754 asks for, for NaN, infinities and zeros too.
///
/// Operations that each back end defines (native.hpp: registers.hpp with xsimd, no_registers.hpp without; one_lane.hpp
/// for single numbers):
///
///     native_batch<T>, native_mask<T>     the types of V and `where` for the widest register
///     V::size                             the number of lanes
///     V::load_unaligned(p), load_aligned, x.store_unaligned(p), store_aligned, x.get(0)       as xsimd's; lane 0
///     V(a)                                the number a in every lane
///     x + y   x - y   x * y   x / y   -x  rounded once
///     x < y   x <= y  x > y   x >= y  x == y      a mask, false for NaN
///     where & where   where | where   !where      masks
///     select(where, x, y)                 x where true, y elsewhere, bit for bit
///     any(where)                          true if some lane is
///     to_bits(x)   from_bits<T>(b)        the bits of each lane as an unsigned integer, and back
///     b + c   b - c   b & c   b | c   ~b   b == c   B(a)      modulo 2^32 or 2^64
///     mul_add(x, y, z)                    x·y + z: rounded once if has_fma, else product and sum rounded each
///     has_fma                             a constant
///     square_root(x)                      rounded once
///     to_mask<T>(mask of b)               the mask of x, for register back ends
///
/// Operations that generic.hpp defines by the operations above; a back end may have better ones:
///
///     load(p)   store(p, x)               all lanes, at any address
///     unfused(x)                          x, as a number that no compiler fuses with a sum
///     loaded_once(x)                      x, which is not read from memory again
///     at_least(x, y)   at_most(x, y)      select(x < y, y, x), select(x > y, y, x)
///     above_or_nan(x, y)                  !(x <= y)
///     keep_where(where, x)                select(where, x, 0)
///     add_where(where, x, y)              x + keep_where(where, y), for x that is not -0
///     multiply_where(where, x, y)         select(where, x·y, x)
///     keep_where_positive_or_nan(x, y)    keep_where(above_or_nan(x, 0), y)
///     minus_abs(x)   magnitude(x)         -|x|, |x|
///     negative_at_least(x, y)             at_least(-|x|, y) for y < 0
///     with_sign_of(x, y)                  |x| with the sign of y, for x >= 0
///     first_half(x)                       x rounded to half of its digits
///     shift_left<k>(b)  shift_right<k>(b) zeros move in
///     quotient(x, y)                      x / y rounded once, also where xsimd approximates it
///     times_power_of_two(x, n)            x·2^n rounded once, only if has_times_power_of_two<V>
///     lookup(table, b)                    one of eight doubles, only if has_lookup<V>
///     any_lacks(b, k, c, n, where)        true if b & k is 0 somewhere, or c & n somewhere where true
///     first_lane(x)                       lane 0
///     lane(a, op)                         op of a number, in a register
///     mask_bits(where)                    bit k is lane k
///     mask_from_bits<T>(n)                lane k is bit k
///     first_lanes<T>(n)                   a mask, true in the first n lanes
///
/// Further operations of this sort in memory.hpp, rows.hpp, packet.hpp and target.hpp:
///
///     load_first(p, n)   store_first(p, x, n)     the first n lanes alone; +0 in the others
///     keep_first(x, n)                    +0 in all but the first n lanes
///     stream(p, x)                        a non-temporal store, aligned
///     widen(x)                            a batch of float as two of double, exact
///     narrow({x, y})                      two batches of double as one of float, rounded once
///     low_words({x, y})                   the lower 32 bits of the lanes of two batches of double, in any order
///     detail::has_parts                   true if zip_low and zip_high act on each part of 128 bits by itself
///     detail::load_parts<V>(at, n)        a register, each part of which has an address of its own
///     detail::zip_low(x, y)   zip_high    the lanes of x and y in turn, of the lower or upper half of each part
///     detail::extend(packet, x)           x = a narrower register of another library, +0 in the other lanes
///     prefetch_after, stream_fence        no more than a hint, and nothing, where the target has neither
///
/// A new back end is one file of overloads for its widest registers, a line in the list of includes below, and a name
/// in name.hpp. Concepts constrain overloads of arithmetic to the type of V: a user may evaluate a functor on narrower
/// registers, which use the definitions of generic.hpp.

#include <xact/simd/native.hpp>
#include <xact/simd/number.hpp>
#include <xact/simd/one_lane.hpp>
#include <xact/simd/target.hpp>

// The overloads of the target's instruction sets, and the definitions for every number.
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
#include <xact/simd/generic.hpp>
