#pragma once

/// The kernel is one template for all operations, kinds of operands and layouts. `run_lines` runs lines of a plan
/// (plan.hpp), `run_line` runs one line, and a loop (loop.hpp) runs each segment of the line (segments.hpp).

#include <xact/engine/segments.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::kernels {

/// The operation that a record holds as bytes.
template <class Op> [[nodiscard]] XACT_FLAT Op operation_of(const record &r) noexcept {
  struct bytes {
    unsigned char of[sizeof(Op)];
  } b;
  std::memcpy(b.of, r.parameter, sizeof b.of);
  return std::bit_cast<Op>(b);
}

/// The state of a call that `run_line` needs besides the place of the line.
template <scalar T> struct line_state {
  bool exceeds_l1 = false;            ///< the arrays are larger than the first-level cache
  bool streams = false;               ///< non-temporal stores write the outputs
  bool fresh = true;                  ///< true: sums start from 0; false: sums start from the terms in memory
  const void *const *tiles = nullptr; ///< tiles of parameters; null: the arrays of parameters are used directly
  void *const *terms = nullptr;       ///< tiles with the terms of a block; each tile is for two reduced outputs
};

/// Properties of a call that select prefetches and stores. The struct fits into one register.
struct memory_mode {
  bool prefetches = false;   ///< the loop of a long operation prefetches
  bool non_temporal = false; ///< non-temporal stores write the outputs
};

template <class Op, layout L, class In, class Out, class = std::make_index_sequence<In::size>,
          class = std::make_index_sequence<Out::size>>
struct kernel;

template <class Op, layout L, class... In, class... Out, std::size_t... J, std::size_t... O>
struct kernel<Op, L, kinds<In...>, kinds<Out...>, std::index_sequence<J...>, std::index_sequence<O...>> {
  using T = typename Op::number;
  using line_loop = loop<Op, L, kinds<In...>, kinds<Out...>>;
  template <class Kind> using origin = typename cursor<Kind, L>::origin;

  /// Runs the lines from `begin` to `end` of a plan.
  static void run_lines(const record &r, const plan &p, std::size_t begin, std::size_t end, const void *const *tiles,
                        void *const *terms) {
    run(operation_of<Op>(r), p, begin, end, {p.exceeds_l1, p.streams, !p.continues, tiles, terms},
        static_cast<const operand *>(r.in), static_cast<const operand *>(r.out));
    if (p.streams) [[unlikely]]
      stream_fence();
  }
  template <class Inputs, class Outputs>
  static XACT_FLAT void run(const Op &op, const plan &p, std::size_t begin, std::size_t end, line_state<T> state,
                            const Inputs &in, const Outputs &out) {
    for (std::size_t k = begin; k < end;) {
      place at = locate(p, k);
      at.lines = p.blocks > 1 ? 1 : at.lines < end - k ? at.lines : end - k;
      at.slot = p.blocks > 1 ? (k - begin) * sums * p.count : 0;
      k += at.lines;
      // If the segments of a line are in different rows, they run one by one, because the distance between rows can
      // differ from operand to operand.
      const std::size_t channels = at.row_step == 0 ? 1 : at.segments;
      for (std::size_t c = 0; c < channels; ++c, ++at.slot, ++at.channel) {
        run_line(op, at, state, in, out);
        at.row += at.row_step;
        at.element += at.row_step * p.shape.columns;
      }
      state.fresh = state.fresh && p.blocks > 1;
    }
  }

