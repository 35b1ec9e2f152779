#pragma once

/// Mean and variance of each channel in one pass over the data, whatever its size and however it comes.

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {
struct moment_fields;
}

/// Number, mean and variance of a set of numbers.
class moments {
public:
  moments() = default;

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

private:
  friend struct kernels::moment_fields;
  moments(double count, double mean, double mean_low, double squares, double squares_low)
      : count_(count), mean_(mean), mean_low_(mean_low), squares_(squares), squares_low_(squares_low) {}

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

/// Receives the sums of several kinds of terms, those of a kind side by side.
template <std::size_t Kinds> struct sums_of_channels {
  static constexpr std::size_t kinds = Kinds;
  double *to;
  std::size_t channels;
  template <scalar S> XACT_INLINE void finish(std::size_t channel, std::size_t kind, S sum) const noexcept {
    to[kind * channels + channel] = static_cast<double>(sum);
  }
};

/// What is kept to tell the moments of sets of numbers, a set in each lane. They are put together from parts. Products
/// are rounded before they are added, and what sums lose is carried along: the same parts in the same order give the
/// same bits on every machine.
///
/// Source    Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115
struct moment_fields {
  enum { count, mean, mean_low, squares, squares_low, size };

  [[nodiscard]] static moments value(const double *of) noexcept {
    return {of[count], of[mean], of[mean_low], of[squares], of[squares_low]};
  }

