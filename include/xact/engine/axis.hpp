#pragma once

/// One slice along an axis, as a softmax takes it: a row, or a column of a vector of columns. Work on it is written
/// once, and has the same bits for both.

#include <xact/engine/sums.hpp>
#include <xact/numbers/pair.hpp>

#include <limits>

namespace xact::inline XACT_ARCH::kernels {

/// An array as one slice sees it: the element of channel c, or a vector of such elements, is at first + c·step.
template <class T> struct axis_view {
  T *first;
  std::size_t step;
};

/// The use of the output of a call.
enum class output_mode : std::uint8_t { none, write, add };

/// The term that an element adds to a sum, in two parts, and a whole number that is counted beside it.
template <batch V> struct counted_term : math::pair<V> { V count; };
/// The same, and a number that goes to the output.
template <batch V> struct kept_term : counted_term<V> { V kept; };

/// A sum and a count in twice the digits of N, a number or a batch.
template <class N> struct slice_sum {
  math::pair<N> sum;
  math::pair<N> count;

  XACT_FLAT void add(math::pair<N> terms, N counted) noexcept {
    sum = math::plus(sum, terms);
    count = math::plus(count, {counted, N(0)});
  }
};

/// The sum of numbers of two parts, as a balanced tree. Each slice needs it once, so it is a function of its own: there
/// are many kernels.
template <std::size_t Count, class N> [[nodiscard]] XACT_OUTLINE math::pair<N> tree_total(N *hi, N *lo) noexcept {
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) {
      const auto sum = math::plus(math::pair<N>{hi[i], lo[i]}, math::pair<N>{hi[half + i], lo[half + i]});
      hi[i] = sum.hi;
      lo[i] = sum.lo;
    }
  return {hi[0], lo[0]};
}

/// -∞, as a constant: a function of the standard library would be one for the whole program, whatever its flags.
template <scalar T> inline constexpr T below_all = -std::numeric_limits<T>::infinity();

/// The largest of n > 0 neighbouring numbers, NaN or not.
template <scalar T> [[nodiscard]] XACT_FLAT T largest_of(const T *x, std::size_t n) noexcept {
  using V = native_batch<T>;
  constexpr std::size_t unroll = 4;
  V most[unroll];
  for (V &m : most)
    m = V(below_all<T>);
  std::size_t i = 0;
  for (; n - i >= unroll * V::size; i += unroll * V::size)
    for (std::size_t u = 0; u < unroll; ++u)
      most[u] = at_least(load(x + i + u * V::size), most[u]);
  for (; n - i >= V::size; i += V::size)
    most[0] = at_least(load(x + i), most[0]);
  if (i < n)
    most[1] = select(keep_first(V(1), n - i) == V(0), most[1], at_least(load_first(x + i, n - i), most[1]));
  alignas(64) T lane[V::size];
  store(lane, at_least(at_least(most[0], most[1]), at_least(most[2], most[3])));
  T most_of_all = lane[0];
  for (const T m : lane)
    most_of_all = m > most_of_all ? m : most_of_all;
  return most_of_all;
}

