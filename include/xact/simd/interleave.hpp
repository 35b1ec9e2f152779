#pragma once

/// Pairs of numbers a₀ b₀ a₁ b₁ … as two arrays, and back.

#include <xact/simd/transpose.hpp>

namespace xact::inline XACT_ARCH {

/// a[i] = pairs[2·i] and b[i] = pairs[2·i + 1] for i < n.
template <scalar T> XACT_INLINE void deinterleave(const T *pairs, std::size_t n, T *a, T *b) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  if constexpr (detail::has_parts) {
    constexpr std::size_t part = detail::part_size<T>;
    for (; n - i >= V::size; i += V::size) {
      // Part q of the registers holds the pairs of part q of the results.
      const T *from = pairs + 2 * i;
      const V first = detail::load_parts<V>([=](std::size_t k) XACT_INLINE_LAMBDA { return from + 2 * k; }, 0);
      const V second = detail::load_parts<V>([=](std::size_t k) XACT_INLINE_LAMBDA { return from + 2 * k + part; }, 0);
      const V low = detail::zip_low(first, second);
      const V high = detail::zip_high(first, second);
      store(a + i, part == 2 ? low : detail::zip_low(low, high));
      store(b + i, part == 2 ? high : detail::zip_high(low, high));
    }
  }
  for (; i < n; ++i) {
    a[i] = pairs[2 * i];
    b[i] = pairs[2 * i + 1];
  }
}

/// pairs[2·i] = a[i] and pairs[2·i + 1] = b[i] for i < n.
template <scalar T> XACT_INLINE void interleave(const T *a, const T *b, std::size_t n, T *pairs) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  if constexpr (detail::has_parts) {
    constexpr std::size_t part = detail::part_size<T>;
    for (; n - i >= V::size; i += V::size) {
      alignas(64) T lanes[2][V::size];
      detail::zip_low(load(a + i), load(b + i)).store_aligned(lanes[0]);
      detail::zip_high(load(a + i), load(b + i)).store_aligned(lanes[1]);
      for (std::size_t k = 0; k < V::size; k += part) {
        std::memcpy(pairs + 2 * (i + k), lanes[0] + k, part * sizeof(T));
        std::memcpy(pairs + 2 * (i + k) + part, lanes[1] + k, part * sizeof(T));
      }
    }
  }
  for (; i < n; ++i) {
    pairs[2 * i] = a[i];
    pairs[2 * i + 1] = b[i];
  }
}

} // namespace xact::inline XACT_ARCH
