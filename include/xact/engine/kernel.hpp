#pragma once

/// An operation with the kinds of its operands, compiled: one function for each layout.

#include <xact/engine/loop.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::kernels {

/// The operation of a record.
template <class Op> [[nodiscard]] XACT_FLAT Op operation_of(const record &r) noexcept {
  struct bytes {
    unsigned char of[sizeof(Op)];
  } b;
  std::memcpy(b.of, r.operation, sizeof b.of);
  return std::bit_cast<Op>(b);
}

/// @{ The first element of a line, as a kernel over rows takes it.
template <class S>
[[nodiscard]] XACT_FLAT const S *in_row(kinds<dense<S>>, const operand &o, const place &at) noexcept {
  return begin_of<const S>(o, at);
}
template <class S>
[[nodiscard]] XACT_FLAT const S *in_row(kinds<per_channel<S>>, const operand &o, const place &) noexcept {
  return static_cast<const S *>(o.data);
}
template <class S> [[nodiscard]] XACT_FLAT S *in_row(kinds<written<S>>, const operand &o, const place &at) noexcept {
  return begin_of<S>(o, at);
}
template <class T>
[[nodiscard]] XACT_FLAT bit_reader<T> in_row(kinds<bits_read<T>>, const operand &o, const place &at) noexcept {
  return {static_cast<const std::uint8_t *>(o.data), at.element};
}
template <class T>
[[nodiscard]] XACT_FLAT bit_writer<T> in_row(kinds<bits_written<T>>, const operand &o, const place &at) noexcept {
  return {static_cast<std::uint8_t *>(o.data) + at.element / 8};
}
[[nodiscard]] XACT_FLAT std::nullptr_t in_row(kinds<skipped>, const operand &, const place &) noexcept {
  return nullptr;
}
/// @}

template <class Op, class In, class Out, class = std::make_index_sequence<In::size>,
          class = std::make_index_sequence<Out::size>>
struct row_kernel;

/// An operation over rows: each segment is contiguous, and no operand is per channel, or one is for all elements.
template <class Op, class... In, class... Out, std::size_t... I, std::size_t... O>
struct row_kernel<Op, kinds<In...>, kinds<Out...>, std::index_sequence<I...>, std::index_sequence<O...>> {
  using T = typename Op::number;
  using row_loop = loop<Op, layout::rows, kinds<In...>, kinds<Out...>>;
  template <class Kind> using pointer = typename cursor<Kind, layout::rows>::pointer;

  /// n contiguous elements. The arguments are values, so that the compiler sees that no store changes them, and each in
  /// a register: a struct in memory, written part by part and read as a whole, would hold up the first load.
  static XACT_OUTLINE void stretch(const Op op, std::size_t n, bool far, pointer<In>... in, pointer<Out>... out) {
    row_loop run(op, far);
    run.begin(in..., out...);
    run.run(n, run.head(n));
  }
  /// The same past the caches, in whole lines, to outputs that are aligned alike. The rest goes through the caches by
  /// `stretch`: memory has time for a call, and each copy of an operation is time to compile.
  static XACT_OUTLINE void streamed_stretch(const Op op, std::size_t n, bool far, pointer<In>... in,
                                            pointer<Out>... out) {
    row_loop run(op, far);
    run.begin(in..., out...);
    const std::size_t head = run.head(n);
    const std::size_t whole = (n - head) / one_line<T> * one_line<T>;
    run.skip(static_cast<std::ptrdiff_t>(head));
    run.run_past_caches(whole);
    const auto cached = [&](std::size_t begin, std::size_t count) {
      stretch(op, count, far, elements_on<In>(in, begin)..., elements_on<Out>(out, begin)...);
    };
    cached(0, head);
    cached(head + whole, n - head - whole);
  }

  /// Rows, or slices of rows.
  static void rows(const record &r, const plan &p, std::size_t begin, std::size_t end, const void *const *, void *) {
    const Op op = operation_of<Op>(r);
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(p, line);
      if constexpr (can_stream)
        if (p.streams && at.length >= worth_aligning<T>) { // else `head` finds no aligned address
          streamed_stretch(op, at.length, p.far, in_row(kinds<In>{}, r.in[I], at)...,
                           in_row(kinds<Out>{}, r.out[O], at)...);
          continue;
        }
      stretch(op, at.length, p.far, in_row(kinds<In>{}, r.in[I], at)..., in_row(kinds<Out>{}, r.out[O], at)...);
    }
    if (p.streams)
      stream_fence();
  }

private:
  static constexpr bool can_stream = ((role_of<Out> == role::dense || role_of<Out> == role::skipped) && ...);

  template <class Kind>
  [[nodiscard]] static XACT_FLAT pointer<Kind> elements_on(pointer<Kind> at, std::size_t n) noexcept {
    if constexpr (role_of<Kind> == role::dense)
      return at + n;
    else if constexpr (role_of<Kind> == role::bits)
      return at.from(n);
    else
      return at;
  }
};

/// An operation over the lines of channels, in one layout.
template <class Op, layout L, class In, class Out> struct line_kernel {
  using T = typename Op::number;
  using line_loop = loop<Op, L, In, Out>;

  static XACT_OUTLINE void lines(const record &r, const plan &p, std::size_t begin, std::size_t end,
                                 const void *const *tiles, void *terms) {
    line_loop run(operation_of<Op>(r), p.far);
    stream_queue<T> queues[line_loop::streamed_outputs == 0 ? 1 : line_loop::streamed_outputs];
    const bool streams = p.streams;
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(p, line);
      run.start(r, p, at, tiles, terms);
      const bool fresh = line == begin && !p.continues;
      if (L == layout::elements || at.length % lanes<T> != 0 || at.length > line_loop::short_run || streams)
        any_segments(run, at, fresh, streams, queues);
      else if (line_loop::sums && at.length == lanes<T>)
        whole_segments(run, at.segments, fresh, std::integral_constant<std::size_t, lanes<T>>{});
      else
        whole_segments(run, at.segments, fresh, at.length);
    }
    if (streams) [[unlikely]] {
      for (auto &queue : queues)
        queue.finish();
      stream_fence();
    }
  }

private:
  /// Segments of n elements, which are whole vectors; a constant n spares the loop.
  template <class N>
  static XACT_FLAT void whole_segments(line_loop &run, std::size_t segments, bool fresh, N n) noexcept {
    for (; segments != 0; --segments) {
      run.open(fresh);
      run.run_whole(n);
      run.close();
      run.next();
    }
  }

  /// Segments of any length, through queues if they go past the caches.
  template <class Queues>
  static XACT_FLAT void any_segments(line_loop &run, const place &at, bool fresh, bool streams,
                                     Queues &queues) noexcept {
    for (std::size_t s = at.segments; s != 0; --s) {
      const std::size_t n = s == 1 ? at.last : at.length;
      run.open(fresh);
      for (std::size_t done = 0; done < n;) {
        std::size_t count = n - done;
        if (streams) [[unlikely]] {
          count = count < stream_queue<T>::size ? count : stream_queue<T>::size;
          run.redirect(queues, count);
        }
        run.run(count, run.head(count));
        done += count;
        if (streams) [[unlikely]]
          run.skip(static_cast<std::ptrdiff_t>(done < n ? count : count - n));
      }
      run.close();
      run.next();
    }
  }
};

} // namespace xact::inline XACT_ARCH::kernels
