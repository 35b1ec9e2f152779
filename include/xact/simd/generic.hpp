#pragma once

/// The operations on every number, defined by comparison, arithmetic, `select` and the bits of lanes. Included after
/// the overloads for instruction sets, which these definitions then call.

#include <xact/simd/batch.hpp>

#include <limits>

namespace xact::inline XACT_ARCH {

/// x·y + z: rounded once if the machine has FMA, else product and sum rounded each. The compiler has no choice.
template <batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return x * y + z; }

/// The batch at `from`, at any address.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load(const T *from) noexcept {
  return native_batch<T>::load_unaligned(from);
}

/// Writes a batch to `to`, at any address.
template <scalar T> XACT_INLINE void store(T *to, native_batch<T> x) noexcept { x.store_unaligned(to); }

/// x, marked as rounded: no compiler fuses the product x with a sum that follows.
template <register_batch V> [[nodiscard]] XACT_INLINE V unfused(V x) noexcept {
  typename V::register_type r = x;
  detail::hide_origin(r);
  return V(r);
}

/// x, in a register. Without it g++ on x86 may load x from memory again for each of several uses.
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
/// True if the compiler makes other code of a vector with a single used lane: it turns a selected product into a
/// multiplication by the factor or by 1, which flushes a subnormal number where the processor flushes them, though a
/// selection in whole vectors would keep it.
#if defined(__clang__) && __clang_major__ < 17
inline constexpr bool multiplies_by_one = true;
#else
inline constexpr bool multiplies_by_one = false;
#endif
} // namespace detail

/// Applies `op`, a function of a batch, to one number: the same bits as in any lane of a vector.
template <scalar T, class Op> [[nodiscard]] XACT_INLINE T lane(T x, Op op) noexcept {
  const native_batch<T> y = op(native_batch<T>(x));
  return first_lane(detail::multiplies_by_one ? unfused(y) : y);
}

/// The square root of a number, rounded to nearest.
template <scalar T> [[nodiscard]] XACT_INLINE T square_root(T x) noexcept {
  return lane(x, [](native_batch<T> v) XACT_INLINE_LAMBDA { return square_root(v); });
}

/// `select(x < bound, bound, x)`, in one instruction if there is one. A NaN and a zero of either sign stay as they are,
/// so this is relu for bound = 0. (xsimd::max orders its operands differently in 8.1 and in 14.)
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_least(V x, V bound) noexcept {
  static_assert(detail::computes_here<V>());
  return select(x < bound, bound, x);
}

/// `select(x > bound, bound, x)`, in one instruction if there is one. A NaN stays as it is.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_most(V x, V bound) noexcept {
  return select(x > bound, bound, x);
}

/// True where x > bound, and for NaN.
template <batch V>
[[nodiscard]] XACT_INLINE constexpr auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return !(x <= bound);
}

/// `select(where, x, 0)`, in one instruction if there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V keep_where(const Mask &where, V x) noexcept {
  if constexpr (requires { requires std::same_as<typename Mask::register_type, typename V::register_type>; })
    return x & V(typename V::register_type(where));
  else
    return select(where, x, V(0));
}

/// `x + keep_where(where, y)` for x that is not -0, in one instruction if there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V add_where(const Mask &where, V x, V y) noexcept {
  return x + keep_where(where, y);
}

/// `keep_where(above_or_nan(x, 0), y)`, in one instruction if there is one.
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

/// Integer lanes moved left by `Count` bits, zeros from the right.
template <int Count, bits_batch B> [[nodiscard]] XACT_INLINE constexpr B shift_left(B x) noexcept { return x << Count; }

/// Integer lanes moved right by `Count` bits, zeros from the left.
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

/// -|x|, but no less than `bound` < 0. The result for NaN is any number of this range.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V negative_at_least(V x, V bound) noexcept {
  return at_least(minus_abs(x), bound);
}

/// |x| with the sign of y, for an x without a sign.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V with_sign_of(V x, V y) noexcept {
  using T = lane_t<V>;
  return from_bits<T>(to_bits(x) | (to_bits(y) & to_bits(V(-T(0)))));
}

/// x, a finite number, rounded to half of its digits: products of two such numbers are exact.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V first_half(V x) noexcept {
  using T = lane_t<V>;
  using bits = decltype(to_bits(x));
  constexpr int cut = (std::numeric_limits<T>::digits + 1) / 2;
  return from_bits<T>((to_bits(x) + bits(bits_of<T>(1) << (cut - 1))) & bits(~bits_of<T>(0) << cut));
}

/// True if some lane of x has none of the bits `these`, or some lane of y, where `counts`, none of the bits `those`.
template <bits_batch B, class Mask>
[[nodiscard]] XACT_INLINE bool any_lacks(B x, std::uint32_t these, B y, std::uint32_t those,
                                         const Mask &counts) noexcept {
  return any(to_mask<float>((x & B(these)) == B(0)) | (to_mask<float>((y & B(those)) == B(0)) & counts));
}

/// x / y, rounded to nearest.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V quotient(V x, V y) noexcept { return x / y; }

/// Bit k is lane k.
template <class Mask> [[nodiscard]] XACT_INLINE unsigned mask_bits(const Mask &mask) noexcept {
  bool lanes[Mask::size];
  mask.store_unaligned(lanes);
  unsigned bits = 0;
  for (std::size_t i = 0; i < Mask::size; ++i)
    bits |= static_cast<unsigned>(lanes[i]) << i;
  return bits;
}

/// Lane k is bit k; bits past the last lane are ignored.
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
