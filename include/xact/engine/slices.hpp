#pragma once

/// The slices of a call along an axis, divided into jobs for threads.

#include <xact/arrays/executor.hpp>
#include <xact/engine/cursors.hpp>
#include <xact/engine/short_slice.hpp>
#include <xact/simd/transpose.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Plans the slices of a call. A line of the plan consists of the elements of channel 0 in up to `together` adjacent
/// slices. If the record has channels = 0 and inner = 1, each row is a slice. Returns false after a report of misuse.
[[nodiscard]] XACT_OUTLINE inline bool plan_slices(record &r, std::size_t together, plan &p) {
  if (r.channels == 0 && r.inner == 1) {
    r.channels = r.in[0].columns;
    const auto adopt = [&](const operand &o) {
      if (o.role == role::dense && o.rows != 1)
        r.channels = o.columns;
    };
    for (std::size_t i = 0; i < r.inputs; ++i)
      adopt(r.in[i]);
    for (std::size_t o = 0; o < r.outputs; ++o)
      adopt(r.out[o]);
    r.channels += r.channels == 0; // for arrays without elements
  }
  if (!conform(r))
    return false;
  const operand &x = r.in[0];
  if (r.channels == 0 || (r.inner == 0 && size_of(x) != 0)) [[unlikely]]
    return detail::report_misuse(r, XACT_ERROR_CHANNELS,
                                 "xact::%s: channel_axis{.channels = %zu, .inner = %zu}: both must be at least 1, or "
                                 "channels 0 and inner 1, for whole rows",
                                 r.name, r.channels, r.inner);
  if (!divide(r, p.shape))
    return false;
  p.chunk = together;
  cut_runs(p);
  return true;
}

/// @{ Call job(s) for one slice s of n > 0 contiguous elements. `number` is the index of the slice in the call, and
/// in[i] is the first element of input i. The slice of run_short_slice has at most `Lanes` elements.
template <std::size_t Lanes, std::size_t In, scalar T, class Job>
XACT_FLAT void run_short_slice(const Job &job, std::size_t number, std::size_t n, T *const *in, T *out) {
  short_slice<T, Lanes> s{.number = number, .channels = n, .in = {}, .out = {}};
  for (std::size_t i = 0; i != In; ++i)
    s.read(i, in[i]);
  s.out.first = out;
  job(s);
}
template <std::size_t In, scalar T, class Job>
XACT_OUTLINE void run_slice(const Job &job, std::size_t number, std::size_t n, T *const *in, T *out) {
  constexpr std::size_t width = native_batch<T>::size;
  constexpr std::size_t few = width < 4 ? width : 4;
  if (n <= few)
    return run_short_slice<few, In>(job, number, n, in, out);
  if (n <= width)
    return run_short_slice<width, In>(job, number, n, in, out);
  if (n <= 2 * width)
    return run_short_slice<2 * width, In>(job, number, n, in, out);
  auto s = slice<T, true>::of(n, 1, number);
  for (std::size_t i = 0; i != In; ++i)
    s.in[i] = {in[i], 1};
  s.out = {out, 1};
  job(s);
}
/// @}

