#pragma once

/// Sums of rows of numbers, several rows at a time.

#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// at(0) + ... + at(Count - 1), added as a balanced tree. The first sums are at(i) + at(i + Count / 2).
template <std::size_t Count, class At> [[nodiscard]] XACT_INLINE auto tree_sum(const At &at) noexcept {
  if constexpr (Count == 1)
    return at(0);
  else
    return tree_sum<Count / 2>([&](std::size_t i) XACT_INLINE_LAMBDA { return at(i) + at(i + Count / 2); });
}

/// Loads a batch in parts of 128 bits, part q from at(first + q·part_size). This definition is for batches of one part.
template <register_batch V, class At> [[nodiscard]] XACT_INLINE V load_parts(const At &at, std::size_t first) noexcept {
  return load(at(first));
}

/// The sums of native_batch<T>::size contiguous rows of `Count` numbers each. Each row is added as a balanced tree.
template <std::size_t Count, scalar T>
[[nodiscard]] XACT_INLINE native_batch<T> tree_totals_of_batch(const T *rows) noexcept {
  using V = native_batch<T>;
  // Reduces each of the rows with the indices first, first + part_size, ... to one part of 128 bits. Returns these
  // parts in one register.
  const auto down_to_parts = [&](std::size_t first) XACT_INLINE_LAMBDA {
    const auto at = [&](std::size_t row) XACT_INLINE_LAMBDA { return rows + row * Count; };
    if constexpr (constexpr std::size_t n = part_size<T>;
                  Count == V::size && requires(V v) { sums_of_parts(v, v, v, v); })
      return sums_of_parts(load(at(first)), load(at(first + n)), load(at(first + 2 * n)), load(at(first + 3 * n)));
    else
      return tree_sum<Count / n>([&](std::size_t i) XACT_INLINE_LAMBDA {
        return load_parts<V>([&](std::size_t row) XACT_INLINE_LAMBDA { return at(row) + i * n; }, first);
      });
  };
  const auto halved = [](V a, V b) XACT_INLINE_LAMBDA { return zip_low(a, b) + zip_high(a, b); };
  if constexpr (part_size<T> == 2)
    return halved(down_to_parts(0), down_to_parts(1));
  else
    return halved(halved(down_to_parts(0), down_to_parts(2)), halved(down_to_parts(1), down_to_parts(3)));
}

} // namespace detail

/// The sum of `Count` numbers at a distance of `Step`, added as a balanced tree. The first sums are number i plus
/// number i + Count / 2.
template <std::size_t Count, std::size_t Step = 1, scalar T>
[[nodiscard]] XACT_INLINE T tree_total(const T *x) noexcept {
  if constexpr (Count == 1)
    return *x;
  else
    return tree_total<Count / 2, 2 * Step>(x) + tree_total<Count / 2, 2 * Step>(x + Step);
}

/// x[r] = tree_total<Count>(x + r·Count) for r < rows. Adds several rows at a time if Count is at least the number of
/// lanes.
template <std::size_t Count, scalar T> XACT_INLINE void tree_totals(T *x, std::size_t rows) noexcept {
  std::size_t r = 0;
  if constexpr (constexpr std::size_t lanes = native_batch<T>::size; detail::has_parts && Count >= lanes)
    for (; rows >= lanes && r < rows; r += lanes) {
      const std::size_t first = rows - r < lanes ? rows - lanes : r; // the last group may overlap the group before
      store(x + first, detail::tree_totals_of_batch<Count>(x + first * Count));
    }
  for (; r < rows; ++r)
    x[r] = tree_total<Count>(x + r * Count);
}

} // namespace xact::inline XACT_ARCH
