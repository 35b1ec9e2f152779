#pragma once

/// The plan of a call determines the order in which the loop processes elements. Words of the engine:
///
///     run        `inner` consecutive elements, which belong to one channel (with one channel, all elements)
///     period     one run of each channel: channels·inner consecutive elements
///     segment    elements that the loop (loop.hpp) processes in one execution; contiguous in every dense operand
///     line       several segments with a constant distance from one to the next
///     pass       the work on a group of channels whose parameters and sums fit into tiles
///     term       the contribution of an element to a sum; also a partial sum in memory
///     block      terms that are summed together: up to block_terms per virtual lane
///     tile       a small array in memory for the parameters, the terms or the sums of a pass
///
/// The layout of a call defines the segments:
///
///     rows       a segment is a row or a part of it; for calls with one channel and without sums
///     runs       a segment is a run or a piece of it
///     elements   a segment contains whole periods, or the channels of a pass in one period

#include <xact/engine/stream.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The number of virtual lanes of a sum: the number of elements in 64 bytes, for every register width. A virtual lane
/// is one running sum; the term of element i of a segment is added to lane i % lanes<T>.
template <scalar T> inline constexpr std::size_t lanes = 64 / sizeof(T);

inline constexpr std::size_t block_terms = 256; ///< terms per lane in a block
inline constexpr std::size_t elements_per_job =
    16384; ///< smallest number of elements that is worth a job on another thread

enum class layout : std::uint8_t { rows, runs, elements };

/// The place of the channels in arrays. If `rows_per_run` is 0, a run lies inside a row; else it consists of
/// `rows_per_run` whole rows.
struct geometry {
  std::size_t channels;
  std::size_t inner; ///< elements of a run
  std::size_t rows_per_run;
  std::size_t length_in_row;
  std::size_t rows;
  std::size_t columns;
  std::size_t periods_of_row; ///< 0 if a run consists of rows

  [[nodiscard]] std::size_t period() const noexcept { return channels * inner; }
  [[nodiscard]] std::size_t periods() const noexcept {
    return rows_per_run == 0 ? rows * periods_of_row : rows / (channels * rows_per_run);
  }
};

/// Computes the place of the channels in the arrays of a call. Returns false after a report of misuse. Precondition:
/// the operands conform (arrays/conform.hpp).
[[nodiscard]] XACT_OUTLINE inline bool divide(record &r, geometry &shape) {
  const std::size_t channels = r.channels;
  const std::size_t inner = r.inner;
  const std::size_t rows = r.in[0].rows;
  const std::size_t columns = r.in[0].columns;
  // With one channel all elements are one run.
  const std::size_t run = channels == 1 ? rows * columns : inner;
  shape = {channels, run, 0, run, rows, columns, 0};
  if (rows * columns == 0) {
    shape.rows = 0;
    return true;
  }
  if (channels == 1 && rows == 1 && inner != 0) {
    shape.periods_of_row = 1;
    return true;
  }
  // If the length of a period overflows, the period is longer than every array. The check of the upper halves of both
  // factors avoids the division in most calls.
  constexpr std::size_t half = 4 * sizeof(std::size_t);
  const bool wraps = (channels | run) >> half != 0 && channels != 0 && run > static_cast<std::size_t>(-1) / channels;
  if (channels != 0 && inner != 0 && !wraps) {
    const std::size_t period = channels * run;
    shape.periods_of_row = columns / period;
    if (shape.periods_of_row * period == columns)
      return true;
    shape.periods_of_row = 0;
    if (run % columns == 0 && rows * columns % period == 0) {
      shape.rows_per_run = run / columns;
      shape.length_in_row = columns;
      return true;
    }
  }
  return detail::report_misuse(r, XACT_ERROR_CHANNELS,
                               "xact::%s: %s has %zu rows of %zu elements, which channel_axis{.channels = %zu, .inner "
                               "= %zu} does not divide",
                               r.name, r.in[0].name, rows, columns, channels, inner);
}

/// A line: its beginning and its segments.
struct place {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t element = 0;    ///< index of the first element, counted row by row without gaps
  std::size_t segments = 0;   ///< segments of the line
  std::size_t length = 0;     ///< elements of a segment
  std::size_t last = 0;       ///< elements of the last segment, which may be shorter
  std::size_t lines = 1;      ///< number of consecutive lines in the row at a constant distance, from this line on
  std::size_t gap = 0;        ///< the next line begins step + gap elements after the beginning of the last segment
  std::size_t step = 0;       ///< elements from one segment to the next
  std::size_t row_step = 0;   ///< rows from one segment to the next; 0 if all segments are in one row
  std::size_t channel = 0;    ///< channel of the first segment
  std::size_t slot = 0;       ///< position of the first segment's terms in a tile, counted in channels
  std::size_t slot_count = 0; ///< channels of the pass
};

