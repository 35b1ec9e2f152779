#pragma once

/// Non-temporal stores: the decision for them, and the way of outputs that come in short or unaligned segments.

#include <xact/arrays/conform.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::kernels {

inline constexpr std::size_t tile_bytes = 4096; ///< of a tile: parameters, terms, totals, what waits for a stream

/// From so many elements on it pays to begin with a part of a vector, for the sake of aligned stores.
template <scalar T> inline constexpr std::size_t worth_aligning = 16 * native_batch<T>::size;

/// The number of elements, fewer than a vector has, before the first address that a whole vector is aligned at.
template <scalar T> [[nodiscard]] XACT_FLAT std::size_t to_alignment(const T *p) noexcept {
  return (0 - reinterpret_cast<std::uintptr_t>(p) / sizeof(T)) % native_batch<T>::size;
}

/// A cache line, or a longer vector, in elements.
template <scalar T>
inline constexpr std::size_t one_line = native_batch<T>::size * sizeof(T) < 64 ? 64 / sizeof(T) : native_batch<T>::size;

/// True if a dense output was passed as `streamed`.
[[nodiscard]] inline bool asks_for_streams(const record &r) noexcept {
  bool asks = false;
  for (std::size_t o = 0; o < r.outputs; ++o)
    asks = asks || r.out[o].stores == static_cast<std::uint8_t>(stores::streamed);
  return asks;
}

/// True if the dense outputs are to be written past the caches: if that was asked for or they are larger than the last
/// of them, no output is read as well, and whole vectors of all of them are aligned at the same elements.
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

/// A queue for an output that goes past the caches but comes in segments that are short or begin anywhere: a kernel
/// writes them here, and from here they go on in whole lines. Memory is so slow that it hides the copy.
template <scalar T> class stream_queue {
public:
  static constexpr std::size_t size = tile_bytes / sizeof(T); ///< elements of the longest segment

  /// Memory for n elements that belong at `to`.
  XACT_OUTLINE T *room_for(T *to, std::size_t n) noexcept {
    if (to != to_ + held_ || n > sizeof buffer_ / sizeof(T) - held_)
      deliver(to);
    T *const here = buffer_ + held_;
    held_ += n;
    return here;
  }
  /// To be called after the last segment: all arrive.
  void finish() noexcept { deliver(nullptr); }

private:
  /// Moves the elements to their place. A line that is not full waits if `next` is where it goes on.
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
  T *to_ = nullptr; ///< the place of the first element
  std::size_t held_ = 0;
};

} // namespace xact::inline XACT_ARCH::kernels
