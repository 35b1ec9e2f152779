#pragma once

/// Groups: elements that lie along one axis and are taken together, as a softmax takes them. A group is a row, or a
/// column of a vector of columns; what is done with it is written once, and has the same bits for both.

#include <xact/numbers/pair.hpp>
#include <xact/simd/rows.hpp>

#include <array>
#include <limits>
#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// An array as one group sees it: the element of channel c, or a vector of such elements, is at first + c·step.
template <class T> struct series {
  T *first;
  std::size_t step;

  operator series<const T>() const noexcept requires(!std::is_const_v<T>) { return {first, step}; }
};

/// The results of a formula for one vector of each input: outputs, and the terms that are summed.
template <batch V, std::size_t Out, class Terms> struct results_and_terms {
  V out[Out == 0 ? 1 : Out];
  Terms terms;
};

/// The term that an element adds to the sum of its group, in two parts.
template <batch V> struct sum_term : math::pair<V> {};
/// The same, and a whole number that is counted beside it.
template <batch V> struct counted_term : math::pair<V> { V count; };

/// A sum and a count in twice the digits of N, a number or a batch.
template <class N> struct group_sum {
  math::pair<N> sum;
  math::pair<N> count;

  XACT_FLAT void add(math::pair<N> terms, N counted) noexcept {
    sum = math::plus(sum, terms);
    count = math::plus(count, {counted, N(0)});
  }
};

/// Terms are summed for each of so many virtual lanes, that of channel c for lane c % lanes, in blocks of so many, and
/// the lanes then as a tree: whatever the width of registers, and whether a vector holds channels or groups. Before a
/// block is closed a lane has 256 terms, whose sum has lost no more than 2^-32 (float) of itself.
template <scalar T> inline constexpr std::size_t group_lanes = 64 / sizeof(T);
template <scalar T> inline constexpr std::size_t group_block = 256 * group_lanes<T>;

/// The sum of the lanes. What is done once a group is a function of its own: there are many kernels.
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

