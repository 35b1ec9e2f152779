#pragma once

/// Walk over the groups of a call, in slices that may run on different threads.

#include <xact/arrays/executor.hpp>
#include <xact/engine/axis.hpp>
#include <xact/engine/plan.hpp>
#include <xact/simd/transpose.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The groups of one call, cut into slices that may run on different threads.
template <scalar T, std::size_t In, std::size_t Out> class groups {
public:
  /// Precondition: the operands conform, and the shape is what `divide` made of them.
  groups(const record &r, const geometry &shape) noexcept
      : record_(r), shape_(shape), in_rows_(shape.parts == 0 && shape.inner == 1),
        tiles_((shape.part_length + tile - 1) / tile), units_(tiles_ * shape.periods() * shape.parts_of_run()),
        together_(1 + slice_size / (in_rows_ ? 1 : tile) / shape.channels) {}

  [[nodiscard]] const record &call() const noexcept { return record_; }
  [[nodiscard]] std::size_t channels() const noexcept { return shape_.channels; }
  [[nodiscard]] std::size_t count() const noexcept { return shape_.periods() * shape_.inner; }
  /// How many slices there are. It depends on the shape alone.
  [[nodiscard]] std::size_t slices() const noexcept { return (units_ + together_ - 1) / together_; }

  /// Calls job(group, in, out, position) for each group, or vector of groups, of a slice, where `in` and `out` are the
  /// series of the arrays, and groups are numbered by their position in them, without the axis.
  template <class Job> XACT_FLAT void run_slice(std::size_t slice, const Job &job) const {
    const std::size_t begin = slice * together_;
    const std::size_t end = units_ - begin < together_ ? units_ : begin + together_;
    if (in_rows_ && shape_.channels <= short_row && end - begin > 2) {
      run_short_rows(begin, end, job);
      return;
    }
    for (std::size_t unit = begin; unit < end; ++unit)
      if (in_rows_)
        call(job, group<T, true>{shape_.channels}, series_at(unit, 0), unit);
      else
        run_tile(unit, job);
  }

private:
  /// Groups side by side that are taken after each other, whatever the width of a vector: a cache line of them.
  static constexpr std::size_t tile = group_lanes<T>;
  static constexpr std::size_t width = native_batch<T>::size;
  /// Rows of no more elements are transposed, as many at a time as a vector has lanes: what is done once a group takes
  /// longer than that, and than the rows themselves.
  static constexpr std::size_t short_row = [] {
    constexpr std::size_t bytes = 12288; // on the stack, of all inputs
    constexpr std::size_t most = bytes / In / (width * sizeof(T)) / width * width;
    return most < 128 ? most : 128;
  }();
  static_assert(Out <= 1);

  /// The elements of a group in each array.
  struct members {
    std::array<series<const T>, In> in;
    std::array<series<T>, Out> out;
  };

  /// A function for each kind of group, which is called from several places.
  template <class Group, class Job>
  static XACT_OUTLINE void call(const Job &job, Group group, const members &of, std::size_t position) {
    job(group, of.in, of.out, position);
  }

  template <class Job> XACT_FLAT void run_short_rows(std::size_t begin, std::size_t end, const Job &job) const {
    alignas(64) T in[In][short_row * width];
    members transposed;
    for (std::size_t i = 0; i != In; ++i)
      transposed.in[i] = {in[i], width};
    for (std::size_t o = 0; o != Out; ++o)
      transposed.out[o] = {in[o], width};  // each may be in place of the first input
    static_assert(short_row % width == 0); // what `transpose_back` reads
    for (std::size_t first = begin; first < end; first += width) {
      const std::size_t rows = end - first < width ? end - first : width;
      const T *of_in[In][width];
      T *of_out[Out == 0 ? 1 : Out][width];
      for (std::size_t r = 0; r < width; ++r) {
        const members row = series_at(first + (r < rows ? r : 0), 0);
        for (std::size_t i = 0; i != In; ++i)
          of_in[i][r] = row.in[i].first;
        for (std::size_t o = 0; o != Out; ++o)
          of_out[o][r] = row.out[o].first;
      }
      for (std::size_t i = 0; i != In; ++i)
        transpose(of_in[i], shape_.channels, in[i]);
      call(job, group<T, false>{shape_.channels, rows}, transposed, first);
      for (std::size_t o = 0; o != Out; ++o)
        transpose_back(in[o], shape_.channels, of_out[o], rows);
    }
  }

  template <class Job> XACT_FLAT void run_tile(std::size_t unit, const Job &job) const {
    const std::size_t part = unit / tiles_;
    const std::size_t column = unit % tiles_ * tile;
    const std::size_t end = shape_.part_length - column < tile ? shape_.part_length : column + tile;
    for (std::size_t first = column; first < end; first += width)
      call(job, group<T, false>{shape_.channels, end - first < width ? end - first : width}, series_at(part, first),
           part * shape_.part_length + first);
  }

  /// The begin of the group that is element `first` of a part of a run.
  [[nodiscard]] XACT_FLAT members series_at(std::size_t part, std::size_t first) const noexcept {
    std::size_t row = 0;
    std::size_t column = first;
    if (shape_.parts > 0) {
      row = part / shape_.parts * shape_.channels * shape_.parts + part % shape_.parts;
    } else if (shape_.rows == 1) {
      column += part * shape_.period();
    } else {
      const std::size_t of_row = shape_.columns / shape_.period();
      row = part / of_row;
      column += part % of_row * shape_.period();
    }
    const auto begin = [&](const operand &o) XACT_FLAT_LAMBDA {
      return series<T>{static_cast<T *>(o.data) + row * o.stride + column,
                       shape_.parts > 0 ? shape_.parts * o.stride : shape_.inner};
    };
    members of;
    for (std::size_t i = 0; i != In; ++i)
      of.in[i] = begin(record_.in[i]);
    for (std::size_t o = 0; o != Out; ++o)
      of.out[o] = begin(record_.out[o]);
    return of;
  }

  const record record_;
  const geometry shape_;
  const bool in_rows_;
  const std::size_t tiles_;
  const std::size_t units_;
  const std::size_t together_;
};

