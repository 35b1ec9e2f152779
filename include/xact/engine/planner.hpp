#pragma once

/// Makes the plan of a call.

#include <xact/engine/reduce.hpp>
#include <xact/engine/stream.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::kernels {

/// A kernel as data: its functions, and the numbers from which a plan is made.
struct kernel_type {
  std::size_t number_bytes;          ///< size of the type that the kernel computes in
  std::size_t vector_bytes;          ///< size of a register
  std::size_t accumulator_bytes;     ///< size of the type that sums are accumulated in
  std::size_t sums;                  ///< number of reduced outputs
  std::size_t arrays;                ///< number of dense operands
  bool light;                        ///< the operation has few instructions, so that memory limits the speed
  std::size_t light_step;            ///< elements per step of a light operation without sums; 0 for other operations
  lines_function runs = nullptr;     ///< runs lines in layout::runs; null without channels, or with a mask as output
  lines_function elements = nullptr; ///< runs lines in layout::elements; null in the same cases as `runs`
  reduce_function reduce = nullptr;  ///< computes the sums of a pass; null without sums

  /// The number of parameters or terms in a tile of `tile_bytes`.
  std::size_t slot_count = tile_bytes / (sums == 0 ? number_bytes : accumulator_bytes);
  /// The largest number of elements per segment in layout::elements. With several reduced outputs each tile holds the
  /// terms of two outputs.
  std::size_t positions = sums <= 1 ? slot_count : slot_count / 2;
  /// The number of virtual lanes.
  std::size_t block = 64 / number_bytes;
  /// The largest number of channels of a pass. The memory for sums limits it.
  std::size_t most_channels = sums == 0 ? static_cast<std::size_t>(-1) : slot_count / 2 / sums;
  /// The largest number of channels in layout::runs whose virtual lanes are in memory at the same time.
  std::size_t most_runs = 2 * slot_count / (block * (sums <= 1 ? 1 : 2));
};

/// The number of periods per segment in layout::elements. The number is 1 if one period reaches the minimal length of a
/// segment, or if the channels need several passes. Else the segments reach the minimal length, and consist of whole
/// vectors if such segments have at most `positions` / 2 elements. But the number is at most about a quarter of all
/// periods. A light operation without sums has shorter segments of one step each, if the period divides a step.
[[nodiscard]] inline std::size_t choose_periods_per_segment(const kernel_type &k, const geometry &g) noexcept {
  const std::size_t period = g.period();
  const std::size_t length = k.sums > 1 ? k.positions / 2 : k.positions / 4;
  const std::size_t quarter = g.periods() / 4;
  if (period >= length || g.channels > k.most_channels || quarter == 0)
    return 1;
  const std::size_t low_bit = period & (0 - period); // the largest power of two that divides the period
  if (k.light_step <= length && period <= k.light_step && period == low_bit && 4 * k.light_step <= g.rows * g.columns)
    return k.light_step >> std::countr_zero(period);
  // k.block is a power of two, so that unit * period is a multiple of k.block as soon as unit * low_bit >= k.block.
  std::size_t unit = 1;
  while (unit * low_bit < k.block)
    unit *= 2;
  const std::size_t filled =
      unit * period <= k.positions / 2 ? unit * (1 + (length - 1) / (unit * period)) : 1 + (length - 1) / period;
  return filled <= quarter ? filled : 1 + quarter;
}

/// The number of channels per pass, if tiles have room for `most` channels. If threads compute the sums of blocks,
/// memory must have room for the sums of several blocks.
[[nodiscard]] inline std::size_t channels_of_pass(const kernel_type &k, std::size_t channels, std::size_t most,
                                                  bool parallel) noexcept {
  constexpr std::size_t blocks_at_once = 4;
  const std::size_t summed = parallel && k.sums != 0 ? k.most_channels / blocks_at_once : k.most_channels;
  most = most < summed ? most : summed;
  return channels < most ? channels : most;
}

inline void plan_elements(const kernel_type &k, bool parallel, plan &p) noexcept {
  const geometry &g = p.shape;
  p.how = layout::elements;
  p.periods_per_segment = choose_periods_per_segment(k, g);
  p.count = channels_of_pass(k, g.channels, g.inner == 1 ? k.positions : k.positions / g.inner,
                             parallel && p.periods_per_segment == 1);
  p.length = p.periods_per_segment * p.count * g.inner;
  p.column_step = p.periods_per_segment * g.period();
  p.pieces = pieces_of(g.columns, p.column_step);
  const std::size_t most = k.sums == 0   ? (parallel ? 1 + elements_per_job / p.length : p.pieces)
                           : g.rows == 1 ? block_terms
                                         : 1;
  p.segments = p.pieces < most ? p.pieces : most;
  p.lines_per_row = pieces_of(p.pieces, p.segments);
  p.lines = g.rows * p.lines_per_row;
  p.lines_per_block = p.lines == 1 ? 1 : block_terms / p.segments;
}

