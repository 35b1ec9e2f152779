#pragma once

/// One cursor for each operand of a kernel. `start` places it at the first segment of a line and `next` at the one
/// after; `open` and `close` enclose a segment. Element i of the segment is loaded or put by vectors.

#include <xact/engine/stream.hpp>
#include <xact/engine/sums.hpp>
#include <xact/simd/mask.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The cursor of a kind of operand in a layout.
template <class Kind, layout L> struct cursor;

/// The parts of a cursor that most kinds have no use for.
struct plain_cursor {
  using pointer = std::nullptr_t;          ///< what a kernel over rows takes of the operand
  static constexpr std::size_t unroll = 0; ///< vectors a step that the kind asks for; 0 leaves it to the operation
  XACT_FLAT void open(bool) noexcept {}
  XACT_FLAT void close() noexcept {}
  XACT_FLAT void skip(std::ptrdiff_t) noexcept {}
  XACT_FLAT void prefetch(std::size_t, std::size_t) const noexcept {}
  XACT_FLAT bool find_head(std::size_t &) const noexcept { return false; }
  template <class Queue> XACT_FLAT void redirect(Queue &, std::size_t) noexcept {}
};

/// The first element of a line in a dense operand.
template <class S> [[nodiscard]] XACT_FLAT S *begin_of(const operand &o, const place &at) noexcept {
  return static_cast<S *>(o.data) + at.row * o.stride + at.column;
}

template <scalar S, layout L> struct cursor<dense<S>, L> : plain_cursor {
  using pointer = const S *;
  pointer at;
  std::size_t step;

  XACT_FLAT void begin(pointer from) noexcept { at = from; }
  XACT_FLAT void start(const operand &o, const plan &p, const place &line, const void *, std::size_t) noexcept {
    at = begin_of<const S>(o, line);
    step = p.row_step * o.stride + p.column_step;
  }
  XACT_FLAT void next() noexcept { at += step; }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { at += n; }
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return xact::load(at + i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept {
    return xact::load_first(at + i, n);
  }
  XACT_FLAT void prefetch(std::size_t i, std::size_t byte) const noexcept {
    prefetch_after<access::read>(at + i, 32 * 64 + byte);
  }
};

/// The parameter of all elements, in a register.
template <scalar S> struct cursor<per_channel<S>, layout::rows> : plain_cursor {
  using pointer = const S *;
  native_batch<S> value;

  XACT_FLAT void begin(pointer from) noexcept { value = native_batch<S>(*from); }
  [[nodiscard]] XACT_FLAT auto load(std::size_t) const noexcept { return value; }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t, std::size_t) const noexcept { return value; }
};

/// The parameter of the segment's channel, in a register.
template <scalar S> struct cursor<per_channel<S>, layout::runs> : plain_cursor {
  using pointer = const S *;
  pointer at;
  native_batch<S> value;

  XACT_FLAT void start(const operand &o, const plan &p, const place &, const void *, std::size_t) noexcept {
    at = static_cast<pointer>(o.data) + p.first;
  }
  XACT_FLAT void open(bool) noexcept { value = native_batch<S>(*at); }
  XACT_FLAT void next() noexcept { ++at; }
  [[nodiscard]] XACT_FLAT auto load(std::size_t) const noexcept { return value; }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t, std::size_t) const noexcept { return value; }
};

