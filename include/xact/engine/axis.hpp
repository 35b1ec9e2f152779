#pragma once

/// Slices along an axis. A slice has one element per channel. Softmax and the losses compute slice by slice. A `slice`
/// object is one slice with contiguous elements, or several adjacent slices, one per lane of a vector. Each formula is
/// written once for both cases and gives the same bits in both.

#include <xact/engine/slice_sum.hpp>
#include <xact/engine/sums.hpp>

#include <limits>

namespace xact::inline XACT_ARCH::kernels {

/// The part of an array that belongs to a slice object. The element of channel c, or the vector with the elements of
/// channel c in several slices, is at first + c·step.
template <scalar T> struct axis_view {
  T *first;
  std::size_t step;
};

/// The use of the output in a call: omitted, overwritten, or accumulated.
enum class output_mode : std::uint8_t { none, write, add };

/// -∞ as a constant. Kernels do not call numeric_limits::infinity, because the linker keeps one copy of such a function
/// for all instruction sets.
template <scalar T> inline constexpr T minus_infinity = -std::numeric_limits<T>::infinity();

/// Returns x. If in_row is true, `fill` replaces all lanes except the first n.
template <bool in_row, register_batch V>
[[nodiscard]] XACT_FLAT V with_fill(V x, std::size_t n, lane_t<V> fill = 0) noexcept {
  if (!in_row || n == V::size)
    return x;
  return detail::is_zero(fill) ? keep_first(x, n) : select(keep_first(V(1), n) == V(0), V(fill), x);
}
/// The largest lane, in all lanes. If a lane is NaN, the result is NaN or the largest of a subset of the lanes.
template <register_batch V> [[nodiscard]] XACT_FLAT V largest_lane(V x) noexcept {
  return over_lanes<V::size>(x, [](V a, V b) XACT_FLAT_LAMBDA { return at_least(a, b); });
}

/// One slice with contiguous elements (in_row is true), or up to `width` adjacent slices, one per lane (in_row is
/// false). With in_row a vector consists of adjacent elements of the slice, else of the elements of one channel in all
/// slices. The loops of `sum` and `put` are not unrolled, because the formulas are long and many. Each loop has two
/// copies of its formula: for full vectors, and for the tail.
template <scalar T, bool is_row> struct slice {
  using V = native_batch<T>;
  static constexpr bool in_row = is_row;
  static constexpr std::size_t width = V::size;

  std::size_t count;   ///< number of slices: 1, or up to `width`
  std::size_t number;  ///< index of the first slice in the call
  std::size_t body;    ///< number of full vectors (all lanes in use), which come first
  std::size_t vectors; ///< number of all vectors; the vectors after the full vectors are the tail
  std::size_t tail;    ///< number of lanes in use in a vector of the tail
  axis_view<T> in[2];
  axis_view<T> out;

  /// Makes a slice object for `slices` slices of `channels` channels, without its views of arrays. The first slice has
  /// index n in the call.
  [[nodiscard]] static XACT_FLAT slice of(std::size_t channels, std::size_t slices, std::size_t n) noexcept {
    if constexpr (in_row)
      return {1, n, channels / width, (channels + width - 1) / width, channels % width, {}, {}};
    else
      return {slices, n, slices == width ? channels : 0, channels, slices, {}, {}};
  }

  /// The largest element of the first input, per slice. If a slice contains NaN, the result is NaN or the largest of a
  /// subset of the elements.
  [[nodiscard]] XACT_OUTLINE V maximum() const noexcept {
    constexpr std::size_t unroll = 4;
    const axis_view<T> x = in[0];
    V most[unroll];
    for (V &m : most)
      m = V(minus_infinity<T>);
    std::size_t k = 0;
    for (; body - k >= unroll && k < body; k += unroll)
      for (std::size_t u = 0; u < unroll; ++u)
        most[u] = at_least(load(at(x, k + u)), most[u]);
    for_each_vector(k, vectors, [&](std::size_t v, auto n) XACT_FLAT_LAMBDA {
      most[0] = at_least(with_fill<in_row>(load_some(at(x, v), n), n, minus_infinity<T>), most[0]);
    });
    const V all = at_least(at_least(most[0], most[1]), at_least(most[2], most[3]));
    if constexpr (in_row)
      return largest_lane(all);
    else
      return all;
  }

  /// Returns the sum of the terms formula(x...) of each slice, and the sum of the counts if the terms are a
  /// counted_term. The member `kept` of the terms, if there is one, is written to the output.
  ///
  /// Virtual lane j (see `lanes`) sums the terms of the channels c with c % lanes<T> = j. After each block of 256 terms
  /// per lane a balanced tree adds the lanes. So the order depends neither on register width nor on in_row. In float
  /// the rounding error of 256 terms is at most 2^-32 of the sum of their magnitudes.
  template <class Formula, class... X>
  [[nodiscard]] XACT_FLAT slice_total<T, in_row> sum(const Formula &formula, X... x) const noexcept {
    constexpr std::size_t sums = in_row ? lanes<T> / width : lanes<T>;
    constexpr std::size_t block = block_terms * sums;
    slice_total<T, in_row> all;
    for (std::size_t begin = 0; begin < vectors; begin += block) {
      const std::size_t end = vectors - begin < block ? vectors : begin + block;
      const std::size_t used = end - begin < sums ? end - begin : sums;
      running_sum<T> lane[sums];
      V counted(0);
      for (std::size_t i = 0; i < used; ++i)
        lane[i] = running_sum<T>::zero();
      for_each_vector(begin, end, [&, y = out](std::size_t v, auto n) XACT_FLAT_LAMBDA {
        const auto term = formula(load_some(at(x, v), n)...);
        if constexpr (requires { term.kept; })
          store_some(at(y, v), term.kept, n);
        lane[v % sums].add(with_fill<in_row>(term.hi, n), with_fill<in_row>(term.lo, n));
        if constexpr (requires { term.count; })
          counted = counted + with_fill<in_row>(term.count, n);
      });
      all.add(tree_total(lane, used), counted);
    }
    return all;
  }

  /// Writes formula(x...) to the output, or adds formula(x...) to the output if Mode is output_mode::add.
  template <output_mode Mode, class Formula, class... X>
  XACT_FLAT void put(const Formula &formula, X... x) const noexcept {
    for_each_vector(0, vectors, [&, y = out](std::size_t v, auto n) XACT_FLAT_LAMBDA {
      const V value = formula(load_some(at(x, v), n)...);
      if constexpr (Mode == output_mode::add)
        store_some(at(y, v), load_some(at(y, v), n) + unfused(value), n);
      else
        store_some(at(y, v), value, n);
    });
  }

private:
  /// Calls step(v, n) for the vectors with index v from `begin` to `end` - 1. n is the number of lanes in use.
  template <class Step>
  XACT_FLAT void for_each_vector(std::size_t begin, std::size_t end, const Step &step) const noexcept {
    const std::size_t n = tail % width; // if there is a tail, n is `tail`; with % the compiler can assume n < width
    const std::size_t last = end < body ? end : body;
    for (; begin < last; ++begin)
      step(begin, std::integral_constant<std::size_t, width>{});
    for (; begin < end; ++begin)
      step(begin, n);
  }

  [[nodiscard]] static XACT_FLAT T *at(const axis_view<T> &x, std::size_t v) noexcept {
    return x.first + v * (in_row ? width : x.step);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