  /// Runs one line of a record in layout::rows.
  static void run_line_of_record(const record &r, const place &at, bool exceeds_l1, bool streams) {
    run_line(operation_of<Op>(r), at, {.exceeds_l1 = exceeds_l1, .streams = streams},
             static_cast<const operand *>(r.in), static_cast<const operand *>(r.out));
  }
  /// Runs the line at the place `at`, or at.lines lines at a constant distance.
  template <class Inputs, class Outputs>
  static XACT_INLINE void run_line(const Op &op, const place &at, const line_state<T> &state, const Inputs &in,
                                   const Outputs &out) {
    static_assert(detail::computes_here<T>());
    if constexpr (L != layout::rows) {
      if constexpr (streams_whole_lines && is_light<Op>)
        if (at.length == one_step && at.step == one_step && !state.streams && !state.exceeds_l1)
          return run_steps(op, at.segments, at.last, origin_of<In, J>(nth_operand<J>(in), at, state)...,
                           origin_of<Out, O>(nth_operand<O>(out), at, state)...);
      run_segments(op, at.lines, at.row_step == 0 ? at.segments : 1, at.length, at.last, at.step, at.gap,
                   state.exceeds_l1, state.fresh, state.streams, origin_of<In, J>(nth_operand<J>(in), at, state)...,
                   origin_of<Out, O>(nth_operand<O>(out), at, state)...);
    } else {
      // Non-temporal stores need aligned addresses, and the loop does not align shorter segments (`loop::head`).
      const bool non_temporal = can_stream && state.streams && at.length >= shortest_aligned_segment<T>;
      if constexpr (can_stream && !one_loop)
        if (non_temporal)
          return run_streamed(op, at.length, at.length, state.exceeds_l1,
                              origin_of<In, J>(nth_operand<J>(in), at, state)...,
                              origin_of<Out, O>(nth_operand<O>(out), at, state)...);
      if (state.exceeds_l1) [[unlikely]]
        return run_beyond_l1(op, at.length, non_temporal, origin_of<In, J>(nth_operand<J>(in), at, state)...,
                             origin_of<Out, O>(nth_operand<O>(out), at, state)...);
      run_contiguous(op, at.length, {false, non_temporal}, origin_of<In, J>(nth_operand<J>(in), at, state)...,
                     origin_of<Out, O>(nth_operand<O>(out), at, state)...);
    }
  }

private:
  static constexpr bool can_stream = ((role_of<Out> == role::dense || role_of<Out> == role::skipped) && ...);
  /// True if one loop contains both cached and non-temporal stores. One loop instead of two saves compile time, because
  /// each copy of a long operation takes time to compile.
  static constexpr bool one_loop = L == layout::rows && can_stream && !is_light<Op> && !line_loop::outputs_set_unroll;
  /// True if the kernel chooses between cached and non-temporal stores once per line; else it chooses once per segment.
  static constexpr bool streams_whole_lines = L == layout::elements && can_stream;
  static constexpr std::size_t one_step = line_loop::unroll * native_batch<T>::size; ///< elements of a step
  template <class Kind> static constexpr bool is_per_channel = role_of<Kind> == role::per_channel;
  template <class Kind> static constexpr bool is_reduced = role_of<Kind> == role::reduced;
  static constexpr std::size_t sums = (std::size_t{is_reduced<Out>} + ... + 0);

  /// The origin of input K or output K.
  template <class Kind, std::size_t K>
  [[nodiscard]] static XACT_FLAT origin<Kind> origin_of(const operand &o, const place &at,
                                                        const line_state<T> &state) noexcept {
    constexpr std::size_t kind = number_of<K>(is_reduced<Out>...);
    if constexpr (is_reduced<Kind>)
      return cursor<Kind, L>::origin_of(o, at, state.terms[kind / 2], kind % 2);
    else if constexpr (is_per_channel<Kind>)
      return cursor<Kind, L>::origin_of(
          o, at, state.tiles == nullptr ? o.data : const_cast<void *>(state.tiles[number_of<K>(is_per_channel<In>...)]),
          0);
    else
      return cursor<Kind, L>::origin_of(o, at, nullptr, 0);
  }

  // The functions below that are marked XACT_OUTLINE take each argument separately and by value. No store can change
  // such an argument, and the compiler passes most of the arguments in registers. A struct of all arguments would be
  // written member by member and read as a whole, and this would delay the first load.

