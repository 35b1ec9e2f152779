#pragma once

/// The loop. Every kernel of the library is a formula over batches handed to `transform`, which owns the vector body,
/// the tail, and the order of loads and stores that makes in-place calls safe. It knows no functor.

#include <xact/arrays/arrays.hpp>
#include <xact/engine/executor.hpp>
#include <xact/engine/parametric.hpp>

#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// What a formula returns: one batch for each output.
template <batch V, std::size_t Out> struct results { V out[Out]; };

/// As `results`, and terms to be summed up, `parts` of a batch or several kinds of these, or bits to be written, a
/// mask.
template <batch V, std::size_t Out, class Terms> struct results_and_terms {
  V out[Out == 0 ? 1 : Out];
  Terms terms;
};

/// Where one stretch of contiguous elements begins in each array.
template <scalar T, std::size_t In, std::size_t Out, class Bits = no_bits> struct stretch {
  const T *in[In];
  T *out[Out == 0 ? 1 : Out];
  Bits bits = {};
  bool far = false; ///< the arrays are no longer in the first-level cache

  XACT_FLAT void advance(std::size_t n) noexcept {
    for (std::size_t i = 0; i != In; ++i)
      in[i] += n;
    for (std::size_t o = 0; o != Out; ++o)
      out[o] += n;
    bits = bits.from(n);
  }
};

/// For kernels that sum nothing.
struct no_sum {};

/// The part of the first `count` elements of a vector that lies in its part number `k`, whose type is V.
template <batch V> [[nodiscard]] XACT_FLAT std::size_t count_in_part(std::size_t count, std::size_t k) noexcept {
  const std::size_t before = k * V::size;
  return count <= before ? 0 : count - before < V::size ? count - before : V::size;
}

/// A term that is 1 where a mask is true and 0 elsewhere.
template <class Mask> struct one_where { Mask where; };
template <class Mask> one_where(Mask) -> one_where<Mask>; // which clang before 17 asks for

/// A sum and one more term, or of that only the first `count` lanes.
template <batch V> [[nodiscard]] XACT_FLAT V with_term(V sum, V term) noexcept { return sum + term; }
template <batch V, class Mask> [[nodiscard]] XACT_FLAT V with_term(V sum, const one_where<Mask> &term) noexcept {
  return add_where(term.where, sum, V(1));
}
template <batch V> [[nodiscard]] XACT_FLAT V with_first_of_term(V sum, V term, std::size_t count) noexcept {
  return sum + keep_first(term, count);
}
template <batch V, class Mask>
[[nodiscard]] XACT_FLAT V with_first_of_term(V sum, const one_where<Mask> &term, std::size_t count) noexcept {
  return sum + keep_first(keep_where(term.where, V(1)), count);
}

/// The sums, of type S, of a stretch of T, one for each of a fixed number of lanes: element i adds to lane i % size, so
/// that neither the width of the machine's registers nor the alignment changes a bit.
template <scalar T, scalar S> struct lane_sums {
  static constexpr std::size_t size = 64 / sizeof(T);
  static constexpr std::size_t unroll = size / native_batch<T>::size;
  using V = native_batch<S>;
  static constexpr std::size_t batches = size / V::size;
  V sum[batches];

  static XACT_FLAT lane_sums zero() noexcept {
    lane_sums s;
    for (std::size_t u = 0; u < batches; ++u)
      s.sum[u] = V(0);
    return s;
  }
  static XACT_FLAT lane_sums from(const S *lanes) noexcept {
    lane_sums s;
    for (std::size_t u = 0; u < batches; ++u)
      s.sum[u] = load(lanes + u * V::size);
    return s;
  }
  void to(S *lanes) const noexcept {
    for (std::size_t u = 0; u < batches; ++u)
      store(lanes + u * V::size, sum[u]);
  }

  /// Adds the terms of vector number `U` of a turn, which begins at element i. (With an index known only at run time
  /// g++ would leave the sums in memory.)
  template <std::size_t U, class Terms> XACT_FLAT void add(std::size_t, const Terms &terms) noexcept {
    sum[U * terms.size()] = with_term(sum[U * terms.size()], terms[0]);
    if constexpr (std::tuple_size_v<Terms> == 2)
      sum[U * terms.size() + 1] = with_term(sum[U * terms.size() + 1], terms[1]);
  }
  template <std::size_t U, class Terms>
  XACT_FLAT void add_first(std::size_t, const Terms &terms, std::size_t count) noexcept {
    sum[U * terms.size()] = with_first_of_term(sum[U * terms.size()], terms[0], count_in_part<V>(count, 0));
    if constexpr (std::tuple_size_v<Terms> == 2)
      sum[U * terms.size() + 1] = with_first_of_term(sum[U * terms.size() + 1], terms[1], count_in_part<V>(count, 1));
  }
};

