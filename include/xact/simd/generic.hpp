#pragma once

/// The operations on every number, in terms of comparison, arithmetic, `select` and the bits of lanes. Included after
/// the overloads for instruction sets, which the definitions here then call.

#include <xact/simd/batch.hpp>
#include <xact/simd/rows.hpp>

#include <limits>

namespace xact::inline XACT_ARCH {

/// x·y + z: rounded once where the machine has FMA, else product and sum rounded each. Never left to the compiler.
template <batch V> [[nodiscard]] XACT_INLINE V mul_add(V x, V y, V z) noexcept { return x * y + z; }

/// The batch at `from`, at any address.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load(const T *from) noexcept {
  return native_batch<T>::load_unaligned(from);
}

/// Writes a batch to `to`, at any address.
template <scalar T> XACT_INLINE void store(T *to, native_batch<T> x) noexcept { x.store_unaligned(to); }

/// x itself, as a number that is already rounded: no compiler fuses the product x with a sum that follows.
template <register_batch V> [[nodiscard]] XACT_INLINE V unfused(V x) noexcept {
  typename V::register_type r = x;
  detail::hide_origin(r);
  return V(r);
}

/// x, in a register. g++ would read what was loaded from memory again for each of several uses.
template <register_batch V> [[nodiscard]] XACT_INLINE V loaded_once(V x) noexcept {
  if constexpr (detail::loads_again)
    return unfused(x);
  else
    return x;
}

/// The bits of the widest batch of T.
template <scalar T> using native_bits = decltype(to_bits(native_batch<T>()));

/// One batch for each part of a vector of T as batches of S: the batch itself, or two of double for one of float.
template <scalar T, scalar S> using parts = std::array<native_batch<S>, native_batch<T>::size / native_batch<S>::size>;

namespace detail {
/// x, computed in a register: of a single lane some compilers make other code than of all.
template <register_batch V> [[nodiscard]] XACT_INLINE V in_one_piece(V x) noexcept {
  if constexpr (splits_lanes)
    return unfused(x);
  else
    return x;
}
} // namespace detail

/// `select(x < bound, bound, x)` in one instruction where there is one. A NaN and a zero of either sign stay as they
/// are, so this is also relu itself, for bound = 0. (xsimd::max orders its operands differently in 8.1 and in 14.)
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_least(V x, V bound) noexcept {
  return select(x < bound, bound, x);
}

/// `select(x > bound, bound, x)` in one instruction where there is one. A NaN stays as it is.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V at_most(V x, V bound) noexcept {
  return select(x > bound, bound, x);
}

/// True where x > bound, and for NaN.
template <batch V>
[[nodiscard]] XACT_INLINE constexpr auto above_or_nan(V x, V bound) noexcept -> decltype(x <= bound) {
  return !(x <= bound);
}

/// `select(where, x, 0)`, in one instruction where there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V keep_where(const Mask &where, V x) noexcept {
  return select(where, x, V(0));
}

/// `x + keep_where(where, y)`, where x is not -0, in one instruction where there is one.
template <batch V, class Mask> [[nodiscard]] XACT_INLINE constexpr V add_where(const Mask &where, V x, V y) noexcept {
  return x + keep_where(where, y);
}

/// `keep_where(above_or_nan(x, 0), y)`, in one instruction where there is one.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V keep_where_positive_or_nan(V x, V y) noexcept {
  return keep_where(above_or_nan(x, V(0)), y);
}

/// `select(where, x·factor, x)`.
template <batch V, class Mask>
[[nodiscard]] XACT_INLINE constexpr V multiply_where(const Mask &where, V x, V factor) noexcept {
  return select(where, x * factor, x);
}

/// Integer lanes moved left by `Count` bits, zeros from the right.
template <int Count, bits_batch B> [[nodiscard]] XACT_INLINE constexpr B shift_left(B x) noexcept { return x << Count; }

/// Integer lanes moved right by `Count` bits, zeros from the left.
template <int Count, bits_batch B> [[nodiscard]] XACT_INLINE constexpr B shift_right(B x) noexcept {
  return x >> Count;
}

/// Half of each integer lane, rounded down.
template <bits_batch B> [[nodiscard]] XACT_INLINE constexpr B halved(B x) noexcept { return shift_right<1>(x); }

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

/// -|x|, but no less than `bound` < 0. A NaN becomes any number of these.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V negative_at_least(V x, V bound) noexcept {
  return at_least(minus_abs(x), bound);
}

/// |x| with the sign of y, for an x that has none.
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

/// True if some lane of x has none of these bits, or some lane of y where `counts` none of those: of the bits of its
/// exponent, if y is seen as a float.
template <bits_batch B, class Mask>
[[nodiscard]] XACT_INLINE bool any_lacks(B x, std::uint32_t these, B y, std::uint32_t those,
                                         const Mask &counts) noexcept {
  const auto as_float = from_bits<float>(y & B(those));
  return any((x & B(these)) == B(0)) || any((as_float == decltype(as_float)(0.F)) & counts);
}

/// x / y, rounded to nearest.
template <register_batch V> [[nodiscard]] XACT_INLINE constexpr V quotient(V x, V y) noexcept { return x / y; }

/// The value of lane 0.
template <register_batch V> [[nodiscard]] XACT_INLINE lane_t<V> first_lane(V x) noexcept { return x.get(0); }

/// Applies `op`, a function of a batch, to one number: the same bits as in any lane of a vector.
template <scalar T, class Op> [[nodiscard]] XACT_INLINE T lane(T x, Op op) noexcept {
  return first_lane(detail::in_one_piece(op(native_batch<T>(x))));
}

#if defined(__clang__) && __clang_major__ < 17
/// `select(where, x·factor, x)` of a number, through a register. These compilers multiply x by the factor or else by 1
/// on some instruction sets, and keep x on others: the first makes 0 of a subnormal x where the processor is to have
/// none.
template <scalar T, class Mask>
[[nodiscard]] XACT_INLINE constexpr T multiply_where(const Mask &where, T x, T factor) noexcept {
  if (std::is_constant_evaluated())
    return select(where, x * factor, x);
  using V = native_batch<T>;
  return lane(x, [&](V v)
                     XACT_INLINE_LAMBDA { return multiply_where(V(select(where, T(1), T(0))) > V(0), v, V(factor)); });
}
#endif

} // namespace xact::inline XACT_ARCH
