#pragma once

/// Generic definitions of operations of batch.hpp, by comparison, arithmetic, `select` and the bits of lanes. batch.hpp
/// includes this file after the overloads for instruction sets, because the definitions call the overloads.

#include <xact/simd/batch.hpp>

#include <limits>

namespace xact::inline XACT_ARCH {

/// x·y + z on number types made of batches. Registers, float and double have overloads.
template <batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return x * y + z; }

/// z - x·y, rounded like mul_add, as one instruction if possible.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V negated_mul_add(V x, V y, V z) noexcept {
  return mul_add(-x, y, z);
}

/// Loads a batch from any address.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load(const T *from) noexcept {
  return native_batch<T>::load_unaligned(from);
}

/// Stores a batch to any address.
template <scalar T> XACT_INLINE void store(T *to, native_batch<T> x) noexcept { x.store_unaligned(to); }

/// Returns the product x, and prevents compilers from fusing the product with a following sum.
template <register_batch V> [[nodiscard]] XACT_INLINE V unfused(V x) noexcept {
  typename V::register_type r = x;
  detail::hide_origin(r);
  return V(r);
}

/// Returns x in a register. Without this function g++ on x86 may load x from memory for each use.
template <register_batch V> [[nodiscard]] XACT_INLINE V loaded_once(V x) noexcept {
#if defined(__GNUC__) && !defined(__clang__) && XSIMD_WITH_SSE2
  return unfused(x);
#else
  return x;
#endif
}

/// The value of lane 0.
template <register_batch V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return x.get(0); }

namespace detail {
/// True if the compiler replaces select(where, x·factor, x) by x·select(where, factor, 1) in a vector of which only one
/// lane is used. If the processor flushes subnormal numbers to zero, the product x·1 is 0 for a subnormal x, but the
/// selection returns x.
#if defined(__clang__) && __clang_major__ < 17
inline constexpr bool multiplies_by_one = true;
#else
inline constexpr bool multiplies_by_one = false;
#endif
} // namespace detail

/// Applies `op`, a callable on batches, to one number. The result is bitwise equal to the result in a lane of a vector.
template <scalar T, class Op> [[nodiscard]] XACT_INLINE T lane(T x, Op op) noexcept {
  const native_batch<T> y = op(native_batch<T>(x));
  return first_lane(detail::multiplies_by_one ? unfused(y) : y);
}

/// The square root of a number, correctly rounded.
template <scalar T> [[nodiscard]] XACT_INLINE T square_root(T x) noexcept {
  return lane(x, [](native_batch<T> v) XACT_INLINE_LAMBDA { return square_root(v); });
}

/// `select(x < bound, bound, x)`, as one instruction if possible. If x is NaN, or if x and bound are zeros, the result
/// is x; at_least(x, 0) is therefore relu. (xsimd::max is not used, because versions 8.1 and 14 differ in the result
/// for these x.)
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_least(V x, V bound) noexcept {
  static_assert(detail::computes_here<V>());
  return select(x < bound, bound, x);
}

/// `select(x > bound, bound, x)`, as one instruction if possible. If x is NaN, the result is x.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_most(V x, V bound) noexcept {
  return select(x > bound, bound, x);
}

/// True where x > bound or x is NaN.
template <batch V>
[[nodiscard]] XACT_INLINE constexpr auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return !(x <= bound);
}

/// `select(where, x, 0)`, as one instruction if possible.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V keep_where(const Mask &where, V x) noexcept {
  if constexpr (requires { requires std::same_as<typename Mask::register_type, typename V::register_type>; })
    return x & V(typename V::register_type(where));
  else
    return select(where, x, V(0));
}

/// `x + keep_where(where, y)`, as one instruction if possible. Precondition: x is not -0.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V add_where(const Mask &where, V x, V y) noexcept {
  return x + keep_where(where, y);
}

/// `keep_where(above_or_nan(x, 0), y)`, as one instruction if possible.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V keep_where_positive_or_nan(V x, V y) noexcept {
  static_assert(detail::computes_here<V>());
  return keep_where(above_or_nan(x, V(0)), y);
}