/// The sums of a stretch at each of its positions: element i adds to at[i].
template <scalar T, scalar S> struct position_sums {
  static constexpr std::size_t unroll = 2;
  using V = native_batch<S>;
  S *const at;

  template <std::size_t, class Terms> XACT_FLAT void add(std::size_t i, const Terms &terms) const noexcept {
    for (std::size_t k = 0; k < terms.size(); ++k)
      store(at + i + k * V::size, with_term(load(at + i + k * V::size), terms[k]));
  }
  template <std::size_t, class Terms>
  XACT_FLAT void add_first(std::size_t i, const Terms &terms, std::size_t count) const noexcept {
    for (std::size_t k = 0; k < terms.size(); ++k) {
      const std::size_t n = count_in_part<V>(count, k);
      S *const to = at + i + k * V::size;
      store_first(to, with_term(load_first(to, n), terms[k]), n);
    }
  }
};

/// Lane sums of several kinds of terms, one after the other in memory.
template <scalar T, scalar S, std::size_t Kinds> struct several_lane_sums {
  using one = lane_sums<T, S>;
  static constexpr std::size_t unroll = one::unroll;
  one of[Kinds];

  static XACT_FLAT several_lane_sums zero() noexcept {
    several_lane_sums s;
    for (one &sums : s.of)
      sums = one::zero();
    return s;
  }
  static XACT_FLAT several_lane_sums from(const S *lanes) noexcept {
    several_lane_sums s;
    for (std::size_t k = 0; k < Kinds; ++k)
      s.of[k] = one::from(lanes + k * one::size);
    return s;
  }
  void to(S *lanes) const noexcept {
    for (std::size_t k = 0; k < Kinds; ++k)
      of[k].to(lanes + k * one::size);
  }

  template <std::size_t U, class Terms> XACT_FLAT void add(std::size_t i, const Terms &terms) noexcept {
    [&]<std::size_t... K>(std::index_sequence<K...>) XACT_FLAT_LAMBDA {
      (of[K].template add<U>(i, std::get<K>(terms)), ...);
    }
    (std::make_index_sequence<Kinds>{});
  }
  template <std::size_t U, class Terms>
  XACT_FLAT void add_first(std::size_t i, const Terms &terms, std::size_t count) noexcept {
    [&]<std::size_t... K>(std::index_sequence<K...>) XACT_FLAT_LAMBDA {
      (of[K].template add_first<U>(i, std::get<K>(terms), count), ...);
    }
    (std::make_index_sequence<Kinds>{});
  }
};

