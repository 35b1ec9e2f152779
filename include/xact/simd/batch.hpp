#pragma once

/// The contract of a back end: all operations that the library needs from a target, with every xsimd from 8.1 on.
/// Formulas and loops use no other operations, and no other folder names an instruction set.
///
/// Notation: T is float or double. V is a batch: a register of lanes, one number, or a number made of batches. x, y, z
/// are of type V, `where` is a mask, b and c are the bits of lanes, n and k are integers, p points to a T. Every
/// operation acts lane by lane and gives the bits that IEEE 754 requires, also for NaN, infinities and zeros.
///
/// Operations that each back end defines (native.hpp includes registers.hpp with xsimd, no_registers.hpp without;
/// one_lane.hpp is for single numbers):
///
///     native_batch<T>, native_mask<T>     the types of V and `where` for the widest register
///     V::size                             the number of lanes
///     V::load_unaligned(p), load_aligned, x.store_unaligned(p), store_aligned, x.get(0)       as in xsimd; lane 0
///     V(a)                                the number a in every lane
///     x + y   x - y   x * y   x / y   -x  rounded once
///     x < y   x <= y  x > y   x >= y  x == y      a mask, false for NaN
///     where & where   where | where   !where      masks
///     select(where, x, y)                 x where true, y elsewhere, with unchanged bits
///     any(where)                          true if a lane is true
///     to_bits(x)   from_bits<T>(b)        the bits of each lane as an unsigned integer, and back
///     b + c   b - c   b & c   b | c   ~b   b == c   B(a)      modulo 2^32 or 2^64
///     mul_add(x, y, z)                    x·y + z, rounded once if has_fma; else product and sum are rounded
///     has_fma                             a constant
///     square_root(x)                      rounded once
///     to_mask<T>(b == c)                  a mask of bits as a mask of V, for back ends with registers
///
/// Operations that generic.hpp defines by the operations above; a back end may overload them:
///
///     load(p)   store(p, x)               all lanes, at any address
///     unfused(x)                          x, which compilers do not fuse with a following sum
///     loaded_once(x)                      x in a register, which compilers do not load again
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
///     shift_left<k>(b)  shift_right<k>(b) logical shifts
///     quotient(x, y)                      x / y rounded once, also where xsimd approximates the quotient
///     times_power_of_two(x, n)            x·2^n rounded once, only if has_times_power_of_two<V>
///     lookup(table, b)                    one of eight doubles, only if has_lookup<V>
///     any_lacks(b, k, c, n, where)        true if b & k is 0 in a lane, or c & n is 0 in a lane where true
///     first_lane(x)                       the number in lane 0
///     lane(a, op)                         op of a number, evaluated on a register
///     mask_bits(where)                    an integer whose bit k is lane k
///     mask_from_bits<T>(n)                a mask whose lane k is bit k
///     first_lanes<T>(n)                   a mask, true in the first n lanes
///
/// Further such operations in memory.hpp, rows.hpp, packet.hpp and target.hpp:
///
///     load_first(p, n)   store_first(p, x, n)     only the first n lanes; a load sets the others to +0
///     keep_first(x, n)                    x in the first n lanes, +0 in the others
///     stream(p, x)                        a non-temporal store to an aligned address
///     widen(x)                            a batch of float as two batches of double, exact
///     narrow({x, y})                      two batches of double as one batch of float, rounded once
///     low_words({x, y})                   the lower 32 bits of the lanes of two batches of double, in any order
///     detail::has_parts                   true if zip_low and zip_high act within each part of 128 bits
///     detail::load_parts<V>(at, n)        a register, whose part q of 128 bits is loaded from at(n + q·part_size)
///     detail::zip_low(x, y)   zip_high    interleaved lanes of x and y, from the lower or upper half of each part
///     detail::extend(packet, x)           x = a narrower register of another library, +0 in the other lanes
///     prefetch_after, stream_fence        no effect on targets without such instructions
///
/// A new back end is a file of overloads for its widest registers, a line in the list of includes below, and a name in
/// name.hpp. Concepts constrain overloads of arithmetic to the type of V: a user may evaluate a functor on narrower
/// registers, which use the definitions of generic.hpp.

#include <xact/simd/native.hpp>
#include <xact/simd/number.hpp>
#include <xact/simd/one_lane.hpp>
#include <xact/simd/target.hpp>

// Overloads for the target's instruction sets; then the generic definitions.
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
