#pragma once

/// Calls with one channel and without sums run row by row. To save compile time, the functions of this file are no
/// templates; only the loop over contiguous elements is compiled for each operation.

#include <xact/arrays/conform.hpp>
#include <xact/engine/plan.hpp>
#include <xact/engine/stream.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Runs the operation of a record on contiguous elements of a row. `exceeds_l1` is true if the arrays are larger than
/// the first-level cache, and `streams` if non-temporal stores write the outputs.
using line_function = void (*)(const record &, const place &, bool exceeds_l1, bool streams);

/// The kernel of an operation in layout::rows, as data.
struct row_kernel {
  std::size_t number_bytes; ///< size of the type that the kernel computes in
  std::size_t vector_bytes; ///< size of a register
  std::size_t arrays;       ///< number of dense operands
  bool light;               ///< the operation has few instructions
  line_function line;
};

/// The lines of a call. A line is a row, or with several threads a piece of a row.
struct row_lines {
  std::size_t columns;
  std::size_t length; ///< elements of each line of a row except the last
  std::size_t per_row;
  bool exceeds_l1;
  bool streams;

  void run(const record &r, const row_kernel &k, std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = per_row == 1 ? i : i / per_row;
      const std::size_t column = (i - row * per_row) * length;
      k.line(r,
             {.row = row,
              .column = column,
              .element = row * columns + column,
              .length = columns - column < length ? columns - column : length},
             exceeds_l1, streams);
    }
    if (streams)
      stream_fence();
  }
};

/// Runs the operation of a record row by row.
XACT_OUTLINE inline void run_rows(record &r, const row_kernel &k) {
  if (!conform(r))
    return;
  const std::size_t rows = r.in[0].rows;
  const std::size_t columns = r.in[0].columns;
  if (rows * columns == 0)
    return;
  const auto bytes =
      std::uint64_t{k.arrays * k.number_bytes} * (rows * columns); // an upper bound: two operands may be the same array
  const executor_ref on(r.on);
  const std::size_t length = on.is_parallel() && columns > elements_per_job ? elements_per_job : columns;
  const row_lines lines{columns, length, pieces_of(columns, length), bytes > first_level_cache,
                        (bytes >= smallest_cache || asks_for_streams(r)) &&
                            should_stream(r, k.vector_bytes, {k.light, false})};
  const std::size_t all = rows * lines.per_row;
  if (!on.is_parallel())
    return lines.run(r, k, 0, all);
  const std::size_t together = 1 + elements_per_job / (length + 1);
  on(pieces_of(all, together), [&](std::size_t job) {
    const std::size_t begin = job * together;
    lines.run(r, k, begin, all - begin < together ? all : begin + together);
  });
}

} // namespace xact::inline XACT_ARCH::kernels