/// Position sums of several kinds of terms: those of kind k begin k·apart elements later.
template <scalar T, scalar S, std::size_t Kinds> struct several_position_sums {
  static constexpr std::size_t unroll = position_sums<T, S>::unroll;
  S *const at;
  const std::size_t apart;

  template <std::size_t U, class Terms> XACT_FLAT void add(std::size_t i, const Terms &terms) const noexcept {
    [&]<std::size_t... K>(std::index_sequence<K...>) XACT_FLAT_LAMBDA {
      (position_sums<T, S>{at + K * apart}.template add<U>(i, std::get<K>(terms)), ...);
    }
    (std::make_index_sequence<Kinds>{});
  }
  template <std::size_t U, class Terms>
  XACT_FLAT void add_first(std::size_t i, const Terms &terms, std::size_t count) const noexcept {
    [&]<std::size_t... K>(std::index_sequence<K...>) XACT_FLAT_LAMBDA {
      (position_sums<T, S>{at + K * apart}.template add_first<U>(i, std::get<K>(terms), count), ...);
    }
    (std::make_index_sequence<Kinds>{});
  }
};

/// From so many elements on it pays to begin with a part of a vector, for the sake of aligned stores.
template <scalar T> inline constexpr std::size_t worth_aligning = 16 * native_batch<T>::size;

/// How many elements, fewer than a vector has, lie before the first whose address a whole vector may be aligned at.
template <scalar T> [[nodiscard]] XACT_FLAT std::size_t to_alignment(const T *p) noexcept {
  return (0 - reinterpret_cast<std::uintptr_t>(p) / sizeof(T)) % native_batch<T>::size;
}

/// A cache line, or a longer vector, in elements.
template <scalar T>
inline constexpr std::size_t one_line = native_batch<T>::size * sizeof(T) < 64 ? 64 / sizeof(T) : native_batch<T>::size;

/// Runs one formula over one stretch, `Unroll` vectors a turn, each loaded, computed and stored before the next: the
/// processor overlaps them (all loads first, then all stores, measured slower). The last elements go through the same
/// formula in a batch that is only partly filled.
template <std::size_t Unroll, stores How, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula,
          class Sums>
struct loop {
  using V = native_batch<T>;
  static constexpr std::size_t width = V::size;
  static constexpr bool summing = !std::is_same_v<Sums, no_sum>;

  stretch<T, In, Out, Bits> at;
  const Formula &formula;
  Sums &sums;

  template <std::size_t... I, class... Mask>
  XACT_FLAT auto evaluate(const V (&x)[In], std::index_sequence<I...>, Mask... mask) const {
    return formula(x[I]..., mask...);
  }
  XACT_FLAT auto evaluate(std::size_t i, const V (&x)[In]) const {
    if constexpr (std::is_same_v<Bits, bit_reader<T>>)
      return evaluate(x, std::make_index_sequence<In>{}, at.bits.load(i));
    else
      return evaluate(x, std::make_index_sequence<In>{});
  }
  XACT_FLAT auto evaluate_first(std::size_t i, const V (&x)[In], std::size_t count) const {
    if constexpr (std::is_same_v<Bits, bit_reader<T>>)
      return evaluate(x, std::make_index_sequence<In>{}, at.bits.load_first(i, count));
    else
      return evaluate(x, std::make_index_sequence<In>{});
  }

  /// The full vector from element i on, which is number `U` of its turn.
  template <std::size_t U> XACT_FLAT void full(std::size_t i) const {
    V x[In];
    for (std::size_t k = 0; k != In; ++k)
      if constexpr (summing)
        x[k] = loaded_once(load(at.in[k] + i)); // for the output and for the terms
      else
        x[k] = load(at.in[k] + i);
    const auto y = evaluate(i, x);
    for (std::size_t k = 0; k != Out; ++k)
      if constexpr (How == stores::streamed)
        stream(at.out[k] + i, y.out[k]);
      else
        store(at.out[k] + i, y.out[k]);
    if constexpr (summing)
      sums.template add<U>(i, y.terms);
  }
  template <std::size_t... U> XACT_FLAT void turn(std::size_t i, std::index_sequence<U...>) const {
    (full<U>(i + U * width), ...);
  }
  /// A whole turn. Of arrays that are far it asks for the lines of some turns later. A long formula leaves the
  /// processor no room to look ahead to so many loads as memory takes to keep busy; and stores that wait for their
  /// lines fill its store buffer and with that hold up everything.
  XACT_FLAT void turn(std::size_t i) const {
    if (at.far) {
      constexpr std::size_t line = 64;
      for (std::size_t byte = 0; byte < Unroll * width * sizeof(T); byte += line) {
        for (std::size_t k = 0; k != In; ++k)
          prefetch_after<access::read>(at.in[k] + i, 32 * line + byte);
        if constexpr (How != stores::streamed)
          for (std::size_t k = 0; k != Out; ++k)
            prefetch_after<access::write>(at.out[k] + i, 16 * line + byte);
      }
    }
    turn(i, std::make_index_sequence<Unroll>{});
  }