  /// Runs n contiguous elements. A light operation does not prefetch, because a test per step would take a noticeable
  /// share of the time. Precondition of non-temporal stores: all outputs have the same alignment.
  static XACT_OUTLINE void run_contiguous(const Op op, std::size_t n, memory_mode to, origin<In>... in,
                                          origin<Out>... out) {
    line_loop run(op, !is_light<Op> && to.prefetches, in..., out...);
    // A short light call takes few instructions, so that the branches of `run` would be a noticeable share.
    if constexpr (is_light<Op> && !line_loop::counts_vectors)
      if (n - 1 < native_batch<T>::size - 1)
        return run.template run_tail<0>(0, n);
    const std::size_t head = run.head(n);
    if constexpr (one_loop) {
      if (head != 0) [[unlikely]]
        return run_head_and_body(op, head, n, to, in..., out...);
      run.run_long_op(n, to.non_temporal);
    } else {
      run.run(n, head);
    }
  }
  /// Runs n contiguous elements of arrays that are larger than the first-level cache. A call of this function is a
  /// jump, so that the call of make_tuning adds no instructions to short calls.
  static XACT_OUTLINE void run_beyond_l1(const Op op, std::size_t n, bool non_temporal, origin<In>... in,
                                         origin<Out>... out) {
    const bool prefetches = should_prefetch(true);
    if constexpr (is_light<Op>)
      if (prefetches) {
        line_loop run(op, true, in..., out...);
        return run.run(n, run.head(n));
      }
    run_contiguous(op, n, {prefetches, non_temporal}, in..., out...);
  }
  /// Runs the first `head` elements, and then the other elements, whose outputs begin at aligned addresses.
  static XACT_OUTLINE void run_head_and_body(const Op op, std::size_t head, std::size_t n, memory_mode to,
                                             origin<In>... in, origin<Out>... out) {
    run_contiguous(op, head, {to.prefetches, false}, in..., out...);
    run_contiguous(op, n - head, to, element_on<In>(in, head, n)..., element_on<Out>(out, head, n)...);
  }
  /// Runs n contiguous elements with non-temporal stores of whole cache lines. After each `period` elements the
  /// parameters start again at the beginning of their tiles. Preconditions: all outputs have the same alignment, and
  /// `period` is n or a multiple of a cache line. The elements before and after the cache lines run in
  /// `run_contiguous`, because another copy of the operation would take time to compile, and the additional calls take
  /// little time compared with the accesses to memory.
  static XACT_OUTLINE void run_streamed(const Op op, std::size_t n, std::size_t period, bool exceeds_l1,
                                        origin<In>... in, origin<Out>... out) {
    line_loop run(op, should_prefetch(exceeds_l1), in..., out...);
    const std::size_t head = run.head(n);
    const std::size_t tail = (n - head) % cache_line_elements<T>;
    run.skip(static_cast<std::ptrdiff_t>(head));
    for (std::size_t left = n - head - tail; left != 0;) {
      const std::size_t some = left < period ? left : period;
      run.run_streamed_lines(some);
      run.next(some);
      left -= some;
    }
    run_contiguous(op, head, {}, in..., out...);
    run_contiguous(op, tail, {}, element_on<In>(in, n - tail, period)..., element_on<Out>(out, n - tail, period)...);
  }
  /// The origin, moved forward by n elements. The origin in a tile of parameters returns to the beginning of the tile
  /// after each `period` elements.
  template <class Kind>
  [[nodiscard]] static XACT_FLAT origin<Kind> element_on(const origin<Kind> &from, std::size_t n,
                                                         std::size_t period) noexcept {
    cursor<Kind, L> at(from);
    at.skip(static_cast<std::ptrdiff_t>(is_per_channel<Kind> ? n % period : n));
    return at.from;
  }

  /// Runs segments of one step each without prefetches. The segments are adjacent; the last segment has `last`
  /// elements. The planner prefers such segments for light operations.
  static XACT_OUTLINE void run_steps(const Op op, std::size_t count, std::size_t last, origin<In>... in,
                                     origin<Out>... out) {
    line_loop run(op, false, in..., out...);
    for (count -= last != one_step; count != 0; --count) {
      run.step(0, std::make_index_sequence<line_loop::unroll>{});
      run.next(one_step);
    }
    if (last != one_step)
      run.run(last);
  }

  /// Runs `lines` lines of `count` segments each. A segment has `length` elements, but the last segment of a line has
  /// `last` elements. Segments begin `step` elements apart. The next line begins step + gap elements after the
  /// beginning of the last segment.
  static XACT_OUTLINE void run_segments(const Op op, std::size_t lines, std::size_t count, std::size_t length,
                                        std::size_t last, std::size_t step, std::size_t gap, bool exceeds_l1,
                                        bool fresh, bool streams, origin<In>... in, origin<Out>... out) {
    if constexpr (streams_whole_lines) {
      const std::size_t n = (count - 1) * length + last;
      if (streams && step == length && length % cache_line_elements<T> == 0 && n >= shortest_aligned_segment<T>)
          [[unlikely]]
        return run_streamed(op, n, length, exceeds_l1, in..., out...);
    }
    line_loop run(op, should_prefetch(exceeds_l1), in..., out...);
    const segments<Op, L, line_loop, streams_whole_lines> all(run, length, streams);
    for (;; fresh = false) {
      all.run(run, {count, length, last, step}, fresh);
      if (--lines == 0)
        break;
      run.rewind(count);
      run.skip(static_cast<std::ptrdiff_t>(gap));
    }
  }
};

} // namespace xact::inline XACT_ARCH::kernels
