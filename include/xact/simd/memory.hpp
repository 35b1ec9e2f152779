#pragma once

/// Loads and stores: whole batches at any address, the first k lanes only, streaming stores, and the conversions
/// between float and double batches. None touches a byte outside the elements it names.

#include <xact/simd/batch.hpp>
#include <xact/simd/cache.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Copies `count` < 2·Most elements in pieces of fixed, falling sizes, so that no call to memcpy remains.
template <std::size_t Most, class T> XACT_INLINE void copy_first(T *to, const T *from, std::size_t count) noexcept {
  if (count & Most) {
    std::memcpy(to, from, Most * sizeof(T));
    to += Most;
    from += Most;
  }
  if constexpr (Most > 1)
    copy_first<Most / 2>(to, from, count);
}

} // namespace detail

/// The first `count` elements at `from` in the first lanes, +0 in the others; count <= size of the batch.
template <scalar T> [[nodiscard]] XACT_INLINE native_batch<T> load_first(const T *from, std::size_t count) noexcept {
  using V = native_batch<T>;
  if (count >= V::size)
    return V::load_unaligned(from);
  alignas(64) T buffer[V::size] = {};
  detail::copy_first<V::size / 2>(buffer, from, count);
  return V::load_aligned(buffer);
}

/// Writes the first `count` lanes to `to` and nothing else; count <= size of the batch.
template <scalar T> XACT_INLINE void store_first(T *to, native_batch<T> x, std::size_t count) noexcept {
  using V = native_batch<T>;
  if (count >= V::size)
    return x.store_unaligned(to);
  alignas(64) T buffer[V::size];
  x.store_aligned(buffer);
  detail::copy_first<V::size / 2>(to, buffer, count);
}

/// Writes n zeros.
template <scalar T> XACT_INLINE void clear(T *to, std::size_t n) noexcept {
  using V = native_batch<T>;
  std::size_t i = 0;
  for (; n - i >= V::size; i += V::size)
    store(to + i, V(0));
  store_first(to + i, V(0), n - i);
}

/// The first `count` lanes of x, +0 in the others; count <= size of the batch.
template <register_batch V> [[nodiscard]] XACT_INLINE V keep_first(V x, std::size_t count) noexcept {
  alignas(64) lane_t<V> lanes[V::size];
  x.store_aligned(lanes);
  return load_first(lanes, count);
}

/// The sum of `Count` numbers, added as a balanced tree: what lies half of them apart first.
template <std::size_t Count, scalar T> [[nodiscard]] XACT_INLINE T tree_total(const T *x) noexcept {
  T sum[Count];
  std::memcpy(sum, x, sizeof sum);
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i)
      sum[i] = sum[i] + sum[half + i];
  return sum[0];
}

/// x[r] = tree_total of row r, for rows of `Count` numbers: several at a time where a register holds them.
template <std::size_t Count, scalar T> XACT_INLINE void tree_totals(T *x, std::size_t rows) noexcept {
  std::size_t r = detail::tree_totals_by<Count, 32>(x, 0, rows);
  r = detail::tree_totals_by<Count, 16>(x, r, rows);
  for (; r < rows; ++r)
    x[r] = tree_total<Count>(x + r * Count);
}

namespace detail {
template <register_batch V> XACT_INLINE void stream(lane_t<V> *to, V x) noexcept { x.store_aligned(to); }
} // namespace detail

/// Writes past the caches to `to`, which must be aligned to the batch. Call `stream_fence` before another thread reads.
template <scalar T> XACT_INLINE void stream(T *to, native_batch<T> x) noexcept { detail::stream(to, x); }

namespace detail {

template <register_batch V> [[nodiscard]] XACT_INLINE std::array<batch_beside<V, double>, 2> to_doubles(V x) noexcept {
  using D = batch_beside<V, double>;
  alignas(64) float from[V::size];
  alignas(64) double to[V::size];
  x.store_aligned(from);
  for (std::size_t i = 0; i < V::size; ++i)
    to[i] = static_cast<double>(from[i]);
  return {D::load_aligned(to), D::load_aligned(to + D::size)};
}

template <register_batch V>
[[nodiscard]] XACT_INLINE batch_beside<V, float> to_floats(const std::array<V, 2> &x) noexcept {
  alignas(64) double from[2 * V::size];
  alignas(64) float to[2 * V::size];
  x[0].store_aligned(from);
  x[1].store_aligned(from + V::size);
  for (std::size_t i = 0; i < 2 * V::size; ++i)
    to[i] = static_cast<float>(from[i]);
  return batch_beside<V, float>::load_aligned(to);
}

template <register_batch V>
[[nodiscard]] XACT_INLINE batch_beside<V, std::uint32_t> low_halves(const std::array<V, 2> &x) noexcept {
  alignas(64) double from[2 * V::size];
  alignas(64) std::uint32_t to[2 * V::size];
  x[0].store_aligned(from);
  x[1].store_aligned(from + V::size);
  for (std::size_t i = 0; i < 2 * V::size; ++i) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, from + i, sizeof bits);
    to[i] = static_cast<std::uint32_t>(bits);
  }
  return batch_beside<V, std::uint32_t>::load_aligned(to);
}

} // namespace detail

/// A float batch as two double batches, the lower half of the lanes first. Exact.
[[nodiscard]] XACT_INLINE parts<float, double> widen(native_batch<float> x) noexcept { return detail::to_doubles(x); }

/// Two double batches as one float batch, each lane rounded to nearest. The inverse of `widen`.
[[nodiscard]] XACT_INLINE native_batch<float> narrow(const parts<float, double> &x) noexcept {
  return detail::to_floats(x);
}

/// The lower half of each double's bits, in any order of lanes.
[[nodiscard]] XACT_INLINE native_bits<float> low_words(const parts<float, double> &x) noexcept {
  return detail::low_halves(x);
}

} // namespace xact::inline XACT_ARCH