  /// The `count` < width elements from i on, number `U` of a turn.
  template <std::size_t U> XACT_FLAT void part(std::size_t i, std::size_t count) const {
    V x[In];
    for (std::size_t k = 0; k != In; ++k)
      x[k] = load_first(at.in[k] + i, count);
    const auto y = evaluate_first(i, x, count);
    for (std::size_t k = 0; k != Out; ++k)
      store_first(at.out[k] + i, y.out[k], count);
    if constexpr (summing)
      sums.template add_first<U>(i, y.terms, count);
  }

  /// The fewer than Unroll vectors that are left from i on, the first of which is number `U` of its group: sums must
  /// know it when they are compiled.
  template <std::size_t U> XACT_FLAT void rest(std::size_t i, std::size_t n) const {
    if (n - i >= width) {
      if constexpr (U + 1 < Unroll) {
        full<U>(i);
        rest<U + 1>(i + width, n);
      }
    } else if (i < n) {
      part<U>(i, n - i);
    }
  }

  /// n elements that are whole turns.
  XACT_FLAT void run_turns(std::size_t n) const {
    for (std::size_t i = 0; i != n; i += Unroll * width)
      turn(i);
  }

  XACT_FLAT void run(std::size_t n) const {
    std::size_t i = 0;
    if constexpr (summing) {
      for (; n - i >= Unroll * width; i += Unroll * width)
        turn(i);
      rest<0>(i, n);
    } else {
      // Stores that cross cache lines cost twice as much.
      std::size_t head = 0;
      if (Out != 0 && n >= worth_aligning<T>)
        i = head = to_alignment(at.out[0]);
      for (; n - i >= Unroll * width; i += Unroll * width)
        turn(i);
      for (; n - i >= width; i += width)
        full<0>(i);
      // What fills no vector, behind them and before: one copy of the formula for both, each is time to compile.
      for (std::size_t count = n - i;; i = 0, count = head, head = 0) {
        if (count != 0)
          part<0>(i, count);
        if (head == 0)
          break;
      }
    }
  }
};

/// out[k][i] = formula(in[0][i], in[1][i], …).out[k] for i < n. An output may be one of the inputs.
template <std::size_t Unroll, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula>
XACT_FLAT void transform(std::size_t n, const stretch<T, In, Out, Bits> &at, const Formula &formula) {
  no_sum none;
  loop<Unroll, stores::cached, T, In, Out, Bits, Formula, no_sum>{at, formula, none}.run(n);
}

/// The same for stretches that are whole turns, which spares short ones the care for a rest. To be streamed, outputs
/// must be aligned, and what follows in other threads needs a `stream_fence`.
template <std::size_t Unroll, stores How = stores::cached, scalar T, std::size_t In, std::size_t Out, class Bits,
          class Formula>
XACT_FLAT void transform_turns(std::size_t n, const stretch<T, In, Out, Bits> &at, const Formula &formula) {
  no_sum none;
  loop<Unroll, How, T, In, Out, Bits, Formula, no_sum>{at, formula, none}.run_turns(n);
}
template <class Sums, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula>
XACT_FLAT void transform_turns(std::size_t n, const stretch<T, In, Out, Bits> &at, const Formula &formula, Sums &sums) {
  loop<Sums::unroll, stores::cached, T, In, Out, Bits, Formula, Sums>{at, formula, sums}.run_turns(n);
}

