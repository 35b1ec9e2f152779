#pragma once

/// Non-temporal stores: the decision for them, and queues for outputs that come in short or unaligned segments.

#include <xact/arrays/conform.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::kernels {

inline constexpr std::size_t tile_bytes = 4096; ///< of a tile of parameters, terms or totals, and of a stream queue

/// The shortest segment that starts with a partly filled vector to make the following stores aligned.
template <scalar T> inline constexpr std::size_t worth_aligning = 16 * native_batch<T>::size;

/// The number of elements, fewer than a vector, before the first address that is aligned to a vector.
template <scalar T> [[nodiscard]] XACT_FLAT std::size_t to_alignment(const T *p) noexcept {
  return (0 - reinterpret_cast<std::uintptr_t>(p) / sizeof(T)) % native_batch<T>::size;
}

/// The elements of a cache line, or of a vector if that is longer.
template <scalar T>
inline constexpr std::size_t one_line = native_batch<T>::size * sizeof(T) < 64 ? 64 / sizeof(T) : native_batch<T>::size;

/// True if a dense output was passed as `streamed`.
[[nodiscard]] inline bool asks_for_streams(const record &r) noexcept {
  bool asks = false;
  for (std::size_t o = 0; o < r.outputs; ++o)
    asks = asks || r.out[o].stores == static_cast<std::uint8_t>(stores::streamed);
  return asks;
}

/// True if non-temporal stores write the dense outputs: the caller asked for them or the outputs are larger than the
/// last-level cache, no output is read as well, and all outputs share one alignment.
[[nodiscard]] inline bool past_caches(const record &r, std::size_t vector_bytes) noexcept {
  const operand *first = nullptr;
  bool asked = true;
  std::size_t bytes = 0;
  for (std::size_t o = 0; o < r.outputs; ++o) {
    const operand &out = r.out[o];
    if (out.is == role::bits || out.stores == static_cast<std::uint8_t>(stores::cached))
      return false;
    if (out.is != role::dense)
      continue;
    first = first == nullptr ? &out : first;
    bytes += size_of(out) * out.bytes;
    asked = asked && out.stores == static_cast<std::uint8_t>(stores::streamed);
  }
  if (first == nullptr || (!asked && (bytes < smallest_cache || bytes <= last_level_cache()))) [[likely]]
    return false;
  for (std::size_t o = 0; o < r.outputs; ++o) {
    const operand &out = r.out[o];
    if (out.is != role::dense)
      continue;
    if (out.columns * out.bytes < 16 * vector_bytes || begin_of(out) % out.bytes != 0 ||
        (begin_of(out) - begin_of(*first)) % vector_bytes != 0 ||
        (out.rows > 1 && (out.stride - first->stride) * out.bytes % vector_bytes != 0))
      return false;
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (begin_of(r.in[i]) == begin_of(out))
        return false;
  }
  return true;
}

/// A queue before an output with non-temporal stores whose segments are short or begin anywhere. A kernel writes
/// segments into the queue, which stores them in whole cache lines. Memory is so slow that it hides the copy.
template <scalar T> class stream_queue {
public:
  static constexpr std::size_t size = tile_bytes / sizeof(T); ///< elements of the longest segment

  /// Memory for n elements whose destination is `to`.
  XACT_OUTLINE T *room_for(T *to, std::size_t n) noexcept {
    if (to != to_ + held_ || n > sizeof buffer_ / sizeof(T) - held_)
      deliver(to);
    T *const here = buffer_ + held_;
    held_ += n;
    return here;
  }
  /// Stores all elements that wait. To be called after the last segment.
  void finish() noexcept { deliver(nullptr); }

private:
  /// Stores the elements at their destination. A line that is not full waits if `next` continues it.
  XACT_OUTLINE void deliver(T *next) noexcept {
    constexpr std::size_t width = native_batch<T>::size;
    const bool goes_on = held_ != 0 && next == to_ + held_;
    const std::size_t to_line = (0 - reinterpret_cast<std::uintptr_t>(to_) / sizeof(T)) % one_line<T>;
    const std::size_t head = to_line < held_ ? to_line : held_;
    const std::size_t whole = (held_ - head) / one_line<T> * one_line<T>;
    const std::size_t rest = held_ - head - whole;
    if (head != 0)
      std::memcpy(to_, buffer_, head * sizeof(T));
    for (std::size_t i = 0; i < whole; i += width)
      stream(to_ + head + i, load(buffer_ + head + i));
    if (rest != 0)
      std::memmove(goes_on ? buffer_ : to_ + head + whole, buffer_ + head + whole, rest * sizeof(T));
    to_ = goes_on ? next - rest : next;
    held_ = goes_on ? rest : 0;
  }

  alignas(64) T buffer_[size + one_line<T>];
  T *to_ = nullptr; ///< destination of the first element
  std::size_t held_ = 0;
};

} // namespace xact::inline XACT_ARCH::kernels
