#pragma once

/// A cursor is the position of a kernel in one operand. A cursor is made from an origin: the position of the first
/// segment of a line. (plan.hpp defines segment and line; loop.hpp defines step.)
///
///     open(fresh)          begins a segment; with `fresh`, sums start from 0, else from the sums in memory
///     close()              ends a segment
///     next(step)           moves to the next segment, which begins `step` elements later
///     rewind(n)            moves back by n channels
///     skip(n)              moves forward by n elements
///     load(i)              reads the vector that begins at element i of the segment
///     put<U>(i, y, nt)     writes the vector y at element i, or adds y to a sum; y is vector U of the step, and nt
///                          selects a non-temporal store
///     load_first(i, n)     reads the first n lanes of the vector at element i
///     put_first<U>(i, y, n)    does the work of `put` for the first n lanes of y

#include <xact/engine/stream.hpp>
#include <xact/engine/sums.hpp>
#include <xact/simd/mask.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The cursor for an operand of type Kind (arrays/operand.hpp) in a layout. origin_of(operand, line, tile, kind) makes
/// the origin, which is small enough for registers. For a per-channel operand in layout::elements `tile` holds the
/// parameters. For a reduced output `tile` holds the terms of up to two reduced outputs; `kind` is 0 for the first
/// output and 1 for the second.
template <class Kind, layout L> struct cursor;

/// Functions that do nothing. A cursor inherits them and redefines the functions that its operand needs.
struct plain_cursor {
  static constexpr std::size_t unroll = 0; ///< number of vectors per step that the operand requires; 0 for any number
  XACT_FLAT void open(bool) noexcept {}
  XACT_FLAT void close() noexcept {}
  XACT_FLAT void next(std::size_t) noexcept {}
  XACT_FLAT void rewind(std::size_t) noexcept {}
  XACT_FLAT void skip(std::ptrdiff_t) noexcept {}
  XACT_INLINE void prefetch(std::size_t, std::size_t) const noexcept {}
  XACT_FLAT bool find_head(std::size_t &) const noexcept { return false; }
};

/// The address of the first element of a line in a dense operand.
template <class S> [[nodiscard]] XACT_FLAT S *first_of(const operand &o, const place &line) noexcept {
  return static_cast<S *>(o.data) + line.row * o.stride + line.column;
}

template <scalar S, layout L> struct cursor<dense<S>, L> : plain_cursor {
  using origin = const S *;
  origin from;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &o, const place &line, void *, std::size_t) noexcept {
    return first_of<const S>(o, line);
  }
  XACT_FLAT explicit cursor(origin o) noexcept : from(o) {}
  XACT_FLAT void next(std::size_t step) noexcept { from += step; }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { from += n; }
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return xact::load(from + i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept {
    return xact::load_first(from + i, n);
  }
  XACT_INLINE void prefetch(std::size_t i, std::size_t byte) const noexcept {
    prefetch_after<access::read>(from + i, read_ahead + byte);
  }
};

/// The parameter of the segment's channel, in a register. In layout::rows there is one channel.
template <scalar S, layout L> struct cursor<per_channel<S>, L> : plain_cursor {
  using origin = const S *;
  origin from;
  native_batch<S> value;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &o, const place &line, void *, std::size_t) noexcept {
    return static_cast<origin>(o.data) + line.channel;
  }
  XACT_FLAT explicit cursor(origin o) noexcept : from(o), value(*o) {}
  XACT_FLAT void open(bool) noexcept { value = native_batch<S>(*from); }
  XACT_FLAT void next(std::size_t) noexcept { ++from; }
  XACT_FLAT void rewind(std::size_t channels) noexcept { from -= channels; }
  [[nodiscard]] XACT_FLAT auto load(std::size_t) const noexcept { return value; }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t, std::size_t) const noexcept { return value; }
};

/// The position in a tile that holds one parameter per element of a segment. `skip` must stay inside the tile.
template <scalar S> struct cursor<per_channel<S>, layout::elements> : plain_cursor {
  using origin = const S *;
  origin from;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &, const place &, void *tile, std::size_t) noexcept {
    return static_cast<origin>(tile);
  }
  XACT_FLAT explicit cursor(origin o) noexcept : from(o) {}
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { from += n; }
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return xact::load(from + i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept {
    return xact::load_first(from + i, n);
  }
};

template <scalar T, layout L> struct cursor<bits_read<T>, L> : plain_cursor {
  using origin = bit_reader<T>;
  origin from;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &o, const place &line, void *, std::size_t) noexcept {
    return {static_cast<const std::uint8_t *>(o.data), line.element};
  }
  XACT_FLAT explicit cursor(const origin &o) noexcept : from(o) {}
  XACT_FLAT void next(std::size_t step) noexcept { from = from.from(step); }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { from = from.from(static_cast<std::size_t>(n)); }
  [[nodiscard]] XACT_FLAT auto load(std::size_t i) const noexcept { return from.load(i); }
  [[nodiscard]] XACT_FLAT auto load_first(std::size_t i, std::size_t n) const noexcept { return from.load_first(i, n); }
};

