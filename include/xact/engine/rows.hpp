#pragma once

/// Calls with one channel and without sums: row by row, in one function for all operations. An operation brings no more
/// than its loop over contiguous elements, so that it is compiled quickly.

#include <xact/arrays/conform.hpp>
#include <xact/engine/plan.hpp>
#include <xact/engine/stream.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Runs the operation of a record over contiguous elements of a row. `far`: the arrays are larger than the first-level
/// cache.
using line_function = void (*)(const record &, const place &, bool far);

/// The kernel of an operation as data.
struct row_kernel {
  std::size_t number_bytes; ///< of the type that the kernel computes in
  std::size_t vector_bytes; ///< of a register
  std::size_t arrays;       ///< dense operands
  line_function line;
};

/// `length` elements of a line, from number `first` on.
[[nodiscard]] inline place part_of(const place &line, std::size_t first, std::size_t length) noexcept {
  return {.row = line.row, .column = line.column + first, .element = line.element + first, .length = length};
}

/// Copies n elements, which are whole vectors, with non-temporal stores to an aligned address.
template <scalar T> void stream_copy(T *to, const T *from, std::size_t n) noexcept {
  for (std::size_t i = 0; i != n; i += native_batch<T>::size)
    stream(to + i, load(from + i));
}
inline void stream_copy(const operand &o, const place &at, const void *from, std::size_t n) noexcept {
  if (bytes_of(o) == sizeof(float))
    stream_copy(first_of<float>(o, at), static_cast<const float *>(from), n);
  else
    stream_copy(first_of<double>(o, at), static_cast<const double *>(from), n);
}

/// Runs elements that are whole vectors, to aligned outputs, with non-temporal stores: piece by piece through buffers
/// in the first-level cache. Memory is slow enough to hide the copy, and a loop with such stores for each operation
/// would take time to compile.
XACT_OUTLINE inline void stream_vectors(const record &r, const row_kernel &k, const place &line) {
  alignas(64) unsigned char buffers[2][tile_bytes];
  record piece = r;
  for (std::size_t o = 0; o < r.outputs; ++o)
    piece.out[o].data = buffers[o];
  const std::size_t most = tile_bytes / k.number_bytes;
  for (std::size_t done = 0; done < line.length; done += most) {
    const place at = part_of(line, done, line.length - done < most ? line.length - done : most);
    for (std::size_t i = 0; i < r.inputs; ++i)
      if (r.in[i].role == role::dense)
        piece.in[i].data = first_of<char>(r.in[i], at);
    k.line(piece, {.element = at.element, .length = at.length}, true);
    for (std::size_t o = 0; o < r.outputs; ++o)
      if (r.out[o].role == role::dense)
        stream_copy(r.out[o], at, buffers[o], at.length);
  }
}

/// Runs a line with non-temporal stores from the first aligned address of the outputs on, which share one alignment.
inline void stream_line(const record &r, const row_kernel &k, const place &line) {
  const std::size_t vector = k.vector_bytes / k.number_bytes;
  const operand &out = r.out[r.out[0].role == role::dense ? 0 : 1];
  const std::size_t head =
      (0 - reinterpret_cast<std::uintptr_t>(first_of<char>(out, line)) / k.number_bytes) % vector;
  const std::size_t tail = (line.length - head) % vector;
  stream_vectors(r, k, part_of(line, head, line.length - head - tail));
  if (head != 0)
    k.line(r, part_of(line, 0, head), true);
  if (tail != 0)
    k.line(r, part_of(line, line.length - tail, tail), true);
}

/// The lines of a call: rows, or pieces of rows for several threads.
struct row_lines {
  std::size_t columns;
  std::size_t length; ///< of each line of a row but the last
  std::size_t per_row;
  bool far;
  bool streams;

  void run(const record &r, const row_kernel &k, std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = per_row == 1 ? i : i / per_row;
      const std::size_t column = (i - row * per_row) * length;
      const place line{.row = row,
                       .column = column,
                       .element = row * columns + column,
                       .length = columns - column < length ? columns - column : length};
      if (streams && line.length * k.number_bytes >= 16 * k.vector_bytes)
        stream_line(r, k, line);
      else
        k.line(r, line, far);
    }
    if (streams)
      stream_fence();
  }
};

/// Runs a record. `plain`: its operands are known to conform.
XACT_OUTLINE inline void run_rows(record &r, const row_kernel &k, bool plain) {
  if (!plain && !conform(r))
    return;
  const std::size_t rows = r.in[0].rows;
  const std::size_t columns = r.in[0].columns;
  if (rows * columns == 0)
    return;
  const auto bytes = std::uint64_t{k.arrays * k.number_bytes} * (rows * columns); // of arrays that may be the same one
  const executor_ref on(r.on);
  const std::size_t length = on.shares() && columns > slice_size ? slice_size : columns;
  const row_lines lines{columns, length, pieces_of(columns, length), bytes > first_level_cache,
                        (bytes >= smallest_cache || asks_for_streams(r)) && past_caches(r, k.vector_bytes)};
  const std::size_t all = rows * lines.per_row;
  if (!on.shares())
    return lines.run(r, k, 0, all);
  const std::size_t together = 1 + slice_size / (length + 1);
  on(pieces_of(all, together), [&](std::size_t job) {
    const std::size_t begin = job * together;
    lines.run(r, k, begin, all - begin < together ? all : begin + together);
  });
}

} // namespace xact::inline XACT_ARCH::kernels