/// `select(where, x·factor, x)`.
template <batch V, class Mask>
[[nodiscard]] XACT_INLINE constexpr V multiply_where(const Mask &where, V x, V factor) noexcept {
  if constexpr (scalar<V> && detail::multiplies_by_one)
    if (!std::is_constant_evaluated())
      return lane(x, [&](auto v) XACT_INLINE_LAMBDA {
        using R = decltype(v);
        return multiply_where(R(select(where, V(1), V(0))) > R(0), v, R(factor));
      });
  return select(where, x * factor, x);
}

/// Shifts integer lanes left by `Count` bits.
template <int Count, bits_batch B> [[nodiscard]] XACT_INLINE constexpr B shift_left(B x) noexcept { return x << Count; }

/// Shifts integer lanes right by `Count` bits; the upper bits become 0.
template <int Count, bits_batch B> [[nodiscard]] XACT_INLINE constexpr B shift_right(B x) noexcept {
  return x >> Count;
}

/// -|x|.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V minus_abs(V x) noexcept {
  using T = lane_t<V>;
  return from_bits<T>(to_bits(x) | to_bits(V(-T(0))));
}

/// |x|.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V magnitude(V x) noexcept {
  using T = lane_t<V>;
  return from_bits<T>(to_bits(x) & ~to_bits(V(-T(0))));
}

/// The larger of -|x| and `bound`. If x is NaN, the result is NaN or `bound`, depending on the target. Precondition:
/// bound < 0.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V negative_at_least(V x, V bound) noexcept {
  return at_least(minus_abs(x), bound);
}

/// |x| with the sign of y. Precondition: the sign bit of x is 0.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V with_sign_of(V x, V y) noexcept {
  using T = lane_t<V>;
  return from_bits<T>(to_bits(x) | (to_bits(y) & to_bits(V(-T(0)))));
}

/// The smaller one of |x| and y, with the sign of x. If x and y are NaN, the result is NaN. Preconditions: the sign bit
/// of y is 0, and x and y are both numbers or both NaN.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V smaller_magnitude(V x, V y) noexcept {
  return with_sign_of(at_most(y, magnitude(x)), x);
}

/// x, rounded to half of its digits. The product of two results is exact. Precondition: x is finite.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V first_half(V x) noexcept {
  using T = lane_t<V>;
  using bits = decltype(to_bits(x));
  constexpr int cut = (std::numeric_limits<T>::digits + 1) / 2;
  return from_bits<T>((to_bits(x) + bits(bits_of<T>(1) << (cut - 1))) & bits(~bits_of<T>(0) << cut));
}

/// True if `x & these` is 0 in a lane, or if `y & those` is 0 in a lane where `counts` is true.
template <bits_batch B, class Mask>
[[nodiscard]] XACT_INLINE bool any_lacks(B x, std::uint32_t these, B y, std::uint32_t those,
                                         const Mask &counts) noexcept {
  return any(to_mask<float>((x & B(these)) == B(0)) | (to_mask<float>((y & B(those)) == B(0)) & counts));
}

/// x / y, correctly rounded.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V quotient(V x, V y) noexcept { return x / y; }

/// An integer whose bit k is lane k.
template <class Mask> [[nodiscard]] XACT_INLINE unsigned mask_bits(const Mask &mask) noexcept {
  bool lanes[Mask::size];
  mask.store_unaligned(lanes);
  unsigned bits = 0;
  for (std::size_t i = 0; i < Mask::size; ++i)
    bits |= static_cast<unsigned>(lanes[i]) << i;
  return bits;
}

/// A mask whose lane k is bit k of `bits`. Bits after the last lane have no effect.
template <scalar T> [[nodiscard]] XACT_INLINE native_mask<T> mask_from_bits(unsigned bits) noexcept {
  using B = native_bits<T>;
  alignas(64) static constexpr bits_of<T> powers[] = {
      1, 2, 4, 8, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 15};
  const B lane = B::load_aligned(powers);
  return to_mask<T>((B(bits) & lane) == lane);
}

template <scalar T> [[nodiscard]] XACT_INLINE native_mask<T> first_lanes(std::size_t count) noexcept {
  return mask_from_bits<T>((1U << count) - 1U);
}

} // namespace xact::inline XACT_ARCH
