#pragma once

/// `run` checks a record, makes a plan (plan.hpp), and runs passes over groups of channels. A pass runs its lines, on
/// the threads of the executor if there is one, and emits its sums.

#include <xact/engine/planner.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// @{ Return the parameters of a pass in layout::elements, one parameter per element of a segment. The functions copy
/// the parameters to `tile`, unless the operand's array has this layout already. With non-temporal stores a copy of the
/// first cache line of parameters follows the tile: these stores begin at the first aligned address of the output, so
/// that their parameters begin inside the first cache line of the tile and end inside the copy.
template <scalar S> [[nodiscard]] const void *lay_out(const operand &o, const plan &p, S *tile) noexcept {
  const S *const from = static_cast<const S *>(o.data) + p.first;
  const std::size_t inner = p.shape.inner;
  if (inner == 1 && p.periods_per_segment == 1 && !p.streams)
    return from;
  using V = native_batch<S>;
  const std::size_t period = p.count * inner;
  const std::size_t length = p.length;
  if (inner == 1 && period % V::size == 0) {
    for (std::size_t i = 0; i < period; i += V::size) {
      const V parameters = load(from + i);
      for (std::size_t n = i; n < length; n += period)
        parameters.store_aligned(tile + n);
    }
  } else {
    for (std::size_t c = 0; c < p.count; ++c)
      for (std::size_t i = 0; i < inner; ++i)
        tile[c * inner + i] = from[c];
    for (std::size_t n = period; n < length; n *= 2) // doubles the number of periods in the tile
      std::memcpy(tile + n, tile, (length - n < n ? length - n : n) * sizeof(S));
  }
  if (p.streams && p.length >= cache_line_elements<S>)
    std::memcpy(tile + p.length, tile, cache_line_elements<S> * sizeof(S));
  return tile;
}
[[nodiscard]] XACT_OUTLINE inline const void *lay_out(const operand &o, const plan &p, unsigned char *tile) noexcept {
  return bytes_of(o) == sizeof(float) ? lay_out(o, p, reinterpret_cast<float *>(tile))
                                      : lay_out(o, p, reinterpret_cast<double *>(tile));
}
/// @}

/// Runs the lines of a pass without sums on several threads, several lines per job.
inline void run_lines_on_threads(lines_function lines, const record &r, const plan &p, const void *const *tiles,
                                 const executor_ref &on) {
  const std::size_t batch = 1 + elements_per_job / (p.segments * p.length + 1);
  on((p.lines - 1) / batch + 1, [&](std::size_t job) {
    const std::size_t begin = job * batch;
    lines(r, p, begin, p.lines - begin < batch ? p.lines : begin + batch, tiles, nullptr);
  });
}

/// Runs a plan in passes. p.count is the number of channels of the first pass; the last pass may have fewer.
XACT_OUTLINE inline void run_passes(const record &r, const kernel_type &k, plan &p, const executor_ref &on) {
  const lines_function lines = p.how == layout::runs ? k.runs : k.elements;
  alignas(64) unsigned char tiles[most_parameters][tile_bytes + 64];
  const void *laid_out[most_parameters] = {};
  for (const std::size_t most = p.count; p.first < p.shape.channels; p.first += most) {
    const std::size_t left = p.shape.channels - p.first;
    p.count = left < most ? left : most;
    if (p.how == layout::elements)
      p.length = p.periods_per_segment * p.count * p.shape.inner;
    if (p.how == layout::runs)
      p.segments = p.count;
    for (std::size_t i = 0, used = 0; i < r.inputs && p.how == layout::elements; ++i)
      if (r.in[i].role == role::per_channel) {
        laid_out[used] = lay_out(r.in[i], p, tiles[used]);
        ++used;
      }
    if (k.sums != 0)
      k.reduce(r, p, lines, laid_out, k.sums, on);
    else if (on.is_parallel())
      run_lines_on_threads(lines, r, p, laid_out, on);
    else
      lines(r, p, 0, p.lines, laid_out, nullptr);
  }
}

/// Writes the sums of a call without elements: zeros to each reduced output that is not accumulated.
inline void emit_zeros(const record &r) noexcept {
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].role == role::reduced && r.out[o].adds == 0)
      std::memset(r.out[o].data, 0, size_of(r.out[o]) * bytes_of(r.out[o]));
}

/// Runs a record with the kernel k. `plain` is true if the operands have passed the quick check (arrays/conform.hpp).
/// All operations use one copy of this function, because the function is not a template.
XACT_OUTLINE inline void run(record &r, const kernel_type &k, bool plain) {
  plan p;
  const executor_ref on(r.on);
  if ((!plain && !conform(r)) || !make_plan(r, k, on.is_parallel(), p))
    return;
  if (p.lines == 0)
    emit_zeros(r);
  else
    run_passes(r, k, p, on);
}

} // namespace xact::inline XACT_ARCH::kernels