template <scalar S, layout L> struct cursor<written<S>, L> : plain_cursor {
  using origin = S *;
  origin from;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &o, const place &line, void *, std::size_t) noexcept {
    return first_of<S>(o, line);
  }
  XACT_FLAT explicit cursor(origin o) noexcept : from(o) {}
  XACT_FLAT void next(std::size_t step) noexcept { from += step; }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept { from += n; }
  template <std::size_t> XACT_FLAT void put(std::size_t i, native_batch<S> y, bool non_temporal) const noexcept {
    if (non_temporal)
      stream(from + i, y);
    else
      store(from + i, y);
  }
  template <std::size_t> XACT_FLAT void put_first(std::size_t i, native_batch<S> y, std::size_t n) const noexcept {
    store_first(from + i, y, n);
  }
  /// Sets `count` to the number of elements before the first address that is aligned to a vector. Returns true.
  XACT_FLAT bool find_head(std::size_t &count) const noexcept {
    count = elements_to_alignment(from);
    return true;
  }
  XACT_INLINE void prefetch(std::size_t i, std::size_t byte) const noexcept {
    prefetch_after<access::write>(from + i, write_ahead + byte);
  }
};

/// The sums of the segment's channel, in registers.
template <scalar T, scalar A, scalar S> struct cursor<summed<T, A, S>, layout::runs> : plain_cursor {
  static constexpr std::size_t unroll = lane_sums<T, A>::unroll;
  using origin = A *;
  origin at;
  lane_sums<T, A> sums{};

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &, const place &line, void *terms,
                                                  std::size_t kind) noexcept {
    return static_cast<origin>(terms) + (kind * line.slot_count + line.slot) * lanes<T>;
  }
  XACT_FLAT explicit cursor(origin o) noexcept : at(o) {}
  XACT_FLAT void open(bool fresh) noexcept {
    if (fresh)
      sums.restart();
    else
      sums.load_from(at);
  }
  XACT_FLAT void close() const noexcept { sums.store_to(at); }
  XACT_FLAT void next(std::size_t) noexcept { at += lanes<T>; }
  XACT_FLAT void rewind(std::size_t channels) noexcept { at -= channels * lanes<T>; }
  template <std::size_t U, class Terms> XACT_FLAT void put(std::size_t, const Terms &terms, bool) noexcept {
    sums.template add<U>(terms);
  }
  template <std::size_t U, class Terms>
  XACT_FLAT void put_first(std::size_t, const Terms &terms, std::size_t n) noexcept {
    sums.template add_first<U>(terms, n);
  }
};

/// One sum per position in the segment, in a tile.
template <scalar T, scalar A, scalar S> struct cursor<summed<T, A, S>, layout::elements> : plain_cursor {
  static constexpr std::size_t unroll = 2;
  using origin = A *;
  position_sums<A> sums;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &, const place &line, void *terms,
                                                  std::size_t kind) noexcept {
    return static_cast<origin>(terms) + kind * line.length;
  }
  XACT_FLAT explicit cursor(origin o) noexcept : sums{o} {}
  template <std::size_t, class Terms> XACT_FLAT void put(std::size_t i, const Terms &terms, bool) const noexcept {
    sums.add(i, terms);
  }
  template <std::size_t, class Terms>
  XACT_FLAT void put_first(std::size_t i, const Terms &terms, std::size_t n) const noexcept {
    sums.add_first(i, terms, n);
  }
};

/// The position in a mask of one bit per element. A segment begins at bit 0 of a byte of the mask.
template <scalar T> struct cursor<bits_written<T>, layout::rows> : plain_cursor {
  static constexpr std::size_t unroll = bit_writer<T>::unroll;
  using origin = bit_writer<T>;
  origin at;

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &o, const place &line, void *, std::size_t) noexcept {
    return {static_cast<std::uint8_t *>(o.data) + line.element / 8};
  }
  XACT_FLAT explicit cursor(const origin &o) noexcept : at(o) {}
  template <std::size_t U> XACT_FLAT void put(std::size_t i, native_mask<T> y, bool) noexcept {
    at.template add<U>(i, y);
  }
  template <std::size_t U> XACT_FLAT void put_first(std::size_t i, native_mask<T> y, std::size_t n) noexcept {
    at.template add_first<U>(i, y, n);
  }
};

template <layout L> struct cursor<skipped, L> : plain_cursor {
  struct origin {};
  static constexpr origin from{};

  [[nodiscard]] static XACT_FLAT origin origin_of(const operand &, const place &, void *, std::size_t) noexcept {
    return {};
  }
  XACT_FLAT explicit cursor(origin) noexcept {}
  template <std::size_t, class Y> XACT_FLAT void put(std::size_t, const Y &, bool) const noexcept {}
  template <std::size_t, class Y> XACT_FLAT void put_first(std::size_t, const Y &, std::size_t) const noexcept {}
};

} // namespace xact::inline XACT_ARCH::kernels
