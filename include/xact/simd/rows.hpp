#pragma once

/// The totals of several rows at once, where registers hold as many: what x86 shuffles within parts of 128 bits.

#include <xact/simd/number.hpp>

namespace xact::inline XACT_ARCH::detail {

/// The `Count` numbers of a row added up as in a tree, down to as many as a part of a register R holds. A register of
/// several parts adds up as many rows, of which each is part_size rows after the one before.
template <std::size_t Count, class R, scalar T> [[nodiscard]] XACT_INLINE R tree_part(const T *x) noexcept {
  constexpr std::size_t steps = Count / part_size<T>;
  R sum[steps];
  for (std::size_t i = 0; i < steps; ++i)
    sum[i] = R::load(x + part_size<T> * i, part_size<T> * Count);
  for (std::size_t half = steps / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = sum[i] + sum[half + i];
  return sum[0];
}

/// The totals of as many rows as a register R holds numbers.
template <std::size_t Count, class R, scalar T>
XACT_INLINE void tree_totals_of_register(const T *x, T *totals) noexcept {
  const R a = tree_part<Count, R>(x);
  const R b = tree_part<Count, R>(x + Count);
  if constexpr (part_size<T> == 2) {
    (R::first(a, b) + R::second(a, b)).store(totals);
  } else {
    const R c = tree_part<Count, R>(x + 2 * Count);
    const R d = tree_part<Count, R>(x + 3 * Count);
    const R ab = R::lower(a, b) + R::upper(a, b);
    const R cd = R::lower(c, d) + R::upper(c, d);
    (R::first(ab, cd) + R::second(ab, cd)).store(totals);
  }
}

/// A register of that many bytes for `tree_totals`. Not xsimd's, whose batch of a narrower register is one type for all
/// instruction sets that have it.
template <scalar T, std::size_t Bytes> struct row_register { static constexpr bool exists = false; };

/// x[r] = the tree total of row r, for the rows from r on, as long as they fill registers of that many bytes. Returns
/// the first row that is left.
template <std::size_t Count, std::size_t Bytes, scalar T>
[[nodiscard]] XACT_INLINE std::size_t tree_totals_by(T *x, std::size_t r, std::size_t rows) noexcept {
  using R = row_register<T, Bytes>;
  if constexpr (R::exists) {
    constexpr std::size_t together = Bytes / sizeof(T);
    static_assert(Count % part_size<T> == 0 && Count > part_size<T>);
    for (; rows - r >= together; r += together)
      tree_totals_of_register<Count, R>(x + r * Count, x + r);
  }
  return r;
}

} // namespace xact::inline XACT_ARCH::detail