/// The slices of a planned call with In inputs.
template <scalar T, std::size_t In, output_mode Out> class slices {
public:
  /// Keeps references to the record and the plan, which must outlive the object. Precondition: the operands conform.
  slices(const record &r, const plan &p) noexcept
      : record_(r), plan_(p), in_rows_(p.shape.rows_per_run == 0 && p.shape.inner == 1),
        lines_(1 + elements_per_job / (in_rows_ ? 1 : lanes<T>) / p.shape.channels) {}

  /// The number of jobs. It depends on the shape alone.
  [[nodiscard]] std::size_t jobs() const noexcept { return (plan_.lines + lines_ - 1) / lines_; }

  /// Calls use(s) for each `slice` object s of a job. An object is one slice, or a vector of slices.
  template <class Use> XACT_FLAT void run(std::size_t job, const Use &use) const {
    static_assert(detail::computes_here<T>());
    const std::size_t begin = job * lines_;
    const std::size_t end = plan_.lines - begin < lines_ ? plan_.lines : begin + lines_;
    if (in_rows_ && plan_.shape.channels <= short_row && end - begin > most_single_rows(plan_.shape.channels))
      return run_short_rows(begin, end, use);
    // The indices of slices follow the order of the lines.
    std::size_t number = begin / plan_.pieces * plan_.shape.length_in_row + begin % plan_.pieces * plan_.chunk;
    for (std::size_t line = begin; line < end; ++line) {
      const place at = locate(plan_, line);
      if (in_rows_)
        run_row(at, number, use);
      else
        for (std::size_t first = 0; first < at.length; first += width)
          call(use, slice_at(at, first, number + first));
      number += at.length;
    }
  }

private:
  static constexpr std::size_t width = native_batch<T>::size;
  static constexpr std::size_t arrays = In + (Out == output_mode::add); ///< number of arrays that are read
  /// The largest row length for which `width` transposed rows of each array that is read fit into 12288 bytes of stack.
  static constexpr std::size_t fitting = 12288 / arrays / (width * sizeof(T)) / width * width;
  /// Rows up to this length are transposed, so that each lane of a vector holds one row. For short rows the
  /// transposition takes less time than the fixed cost of a `slice` object per row.
  static constexpr std::size_t short_row = fitting < 128 ? fitting : 128;

  /// The largest number of short rows for which separate slices take less time than a transposition.
  [[nodiscard]] static XACT_FLAT std::size_t most_single_rows(std::size_t channels) noexcept {
    return channels <= 2 * width ? 3 + channels / 4 : 2;
  }
  /// Calls use(s). The function is not inlined, because several places in this class call it.
  template <class Use> static XACT_OUTLINE void call(const Use &use, const slice<T, false> &s) { use(s); }

  /// Calls use(s) for the slice s whose elements are contiguous from the place `at` on. `number` is the index of the
  /// slice in the call.
  template <class Use> XACT_FLAT void run_row(const place &at, std::size_t number, const Use &use) const {
    T *in[In];
    for (std::size_t i = 0; i != In; ++i)
      in[i] = first_of<T>(record_.in[i], at);
    T *const out = Out == output_mode::none ? nullptr : first_of<T>(record_.out[0], at);
    run_slice<In>(use, number, plan_.shape.channels, in, out);
  }
  /// The vector of slices that begins at element `first` of a line. `number` is the index of the first slice in the
  /// call.
  [[nodiscard]] XACT_FLAT slice<T, false> slice_at(const place &at, std::size_t first,
                                                   std::size_t number) const noexcept {
    const std::size_t left = at.length - first;
    auto s = slice<T, false>::of(plan_.shape.channels, left < width ? left : width, number);
    const auto view = [&](const operand &o) XACT_FLAT_LAMBDA {
      return axis_view<T>{first_of<T>(o, at) + first, plan_.row_step * o.stride + plan_.column_step};
    };
    for (std::size_t i = 0; i != In; ++i)
      s.in[i] = view(record_.in[i]);
    if constexpr (Out != output_mode::none)
      s.out = view(record_.out[0]);
    return s;
  }
  /// Writes the addresses of `count` consecutive slices, whose elements are contiguous, to the first elements of `row`.
  /// The first slice is at the place `at`. The remaining elements of `row`, for unused lanes, receive the address of
  /// the first slice.
  XACT_FLAT void point_to_rows(T *(&row)[width], const operand &o, const place &at, std::size_t count) const noexcept {
    T *const from = first_of<T>(o, at);
    const std::size_t channels = plan_.shape.channels;
    const std::size_t columns = plan_.shape.columns;
    std::size_t next = 0;
    std::size_t left = columns - at.column; // columns left in the array's row; a row can contain several slices
    for (std::size_t r = 0; r < count; ++r) {
      row[r] = from + next;
      next += channels;
      left -= channels;
      if (left == 0) {
        next += o.stride - columns;
        left = columns;
      }
    }
    for (std::size_t r = count; r < width; ++r)
      row[r] = from;
  }
  template <class Use> XACT_FLAT void run_short_rows(std::size_t begin, std::size_t end, const Use &use) const {
    const std::size_t channels = plan_.shape.channels;
    alignas(64) T columns[arrays][short_row * width];
    T *const out =
        columns[Out == output_mode::add ? In : 0]; // an output that is not accumulated overwrites the first input
    static_assert(short_row % width == 0);         // `transpose_back` reads whole vectors
    for (std::size_t first = begin; first < end; first += width) {
      const place at = locate(plan_, first);
      const std::size_t rows = end - first < width ? end - first : width;
      T *row[In + 1][width]; // rows of the inputs and of the output
      for (std::size_t i = 0; i != In; ++i)
        point_to_rows(row[i], record_.in[i], at, rows);
      if constexpr (Out != output_mode::none)
        point_to_rows(row[In], record_.out[0], at, rows);
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
  const std::size_t lines_; ///< lines per job
};

/// Calls job(slice) for all slices of a call.
template <scalar T, class Job> XACT_OUTLINE void run_slices(record &r, const Job &job) {
  plan p;
  if (!plan_slices(r, lanes<T>, p))
    return;
  const slices<T, Job::inputs, Job::output> all(r, p);
  executor_ref(r.on)(all.jobs(), [&](std::size_t k) XACT_FLAT_LAMBDA { all.run(k, job); });
}

/// Runs a call on one slice and returns true. Returns false if the call has several slices or an executor, or if its
/// operands do not pass the quick check (arrays/conform.hpp).
template <class Call, scalar T, class... In, class... Out>
[[nodiscard]] XACT_INLINE bool launch_slice(channel_axis axis, const operands<In...> &in, const operands<Out...> &out,
                                            const executor_ref &on) {
  const std::size_t n = in.first.columns;
  if (on.is_parallel() || axis.inner != 1 || (axis.channels != 0 && axis.channels != n) ||
      n - 1 >= PTRDIFF_MAX / sizeof(T) || !plain_call<kinds<In...>, kinds<Out...>>::is(in, out, 1))
    return false;
  T *from[sizeof...(In)];
  const auto address = [](const operand &o) { return static_cast<T *>(o.data); };
  [&]<std::size_t... K>(std::index_sequence<K...>)
      XACT_INLINE_LAMBDA { ((from[K] = address(nth_operand<K>(in))), ...); }(std::index_sequence_for<In...>{});
  run_slice<sizeof...(In)>(typename Call::job{}, 0, n, from, address(out.first));
  return true;
}
/// Runs a call on slices.
template <class Call, scalar T> XACT_INLINE void launch_slices(record &r) { Call::template run<T>(r); }

} // namespace xact::inline XACT_ARCH::kernels