/// As `transform`, and adds each element's term to `sums`, or its bit.
template <class Sums, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula>
XACT_FLAT void transform(std::size_t n, const stretch<T, In, Out, Bits> &at, const Formula &formula, Sums &sums) {
  loop<Sums::unroll, stores::cached, T, In, Out, Bits, Formula, Sums>{at, formula, sums}.run(n);
}

/// P, for each number of a list.
template <std::size_t, class P> using each = P;

template <class In, class Out> struct outlined;
template <std::size_t... I, std::size_t... O> struct outlined<std::index_sequence<I...>, std::index_sequence<O...>> {
  template <stores How, class F, scalar T, class Bits, class Formula>
  static XACT_OUTLINE void run(const F f, std::size_t n, bool far, each<I, const T *>... in, each<O, T *>... out,
                               const Bits bits, const Formula formula) {
    stretch<T, sizeof...(I), sizeof...(O), Bits> at{{in...}, {out...}, bits, far};
    const auto &g = on_batches(f);
    const auto of_f = [&](auto... x) XACT_FLAT_LAMBDA { return formula(g, x...); };
    if constexpr (How == stores::streamed) {
      // Whole cache lines. The others are written through the caches, by the function that does nothing else: memory
      // has time for a call, and each copy of a formula is time to compile.
      constexpr std::size_t line = one_line<T>;
      const std::size_t head = to_alignment(at.out[0]);
      const std::size_t whole = (n - head) / line * line;
      const auto cached = [&](std::size_t begin, std::size_t count) {
        run<stores::cached, F, T, Bits, Formula>(f, count, far, in + begin..., out + begin..., bits.from(begin),
                                                 formula);
      };
      cached(0, head);
      at.advance(head);
      transform_turns<line / native_batch<T>::size, How>(whole, at, of_f);
      cached(head + whole, n - head - whole);
    } else if constexpr (std::is_same_v<Bits, bit_writer<T>>) {
      auto to_write = at.bits;
      transform(n, at, of_f, to_write);
    } else {
      transform<unroll<F>>(n, at, of_f);
    }
  }
};

/// Runs formula(f, in...) over a stretch, in a function of its own: what is compiled into the caller is its checks
/// alone. What the function takes are values, so that the compiler sees that no store of the loop changes them, and
/// each in a register: a stretch in memory, written part by part and read as a whole, would hold up the first load.
template <stores How, class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula>
XACT_INLINE void run_stretch(const F &f, std::size_t n, const stretch<T, In, Out, Bits> &at, const Formula &formula) {
  [&]<std::size_t... I, std::size_t... O>(std::index_sequence<I...> in, std::index_sequence<O...> out)
      XACT_INLINE_LAMBDA {
    // What writes bits besides streams nothing.
    constexpr stores how = std::is_same_v<Bits, bit_writer<T>> ? stores::cached : How;
    outlined<decltype(in), decltype(out)>::template run<how, F, T, Bits, Formula>(f, n, at.far, at.in[I]...,
                                                                                  at.out[O]..., at.bits, formula);
  }
  (std::make_index_sequence<In>{}, std::make_index_sequence<Out>{});
}

/// The stretch that begins at a row and column of the arrays of a call.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE stretch<T, In, Out, Bits> stretch_at(const detail::arguments<T, In, Out, Bits> &a,
                                                               std::size_t row, std::size_t column) noexcept {
  stretch<T, In, Out, Bits> s;
  for (std::size_t i = 0; i != In; ++i)
    s.in[i] = a.in[i].data + row * a.in[i].stride + column;
  for (std::size_t o = 0; o != Out; ++o)
    s.out[o] = a.out[o].data + row * a.out[o].stride + column;
  s.bits = a.bits.from(row * a.in[0].columns + column);
  s.far = (In + Out) * a.in[0].size() * sizeof(T) > first_level_cache;
  return s;
}