/// a / b, rounded up, but at least 1. Most quotients are 1 and need no division.
[[nodiscard]] XACT_INLINE std::size_t pieces_of(std::size_t a, std::size_t b) noexcept {
  return a <= b ? 1 : (a + b - 1) / b;
}

/// The plan of a call, or of one pass over some of its channels.
struct plan {
  geometry shape{};
  layout how{};
  bool streams = false;                ///< non-temporal stores write the outputs
  bool exceeds_l1 = false;             ///< the arrays are larger than the first-level cache
  bool packed = false;                 ///< the plan assumes a single row, but the arrays have rows with gaps
  std::size_t offset = 0;              ///< packed plans: index of the first element in the arrays
  bool continues = false;              ///< sums start from the terms in memory
  std::size_t first = 0;               ///< first channel of the pass
  std::size_t count = 1;               ///< channels of the pass
  std::size_t group = 0;               ///< layout::runs: channels whose terms are in memory at the same time
  std::size_t periods_per_segment = 1; ///< layout::elements: periods per segment
  std::size_t chunk = 0;               ///< layout::runs: elements of a piece
  std::size_t pieces = 1;              ///< layout::elements: segments per row; layout::runs: pieces of a run per row
  std::size_t length = 0;              ///< elements of a segment
  std::size_t segments = 1;            ///< segments of a line
  std::size_t row_step = 0;            ///< rows from one segment to the next
  std::size_t column_step = 0;         ///< columns from one segment to the next
  std::size_t lines = 0;               ///< lines of the pass
  std::size_t lines_per_row = 1;
  std::size_t lines_per_block = 1; ///< lines whose terms form one block
  std::size_t blocks = 1;          ///< blocks that are summed at once; above 1 only if each block is one line

  /// Changes a plan for a single row so that packed.hpp runs it on rows with gaps.
  void pack() noexcept {
    packed = true;
    streams = false;
    blocks = 1;
  }
};

/// The line with index `line` in a plan.
[[nodiscard]] XACT_FLAT place locate(const plan &p, std::size_t line) noexcept {
  // The most frequent arrays have one row, or one line per row. They need no division.
  std::size_t row = 0;
  std::size_t of_row = line;
  if (p.lines_per_row == 1) {
    row = line;
    of_row = 0;
  } else if (line >= p.lines_per_row) {
    row = line / p.lines_per_row;
    of_row = line % p.lines_per_row;
  }
  const geometry &g = p.shape;
  place at{.row = row,
           .segments = p.segments,
           .length = p.length,
           .last = p.length,
           .step = p.column_step,
           .row_step = p.row_step,
           .channel = p.first,
           .slot_count = p.count};
  if (p.how == layout::elements) {
    at.column = of_row * p.segments * p.column_step + p.first * g.inner;
    if (of_row + 1 == p.lines_per_row) {
      at.segments = p.pieces - of_row * p.segments;
      const std::size_t rest = g.columns - at.column - (at.segments - 1) * p.column_step;
      at.last = rest < p.length ? rest : p.length;
    }
  } else {
    const std::size_t part = p.pieces == 1 ? of_row : of_row < p.pieces ? 0 : of_row / p.pieces;
    const std::size_t begin = (of_row - part * p.pieces) * p.chunk;
    at.last = at.length = g.length_in_row - begin < p.chunk ? g.length_in_row - begin : p.chunk;
    if (g.rows_per_run == 0) {
      at.column = part * g.period() + p.first * g.inner + begin;
      at.lines = p.pieces == 1 ? p.lines_per_row - of_row : 1;
      at.gap = (g.channels - p.count) * g.inner;
    } else {
      at.row = (row / g.rows_per_run * g.channels + p.first) * g.rows_per_run + row % g.rows_per_run;
      at.column = begin;
    }
  }
  at.element = at.row * g.columns + at.column;
  return at;
}

/// Cuts the runs of p.shape into pieces of p.chunk elements within one row; the last piece may be shorter. A line
/// consists of one piece of the run of each channel of the pass.
inline void cut_runs(plan &p) noexcept {
  const geometry &g = p.shape;
  p.how = layout::runs;
  p.pieces = pieces_of(g.length_in_row, p.chunk);
  p.row_step = g.rows_per_run;
  p.column_step = g.rows_per_run != 0 ? 0 : g.inner;
  p.lines_per_row = (g.rows_per_run != 0 ? 1 : g.periods_of_row) * p.pieces;
  p.lines = (g.rows_per_run != 0 ? g.rows / g.channels : g.rows) * p.lines_per_row;
}

} // namespace xact::inline XACT_ARCH::kernels