/// Checks the operands of a call against its axis, where no channels mean that each row is one group, and calls
/// run(groups). Does nothing for no elements, nor after a report of misuse.
template <scalar T, std::size_t In, std::size_t Out, class Run> XACT_FLAT void over_groups(record r, const Run &run) {
  if (r.channels == 0 && r.inner == 1) {
    r.channels = r.in[0].columns;
    const auto adopt = [&](const operand &o) {
      if (o.rows != 1)
        r.channels = o.columns;
    };
    for (std::size_t i = 0; i != In; ++i)
      adopt(r.in[i]);
    for (std::size_t o = 0; o != Out; ++o)
      adopt(r.out[o]);
    r.channels += r.channels == 0; // of no elements
  }
  geometry shape;
  if (!conform(r))
    return;
  if (r.channels == 0 || (r.inner == 0 && size_of(r.in[0]) != 0)) [[unlikely]] {
    detail::report_misuse("xact::%s: channel_axis{.channels = %zu, .inner = %zu}: both must be at least 1, or "
                          "channels 0 and inner 1, for whole rows",
                          r.call, r.channels, r.inner);
    return;
  }
  if (divide(r.call, r.in[0].name, r.in[0].rows, r.in[0].columns, {r.channels, r.inner}, shape))
    run(groups<T, In, Out>(r, shape));
}

/// Calls job for every group, as `run_slice` does.
template <scalar T, std::size_t In, std::size_t Out, class Job>
XACT_OUTLINE void run_groups(const record &r, const Job &job) {
  const executor_ref on(r.on);
  over_groups<T, In, Out>(r, [&](const auto &all) XACT_FLAT_LAMBDA {
    on(all.slices(), [&](std::size_t k) XACT_FLAT_LAMBDA { all.run_slice(k, job); });
  });
}

} // namespace xact::inline XACT_ARCH::kernels