inline void plan_runs(const kernel_type &k, bool parallel, plan &p) noexcept {
  const geometry &g = p.shape;
  p.count = channels_of_pass(k, g.channels, g.channels, parallel);
  p.group = k.most_runs;
  const std::size_t most = k.sums != 0 ? block_terms * k.block : parallel ? elements_per_job : g.length_in_row;
  p.length = p.chunk = g.length_in_row < most ? g.length_in_row : most;
  p.segments = p.count;
  cut_runs(p);
  p.lines_per_block = p.lines == 1 || k.sums == 0 ? 1 : block_terms / pieces_of(p.length, k.block);
  const std::size_t terms = k.sums * p.count * k.block;
  if (k.sums != 0 && p.lines_per_block == 1 && p.row_step == 0 && terms <= 2 * k.slot_count)
    p.blocks = 2 * k.slot_count / terms;
}

inline void plan_channels(const kernel_type &k, bool parallel, plan &p) noexcept {
  if (p.shape.channels > 1 && p.shape.rows_per_run == 0 && p.shape.inner < k.block)
    plan_elements(k, parallel, p);
  else
    plan_runs(k, parallel, p);
}

/// The number of periods in a row of n elements; 0 if the row does not consist of whole periods.
[[nodiscard]] XACT_INLINE std::size_t periods_in(std::size_t n, std::size_t channels, std::size_t run) noexcept {
  if (channels - 1 >= n || run > n)
    return 0;
  const std::size_t period = channels * run;
  const std::size_t periods = n / period;
  return periods * period == n ? periods : 0;
}

/// Plans a call with channels on a single row of n elements, as one pass and one block of sums. Returns false if the
/// call needs several passes or blocks, or if the row does not consist of whole periods.
[[nodiscard]] inline bool plan_block(const kernel_type &k, std::size_t n, channel_axis axis, plan &p) noexcept {
  const std::size_t run = axis.channels == 1 ? n : axis.inner;
  const std::size_t periods = periods_in(n, axis.channels, run);
  const bool by_runs = axis.channels == 1 || run >= k.block;
  if (periods == 0 || k.sums * axis.channels * (by_runs ? k.block : run) > k.slot_count)
    return false;
  p.shape = {axis.channels, run, 0, run, 1, n, periods};
  plan_channels(k, false, p);
  return p.count == axis.channels &&
         (k.sums == 0 || (p.lines <= p.lines_per_block && (by_runs || k.sums * p.length <= k.slot_count)));
}

/// True if sums over the rows of an array are bitwise equal to sums over the same elements in a single row. They are if
/// no segment of the single row contains elements of two rows of the array.
[[nodiscard]] inline bool sums_as_one_row(const plan &p) noexcept {
  return p.how == layout::elements ? p.shape.periods_of_row % p.periods_per_segment == 0 : p.shape.rows_per_run == 0;
}

/// Makes the plan for all channels of a call whose operands conform. Returns false after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool make_plan(record &r, const kernel_type &k, bool parallel, plan &p) {
  const std::size_t rows = r.in[0].rows;
  const std::size_t columns = r.in[0].columns;
  const auto bytes =
      std::uint64_t{k.arrays * k.number_bytes} * (rows * columns); // an upper bound: two operands may be the same array
  p.exceeds_l1 = bytes > first_level_cache;
  if (!divide(r, p.shape))
    return false;
  if (bytes == 0)
    return true;
  if (bytes >= smallest_cache || asks_for_streams(r)) [[unlikely]]
    p.streams = should_stream(r, k.vector_bytes, {k.light, true});
  plan_channels(k, parallel, p);
  if (k.sums != 0 && rows > 1 && !sums_as_one_row(p)) {
    p.row_step = 0;
    const std::size_t run = r.channels == 1 ? rows * columns : r.inner;
    p.shape = {r.channels, run, 0, run, 1, rows * columns, rows * columns / (r.channels * run)};
    plan_channels(k, parallel, p);
    p.pack();
  }
  return true;
}

} // namespace xact::inline XACT_ARCH::kernels
