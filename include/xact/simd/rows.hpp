#pragma once

/// Sums of rows of numbers, several rows at a time: a register for each column of some rows.

#include <xact/simd/memory.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

namespace detail {

/// The sum of some numbers, added as a balanced tree: first those that lie half of them apart.
template <class V, std::size_t Count> [[nodiscard]] XACT_INLINE V sum_as_tree(V (&x)[Count]) noexcept {
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      x[i] = x[i] + x[half + i];
  return x[0];
}

/// Calls step(k) for each k < Count, unrolled: values that k indexes stay in registers.
template <std::size_t Count, class Step> XACT_INLINE void for_each_index(const Step &step) noexcept {
  [&]<std::size_t... K>(std::index_sequence<K...>) XACT_INLINE_LAMBDA { (step(K), ...); }
  (std::make_index_sequence<Count>{});
}

/// A batch whose part number q lies at at(first + q·part_size).
template <register_batch V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return load(at(first));
}

/// The tree totals of as many rows of `Count` numbers as a batch has lanes; row(j) is the address of row j.
template <std::size_t Count, scalar T, class Row>
[[nodiscard]] XACT_INLINE native_batch<T> tree_totals_of(const Row &row) noexcept {
  using V = native_batch<T>;
  // Down to a part for each row, in parts of one register for all rows that lie part_size apart.
  const auto down_to_parts = [&](std::size_t first) XACT_INLINE_LAMBDA {
    constexpr std::size_t steps = Count / part_size<T>;
    V x[steps];
    for (std::size_t i = 0; i < steps; ++i)
      x[i] = load_parts<V>([&](std::size_t j) XACT_INLINE_LAMBDA { return row(j) + part_size<T> * i; }, first);
    return sum_as_tree(x);
  };
  const auto halved = [](V a, V b) XACT_INLINE_LAMBDA { return zip_low(a, b) + zip_high(a, b); };
  if constexpr (part_size<T> == 2)
    return halved(down_to_parts(0), down_to_parts(1));
  else
    return halved(halved(down_to_parts(0), down_to_parts(2)), halved(down_to_parts(1), down_to_parts(3)));
}

} // namespace detail

/// The sum of `Count` numbers, added as a balanced tree.
template <std::size_t Count, scalar T> [[nodiscard]] XACT_INLINE T tree_total(const T *x) noexcept {
  T copy[Count];
  std::memcpy(copy, x, sizeof copy);
  return detail::sum_as_tree(copy);
}

/// x[r] = tree_total of row r, for rows of `Count` numbers: several at a time where a register holds them.
template <std::size_t Count, scalar T> XACT_INLINE void tree_totals(T *x, std::size_t rows) noexcept {
  std::size_t r = 0;
  if constexpr (detail::has_parts) {
    constexpr std::size_t lanes = native_batch<T>::size;
    static_assert(Count % detail::part_size<T> == 0);
    const auto totals = [&](std::size_t last) XACT_INLINE_LAMBDA {
      return detail::tree_totals_of<Count, T>(
          [&](std::size_t j) XACT_INLINE_LAMBDA { return x + (r + (j < last ? j : last)) * Count; });
    };
    for (; rows - r >= lanes; r += lanes)
      store(x + r, totals(lanes));
    // The last rows take as long as a whole register of them, in which the last one is there more than once.
    if (rows - r >= lanes / 2) {
      store_first(x + r, totals(rows - r - 1), rows - r);
      r = rows;
    }
  }
  for (; r < rows; ++r)
    x[r] = tree_total<Count>(x + r * Count);
}

} // namespace xact::inline XACT_ARCH
