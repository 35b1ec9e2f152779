#pragma once

/// Transposition of rows of a matrix, one row per lane, to vectors that contain one column each, and back.

#include <xact/simd/rows.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Calls step(k) for each k < Count, unrolled, so that values indexed by k stay in registers.
template <std::size_t Count, class Step> XACT_INLINE void for_each_index(const Step &step) noexcept {
  [&]<std::size_t... K>(std::index_sequence<K...>)
      XACT_INLINE_LAMBDA { (step(K), ...); }(std::make_index_sequence<Count>{});
}

/// v[k][j] = at(j)[k]: loads part_size numbers from each address at(j), with one address per lane of a batch.
template <class At, batch V, std::size_t Size> XACT_INLINE void load_transposed(const At &at, V (&v)[Size]) noexcept {
  using T = lane_t<V>;
  static_assert(Size == part_size<T>);
  if constexpr (has_parts) {
    for_each_index<Size>([&](std::size_t k) XACT_INLINE_LAMBDA { v[k] = load_parts<V>(at, k); });
    if constexpr (Size == 4) {
      const V even_low = zip_low(v[0], v[2]);
      const V even_high = zip_high(v[0], v[2]);
      const V odd_low = zip_low(v[1], v[3]);
      const V odd_high = zip_high(v[1], v[3]);
      v[0] = zip_low(even_low, odd_low);
      v[1] = zip_high(even_low, odd_low);
      v[2] = zip_low(even_high, odd_high);
      v[3] = zip_high(even_high, odd_high);
    } else {
      const V low = zip_low(v[0], v[1]);
      v[1] = zip_high(v[0], v[1]);
      v[0] = low;
    }
  } else {
    alignas(64) T lanes[Size][V::size];
    for (std::size_t j = 0; j < V::size; ++j)
      for (std::size_t k = 0; k < Size; ++k)
        lanes[k][j] = at(j)[k];
    for (std::size_t k = 0; k < Size; ++k)
      v[k] = load(lanes[k]);
  }
}

} // namespace detail

/// columns[c·width + r] = rows[r][c] for c < count and r < width, where width is the number of lanes of a batch.
template <scalar T>
XACT_INLINE void transpose(const T *const (&rows)[native_batch<T>::size], std::size_t count, T *columns) noexcept {
  using V = native_batch<T>;
  constexpr std::size_t some = detail::part_size<T>;
  if (count < some) {
    for (std::size_t c = 0; c < count; ++c)
      for (std::size_t r = 0; r < V::size; ++r)
        columns[c * V::size + r] = rows[r][c];
    return;
  }
  for (std::size_t c = 0; c < count; c += some) {
    const std::size_t begin = count - c < some ? count - some : c; // the last group may overlap the group before
    V v[some];
    detail::load_transposed([&](std::size_t r) XACT_INLINE_LAMBDA { return rows[r] + begin; }, v);
    detail::for_each_index<some>([&](std::size_t k)
                                     XACT_INLINE_LAMBDA { store(columns + (begin + k) * V::size, v[k]); });
  }
}

/// rows[r][c] = columns[c·width + r] for c < count and r < rows_count, where width is the number of lanes of a batch.
/// Reads columns up to the next multiple of `width`; the contents of columns from `count` on do not matter.
template <scalar T>
XACT_INLINE void transpose_back(const T *columns, std::size_t count, T *const (&rows)[native_batch<T>::size],
                                std::size_t rows_count) noexcept {
  using V = native_batch<T>;
  constexpr std::size_t some = detail::part_size<T>;
  for (std::size_t r = 0; r < rows_count; r += some)
    for (std::size_t c = 0; c < count; c += V::size) {
      V v[some];
      detail::load_transposed([&](std::size_t j) XACT_INLINE_LAMBDA { return columns + (c + j) * V::size + r; }, v);
      detail::for_each_index<some>([&](std::size_t k) XACT_INLINE_LAMBDA {
        if (r + k < rows_count) {
          if (count - c >= V::size)
            store(rows[r + k] + c, v[k]);
          else
            store_first(rows[r + k] + c, v[k], count - c);
        }
      });
    }
}

} // namespace xact::inline XACT_ARCH
