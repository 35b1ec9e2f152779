#pragma once

/// The choice of a plan for a call.

#include <xact/engine/reduce.hpp>
#include <xact/engine/stream.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// A kernel, whatever its operation: functions, and numbers that a plan depends on.
struct kernel_type {
  std::size_t number_bytes;      ///< of the type that it computes in
  std::size_t vector_bytes;      ///< of a register
  std::size_t accumulator_bytes; ///< of its sums
  std::size_t sums;              ///< kinds of terms that it sums
  bool light;                    ///< it waits for memory
  lines_function rows;
  lines_function runs;     ///< null without channels
  lines_function elements; ///< null without channels
};

/// a / b, rounded up. Most quotients here are 1, and spared the division.
[[nodiscard]] XACT_INLINE std::size_t pieces_of(std::size_t a, std::size_t b) noexcept {
  return a <= b ? 1 : (a + b - 1) / b;
}

/// The tile of terms or parameters that a plan has room for, in values of a kind.
struct room {
  std::size_t positions; ///< of a tile, for each kind
  std::size_t slots;     ///< sums of a pass, of all kinds
};
[[nodiscard]] inline room room_of(const kernel_type &k) noexcept {
  const std::size_t slots = tile_bytes / (k.sums == 0 ? k.number_bytes : k.accumulator_bytes);
  return {k.sums <= 1 ? slots : slots / 2, slots};
}

/// The number of periods that make a segment: enough for a loop of some length, whole vectors where that is near, but
/// no more than a quarter of all periods.
[[nodiscard]] inline std::size_t periods_together(const geometry &g, std::size_t block, std::size_t positions,
                                                  std::size_t length) noexcept {
  const std::size_t period = g.period();
  if (period >= length)
    return 1;
  // Two is the only prime factor of a block, so the largest that it shares with the period is a power of two.
  const std::size_t low_bit = period & (0 - period);
  std::size_t unit = 1;
  while (unit * low_bit < block)
    unit *= 2;
  const std::size_t filled =
      unit * period <= positions / 2 ? unit * (1 + (length - 1) / (unit * period)) : 1 + (length - 1) / period;
  const std::size_t some = 1 + g.periods() / 4;
  return filled < some ? filled : some;
}

/// The number of channels of a pass. Threads that share sums keep those of several blocks at once.
[[nodiscard]] inline std::size_t channels_of_pass(const kernel_type &k, const room &has, std::size_t channels,
                                                  std::size_t of_tile, bool shares) noexcept {
  constexpr std::size_t blocks_at_once = 8;
  std::size_t most = of_tile;
  if (k.sums != 0) {
    const std::size_t of_slots = shares        ? has.slots / (k.sums * blocks_at_once)
                                 : k.sums == 1 ? has.slots
                                               : has.slots / k.sums;
    most = most < of_slots ? most : of_slots;
  }
  return channels < most ? channels : most;
}

inline void plan_elements(const kernel_type &k, std::size_t block, bool shares, plan &p) noexcept {
  const room has = room_of(k);
  const geometry &g = p.shape;
  p.how = layout::elements;
  p.together = periods_together(g, block, has.positions, k.sums > 1 ? has.positions / 2 : has.positions / 4);
  p.count = channels_of_pass(k, has, g.channels, g.inner == 1 ? has.positions : has.positions / g.inner,
                             shares && p.together == 1);
  p.length = p.together * p.count * g.inner;
  p.column_step = p.together * g.period();
  const std::size_t pieces = pieces_of(g.columns, p.column_step);
  const std::size_t most = k.sums == 0 ? (shares ? 1 + slice_size / p.length : pieces) : g.rows == 1 ? block_terms : 1;
  p.segments = pieces < most ? pieces : most;
  p.lines_per_row = pieces_of(pieces, p.segments);
  p.lines = g.rows * p.lines_per_row;
  p.lines_per_block = p.lines == 1 ? 1 : block_terms / p.segments;
}

