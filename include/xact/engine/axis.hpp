#pragma once

/// Slices along an axis, the units of work of softmax and the losses. A `slice` object is one slice with contiguous
/// elements, or several slices side by side, one per lane. Each formula is written once and gives the same bits in both
/// cases.

#include <xact/engine/sums.hpp>
#include <xact/numbers/pair.hpp>
#include <xact/simd/rows.hpp>

#include <limits>

namespace xact::inline XACT_ARCH::kernels {

/// An array along the axis of a slice. The element of channel c, or a vector of such elements of several slices, begins
/// at first + c·step.
template <scalar T> struct axis_view {
  T *first;
  std::size_t step;
};

/// The use of the output in a call: omitted, overwritten, or accumulated.
enum class output_mode : std::uint8_t { none, write, add };

/// The term of an element in a sum, as an unevaluated sum hi + lo, and a count that is summed separately.
template <batch V> struct counted_term : math::pair<V> { V count; };
/// A counted term, and a value for the output.
template <batch V> struct kept_term : counted_term<V> { V kept; };

/// A sum and a count, each with twice the digits of N. N is a number or a batch.
template <class N> struct slice_sum {
  math::pair<N> sum;
  math::pair<N> count;

  XACT_FLAT void add(math::pair<N> terms, N counted) noexcept {
    sum = math::plus(sum, terms);
    count = math::plus(count, {counted, N(0)});
  }
};

/// Adds numbers hi[i] + lo[i] as a balanced tree. The function is not inlined: there are many kernels, and a slice
/// needs it once per block.
template <std::size_t Count, class N> [[nodiscard]] XACT_OUTLINE math::pair<N> tree_total(N *hi, N *lo) noexcept {
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) {
      const auto sum = math::plus(math::pair<N>{hi[i], lo[i]}, math::pair<N>{hi[half + i], lo[half + i]});
      hi[i] = sum.hi;
      lo[i] = sum.lo;
    }
  return {hi[0], lo[0]};
}

/// -∞ as a constant. A function of the standard library would be one symbol for all instruction sets.
template <scalar T> inline constexpr T minus_infinity = -std::numeric_limits<T>::infinity();