/// The arrays from one row and column on, as so many rows and columns.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] detail::arguments<T, In, Out, Bits> slice_of(const detail::arguments<T, In, Out, Bits> &a,
                                                           std::size_t row, std::size_t column, std::size_t rows,
                                                           std::size_t columns) noexcept {
  const auto cut = [&](auto v) {
    v.data += row * v.stride + column;
    v.rows = rows;
    v.columns = columns;
    return v;
  };
  auto slice = a;
  for (std::size_t i = 0; i != In; ++i)
    slice.in[i] = cut(a.in[i]);
  for (std::size_t o = 0; o != Out; ++o)
    slice.out[o] = cut(a.out[o]);
  slice.bits = a.bits.from(row * a.in[0].columns + column);
  return slice;
}

/// Fewer elements than these are not worth the way to another thread.
inline constexpr std::size_t slice_size = 16384;

/// Calls run(slice) for slices of the arrays, cut between rows or, of a single one, at multiples of `unit` elements;
/// with no other threads, for all of them at once.
template <class On, scalar T, std::size_t In, std::size_t Out, class Bits, class Run>
XACT_INLINE void for_slices(const On &on, const detail::arguments<T, In, Out, Bits> &a, std::size_t unit,
                            const Run &run) {
  if constexpr (std::is_same_v<On, this_thread>) {
    run(a);
  } else {
    const std::size_t rows = a.in[0].rows;
    const std::size_t columns = a.in[0].columns;
    const std::size_t length = rows > 1 ? rows : columns;
    const std::size_t size = rows > 1 ? 1 + slice_size / (columns + 1) : (1 + (slice_size - 1) / unit) * unit;
    const std::size_t count = length / size;
    if (count < 2) {
      run(a);
      return;
    }
    on(count, [&](std::size_t k) {
      const std::size_t begin = k * size;
      const std::size_t part = k + 1 == count ? length - begin : size;
      run(rows > 1 ? slice_of(a, begin, 0, part, columns) : slice_of(a, 0, begin, 1, part));
    });
  }
}

/// True if the outputs are to be written past the caches: if that was asked for or they are larger than the last of
/// them, no output is read as well, and whole vectors of all of them are aligned at the same elements.
template <scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE bool past_caches(const detail::arguments<T, In, Out, Bits> &a) noexcept {
  bool asked = Out != 0;
  bool allowed = Out != 0 && a.in[0].columns >= worth_aligning<T>;
  for (std::size_t o = 0; o != Out; ++o) {
    asked = asked && a.out[o].how == stores::streamed;
    allowed = allowed && a.out[o].how != stores::cached;
  }
  const std::size_t bytes = Out * a.in[0].size() * sizeof(T);
  if (!allowed || (!asked && (bytes < smallest_cache || bytes <= last_level_cache()))) [[likely]]
    return false;
  constexpr std::size_t width = native_batch<T>::size * sizeof(T);
  for (std::size_t o = 0; o != Out; ++o) {
    if (a.out[o].begin() % sizeof(T) != 0 || (a.out[o].begin() - a.out[0].begin()) % width != 0 ||
        (a.out[o].rows > 1 && (a.out[o].stride - a.out[0].stride) * sizeof(T) % width != 0))
      return false;
    for (std::size_t i = 0; i != In; ++i)
      if (a.in[i].begin() == a.out[o].begin())
        return false;
  }
  return true;
}