/// A slice whose channels lie side by side, or as many slices side by side as a vector has lanes, or fewer. Formulas
/// are evaluated in simple loops, once for whole vectors and once for the tail: they are long, and there are many.
template <scalar T, bool in_row> struct slice {
  using V = native_batch<T>;
  static constexpr std::size_t width = V::size;

  std::size_t channels;
  std::size_t count;  ///< of slices side by side
  std::size_t number; ///< of the first of them, among all slices of the call
  axis_view<const T> in[2];
  axis_view<T> out;

  /// The largest element of the first input, NaN or not.
  [[nodiscard]] XACT_OUTLINE V maximum() const noexcept {
    if constexpr (in_row) {
      return V(largest_of(in[0].first, channels));
    } else {
      V most(below_all<T>);
      walk(0, channels,
           [&, x = in[0]](std::size_t c, auto n) XACT_FLAT_LAMBDA { most = at_least(load_some(at(x, c), n), most); });
      return most;
    }
  }

  /// The sum of the terms formula(x...), of a row in every lane. Terms are summed for each of so many virtual lanes,
  /// that of channel c for lane c % lanes, in blocks, and the lanes then as a tree: whatever the width of registers,
  /// and whether a vector holds channels or slices. Before a block is closed a lane has 256 terms, whose sum has lost
  /// no more than 2^-32 (float) of itself.
  template <class Formula, class... X>
  [[nodiscard]] XACT_FLAT slice_sum<V> sum(const Formula &formula, axis_view<X>... x) const noexcept {
    // In memory, all of them: a vector takes much longer to compute than to be added there.
    constexpr std::size_t vectors = in_row ? lanes<T> / width : lanes<T>;
    constexpr std::size_t block = block_terms * lanes<T>;
    using N = std::conditional_t<in_row, T, V>;
    slice_sum<N> all{{N(0), N(0)}, {N(0), N(0)}};
    for (std::size_t begin = 0; begin < channels; begin += block) {
      V hi[vectors];
      V lo[vectors];
      V counted(0);
      for (std::size_t v = 0; v < vectors; ++v)
        hi[v] = lo[v] = V(0);
      walk(begin, channels - begin < block ? channels : begin + block,
           [&, y = out](std::size_t c, auto n) XACT_FLAT_LAMBDA {
             const auto term = formula(load_some(at(x, c), n)...);
             if constexpr (requires { term.kept; })
               store_some(at(y, c), term.kept, n);
             const std::size_t v = (in_row ? c / width : c) % vectors;
             const auto sum = math::two_sum(hi[v], of_slice(term.hi, n));
             hi[v] = sum.hi;
             lo[v] = lo[v] + (sum.lo + of_slice(term.lo, n));
             if constexpr (requires { term.count; })
               counted = counted + of_slice(term.count, n);
           });
      if constexpr (in_row)
        add_lanes(all, hi, lo, counted);
      else
        all.add(tree_total<vectors>(hi, lo), counted);
    }
    return {{V(all.sum.hi), V(all.sum.lo)}, {V(all.count.hi), V(all.count.lo)}};
  }

  /// Writes formula(x...) to the output, or adds it.
  template <output_mode Mode, class Formula, class... X>
  XACT_FLAT void put(const Formula &formula, axis_view<X>... x) const noexcept {
    walk(0, channels, [&, y = out](std::size_t c, auto n) XACT_FLAT_LAMBDA {
      const V value = formula(load_some(at(x, c), n)...);
      if constexpr (Mode == output_mode::add)
        store_some(at(y, c), load_some(at(y, c), n) + unfused(value), n);
      else
        store_some(at(y, c), value, n);
    });
  }

private:
  /// Calls step(c, n) for every vector that begins at a channel c between `begin` and `end`; it holds n elements.
  template <class Step> XACT_FLAT void walk(std::size_t begin, std::size_t end, const Step &step) const noexcept {
    constexpr std::integral_constant<std::size_t, width> whole;
    if constexpr (in_row) {
      for (; end - begin >= width; begin += width)
        step(begin, whole);
      if (begin < end)
        step(begin, end - begin);
    } else if (const std::size_t n = count; n == width) {
      for (; begin < end; ++begin)
        step(begin, whole);
    } else {
      for (; begin < end; ++begin)
        step(begin, n);
    }
  }

  template <class S> [[nodiscard]] static XACT_FLAT S *at(const axis_view<S> &x, std::size_t c) noexcept {
    return in_row ? x.first + c : x.first + c * x.step;
  }
  /// Without the lanes beyond the end of a row.
  [[nodiscard]] static XACT_FLAT V of_slice(V term, std::size_t n) noexcept {
    return !in_row || n == width ? term : keep_first(term, n);
  }
  /// Adds what a row has in its lanes.
  template <std::size_t Vectors>
  static XACT_FLAT void add_lanes(slice_sum<T> &all, const V (&hi)[Vectors], const V (&lo)[Vectors],
                                  V counted) noexcept {
    alignas(64) T h[lanes<T>];
    alignas(64) T l[lanes<T>];
    alignas(64) T n[width];
    for (std::size_t v = 0; v < Vectors; ++v) {
      store(h + v * width, hi[v]);
      store(l + v * width, lo[v]);
    }
    store(n, counted);
    all.add(tree_total<lanes<T>>(h, l), xact::tree_total<width>(n));
  }
};

} // namespace xact::inline XACT_ARCH::kernels