/// One row with contiguous channels (in_row), or up to `width` adjacent slices, one per lane. A vector holds adjacent
/// channels of the row, or the elements of one channel in all slices. Formulas run in plain loops with one copy for
/// vectors and one for the tail, because they are long and there are many of them.
template <scalar T, bool in_row> struct slice {
  using V = native_batch<T>;
  static constexpr std::size_t width = V::size;

  std::size_t count;   ///< number of slices: 1, or up to `width`
  std::size_t number;  ///< number of the first slice in the call
  std::size_t body;    ///< vectors before the tail, with all lanes in use
  std::size_t vectors; ///< all vectors, including the tail
  std::size_t tail;    ///< lanes in use in a vector of the tail
  axis_view<T> in[2];
  axis_view<T> out;

  /// A slice object without arrays, for `slices` slices of `channels` channels. The first slice has number n in the
  /// call.
  [[nodiscard]] static XACT_FLAT slice of(std::size_t channels, std::size_t slices, std::size_t n) noexcept {
    if constexpr (in_row)
      return {1, n, channels / width, (channels + width - 1) / width, channels % width, {}, {}};
    else
      return {slices, n, slices == width ? channels : 0, channels, slices, {}, {}};
  }

  /// The largest element of the first input in each slice. If a slice holds NaN, the result is NaN or the largest of
  /// some other elements.
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
      most[0] = at_least(with_fill(load_some(at(x, v), n), n, minus_infinity<T>), most[0]);
    });
    const V all = at_least(at_least(most[0], most[1]), at_least(most[2], most[3]));
    if constexpr (!in_row)
      return all;
    alignas(64) T lane[width];
    store(lane, all);
    T largest = lane[0];
    for (const T m : lane)
      largest = m > largest ? m : largest;
    return V(largest);
  }

  /// The sum of the terms formula(x...) over each slice. The sum of a row is in every lane.
  ///
  /// Virtual lane j of lanes<T> lanes sums the terms of the channels c with c % lanes<T> = j, in blocks of 256 terms.
  /// After each block a balanced tree adds the lanes. So the order depends neither on register width nor on whether a
  /// vector holds channels or slices. The rounding error of 256 terms is at most 2^-32 of the sum in float.
  template <class Formula, class... X>
  [[nodiscard]] XACT_FLAT slice_sum<V> sum(const Formula &formula, X... x) const noexcept {
    // The sums are in memory instead of registers, which costs little: the formula takes much longer than a load and a
    // store.
    constexpr std::size_t sums = in_row ? lanes<T> / width : lanes<T>;
    constexpr std::size_t block = block_terms * sums;
    using N = std::conditional_t<in_row, T, V>;
    slice_sum<N> all{{N(0), N(0)}, {N(0), N(0)}};
    for (std::size_t begin = 0; begin < vectors; begin += block) {
      V hi[sums];
      V lo[sums];
      V counted(0);
      for (std::size_t i = 0; i < sums; ++i)
        hi[i] = lo[i] = V(0);
      const std::size_t end = vectors - begin < block ? vectors : begin + block;
      for_each_vector(begin, end, [&, y = out](std::size_t v, auto n) XACT_FLAT_LAMBDA {
        const auto term = formula(load_some(at(x, v), n)...);
        if constexpr (requires { term.kept; })
          store_some(at(y, v), term.kept, n);
        const auto sum = math::two_sum(hi[v % sums], with_fill(term.hi, n));
        hi[v % sums] = sum.hi;
        lo[v % sums] = lo[v % sums] + (sum.lo + with_fill(term.lo, n));
        if constexpr (requires { term.count; })
          counted = counted + with_fill(term.count, n);
      });
      if constexpr (in_row)
        add_lanes(all, hi, lo, counted);
      else
        all.add(tree_total<sums>(hi, lo), counted);
    }
    return {{V(all.sum.hi), V(all.sum.lo)}, {V(all.count.hi), V(all.count.lo)}};
  }

  /// Writes formula(x...) to the output, or adds it to the output.
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
  /// Calls step(v, n) for each vector v from `begin` to `end`. n is the number of lanes in use.
  template <class Step>
  XACT_FLAT void for_each_vector(std::size_t begin, std::size_t end, const Step &step) const noexcept {
    const std::size_t n = tail % width; // shows the compiler that n < width
    const std::size_t last = end < body ? end : body;
    for (; begin < last; ++begin)
      step(begin, std::integral_constant<std::size_t, width>{});
    for (; begin < end; ++begin)
      step(begin, n);
  }

  [[nodiscard]] static XACT_FLAT T *at(const axis_view<T> &x, std::size_t v) noexcept {
    return x.first + v * (in_row ? width : x.step);
  }
  /// x, with `fill` in the lanes after the end of a row.
  [[nodiscard]] static XACT_FLAT V with_fill(V x, std::size_t n, T fill = 0) noexcept {
    if (!in_row || n == width)
      return x;
    return detail::is_zero(fill) ? keep_first(x, n) : select(keep_first(V(1), n) == V(0), V(fill), x);
  }
  /// Adds the lanes of a row to the sums.
  template <std::size_t Sums>
  static XACT_FLAT void add_lanes(slice_sum<T> &all, const V (&hi)[Sums], const V (&lo)[Sums], V counted) noexcept {
    alignas(64) T h[lanes<T>];
    alignas(64) T l[lanes<T>];
    alignas(64) T n[width];
    for (std::size_t i = 0; i < Sums; ++i) {
      store(h + i * width, hi[i]);
      store(l + i * width, lo[i]);
    }
    store(n, counted);
    all.add(tree_total<lanes<T>>(h, l), xact::tree_total<width>(n));
  }
};

} // namespace xact::inline XACT_ARCH::kernels
