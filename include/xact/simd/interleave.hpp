#pragma once

/// Pairs of numbers a₀ b₀ a₁ b₁ … as two arrays, and back.

#include <xact/simd/transpose.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// a = pairs[0], pairs[2], … and b = pairs[1], pairs[3], … Part q of the loaded registers has the numbers of part q of
/// the results.
template <batch V> XACT_INLINE void load_pairs(const lane_t<V> *pairs, V &a, V &b) noexcept {
  constexpr std::size_t part = part_size<lane_t<V>>;
  const V first = load_parts<V>([=](std::size_t k) XACT_INLINE_LAMBDA { return pairs + 2 * k; }, 0);
  const V second = load_parts<V>([=](std::size_t k) XACT_INLINE_LAMBDA { return pairs + 2 * k + part; }, 0);
  const V low = zip_low(first, second);
  const V high = zip_high(first, second);
  a = part == 2 ? low : zip_low(low, high);
  b = part == 2 ? high : zip_high(low, high);
}

/// The inverse of load_pairs.
template <batch V> XACT_INLINE void store_pairs(lane_t<V> *pairs, V a, V b) noexcept {
  using T = lane_t<V>;
  constexpr std::size_t part = part_size<T>;
  alignas(64) T lanes[2][V::size];
  zip_low(a, b).store_aligned(lanes[0]);
  zip_high(a, b).store_aligned(lanes[1]);
  for (std::size_t k = 0; k < V::size; k += part) {
    std::memcpy(pairs + 2 * k, lanes[0] + k, part * sizeof(T));
    std::memcpy(pairs + 2 * k + part, lanes[1] + k, part * sizeof(T));
  }
}

} // namespace detail

/// a[i] = pairs[2·i] and b[i] = pairs[2·i + 1] for i < n.
template <scalar T> XACT_INLINE void deinterleave(const T *pairs, std::size_t n, T *a, T *b) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  if constexpr (detail::has_parts)
    for (; n - i >= V::size; i += V::size) {
      V of_a;
      V of_b;
      detail::load_pairs(pairs + 2 * i, of_a, of_b);
      store(a + i, of_a);
      store(b + i, of_b);
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
  if constexpr (detail::has_parts)
    for (; n - i >= V::size; i += V::size)
      detail::store_pairs<V>(pairs + 2 * i, load(a + i), load(b + i));
  for (; i < n; ++i) {
    pairs[2 * i] = a[i];
    pairs[2 * i + 1] = b[i];
  }
}

} // namespace xact::inline XACT_ARCH