inline void plan_runs(const kernel_type &k, std::size_t block, bool shares, plan &p) noexcept {
  const room has = room_of(k);
  const geometry &g = p.shape;
  p.how = layout::runs;
  p.count = k.sums == 0 ? g.channels : channels_of_pass(k, has, g.channels, has.positions / block, shares);
  const std::size_t most = k.sums != 0 ? block_terms * block : shares ? slice_size : g.part_length;
  p.length = p.chunk = g.part_length < most ? g.part_length : most;
  p.chunks = pieces_of(g.part_length, p.chunk);
  p.segments = p.count;
  p.row_step = g.parts;
  p.column_step = g.parts != 0 ? 0 : g.inner;
  p.lines_per_row = (g.parts != 0 ? 1 : g.periods_of_row) * p.chunks;
  p.lines = (g.parts != 0 ? g.rows / g.channels : g.rows) * p.lines_per_row;
  p.lines_per_block = p.lines == 1 || k.sums == 0 ? 1 : block_terms / pieces_of(p.length, block);
}

inline void plan_rows(const geometry &shape, bool shares, plan &p) noexcept {
  p.shape = shape;
  p.how = layout::rows;
  p.length = p.chunk = shares && shape.columns > slice_size ? slice_size : shape.columns;
  p.chunks = p.lines_per_row = pieces_of(shape.columns, p.chunk);
  p.lines = shape.rows * p.chunks;
}

inline void plan_channels(const kernel_type &k, bool shares, plan &p) noexcept {
  const std::size_t block = 64 / k.number_bytes;
  if (p.shape.channels > 1 && p.shape.parts == 0 && p.shape.inner < block)
    plan_elements(k, block, shares, p);
  else
    plan_runs(k, block, shares, p);
}

/// True if rows with gaps give sums the bits of one row: if no segment of that one would go over the end of a row.
[[nodiscard]] inline bool sums_as_one_row(const plan &p) noexcept {
  return p.how == layout::elements ? p.shape.periods_of_row % p.together == 0 : p.shape.parts == 0;
}

/// The plan of a call whose operands conform, for all of its channels. False after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool make_plan(const record &r, const kernel_type &k, bool shares, plan &p) {
  const std::size_t rows = r.in[0].rows;
  const std::size_t columns = r.in[0].columns;
  std::size_t arrays = 0;
  for (std::size_t i = 0; i < r.inputs; ++i)
    arrays += r.in[i].is == role::dense;
  for (std::size_t o = 0; o < r.outputs; ++o)
    arrays += r.out[o].is == role::dense;
  p.first = p.offset = p.row_step = p.column_step = 0;
  p.packed = p.continues = false;
  p.far = arrays * rows * columns * k.number_bytes > first_level_cache;
  p.count = p.together = p.chunks = p.segments = p.lines_per_row = p.lines_per_block = 1;
  const bool by_rows = k.runs == nullptr || (k.sums == 0 && r.channels == 1);
  if (!by_rows && !divide(r.call, r.in[0].name, rows, columns, {r.channels, r.inner}, p.shape))
    return false;
  if (rows * columns == 0) {
    // No lines: sums are 0.
    p.shape.channels = k.sums == 0 ? 0 : r.channels;
    p.how = layout::runs;
    p.streams = false;
    p.lines = 0;
    p.count = channels_of_pass(k, room_of(k), r.channels, r.channels, false);
    return true;
  }
  p.streams = past_caches(r, k.vector_bytes) &&
              (by_rows || k.light || r.out[0].stores == static_cast<std::uint8_t>(stores::streamed));
  if (by_rows) {
    plan_rows({1, columns, 0, columns, rows, columns, 1}, shares, p);
    return true;
  }
  plan_channels(k, shares, p);
  if (k.sums != 0 && rows > 1 && !sums_as_one_row(p)) {
    p.packed = true;
    p.streams = false;
    p.row_step = 0;
    const std::size_t run = r.channels == 1 ? rows * columns : r.inner;
    p.shape = {r.channels, run, 0, run, 1, rows * columns, rows * columns / (r.channels * run)};
    plan_channels(k, shares, p);
  }
  return true;
}

} // namespace xact::inline XACT_ARCH::kernels
