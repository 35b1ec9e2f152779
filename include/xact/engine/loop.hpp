#pragma once

/// The loop runs one operation on one segment (plan.hpp). A step processes `unroll` vectors. A step of a short
/// operation loads, computes and stores one vector after the other, because the processor overlaps the work on these
/// vectors; a version that loaded all vectors before the first store was slower. A step of a long operation evaluates a
/// bundle of vectors (simd/bundle.hpp). A partly filled vector processes the tail.

#include <xact/engine/cursors.hpp>
#include <xact/functor/results.hpp>
#include <xact/simd/bundle.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// True for an operation of so few instructions that loop control and stores take a noticeable share of the time.
template <class Op> inline constexpr bool is_light = Op::unroll >= 8;

/// The cursor with index K of a loop; the indices of the inputs come first, then those of the outputs. The index makes
/// base classes of equal type distinct.
template <std::size_t K, class Cursor> struct numbered : Cursor {};

/// The number of vectors that Op evaluates as a bundle. The default is 1. Vectors of one lane form no bundles.
template <class Op> inline constexpr std::size_t bundle_of_op = 1;
template <class Op> requires requires { Op::bundle; }
inline constexpr std::size_t bundle_of_op<Op> = native_batch<typename Op::number>::size == 1 ? 1 : Op::bundle;

/// Counts the true values among the first K arguments.
template <std::size_t K, class... Is> [[nodiscard]] consteval std::size_t number_of(Is... is) noexcept {
  std::size_t count = 0, k = 0;
  ((count += k++ < K && is), ...);
  return count;
}

template <class Op, layout L, class In, class Out, class = std::make_index_sequence<In::size>,
          class = std::make_index_sequence<Out::size>>
struct loop;

