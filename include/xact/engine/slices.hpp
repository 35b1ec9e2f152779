#pragma once

/// The slices of a call along its axis, in jobs that may run on different threads.

#include <xact/arrays/executor.hpp>
#include <xact/engine/axis.hpp>
#include <xact/engine/cursors.hpp>
#include <xact/simd/transpose.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Plans the slices of a call, where no channels mean that each row is one: a line is the first channel of up to
/// `together` of them, side by side. False after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool plan_slices(record &r, std::size_t together, plan &p) {
  if (r.channels == 0 && r.inner == 1) {
    r.channels = r.in[0].columns;
    const auto adopt = [&](const operand &o) {
      if (o.is == role::dense && o.rows != 1)
        r.channels = o.columns;
    };
    for (std::size_t i = 0; i < r.inputs; ++i)
      adopt(r.in[i]);
    for (std::size_t o = 0; o < r.outputs; ++o)
      adopt(r.out[o]);
    r.channels += r.channels == 0; // of no elements
  }
  if (!conform(r))
    return false;
  const operand &x = r.in[0];
  if (r.channels == 0 || (r.inner == 0 && size_of(x) != 0)) [[unlikely]] {
    detail::report_misuse("xact::%s: channel_axis{.channels = %zu, .inner = %zu}: both must be at least 1, or "
                          "channels 0 and inner 1, for whole rows",
                          r.call, r.channels, r.inner);
    return false;
  }
  if (!divide(r.call, x.name, x.rows, x.columns, {r.channels, r.inner}, p.shape))
    return false;
  p.chunk = together;
  cut_runs(p);
  return true;
}

/// The slices of a planned call with so many inputs.
template <scalar T, std::size_t In, output_mode Out> class slices {
public:
  /// Slices side by side that are taken after each other, whatever the width of a vector.
  static constexpr std::size_t together = lanes<T>;

  /// Of operands that conform. Both must outlive this.
  slices(const record &r, const plan &p) noexcept
      : record_(r), plan_(p), in_rows_(p.shape.parts == 0 && p.shape.inner == 1),
        lines_(1 + slice_size / (in_rows_ ? 1 : together) / p.shape.channels) {}

  /// The number of jobs. It depends on the shape alone.
  [[nodiscard]] std::size_t jobs() const noexcept { return (plan_.lines + lines_ - 1) / lines_; }

  /// Calls use(slice) for each slice, or vector of slices, of a job.
  template <class Use> XACT_FLAT void run(std::size_t job, const Use &use) const {
    const std::size_t begin = job * lines_;
    const std::size_t end = plan_.lines - begin < lines_ ? plan_.lines : begin + lines_;
    if (in_rows_ && plan_.shape.channels <= short_row && end - begin > 2) {
      run_short_rows(begin, end, use);
      return;
    }
    // Slices are counted in the order of lines.
    std::size_t number = begin / plan_.chunks * plan_.shape.part_length + begin % plan_.chunks * plan_.chunk;
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(plan_, line);
      for (std::size_t first = 0; first < at.length; first += width)
        if (in_rows_)
          call(use, slice_at<true>(at, first, number + first));
        else
          call(use, slice_at<false>(at, first, number + first));
      number += at.length;
    }
  }

private:
  static constexpr std::size_t width = native_batch<T>::size;
  static constexpr std::size_t arrays = In + (Out == output_mode::add); ///< that are read
  /// Rows of no more elements are transposed, as many at a time as a vector has lanes: the work once a slice takes
  /// longer than that, and than the rows themselves.
  static constexpr std::size_t short_row = [] {
    constexpr std::size_t bytes = 12288; // on the stack, of all that is read
    constexpr std::size_t most = bytes / arrays / (width * sizeof(T)) / width * width;
    return most < 128 ? most : 128;
  }();
  static_assert(In <= 2);

  /// A function for each kind of slice, which is called from several places.
  template <class Use, bool in_row> static XACT_OUTLINE void call(const Use &use, const slice<T, in_row> &s) { use(s); }

  /// The slice that is element number `first` of a line, or the vector of slices that begins there.
  template <bool in_row>
  [[nodiscard]] XACT_FLAT slice<T, in_row> slice_at(const place &at, std::size_t first,
                                                    std::size_t number) const noexcept {
    const std::size_t left = at.length - first;
    auto s = slice<T, in_row>::of(plan_.shape.channels, left < width ? left : width, number);
    const auto view = [&](const operand &o) XACT_FLAT_LAMBDA {
      return axis_view<T>{begin_of<T>(o, at) + first, plan_.row_step * o.stride + plan_.column_step};
    };
    for (std::size_t i = 0; i != In; ++i)
      s.in[i] = view(record_.in[i]);
    if constexpr (Out != output_mode::none)
      s.out = view(record_.out[0]);
    return s;
  }
  /// Goes on from a slice that is a row to the next one, without a division.
  XACT_FLAT void to_next_row(place &at) const noexcept {
    at.column += plan_.shape.channels;
    if (at.column == plan_.shape.columns) {
      at.column = 0;
      ++at.row;
    }
  }
  template <class Use> XACT_FLAT void run_short_rows(std::size_t begin, std::size_t end, const Use &use) const {
    const std::size_t channels = plan_.shape.channels;
    alignas(64) T columns[arrays][short_row * width];
    T *const out = columns[Out == output_mode::add ? In : 0]; // may be in place of the first input
    static_assert(short_row % width == 0);                    // what `transpose_back` reads
    place at = locate(plan_, begin);
    for (std::size_t first = begin; first < end; first += width) {
      const std::size_t rows = end - first < width ? end - first : width;
      T *row[In + 1][width]; // of the inputs and the output
      for (std::size_t r = 0; r < width; ++r) {
        for (std::size_t i = 0; i != In; ++i)
          row[i][r] = begin_of<T>(record_.in[i], at);
        if constexpr (Out != output_mode::none)
          row[In][r] = begin_of<T>(record_.out[0], at);
        if (first + r + 1 < end) // else the last row once more
          to_next_row(at);
      }
      auto s = slice<T, false>::of(channels, rows, first);
      for (std::size_t i = 0; i != arrays; ++i)
        transpose<T>(row[i], channels, columns[i]);
      for (std::size_t i = 0; i != In; ++i)
        s.in[i] = {columns[i], width};
      s.out = {out, width};
      call(use, s);
      if constexpr (Out != output_mode::none)
        transpose_back(out, channels, row[In], rows);
    }
  }

  const record &record_;
  const plan &plan_;
  const bool in_rows_;
  const std::size_t lines_; ///< of a job
};

/// Calls job(slice) for all slices of a call.
template <scalar T, class Job> XACT_OUTLINE void run_slices(record r, const Job &job) {
  using all_slices = slices<T, Job::inputs, Job::output>;
  plan p{};
  if (!plan_slices(r, lanes<T>, p))
    return;
  const all_slices all(r, p);
  executor_ref(r.on)(all.jobs(), [&](std::size_t k) XACT_FLAT_LAMBDA { all.run(k, job); });
}

} // namespace xact::inline XACT_ARCH::kernels