/// A group whose channels lie side by side, or as many groups side by side as a vector has lanes, or fewer. Formulas
/// are evaluated in simple loops, once for whole vectors and once for a part: they are long, and there are many.
template <scalar T, bool in_row> struct group {
  using V = native_batch<T>;
  static constexpr std::size_t width = V::size;
  std::size_t channels;
  std::size_t positions = 1; ///< how many groups

  [[nodiscard]] XACT_OUTLINE V maximum(series<const T> x) const noexcept {
    if constexpr (in_row) {
      return V(largest_of(x.first, channels));
    } else {
      V most(below_all<T>);
      walk(0, channels, [&](std::size_t c, auto n) XACT_FLAT_LAMBDA { most = at_least(read(x, c, n), most); });
      return most;
    }
  }

  /// The sum of the terms of formula(in...), of a row in every lane; writes the output, if it has one.
  template <std::size_t In, std::size_t Out, class Formula>
  [[nodiscard]] XACT_FLAT group_sum<V> sum(const series<const T> (&in)[In], std::array<series<T>, Out> out,
                                           const Formula &formula) const noexcept {
    // In memory, all of them: a vector takes much longer to compute than to be added there.
    constexpr std::size_t vectors = in_row ? group_lanes<T> / width : group_lanes<T>;
    using N = std::conditional_t<in_row, T, V>;
    group_sum<N> all{{N(0), N(0)}, {N(0), N(0)}};
    for (std::size_t begin = 0; begin < channels; begin += group_block<T>) {
      V hi[vectors];
      V lo[vectors];
      V count(0);
      for (std::size_t v = 0; v < vectors; ++v)
        hi[v] = lo[v] = V(0);
      walk(begin, channels - begin < group_block<T> ? channels : begin + group_block<T>,
           [&](std::size_t c, auto n) XACT_FLAT_LAMBDA {
             const auto y = evaluate(in, c, n, formula);
             if constexpr (Out != 0)
               write(out[0], c, y.out[0], n);
             const std::size_t v = (in_row ? c / width : c) % vectors;
             const auto sum = math::two_sum(hi[v], of_row(y.terms.hi, n));
             hi[v] = sum.hi;
             lo[v] = lo[v] + (sum.lo + of_row(y.terms.lo, n));
             if constexpr (requires { y.terms.count; })
               count = count + of_row(y.terms.count, n);
           });
      if constexpr (in_row)
        all.add(total_of_row(hi, lo), total_of_row(count));
      else
        all.add(tree_total<vectors>(hi, lo), count);
    }
    return {{V(all.sum.hi), V(all.sum.lo)}, {V(all.count.hi), V(all.count.lo)}};
  }

  /// out = formula(in...)
  template <std::size_t In, class Formula>
  XACT_FLAT void each(const series<const T> (&in)[In], series<T> out, const Formula &formula) const noexcept {
    walk(0, channels, [&](std::size_t c, auto n) XACT_FLAT_LAMBDA { write(out, c, evaluate(in, c, n, formula), n); });
  }

private:
  using whole = std::integral_constant<std::size_t, width>;

  /// Calls step(c, n) for every vector that begins at a channel c between `begin` and `end`; it holds n elements.
  template <class Step> static XACT_FLAT void walk_row(std::size_t begin, std::size_t end, const Step &step) noexcept {
    for (; end - begin >= width; begin += width)
      step(begin, whole());
    if (begin < end)
      step(begin, end - begin);
  }
  template <class Step> XACT_FLAT void walk(std::size_t begin, std::size_t end, const Step &step) const noexcept {
    if constexpr (in_row)
      walk_row(begin, end, step);
    else if (positions == width)
      for (; begin < end; ++begin)
        step(begin, whole());
    else
      for (; begin < end; ++begin)
        step(begin, positions);
  }

  template <class S> [[nodiscard]] static XACT_FLAT S *at(series<S> x, std::size_t c) noexcept {
    return in_row ? x.first + c : x.first + c * x.step;
  }
  template <class N> [[nodiscard]] static XACT_FLAT V read(series<const T> x, std::size_t c, N n) noexcept {
    if constexpr (std::is_same_v<N, whole>)
      return load(at(x, c));
    else
      return load_first(at(x, c), n);
  }
  template <class N> static XACT_FLAT void write(series<T> y, std::size_t c, V value, N n) noexcept {
    if constexpr (std::is_same_v<N, whole>)
      store(at(y, c), value);
    else
      store_first(at(y, c), value, n);
  }
  template <std::size_t In, class N, class Formula>
  [[nodiscard]] static XACT_FLAT auto evaluate(const series<const T> (&in)[In], std::size_t c, N n,
                                               const Formula &formula) noexcept {
    return [&]<std::size_t... I>(std::index_sequence<I...>) XACT_FLAT_LAMBDA {
      const V x[In] = {read(in[I], c, n)...};
      return formula(x[I]...);
    }
    (std::make_index_sequence<In>{});
  }

  /// Without what stands beyond the end of a row.
  template <class N> [[nodiscard]] static XACT_FLAT V of_row(V term, N n) noexcept {
    if constexpr (!in_row || std::is_same_v<N, whole>)
      return term;
    else
      return keep_first(term, n);
  }
  template <std::size_t Vectors>
  [[nodiscard]] static XACT_FLAT math::pair<T> total_of_row(const V (&hi)[Vectors], const V (&lo)[Vectors]) noexcept {
    alignas(64) T h[group_lanes<T>];
    alignas(64) T l[group_lanes<T>];
    for (std::size_t v = 0; v < Vectors; ++v) {
      store(h + v * width, hi[v]);
      store(l + v * width, lo[v]);
    }
    return tree_total<group_lanes<T>>(h, l);
  }
  [[nodiscard]] static XACT_FLAT T total_of_row(V count) noexcept {
    alignas(64) T c[width];
    store(c, count);
    return xact::tree_total<width>(c);
  }
};

/// No outputs.
template <scalar T> inline constexpr std::array<series<T>, 0> none{};

} // namespace xact::inline XACT_ARCH::kernels
