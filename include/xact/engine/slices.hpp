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
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(plan_, line);
      if (in_rows_)
        call(use, slice_at<true>(at, 0));
      else
        for (std::size_t first = 0; first < at.length; first += width)
          call(use, slice_at<false>(at, first));
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
  [[nodiscard]] XACT_FLAT slice<T, in_row> slice_at(const place &at, std::size_t first) const noexcept {
    slice<T, in_row> s{
        plan_.shape.channels, at.length - first < width ? at.length - first : width, number_of(at) + first, {}, {}};
    const auto step = [&](const operand &o) { return plan_.row_step * o.stride + plan_.column_step; };
    for (std::size_t i = 0; i != In; ++i)
      s.in[i] = {begin_of<const T>(record_.in[i], at) + first, step(record_.in[i])};
    if constexpr (Out != output_mode::none)
      s.out = {begin_of<T>(record_.out[0], at) + first, step(record_.out[0])};
    return s;
  }
  /// The number of a line's first slice: slices are counted by their position in the arrays, without the axis.
  [[nodiscard]] XACT_FLAT std::size_t number_of(const place &at) const noexcept {
    const std::size_t period = plan_.shape.period();
    return at.element / period * plan_.shape.inner + at.element % period;
  }

  template <class Use> XACT_FLAT void run_short_rows(std::size_t begin, std::size_t end, const Use &use) const {
    const std::size_t channels = plan_.shape.channels;
    alignas(64) T columns[arrays][short_row * width];
    T *const out = columns[arrays - In == 0 ? 0 : In]; // may be in place of the first input
    static_assert(short_row % width == 0);             // what `transpose_back` reads
    for (std::size_t first = begin; first < end; first += width) {
      const std::size_t rows = end - first < width ? end - first : width;
      const T *from[arrays][width];
      T *to[width];
      for (std::size_t r = 0; r < width; ++r) {
        const place at = locate(plan_, first + (r < rows ? r : 0));
        for (std::size_t i = 0; i != In; ++i)
          from[i][r] = begin_of<const T>(record_.in[i], at);
        if constexpr (Out != output_mode::none)
          to[r] = begin_of<T>(record_.out[0], at);
        if constexpr (Out == output_mode::add)
          from[In][r] = to[r];
      }
      for (std::size_t i = 0; i != arrays; ++i)
        transpose(from[i], channels, columns[i]);
      slice<T, false> s{channels, rows, first, {}, {out, width}};
      for (std::size_t i = 0; i != In; ++i)
        s.in[i] = {columns[i], width};
      call(use, s);
      if constexpr (Out != output_mode::none)
        transpose_back(out, channels, to, rows);
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
