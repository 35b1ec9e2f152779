#pragma once

/// The segments of a line (plan.hpp) in layout::runs and layout::elements, one after the other. Segments of the
/// lengths that occur most often have loops of their own.

#include <xact/engine/loop.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The lengths of the segments of a line, in elements. All segments but the last have `length` elements, and begin
/// `step` elements apart.
struct segment_lengths {
  std::size_t count; ///< number of segments
  std::size_t length;
  std::size_t last; ///< length of the last segment
  std::size_t step;
};

/// Runs the segments of lines by a loop of type Loop. `streams_lines` is true if the kernel chooses between cached and
/// non-temporal stores once per line; else this class chooses once per segment.
template <class Op, layout L, class Loop, bool streams_lines> class segments {
  using T = typename Op::number;
  /// The length of the shortest segments in layout::runs.
  using shortest = std::integral_constant<std::size_t, lanes<T>>;
  /// The number of shortest segments per iteration of their loop; 0 if there is no such loop. A loop for a long
  /// operation would only add to the time that the kernel takes to compile.
  static constexpr std::size_t shortest_at_once = Loop::sums ? 1 : is_light<Op> ? 4 : 0;

  bool any_length_;
  bool streams_;

public:
  XACT_FLAT segments(const Loop &run, std::size_t length, bool streams) noexcept
      : any_length_(L == layout::elements || length % lanes<T> != 0 || length > Loop::longest_short_segment ||
                    (streams && run.is_aligned())),
        streams_(streams) {}

  /// Runs the segments of one line. With `fresh`, sums start from 0, else from the sums in memory.
  XACT_FLAT void run(Loop &run, const segment_lengths &of, bool fresh) const noexcept {
    if (any_length_)
      run_any_length(run, of, fresh);
    else if (shortest_at_once != 0 && of.length == lanes<T> && of.step == of.length)
      run_vectors<shortest_at_once>(run, of.count, shortest{}, shortest{}, fresh);
    else
      run_vectors<1>(run, of.count, of.length, of.step, fresh);
  }

private:
  /// Runs segments of n elements, `at_once` segments per iteration. The precondition on n is that of loop::run_vectors.
  /// If n and `step` are compile-time constants, the compiler unrolls the loop over vectors, and the addresses of the
  /// segments of an iteration differ by constants.
  template <std::size_t at_once, class N, class Step>
  static XACT_FLAT void run_vectors(Loop &run, std::size_t count, N n, Step step, bool fresh) noexcept {
    const auto run_segment = [&](std::size_t) XACT_FLAT_LAMBDA {
      run.open(fresh);
      run.run_vectors(n);
      run.close();
      run.next(step);
    };
    if constexpr (at_once > 1)
      for (; count >= at_once; count -= at_once)
        [&]<std::size_t... K>(std::index_sequence<K...>)
            XACT_FLAT_LAMBDA { (run_segment(K), ...); }(std::make_index_sequence<at_once>{});
    for (; count != 0; --count)
      run_segment(0);
  }

  /// Runs segments of any length. If the choice is made once per segment, non-temporal stores write each segment that
  /// is aligned and consists of whole cache lines.
  XACT_FLAT void run_any_length(Loop &run, const segment_lengths &of, bool fresh) const noexcept {
    for (std::size_t count = of.count; count != 0; --count) {
      const std::size_t n = count == 1 ? of.last : of.length;
      run.open(fresh);
      if (!streams_lines && streams_ && n % cache_line_elements<T> == 0 && run.is_aligned()) [[unlikely]]
        run.run_streamed_lines(n);
      else
        run.run(n, run.head(n));
      run.close();
      run.next(of.step);
    }
  }
};

} // namespace xact::inline XACT_ARCH::kernels
