#pragma once

/// The order of the work of one call: lines, and the segments of a line. A segment is contiguous in every dense
/// operand. Layouts differ in the meaning of a segment; the loop over it is the same.
///
///     rows        no operand per channel: a segment is a row, or a slice of one
///     runs        a segment belongs to one channel, whose parameter and sums wait in registers
///     elements    a segment holds one or more periods: parameters and sums lie beside the elements
///
/// The place of a line is found by divisions, once; its segments follow at constant steps.

#include <xact/engine/stream.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The elements of 64 bytes: the number of virtual lanes that sums have, whatever the width of registers.
template <scalar T> inline constexpr std::size_t lanes = 64 / sizeof(T);

inline constexpr std::size_t block_terms = 256;  ///< terms that a lane takes before its block is closed
inline constexpr std::size_t slice_size = 16384; ///< elements that are worth the way to another thread

enum class layout : std::uint8_t { rows, runs, elements };

/// The channels in the arrays of a call. A run is what one channel has in one period. It lies within a row if `parts`
/// is 0; else it is made of that many whole rows.
struct geometry {
  std::size_t channels;
  std::size_t inner; ///< elements of a run
  std::size_t parts;
  std::size_t part_length;
  std::size_t rows;
  std::size_t columns;
  std::size_t periods_of_row; ///< 0 where a run is made of rows

  [[nodiscard]] std::size_t period() const noexcept { return channels * inner; }
  [[nodiscard]] std::size_t periods() const noexcept {
    return parts == 0 ? rows * periods_of_row : rows / (channels * parts);
  }
  [[nodiscard]] std::size_t parts_of_run() const noexcept { return parts == 0 ? 1 : parts; }
  /// How many parts each channel has.
  [[nodiscard]] std::size_t parts_of_channel() const noexcept { return periods() * parts_of_run(); }
};

/// Says how the channels of an axis lie in arrays of so many rows and columns. False after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool divide(const char *call, const char *name, std::size_t rows, std::size_t columns,
                                              channel_axis axis, geometry &shape) {
  const auto [channels, inner] = axis;
  // With one channel the whole of the arrays is its run.
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
  // A period of which the length wraps is longer than any array. Short numbers need no division to tell.
  constexpr std::size_t half = 4 * sizeof(std::size_t);
  const bool wraps = (channels | run) >> half != 0 && channels != 0 && run > static_cast<std::size_t>(-1) / channels;
  if (channels != 0 && inner != 0 && !wraps) {
    const std::size_t period = channels * run;
    shape.periods_of_row = columns / period;
    if (shape.periods_of_row * period == columns)
      return true;
    shape.periods_of_row = 0;
    if (run % columns == 0 && rows * columns % period == 0) {
      shape.parts = run / columns;
      shape.part_length = columns;
      return true;
    }
  }
  detail::report_misuse("xact::%s: %s has %zu rows of %zu elements, which channel_axis{.channels = %zu, .inner = "
                        "%zu} does not divide",
                        call, name, rows, columns, channels, inner);
  return false;
}

/// A line: its begin, and its segments.
struct place {
  std::size_t row = 0;
  std::size_t column = 0;
  std::size_t element = 0;  ///< counted row by row, without gaps
  std::size_t segments = 0; ///< of this line
  std::size_t length = 0;   ///< of a segment
  std::size_t last = 0;     ///< of the last segment, which may be shorter
  std::size_t lines = 1;    ///< this line and those of the row that come at a constant step
  std::size_t gap = 0;      ///< elements between the last segment of such a line and the first of the next
  std::size_t step = 0;     ///< elements from one segment to the next
  std::size_t row_step = 0; ///< rows from one segment to the next, if these are rows
  std::size_t channel = 0;  ///< of the first segment
  std::size_t slot = 0;     ///< the number of that channel in the pass
  std::size_t slots = 0;    ///< channels of the pass
};

/// a / b, rounded up. Most quotients here are 1, and spared the division.
[[nodiscard]] XACT_INLINE std::size_t pieces_of(std::size_t a, std::size_t b) noexcept {
  return a <= b ? 1 : (a + b - 1) / b;
}

/// The plan of a call, or of one pass over some of its channels.
struct plan {
  geometry shape;
  layout how;
  bool streams = false;        ///< outputs go past the caches
  bool far = false;            ///< the arrays are no longer in the first-level cache
  bool packed = false;         ///< the plan is that of one row, which the arrays are not
  std::size_t offset = 0;      ///< elements of the arrays before those of a packed plan
  bool continues = false;      ///< the sums of a run go on with the terms that are there
  std::size_t first = 0;       ///< channel of this pass
  std::size_t count = 1;       ///< channels of this pass
  std::size_t group = 0;       ///< channels, by runs, whose terms are summed at once
  std::size_t together = 1;    ///< periods of a segment, by elements
  std::size_t chunk;           ///< elements that a row, or a part of a run, is cut into
  std::size_t pieces = 1;      ///< segments that a row, chunks that a part of a run is cut into
  std::size_t length;          ///< elements of a segment
  std::size_t segments = 1;    ///< of a line
  std::size_t row_step = 0;    ///< from one segment to the next
  std::size_t column_step = 0; ///< from one segment to the next
  std::size_t lines = 0;       ///< of this pass
  std::size_t lines_per_row = 1;
  std::size_t lines_per_block = 1; ///< lines whose terms are added up before they join the totals
};

/// A line of a plan.
[[nodiscard]] XACT_FLAT place locate(const plan &p, std::size_t line) noexcept {
  // Most arrays are one row, or their rows one line: no division.
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
           .slots = p.count};
  if (p.how == layout::elements) {
    at.column = of_row * p.segments * p.column_step + p.first * g.inner;
    if (of_row + 1 == p.lines_per_row) {
      at.segments = p.pieces - of_row * p.segments;
      const std::size_t rest = g.columns - at.column - (at.segments - 1) * p.column_step;
      at.last = rest < p.length ? rest : p.length;
    }
  } else {
    const std::size_t part = p.pieces == 1 ? of_row : of_row / p.pieces;
    const std::size_t begin = p.pieces == 1 ? 0 : of_row % p.pieces * p.chunk;
    at.last = at.length = g.part_length - begin < p.chunk ? g.part_length - begin : p.chunk;
    if (g.parts == 0) {
      at.column = part * g.period() + p.first * g.inner + begin;
      at.lines = p.pieces == 1 ? p.lines_per_row - of_row : 1;
      at.gap = (g.channels - p.count) * g.inner;
    } else {
      at.row = (row / g.parts * g.channels + p.first) * g.parts + row % g.parts;
      at.column = begin;
    }
  }
  at.element = at.row * g.columns + at.column;
  return at;
}

/// Cuts the runs of p.shape into lines: p.chunk elements of one part each, or what is left of it.
inline void cut_runs(plan &p) noexcept {
  const geometry &g = p.shape;
  p.how = layout::runs;
  p.pieces = pieces_of(g.part_length, p.chunk);
  p.row_step = g.parts;
  p.column_step = g.parts != 0 ? 0 : g.inner;
  p.lines_per_row = (g.parts != 0 ? 1 : g.periods_of_row) * p.pieces;
  p.lines = (g.parts != 0 ? g.rows / g.channels : g.rows) * p.lines_per_row;
}

} // namespace xact::inline XACT_ARCH::kernels