  /// Adds `n` numbers of which Σ(x - centre) and Σ(x - centre)² are known, and 1/n. The centre should be near the mean
  /// of either all of them or of all before.
  template <batch V> static XACT_INLINE void add(V *to, V n, V per_n, V centre, V sum, V sum_of_squares) noexcept {
    const V beyond = unfused(sum * per_n);
    combine(to, n, centre, beyond, at_least(sum_of_squares - unfused(sum * beyond), V(0)));
  }
  /// Adds the numbers of other sets.
  template <batch V> static XACT_INLINE void merge(V *to, const V *other) noexcept {
    combine(to, other[count], other[mean], other[mean_low], other[squares]);
    accumulate_to(to[squares], to[squares_low], other[squares_low]);
  }

private:
  template <batch V> static XACT_INLINE void accumulate_to(V &sum, V &error, V term) noexcept {
    const V next = sum + term;
    const V moved = next - sum;
    error = error + ((sum - (next - moved)) + (term - moved));
    sum = next;
  }
  template <batch V> static XACT_INLINE void combine(V *to, V n, V its_mean, V its_low, V its_squares) noexcept {
    const V all = to[count] + n;
    const V from = select(to[count] == V(0), its_mean, to[mean]);
    const V apart = (its_mean - from) + (its_low - to[mean_low]);
    const V step = unfused(apart * (n / select(all == V(0), V(1), all)));
    const V between = unfused(unfused(apart * step) * to[count]);
    to[mean] = from;
    accumulate_to(to[mean], to[mean_low], step);
    accumulate_to(to[squares], to[squares_low], its_squares);
    accumulate_to(to[squares], to[squares_low], between);
    to[count] = all;
  }
};

/// The records of all channels, each put together when it is asked for.
template <class Fields> class records_view {
public:
  /// Goes through them.
  class iterator {
  public:
    using value_type = decltype(Fields::value(nullptr));
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    [[nodiscard]] value_type operator*() const noexcept { return records_view(fields_, channels_)[at_]; }
    iterator &operator++() noexcept {
      ++at_;
      return *this;
    }
    iterator operator++(int) noexcept {
      const iterator before = *this;
      ++at_;
      return before;
    }
    [[nodiscard]] bool operator==(const iterator &) const = default;

  private:
    friend records_view;
    iterator(const records_view &of, std::size_t at) : fields_(of.fields_), channels_(of.channels_), at_(at) {}

    const double *fields_ = nullptr;
    std::size_t channels_ = 0;
    std::size_t at_ = 0;
  };

  records_view(const double *fields, std::size_t channels) : fields_(fields), channels_(channels) {}

  [[nodiscard]] std::size_t size() const noexcept { return channels_; }
  /// That of channel c < size().
  [[nodiscard]] auto operator[](std::size_t c) const noexcept {
    double of[Fields::size];
    for (std::size_t k = 0; k < Fields::size; ++k)
      of[k] = fields_[k * channels_ + c];
    return Fields::value(of);
  }
  [[nodiscard]] iterator begin() const noexcept { return {*this, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {*this, channels_}; }

private:
  const double *fields_;
  std::size_t channels_;
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

/// The statistics of each channel, which add up the sums of arrays. Fields says what is kept of a channel: its `size`
/// numbers, the first of which are `moment_fields`, and its value(numbers); `kinds`, how many terms an element has, and
/// `most`, how many elements of a channel make a sum. Over lanes that are channels it has seen(fields),
/// add(fields, count, 1/count, centre, sums) and merge(fields, others).
/// What is observed says which terms. If it has `quick_kinds`, so many are summed in the type of the arrays, for its
/// add_quick, and only where can_tell(count, 1/count, sum, other sum) of Fields says that they are not good enough, the
/// others in double.
template <scalar T, class Fields> class channel_records {
public:
  static constexpr std::size_t kinds = Fields::kinds;

  explicit channel_records(channel_axis axis)
      : inner_(axis.inner), centres_(axis.channels), sums_((most_kinds + 1) * axis.channels),
        fields_(Fields::size * axis.channels) {}

  /// What was moved from has no channels.
  [[nodiscard]] channel_axis axis() const noexcept { return {.channels = channels(), .inner = inner_}; }
  [[nodiscard]] records_view<Fields> records() const noexcept { return {fields_.all().data(), channels()}; }

  /// Adds what form.terms(y, centre) makes of y = form.value(x), for all elements x; y is the output, if there is one.
  /// After each slice that was summed in double calls seen(slice). False after a report of misuse.
  template <class On, std::size_t Out, class Form, class Seen>
  bool observe(const On &on, detail::arguments<T, 1, Out> a, const Form &form, const Seen &seen) {
    geometry shape;
    const channelwise<formula::less, T> all(centres_.all(), axis());
    if (!detail::conform(a) || !locate(all, a, shape))
      return false;
    if (shape.rows == 0)
      return true;
    if constexpr (Out != 0)
      if (worth_a_detour<Form>(a)) [[unlikely]]
        a.out[0].how = stores::streamed; // of a slice it could not be told
    const auto observe_slices = [&](const auto &slices, std::size_t piece, std::size_t of_piece, std::size_t first,
                                    channel_axis axis) {
      for_growing_slices(
          slices, piece, of_piece, Fields::most, [&] { return Fields::seen(records()[first]); },
          [&](const auto &slice) {
            if (observe_slice(on, slice, first, axis, form))
              seen(slice);
          });
    };
    const std::size_t piece = piece_of(shape);
    const std::size_t of_piece = (shape.rows == 1 ? piece : piece * shape.columns) / shape.channels;
    if (of_piece <= Fields::most) {
      observe_slices(a, piece, of_piece, 0, axis());
    } else if (shape.channels > 1 && shape.inner > Fields::most) {
      // Part by part, in the order of memory: each belongs to one channel.
      const std::size_t of_row = shape.parts > 0 ? 1 : shape.columns / shape.part_length;
      for (std::size_t k = 0; k < shape.channels * shape.parts_of_channel(); ++k)
        observe_slices(slice_of(a, k / of_row, k % of_row * shape.part_length, 1, shape.part_length), 1, 1,
                       k / shape.parts_of_run() % shape.channels, {});
    } else {
      const std::size_t in_row = shape.channels == 1 ? 1 : shape.period();
      for (std::size_t row = 0; row < shape.rows; ++row)
        observe_slices(slice_of(a, row, 0, 1, shape.columns), in_row, in_row / shape.channels, 0, axis());
    }
    return true;
  }

  /// Adds what another one has seen. False after a report of misuse.
  bool merge(const char *call, const channel_records &other) {
    if (channels() != other.channels()) [[unlikely]] {
      detail::report_misuse("xact::%s: the other has %zu channels but this one has %zu; they must be as many", call,
                            other.channels(), channels());
      return false;
    }
    update<Fields::size>(0, channels(), other.fields_.all().data(),
                         [](auto *fields, const auto *others) XACT_INLINE_LAMBDA { Fields::merge(fields, others); });
    recentre(0, channels());
    return true;
  }

private:
  static constexpr std::size_t most_kinds = 4;
  static_assert(kinds <= most_kinds);

  [[nodiscard]] std::size_t channels() const noexcept { return centres_.all().size(); }

  /// The channels from `first` on with their centres as parameters.
  template <class Less> [[nodiscard]] auto bound(std::size_t first, channel_axis axis) const {
    return channelwise<Less, T>(centres_.all().subspan(first, axis.channels), axis);
  }

  /// A slice that holds the channels from `first` on as `axis` says. True if it was summed in double.
  template <class On, std::size_t Out, class Form>
  bool observe_slice(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    const auto count = static_cast<double>(slice.in[0].size() / axis.channels);
    const double per_count = 1 / count;
    if (Fields::seen(records()[first]) == 0)
      find_centres(on, slice, first, axis, form, per_count);
    if constexpr (requires { Form::quick_kinds; }) {
      constexpr std::size_t quick = Form::quick_kinds;
      sum_terms<quick, formula::narrow_less>(on, slice, first, axis, form,
                                             [form](auto y, auto centre)
                                                 XACT_INLINE_LAMBDA { return form.quick_terms(y, centre); });
      if (can_tell(axis.channels, per_count)) [[likely]] {
        add<quick>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
          using V = decltype(centre);
          form.template add_quick<T>(fields, V(count), V(per_count), centre, of);
        });
        return false;
      }
      sum_with_care(on, outputs_of(slice), first, axis, form.of_outputs());
    } else {
      sum_with_care(on, slice, first, axis, form);
    }
    add<kinds>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
      using V = decltype(centre);
      Fields::add(fields, V(count), V(per_count), centre, of);
    });
    return true;
  }

  /// Gives channels that are new a centre: the mean of what is here, as seen from its first element.
  template <class On, std::size_t Out, class Form>
  void find_centres(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                    const Form &form, double per_count) {
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
      recentre(first + c, static_cast<double>(centres_[first + c]) + sums_[c] * per_count);
  }

  /// Writes the outputs, if there are any, and the sums of the terms of each channel.
  template <std::size_t Kinds, class Less, class On, std::size_t Out, class Form, class Terms>
  void sum_terms(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                 const Form &form, const Terms &terms) {
    static_assert(Kinds <= most_kinds);
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
        sums_of_channels<Kinds>{sums_.all().data(), axis.channels});
  }
  template <class On, std::size_t Out, class Form>
  void sum_with_care(const On &on, const detail::arguments<T, 1, Out> &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    sum_terms<kinds, formula::less>(on, slice, first, axis, form,
                                    [form](auto y, auto centre) XACT_INLINE_LAMBDA { return form.terms(y, centre); });
  }

  /// True if Fields can tell all channels from the quick sums that are there.
  [[nodiscard]] XACT_OUTLINE bool can_tell(std::size_t channels, double per_count) const noexcept {
    using terms = lane_sums<double, double>;
    const double *const sums = sums_.all().data();
    terms untold = terms::zero();
    transform(
        channels, stretch<double, 2, 0>{{sums, sums + channels}, {}},
        [=](auto sum, auto other) XACT_INLINE_LAMBDA {
          const std::array term{one_where{!Fields::can_tell(decltype(sum)(per_count), sum, other)}};
          return results_and_terms<decltype(sum), 0, decltype(term)>{{}, term};
        },
        untold);
    double lanes[terms::size];
    untold.to(lanes);
    tree_totals<terms::size>(lanes, 1);
    return lanes[0] == 0;
  }
  /// Calls add_to(fields, centre, sums) for the sums of so many kinds that are there, lanes of channels at a time.
  template <std::size_t Kinds, class AddTo>
  void add(std::size_t first, std::size_t channels, const AddTo &add_to) noexcept {
    double *const centres = sums_.all().data() + Kinds * channels;
    for (std::size_t c = 0; c < channels; ++c)
      centres[c] = static_cast<double>(centres_[first + c]);
    update<Kinds + 1>(first, channels, sums_.all().data(),
                      [&](auto *fields, const auto *sums) XACT_INLINE_LAMBDA { add_to(fields, sums[Kinds], sums); });
    recentre(first, channels);
  }
  /// Calls change(fields, others) with lanes of channels, from the one numbered `first` on; the others are N rows.
  template <std::size_t N, class Change>
  XACT_OUTLINE void update(std::size_t first, std::size_t channels, const double *others,
                           const Change &change) noexcept {
    constexpr std::size_t size = Fields::size;
    stretch<double, size + N, size> at;
    for (std::size_t k = 0; k < size; ++k)
      at.in[k] = at.out[k] = fields_.all().data() + k * this->channels() + first;
    for (std::size_t k = 0; k < N; ++k)
      at.in[size + k] = others + k * channels;
    transform<1>(channels, at, [&](auto... x) XACT_INLINE_LAMBDA {
      native_batch<double> all[] = {x...};
      change(all, all + size);
      results<native_batch<double>, size> r;
      for (std::size_t k = 0; k < size; ++k)
        r.out[k] = all[k];
      return r;
    });
  }

  /// Any number near the mean will do, if it is finite.
  void recentre(std::size_t channel, double mean) noexcept {
    const auto value = static_cast<T>(mean);
    centres_[channel] = value - value == T(0) ? value : centres_[channel];
  }
  void recentre(std::size_t first, std::size_t channels) noexcept {
    const double *const mean = fields_.all().data() + Fields::mean * this->channels();
    const double *const mean_low = fields_.all().data() + Fields::mean_low * this->channels();
    for (std::size_t c = first; c < first + channels; ++c)
      recentre(c, mean[c] + mean_low[c]);
  }

  std::size_t inner_;
  detail::owned<T> centres_;     ///< one a channel
  detail::owned<double> sums_;   ///< kind by kind, and a row more
  detail::owned<double> fields_; ///< field by field
};

} // namespace kernels
} // namespace xact::inline XACT_ARCH

/// Its iterators outlive it.
template <class Fields>
inline constexpr bool std::ranges::enable_borrowed_range<xact::kernels::records_view<Fields>> = true;