/// A parameter for each element, laid out in a tile as the elements of a segment are.
template <scalar S> struct cursor<per_channel<S>, layout::elements> : plain_cursor {
  using pointer = const S *;
  pointer at;

  XACT_FLAT void start(const operand &, const plan &, const place &, const void *tile, std::size_t) noexcept {
    at = static_cast<pointer>(tile);
  }
  XACT_FLAT void next() noexcept {}
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return xact::load(at + i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept {
    return xact::load_first(at + i, n);
  }
};

template <scalar T, layout L> struct cursor<bits_read<T>, L> : plain_cursor {
  using pointer = bit_reader<T>;
  pointer at;
  std::size_t step;

  XACT_FLAT void begin(pointer from) noexcept { at = from; }
  XACT_FLAT void start(const operand &o, const plan &p, const place &line, const void *, std::size_t) noexcept {
    at = {static_cast<const std::uint8_t *>(o.data), line.element};
    step = p.row_step * p.shape.columns + p.column_step;
  }
  XACT_FLAT void next() noexcept { at = at.from(step); }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { at = at.from(static_cast<std::size_t>(n)); }
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return at.load(i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept { return at.load_first(i, n); }
};

template <scalar S, layout L> struct cursor<written<S>, L> : plain_cursor {
  using pointer = S *;
  pointer at;
  std::size_t step;
  pointer to; ///< `at`, or memory of a queue

  XACT_FLAT void begin(pointer from) noexcept { at = to = from; }
  XACT_FLAT void start(const operand &o, const plan &p, const place &line, const void *, std::size_t) noexcept {
    at = to = begin_of<S>(o, line);
    step = p.row_step * o.stride + p.column_step;
  }
  XACT_FLAT void next() noexcept { to = at += step; }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { to = at += n; }
  template <std::size_t> XACT_FLAT void put(std::size_t i, native_batch<S> y) const noexcept { store(to + i, y); }
  template <std::size_t> XACT_FLAT void put_first(std::size_t i, native_batch<S> y, std::size_t n) const noexcept {
    store_first(to + i, y, n);
  }
  XACT_FLAT void put_past_caches(std::size_t i, native_batch<S> y) const noexcept { stream(to + i, y); }
  /// The elements before the first address that a vector is aligned at.
  XACT_FLAT bool find_head(std::size_t &count) const noexcept {
    count = to_alignment(to);
    return true;
  }
  /// The next n elements go to a queue.
  template <class Queue> XACT_FLAT void redirect(Queue &queue, std::size_t n) noexcept { to = queue.room_for(at, n); }
  XACT_FLAT void prefetch(std::size_t i, std::size_t byte) const noexcept {
    prefetch_after<access::write>(to + i, 16 * 64 + byte);
  }
};

/// The sums of the segment's channel, in registers.
template <scalar T, scalar A, scalar S> struct cursor<summed<T, A, S>, layout::runs> : plain_cursor {
  static constexpr std::size_t unroll = lane_sums<T, A>::unroll;
  A *at;
  lane_sums<T, A> sums;

  XACT_FLAT void start(const operand &, const plan &p, const place &, const void *terms, std::size_t kind) noexcept {
    at = static_cast<A *>(const_cast<void *>(terms)) + kind * p.count * lanes<T>;
  }
  XACT_FLAT void open(bool fresh) noexcept {
    if (fresh)
      sums.clear();
    else
      sums.load_from(at);
  }
  XACT_FLAT void close() const noexcept { sums.store_to(at); }
  XACT_FLAT void next() noexcept { at += lanes<T>; }
  template <std::size_t U, class Terms> XACT_FLAT void put(std::size_t, const Terms &terms) noexcept {
    sums.template add<U>(terms);
  }
  template <std::size_t U, class Terms>
  XACT_FLAT void put_first(std::size_t, const Terms &terms, std::size_t n) noexcept {
    sums.template add_first<U>(terms, n);
  }
};

/// A sum for each element of a segment, in a tile.
template <scalar T, scalar A, scalar S> struct cursor<summed<T, A, S>, layout::elements> : plain_cursor {
  static constexpr std::size_t unroll = 2;
  position_sums<A> sums;

  XACT_FLAT void start(const operand &, const plan &p, const place &, const void *terms, std::size_t kind) noexcept {
    sums.at = static_cast<A *>(const_cast<void *>(terms)) + kind * p.length;
  }
  XACT_FLAT void next() noexcept {}
  template <std::size_t, class Terms> XACT_FLAT void put(std::size_t i, const Terms &terms) const noexcept {
    sums.add(i, terms);
  }
  template <std::size_t, class Terms>
  XACT_FLAT void put_first(std::size_t i, const Terms &terms, std::size_t n) const noexcept {
    sums.add_first(i, terms, n);
  }
};

/// Bits, of segments that begin at whole bytes.
template <scalar T> struct cursor<bits_written<T>, layout::rows> : plain_cursor {
  using pointer = bit_writer<T>;
  static constexpr std::size_t unroll = bit_writer<T>::unroll;
  pointer at;

  XACT_FLAT void begin(pointer from) noexcept { at = from; }

  template <std::size_t U> XACT_FLAT void put(std::size_t i, native_mask<T> y) noexcept { at.template add<U>(i, y); }
  template <std::size_t U> XACT_FLAT void put_first(std::size_t i, native_mask<T> y, std::size_t n) noexcept {
    at.template add_first<U>(i, y, n);
  }
};

template <layout L> struct cursor<skipped, L> : plain_cursor {
  using pointer = std::nullptr_t;

  XACT_FLAT void begin(pointer) noexcept {}
  XACT_FLAT void start(const operand &, const plan &, const place &, const void *, std::size_t) noexcept {}
  XACT_FLAT void next() noexcept {}
  template <std::size_t, class Y> XACT_FLAT void put(std::size_t, const Y &) const noexcept {}
  template <std::size_t, class Y> XACT_FLAT void put_first(std::size_t, const Y &, std::size_t) const noexcept {}
  template <class Y> XACT_FLAT void put_past_caches(std::size_t, const Y &) const noexcept {}
};

} // namespace xact::inline XACT_ARCH::kernels
