#pragma once

/// Mean and variance of each channel in one pass over the data, whatever its size and however it comes.

#include <xact/kernels/call.hpp>

namespace xact::inline XACT_ARCH {

/// Number, mean and variance of a set of numbers, put together from parts. Products are rounded before they are added,
/// and what sums lose is carried along: the same parts in the same order give the same bits on every machine.
///
/// Source    Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115
class moments {
public:
  /// How many numbers there are.
  [[nodiscard]] double count() const noexcept { return count_; }
  /// NaN if there are no numbers, or if one of them was infinite or NaN; so is the variance.
  [[nodiscard]] double mean() const noexcept { return count_ > 0 ? mean_ + mean_low_ : nan; }
  /// What the mean has beyond the number that it is rounded to.
  [[nodiscard]] double mean_beyond(double rounded) const noexcept { return (mean_ - rounded) + mean_low_; }
  /// Σ(x - mean)² / count: that of the numbers themselves. For an estimate from a sample, times count/(count - 1).
  [[nodiscard]] double variance() const noexcept { return count_ > 0 ? (squares_ + squares_low_) / count_ : nan; }
  /// The square root of the variance.
  [[nodiscard]] double deviation() const noexcept {
    return lane(variance(), [](auto v) { return square_root(v); });
  }

  /// Adds `count` numbers of which Σ(x - centre) and Σ(x - centre)² are known. The centre should be near the mean of
  /// either all of them or of all before.
  void add(double count, double centre, double sum, double sum_of_squares) noexcept {
    if (count == 0)
      return;
    const double squares = sum_of_squares - unfused(sum * (sum / count));
    combine(count, centre, sum / count, squares < 0 ? 0 : squares);
  }
  /// Adds the numbers of another set.
  void merge(const moments &other) noexcept {
    if (other.count_ == 0)
      return;
    combine(other.count_, other.mean_, other.mean_low_, other.squares_);
    accumulate_to(squares_, squares_low_, other.squares_low_);
  }

private:
  static void accumulate_to(double &sum, double &error, double term) noexcept {
    const double next = sum + term;
    const double moved = next - sum;
    error += (sum - (next - moved)) + (term - moved);
    sum = next;
  }
  void combine(double count, double mean, double mean_low, double squares) noexcept {
    if (count_ == 0) {
      count_ = count;
      mean_ = mean;
      accumulate_to(mean_, mean_low_, mean_low);
      squares_ = squares;
      return;
    }
    const double all = count_ + count;
    const double apart = (mean - mean_) + (mean_low - mean_low_);
    const double step = unfused(apart * (count / all));
    accumulate_to(mean_, mean_low_, step);
    accumulate_to(squares_, squares_low_, squares);
    accumulate_to(squares_, squares_low_, unfused(unfused(apart * step) * count_));
    count_ = all;
  }