/// A detour for outputs that are to go past the caches but come in stretches that are short or begin anywhere: a loop
/// writes them here, and from here they go on in whole lines. Memory is so slow that it hides the copy, and no formula
/// is compiled for it once more.
template <scalar T, std::size_t Out> class detour {
public:
  static constexpr std::size_t size = 4096 / sizeof(T); ///< elements of the longest stretch

  /// The stretch of n elements, but written here.
  template <class Stretch> [[nodiscard]] XACT_FLAT Stretch from(Stretch at, std::size_t n) noexcept {
    for (std::size_t o = 0; o != Out; ++o)
      at.out[o] = queues_[o].room_for(at.out[o], n);
    return at;
  }
  /// To be called after the last stretch: all arrive, and other threads may read them.
  void finish() noexcept {
    for (std::size_t o = 0; o != Out; ++o)
      queues_[o].deliver(nullptr);
    stream_fence();
  }

private:
  class queue {
  public:
    XACT_OUTLINE T *room_for(T *to, std::size_t n) noexcept {
      if (to != to_ + held_ || n > sizeof buffer_ / sizeof(T) - held_)
        deliver(to);
      T *const here = buffer_ + held_;
      held_ += n;
      return here;
    }
    /// Moves what is here to where it belongs. A line that is not full waits if `next` is where it goes on.
    XACT_OUTLINE void deliver(T *next) noexcept {
      const bool goes_on = held_ != 0 && next == to_ + held_;
      const std::size_t to_line = (0 - reinterpret_cast<std::uintptr_t>(to_) / sizeof(T)) % line;
      const std::size_t head = to_line < held_ ? to_line : held_;
      const std::size_t whole = (held_ - head) / line * line;
      const std::size_t rest = held_ - head - whole;
      if (head != 0)
        std::memcpy(to_, buffer_, head * sizeof(T));
      if (whole != 0)
        run_stretch<stores::streamed>(no_sum{}, whole, stretch<T, 1, 1>{{buffer_ + head}, {to_ + head}},
                                      [](const auto &, auto x)
                                          XACT_FLAT_LAMBDA { return results<decltype(x), 1>{{x}}; });
      if (rest != 0)
        std::memmove(goes_on ? buffer_ : to_ + head + whole, buffer_ + head + whole, rest * sizeof(T));
      to_ = goes_on ? next - rest : next;
      held_ = goes_on ? rest : 0;
    }

  private:
    static constexpr std::size_t line = one_line<T>;

    alignas(64) T buffer_[size + line];
    T *to_ = nullptr; ///< where the first element belongs
    std::size_t held_ = 0;
  };

  queue queues_[Out == 0 ? 1 : Out];
};

/// True if outputs are to take that detour: past the caches, and the formula F so light that it waits for memory, as
/// its loop's unrolling says. Of others the copy was measured to cost more than it saves, so the caller has to ask for
/// it.
template <class F, scalar T, std::size_t In, std::size_t Out, class Bits>
[[nodiscard]] XACT_INLINE bool worth_a_detour(const detail::arguments<T, In, Out, Bits> &a) noexcept {
  constexpr bool light = unroll<F> >= 8;
  return (light || a.out[0].how == stores::streamed) && past_caches(a);
}

/// Calls run_row(how, stretch, columns) for each row, where how() is a constant: streamed or cached.
template <class On, scalar T, std::size_t In, std::size_t Out, class Bits, class RunRow>
XACT_INLINE void over_rows(const On &on, const detail::arguments<T, In, Out, Bits> &a, const RunRow &run_row) {
  constexpr std::size_t unit = 64; // no slice begins within a byte of bits, and all where a vector may be aligned
  const auto run_all = [&](auto how, const detail::arguments<T, In, Out, Bits> &slice) XACT_INLINE_LAMBDA {
    for (std::size_t row = 0; row < slice.in[0].rows; ++row)
      run_row(how, stretch_at(slice, row, 0), slice.in[0].columns);
  };
  if (past_caches(a)) [[unlikely]]
    for_slices(on, a, unit, [&](const auto &slice) XACT_INLINE_LAMBDA {
      run_all(std::integral_constant<stores, stores::streamed>{}, slice);
      stream_fence();
    });
  else
    for_slices(on, a, unit, [&](const auto &slice) XACT_INLINE_LAMBDA {
      run_all(std::integral_constant<stores, stores::cached>{}, slice);
    });
}

} // namespace xact::inline XACT_ARCH::kernels