template <class Op, layout L, class... In, class... Out, std::size_t... J, std::size_t... O>
struct loop<Op, L, kinds<In...>, kinds<Out...>, std::index_sequence<J...>, std::index_sequence<O...>>
    : numbered<J, cursor<In, L>>..., numbered<sizeof...(In) + O, cursor<Out, L>>... {
  using T = typename Op::number;
  template <std::size_t K, class Kind> using input = numbered<K, cursor<Kind, L>>;
  template <std::size_t K, class Kind> using output = numbered<sizeof...(In) + K, cursor<Kind, L>>;
  static constexpr std::size_t width = native_batch<T>::size;
  static constexpr bool sums = ((role_of<Out> == role::reduced) || ...);
  /// True if an output requires a number of vectors per step.
  static constexpr bool outputs_set_unroll = (std::size_t{0} + ... + cursor<Out, L>::unroll) != 0;
  /// Vectors per step: the largest number that an output requires. If no output requires a number, the largest one of
  /// Op::unroll, the number of vectors in a bundle, and the number of vectors in a cache line.
  static constexpr std::size_t unroll = [] {
    std::size_t most = 0;
    ((most = cursor<Out, L>::unroll > most ? cursor<Out, L>::unroll : most), ...);
    if (!outputs_set_unroll)
      for (std::size_t k : {std::size_t{Op::unroll}, bundle_of_op<Op>, cache_line_elements<T> / width})
        most = k > most ? k : most;
    return most;
  }();
  /// Vectors per bundle.
  static constexpr std::size_t bundled = unroll % bundle_of_op<Op> == 0 ? bundle_of_op<Op> : 1;
  /// The length of the longest segment for `run_vectors`, a function that does not align stores. Longer segments gain
  /// from aligned stores. There is no limit for a loop with sums, because such a loop never aligns stores.
  static constexpr std::size_t longest_short_segment = sums ? static_cast<std::size_t>(-1) : 2 * unroll * width;
  /// True if an output uses the index U of a vector within its step: a sum to select its lanes, a mask to select bits.
  static constexpr bool counts_vectors = outputs_set_unroll && L != layout::elements;

  const Op op;
  const bool prefetches;

  XACT_FLAT loop(const Op &operation, bool prefetch, const typename cursor<In, L>::origin &...in,
                 const typename cursor<Out, L>::origin &...out) noexcept
      : input<J, In>{cursor<In, L>(in)}..., output<O, Out>{cursor<Out, L>(out)}..., op(operation),
        prefetches(prefetch) {}

  /// @{ Call the function of the same name of all cursors: `open` and `close` begin and end a segment, `next` moves to
  /// the next segment, `rewind` moves back by a number of channels, `skip` moves forward by n elements.
  XACT_FLAT void open(bool fresh) noexcept {
    (input<J, In>::open(fresh), ...);
    (output<O, Out>::open(fresh), ...);
  }
  XACT_FLAT void close() noexcept { (output<O, Out>::close(), ...); }
  XACT_FLAT void next(std::size_t step) noexcept {
    (input<J, In>::next(step), ...);
    (output<O, Out>::next(step), ...);
  }
  XACT_FLAT void rewind(std::size_t channels) noexcept {
    (input<J, In>::rewind(channels), ...);
    (output<O, Out>::rewind(channels), ...);
  }
  XACT_FLAT void skip(std::ptrdiff_t n) noexcept {
    (input<J, In>::skip(n), ...);
    (output<O, Out>::skip(n), ...);
  }
  /// @}

  /// The bundle of an input that begins at element i.
  template <class Kind, std::size_t... B>
  [[nodiscard]] static XACT_FLAT auto load_bundle(const cursor<Kind, L> &from, std::size_t i,
                                                  std::index_sequence<B...> all) noexcept {
    const bundle<decltype(from.load(i)), sizeof...(B)> x{from.load(i + B * width)...};
    if constexpr (role_of<Kind> == role::dense)
      return detail::pinned(x, all);
    else
      return x;
  }
  /// Passes the results of vector U of a step to the outputs. The vector begins at element i.
  template <std::size_t U, class Results>
  XACT_FLAT void put(std::size_t i, const Results &y, bool non_temporal) noexcept {
    (output<O, Out>::template put<U>(i, nth<O>(y), non_temporal), ...);
  }
  /// Runs vector U of a step. The vector begins at element i.
  template <std::size_t U> XACT_FLAT void run_vector(std::size_t i, bool non_temporal = false) noexcept {
    put<U>(i, op(in_register(input<J, In>::load(i))...), non_temporal);
  }
  /// Passes register B of the results of a bundle to the outputs. The register is vector U of the step, and begins at
  /// element i.
  template <std::size_t U, std::size_t B, class Results>
  XACT_FLAT void put_register(std::size_t i, const Results &y, bool non_temporal) noexcept {
    (output<O, Out>::template put<U>(i, nth<O>(y).registers[B], non_temporal), ...);
  }
  /// Runs the bundle that begins at element i. Its first vector is vector U of the step.
  template <std::size_t U, std::size_t... B>
  XACT_FLAT void run_bundle(std::size_t i, std::index_sequence<B...> all, bool non_temporal) noexcept {
    const auto y = op(load_bundle<In>(static_cast<const input<J, In> &>(*this), i, all)...);
    // The branch between cached and non-temporal stores costs little time compared with a long operation.
    if (non_temporal)
      (put_register<U + B, B>(i + B * width, y, true), ...);
    else
      (put_register<U + B, B>(i + B * width, y, false), ...);
  }
  /// Runs n < width elements from element i on, as vector U of a step: the tail, or the elements before an aligned
  /// address.
  template <std::size_t U> XACT_FLAT void run_tail(std::size_t i, std::size_t n) noexcept {
    const auto y = op(input<J, In>::load_first(i, n)...);
    (output<O, Out>::template put_first<U>(i, nth<O>(y), n), ...);
  }

  /// Runs one step. If `prefetches` is true, the function prefetches cache lines of later steps. Inputs are prefetched
  /// because a long operation fills the processor's instruction window, so that the processor does not load far enough
  /// ahead. Outputs are prefetched because stores that wait for their cache lines fill the store buffer and block all
  /// other work.
  template <std::size_t... U>
  XACT_FLAT void step(std::size_t i, std::index_sequence<U...>, bool non_temporal = false) noexcept {
    prefetch_step<sizeof...(U)>(i, non_temporal);
    if constexpr (bundled == 1 || sizeof...(U) % bundled != 0)
      (run_vector<U>(i + U * width, non_temporal), ...);
    else
      run_bundles(i, std::make_index_sequence<sizeof...(U) / bundled>{}, non_temporal);
  }
  template <std::size_t... G>
  XACT_FLAT void run_bundles(std::size_t i, std::index_sequence<G...>, bool non_temporal) noexcept {
    (run_bundle<G * bundled>(i + G * bundled * width, std::make_index_sequence<bundled>{}, non_temporal), ...);
  }
  template <std::size_t vectors> XACT_INLINE void prefetch_step(std::size_t i, bool non_temporal) const noexcept {
    if (prefetches)
      for (std::size_t byte = 0; byte < vectors * width * sizeof(T); byte += 64) {
        (input<J, In>::prefetch(i, byte), ...);
        if (!non_temporal)
          (output<O, Out>::prefetch(i, byte), ...);
      }
  }
  /// Runs the last elements of a segment of n elements, from element i on. They are fewer than a step. The vector that
  /// begins at element i is vector U of this step.
  template <std::size_t U> XACT_FLAT void run_last_vectors(std::size_t i, std::size_t n) noexcept {
    if (n - i >= width) {
      if constexpr (U + 1 < unroll) {
        run_vector<U>(i);
        run_last_vectors<U + 1>(i + width, n);
      }
    } else if (i < n) {
      run_tail<U>(i, n - i);
    }
  }

  /// Runs n elements. The first `head` elements, fewer than a vector, run last. If `head` is not 0, the other elements
  /// begin at an aligned address of an output.
  XACT_FLAT void run(std::size_t n, std::size_t head = 0) noexcept {
    std::size_t i = head;
    for (; n - i >= unroll * width; i += unroll * width)
      step(i, std::make_index_sequence<unroll>{});
    if constexpr (counts_vectors) {
      run_last_vectors<0>(i, n);
    } else {
      for (; n - i >= width; i += width)
        run_vector<0>(i);
      // The tail and the head use one copy of the operation, because each copy takes time to compile.
      for (std::size_t count = n - i;; i = 0, count = head, head = 0) {
        if (count != 0)
          run_tail<0>(i, count);
        if (head == 0)
          break;
      }
    }
  }
  /// Runs n elements of a long operation. With `non_temporal`, non-temporal stores write all full vectors.
  XACT_FLAT void run_long_op(std::size_t n, bool non_temporal) noexcept {
    std::size_t i = 0;
    for (; n - i >= unroll * width; i += unroll * width)
      step(i, std::make_index_sequence<unroll>{}, non_temporal);
    if constexpr (unroll != 1)
      for (; n - i >= width; i += width)
        run_vector<0>(i, non_temporal);
    if (i != n)
      run_tail<0>(i, n - i);
  }
  /// Runs n elements. There is no check for a tail, so that short segments are faster. Precondition: n is a multiple of
  /// `width`; if counts_vectors is true, n is a multiple of unroll·width.
  XACT_FLAT void run_vectors(std::size_t n) noexcept {
    if constexpr (counts_vectors)
      for (std::size_t i = 0; i != n; i += unroll * width)
        step(i, std::make_index_sequence<unroll>{});
    else
      for (std::size_t i = 0; i != n; i += width)
        run_vector<0>(i);
  }
  /// Runs n elements with non-temporal stores. Precondition: n is a multiple of a cache line. The caller must call
  /// `stream_fence` before another thread reads the outputs.
  XACT_FLAT void run_streamed_lines(std::size_t n) noexcept {
    static_assert(!counts_vectors || unroll * width == cache_line_elements<T>);
    for (std::size_t i = 0; i != n; i += cache_line_elements<T>)
      step(i, std::make_index_sequence<cache_line_elements<T> / width>{}, true);
  }

  /// The number of elements of a segment before the first aligned address of an output. The number is 0 if the loop
  /// does not align stores, because the segment of n elements is too short, or because an output is a sum or a mask.
  [[nodiscard]] XACT_FLAT std::size_t head(std::size_t n) const noexcept {
    if constexpr (!sums && !outputs_set_unroll)
      if (n >= shortest_aligned_segment<T>) [[unlikely]]
        return before_aligned();
    return 0;
  }
  /// True if the segment begins at an aligned address of an output.
  [[nodiscard]] XACT_FLAT bool is_aligned() const noexcept { return before_aligned() == 0; }

private:
  /// The number of elements before the first aligned address of an output.
  [[nodiscard]] XACT_FLAT std::size_t before_aligned() const noexcept {
    std::size_t count = 0;
    (void)(output<O, Out>::find_head(count) || ...);
    return count;
  }
  /// Returns x. In a loop with sums or masks several results use x; the function then loads x into a register once,
  /// instead of once per result.
  template <class X> static XACT_FLAT X in_register(X x) noexcept {
    if constexpr (batch<X> && (sums || ((role_of<In> == role::bits) || ...) || ((role_of<Out> == role::bits) || ...)))
      return loaded_once(x);
    else
      return x;
  }
};

} // namespace xact::inline XACT_ARCH::kernels