  double count_ = 0;
  double mean_ = 0;
  double mean_low_ = 0;
  double squares_ = 0;
  double squares_low_ = 0;
};

namespace detail {
/// An array of its own. (A std::vector of numbers would be one type for all instruction sets.)
template <class T> class owned {
public:
  explicit owned(std::size_t size) : data_(new T[size]()), size_(size) {}
  owned(const owned &other) : owned(other.size_) {
    for (std::size_t i = 0; i < size_; ++i)
      data_[i] = other.data_[i];
  }
  owned(owned &&other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  owned &operator=(owned other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~owned() { delete[] data_; }

  [[nodiscard]] std::span<T> all() noexcept { return {data_, size_}; }
  [[nodiscard]] std::span<const T> all() const noexcept { return {data_, size_}; }
  T &operator[](std::size_t i) noexcept { return data_[i]; }
  const T &operator[](std::size_t i) const noexcept { return data_[i]; }

private:
  T *data_;
  std::size_t size_;
};
} // namespace detail

namespace formula {
/// x - p, in the pattern of an activation with a parameter a channel.
struct less {
  static constexpr const char *parameter_names = "channels";
  static constexpr bool reproducible = true;
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return x - p; }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V, V) const noexcept { return V(1); }
  template <batch V> [[nodiscard]] XACT_INLINE V parameter_derivative(V, V) const noexcept { return V(-1); }
};
/// The same, where what is summed up for each channel is summed in the type of x, not in double.
struct narrow_less : less {
  static constexpr bool reproducible = false;
};
} // namespace formula

namespace kernels {

/// Receives the sums of several kinds of terms, those of a channel side by side.
template <std::size_t Kinds> struct sums_of_channels {
  static constexpr std::size_t kinds = Kinds;
  double *to;
  template <scalar S> XACT_INLINE void finish(std::size_t channel, std::size_t kind, S sum) const noexcept {
    to[channel * kinds + kind] = static_cast<double>(sum);
  }
};

/// x as batches of double.
[[nodiscard]] XACT_INLINE parts<float, double> as_doubles(native_batch<float> x) noexcept { return widen(x); }
[[nodiscard]] XACT_INLINE parts<double, double> as_doubles(native_batch<double> x) noexcept { return {x}; }

/// The first two kinds of terms of a batch: x - centre and its square.
template <std::size_t Kinds, batch V, scalar T = lane_t<V>>
[[nodiscard]] XACT_INLINE std::array<parts<T, double>, Kinds> deviation_terms(V x, V centre) noexcept {
  std::array<parts<T, double>, Kinds> terms;
  terms[0] = as_doubles(x);
  const parts<T, double> from = as_doubles(centre);
  // No loop: g++ would leave the terms in memory.
  terms[0][0] = terms[0][0] - from[0];
  terms[1][0] = unfused(terms[0][0] * terms[0][0]);
  if constexpr (std::tuple_size_v<parts<T, double>> == 2) {
    terms[0][1] = terms[0][1] - from[1];
    terms[1][1] = unfused(terms[0][1] * terms[0][1]);
  }
  return terms;
}

/// The output of a call, or its input if it has none, as an input.
template <scalar T, std::size_t Out>
[[nodiscard]] detail::arguments<T, 1, 0> outputs_of(const detail::arguments<T, 1, Out> &a) noexcept {
  if constexpr (Out == 0)
    return a;
  else
    return {a.call, {{"y", a.out[0].data, a.out[0].rows, a.out[0].columns, a.out[0].stride}}, {}};
}

/// How many rows, or elements of a single row, make a piece in which all channels have equally many elements.
[[nodiscard]] inline std::size_t piece_of(const geometry &shape) noexcept {
  if (shape.rows == 1)
    return shape.channels == 1 ? 1 : shape.period();
  return shape.parts == 0 || shape.channels == 1 ? 1 : shape.channels * shape.parts;
}

/// The `size` rows, or elements of a single row, from `begin` on.
template <class A> [[nodiscard]] A rows_or_elements(const A &a, std::size_t begin, std::size_t size) noexcept {
  return a.in[0].rows > 1 ? slice_of(a, begin, 0, size, a.in[0].columns) : slice_of(a, 0, begin, 1, size);
}

/// Calls run(slice) for slices of at most next() rows, or elements of a single row.
template <class A, class Next, class Run> void for_each_slice(const A &a, const Next &next, const Run &run) {
  const std::size_t length = a.in[0].rows > 1 ? a.in[0].rows : a.in[0].columns;
  for (std::size_t begin = 0, size = 0; begin < length; begin += size) {
    size = next();
    size = length - begin < size ? length - begin : size;
    run(rows_or_elements(a, begin, size));
  }
}

/// The same for slices of whole pieces, of which channels have `of_piece` elements each: first few, then no more than
/// were seen() before, and never more than `most` if a piece is not.
template <class A, class Seen, class Run>
void for_growing_slices(const A &a, std::size_t piece, std::size_t of_piece, std::size_t most, const Seen &seen,
                        const Run &run) {
  constexpr double first = 1024;
  for_each_slice(
      a,
      [&] {
        const double elements = seen() < first ? first : seen();
        const std::size_t wanted = elements < static_cast<double>(most) ? static_cast<std::size_t>(elements) : most;
        return wanted < of_piece ? piece : wanted / of_piece * piece;
      },
      run);
}

/// The statistics of each channel: records that add up the sums of arrays. A Record has `kinds`, how many terms an
/// element has; `most`, how many elements of a channel it can be given at once; seen(), add(count, centre, sums) and
/// merge(other). What is observed says which terms. If it has `quick_kinds`, so many are summed in the type of the
/// arrays, for its add_quick, and only where the record's can_tell(count, sums) says that they are not good enough, the
/// others in double.
template <scalar T, class Record> class channel_records {
public:
  static constexpr std::size_t kinds = Record::kinds;

  explicit channel_records(channel_axis axis)
      : axis_(axis), centres_(axis.channels), sums_(most_kinds * axis.channels), records_(axis.channels) {}

  [[nodiscard]] channel_axis axis() const noexcept { return axis_; }
  [[nodiscard]] std::span<const Record> records() const noexcept { return records_.all(); }

  /// Adds what form.terms(y, centre) makes of y = form.value(x), for all elements x; y is the output, if there is one.
  /// After each slice that was summed in double calls seen(slice). False after a report of misuse.
  template <class On, std::size_t Out, class Form, class Seen>
  bool observe(const On &on, detail::arguments<T, 1, Out> a, const Form &form, const Seen &seen) {
    geometry shape;
    const channelwise<formula::less, T> all(centres_.all(), axis_);
    if (!detail::conform(a) || !locate(all, a, shape))
      return false;
    if (shape.rows == 0)
      return true;
    const auto observe_slices = [&](const auto &slices, std::size_t piece, std::size_t of_piece, std::size_t first,
                                    channel_axis axis) {
      for_growing_slices(
          slices, piece, of_piece, Record::most, [&] { return records_[first].seen(); },
          [&](const auto &slice) {
            if (observe_slice(on, slice, first, axis, form))
              seen(slice);
          });
    };
    const std::size_t piece = piece_of(shape);
    const std::size_t of_piece = (shape.rows == 1 ? piece : piece * shape.columns) / shape.channels;
    if (of_piece <= Record::most) {
      observe_slices(a, piece, of_piece, 0, axis_);
    } else if (shape.channels > 1 && shape.inner > Record::most) {
      // Part by part, in the order of memory: each belongs to one channel.
      const std::size_t of_row = shape.parts > 0 ? 1 : shape.columns / shape.part_length;
      for (std::size_t k = 0; k < shape.channels * shape.parts_of_channel(); ++k)
        observe_slices(slice_of(a, k / of_row, k % of_row * shape.part_length, 1, shape.part_length), 1, 1,
                       k / shape.parts_of_run() % shape.channels, {});
    } else {
      const std::size_t in_row = shape.channels == 1 ? 1 : shape.period();
      for (std::size_t row = 0; row < shape.rows; ++row)
        observe_slices(slice_of(a, row, 0, 1, shape.columns), in_row, in_row / shape.channels, 0, axis_);
    }
    return true;
  }

  /// Adds what another one has seen. False after a report of misuse.
  bool merge(const char *call, const channel_records &other) {
    if (axis_.channels != other.axis_.channels) [[unlikely]] {
      detail::report_misuse("xact::%s: the other has %zu channels but this one has %zu; they must be as many", call,
                            other.axis_.channels, axis_.channels);
      return false;
    }
    for (std::size_t c = 0; c < axis_.channels; ++c) {
      records_[c].merge(other.records_[c]);
      recentre(c, records_[c].mean());
    }
    return true;
  }

private:
  static constexpr std::size_t most_kinds = 4;
  static_assert(kinds <= most_kinds);

  /// The channels from `first` on with their centres as parameters.
  template <class Less> [[nodiscard]] auto bound(std::size_t first, channel_axis axis) const {
    return channelwise<Less, T>(centres_.all().subspan(first, axis.channels), axis);
  }

  /// A slice that holds the channels from `first` on as `axis` says. True if it was summed in double.
  template <class On, std::size_t Out, class Form>
  bool observe_slice(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    const auto count = static_cast<double>(slice.in[0].size() / axis.channels);
    double *const sums = sums_.all().data();
    if (records_[first].seen() == 0) {
      // Channels that are new need a centre first: the mean of what is here, as seen from its first element.
      for (std::size_t c = 0; c < axis.channels; ++c) {
        const detail::view<const T> &x = slice.in[0];
        const std::size_t at = axis.channels == 1 ? 0 : c * axis.inner;
        centres_[first + c] = T(0);
        const T value = lane(x.data[at / x.columns * x.stride + at % x.columns],
                             [&](auto v) XACT_INLINE_LAMBDA { return form.value(v); });
        recentre(first + c, static_cast<double>(value));
      }
      sum_with_care(on, detail::arguments<T, 1, 0>{slice.call, {slice.in[0]}, {}}, first, axis, form);
      for (std::size_t c = 0; c < axis.channels; ++c)
        recentre(first + c, static_cast<double>(centres_[first + c]) + sums[c * kinds] / count);
    }
    const auto add = [&](std::size_t apart, const auto &add_to) {
      for (std::size_t c = 0; c < axis.channels; ++c) {
        Record &record = records_[first + c];
        add_to(record, static_cast<double>(centres_[first + c]), sums + c * apart);
        recentre(first + c, record.mean());
      }
    };
    if constexpr (requires { Form::quick_kinds; }) {
      constexpr std::size_t quick = Form::quick_kinds;
      static_assert(quick <= most_kinds);
      sum_terms<quick, formula::narrow_less>(on, slice, first, axis, form,
                                             [form](auto y, auto centre)
                                                 XACT_INLINE_LAMBDA { return form.quick_terms(y, centre); });
      bool can_tell = true;
      for (std::size_t c = 0; c < axis.channels; ++c)
        can_tell = can_tell && Record::can_tell(count, sums + c * quick);
      if (can_tell) [[likely]] {
        add(quick,
            [&](Record &r, double centre, const double *of) { form.template add_quick<T>(r, count, centre, of); });
        return false;
      }
      sum_with_care(on, outputs_of(slice), first, axis, form.of_outputs());
    } else {
      sum_with_care(on, slice, first, axis, form);
    }
    add(kinds, [&](Record &r, double centre, const double *of) { r.add(count, centre, of); });
    return true;
  }

  /// Writes the outputs, if there are any, and the sums of the terms of each channel.
  template <std::size_t Kinds, class Less, class On, std::size_t Out, class Form, class Terms>
  void sum_terms(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                 const Form &form, const Terms &terms) {
    run(
        on, bound<Less>(first, axis), slice,
        [form, terms](const auto &at, auto x) XACT_INLINE_LAMBDA {
          const auto y = form.value(x);
          using result = results_and_terms<decltype(x), Out, decltype(terms(y, at.p))>;
          if constexpr (Out == 0)
            return result{{}, terms(y, at.p)};
          else
            return result{{y}, terms(y, at.p)};
        },
        sums_of_channels<Kinds>{sums_.all().data()});
  }
  template <class On, std::size_t Out, class Form>
  void sum_with_care(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    sum_terms<kinds, formula::less>(on, slice, first, axis, form,
                                    [form](auto y, auto centre) XACT_INLINE_LAMBDA { return form.terms(y, centre); });
  }
  /// Any number near the mean will do, if it is finite.
  void recentre(std::size_t channel, double mean) noexcept {
    const auto value = static_cast<T>(mean);
    if (value - value == T(0))
      centres_[channel] = value;
  }

  channel_axis axis_;
  detail::owned<T> centres_;
  detail::owned<double> sums_;
  detail::owned<Record> records_;
};

} // namespace kernels
} // namespace xact::inline XACT_ARCH
