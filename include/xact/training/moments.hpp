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

namespace kernels {

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

/// x - centre and its square.
template <batch V, scalar T = lane_t<V>>
[[nodiscard]] XACT_INLINE std::array<parts<T, double>, 2> deviation_terms(V x, V centre) noexcept {
  std::array<parts<T, double>, 2> terms;
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

/// The arrays of an observation: what is observed, or what it is made of, and where that goes.
struct observation {
  const char *call;
  operand in;
  operand out; ///< `skipped` where there is none

  /// The rows and columns from one of each on.
  [[nodiscard]] observation part(std::size_t row, std::size_t column, std::size_t rows,
                                 std::size_t columns) const noexcept {
    observation o = *this;
    for (operand *const each : {&o.in, &o.out}) {
      if (each->is == role::skipped)
        continue;
      each->data = static_cast<char *>(each->data) + (row * each->stride + column) * each->bytes;
      each->rows = rows;
      each->columns = columns;
    }
    return o;
  }
  /// The `size` rows, or elements of a single row, from `begin` on.
  [[nodiscard]] observation rows_or_elements(std::size_t begin, std::size_t size) const noexcept {
    return in.rows > 1 ? part(begin, 0, size, in.columns) : part(0, begin, 1, size);
  }
  /// The outputs, or the inputs if there are none, as what is observed.
  [[nodiscard]] observation of_outputs() const noexcept {
    observation o = *this;
    if (out.is != role::skipped)
      o.in = out;
    o.in.name = "y";
    o.out = no_output().is;
    return o;
  }
};

/// How many rows, or elements of a single row, make a piece in which all channels have equally many elements.
[[nodiscard]] inline std::size_t piece_of(const geometry &shape) noexcept {
  if (shape.rows == 1)
    return shape.channels == 1 ? 1 : shape.period();
  return shape.parts == 0 || shape.channels == 1 ? 1 : shape.channels * shape.parts;
}

/// Calls run(slice) for slices of at most next() rows, or elements of a single row.
template <class Next, class Run> void for_each_slice(const observation &a, const Next &next, const Run &run) {
  const std::size_t length = a.in.rows > 1 ? a.in.rows : a.in.columns;
  for (std::size_t begin = 0, size = 0; begin < length; begin += size) {
    size = next();
    size = length - begin < size ? length - begin : size;
    run(a.rows_or_elements(begin, size));
  }
}

/// The same for slices of whole pieces, of which channels have `of_piece` elements each: first few, then no more than
/// were seen() before, and never more than `most` if a piece is not.
template <class Seen, class Run>
void for_growing_slices(const observation &a, std::size_t piece, std::size_t of_piece, std::size_t most,
                        const Seen &seen, const Run &run) {
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

/// Vectors a step of a form.
template <class Form> inline constexpr std::size_t form_unroll = xact::unroll<Form>;

/// y, what a form makes of x, and the terms that it makes of y and the centre of its channel: quick ones, or those that
/// are summed in double.
template <scalar T, class Form, bool quick> struct terms_op {
  using number = T;
  static constexpr std::size_t unroll = xact::unroll<Form>;

  Form form;

  template <class V> [[nodiscard]] XACT_FLAT auto operator()(V x, V centre) const noexcept {
    const V y = form.value(x);
    if constexpr (quick)
      return form.quick_results(y, centre);
    else
      return form.careful_results(y, centre);
  }
};

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
  template <class Out, class Form, class Seen>
  bool observe(const executor_ref &on, const char *call, const typed<dense<T>> &x, const typed<Out> &y,
               const Form &form, const Seen &seen) {
    record r = make_record(call, axis(), all_of(x, centres(0, channels())), all_of(y), on);
    geometry shape;
    if (!conform(r) || !divide(call, r.in[0].name, r.in[0].rows, r.in[0].columns, axis(), shape))
      return false;
    if (shape.rows == 0)
      return true;
    observation a{call, r.in[0], r.out[0]};
    if (!std::is_same_v<Out, skipped> && xact::unroll<Form> >= 8 && past_caches(r, native_batch<T>::size * sizeof(T)))
      a.out.stores = static_cast<std::uint8_t>(stores::streamed); // of a slice it could not be told
    const auto observe_slices = [&](const observation &slices, std::size_t piece, std::size_t of_piece,
                                    std::size_t first, channel_axis axis) {
      for_growing_slices(
          slices, piece, of_piece, Fields::most, [&] { return Fields::seen(records()[first]); },
          [&](const observation &slice) {
            if (observe_slice<Out>(on, slice, first, axis, form))
              seen(slice, a);
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
        observe_slices(a.part(k / of_row, k % of_row * shape.part_length, 1, shape.part_length), 1, 1,
                       k / shape.parts_of_run() % shape.channels, {});
    } else {
      const std::size_t in_row = shape.channels == 1 ? 1 : shape.period();
      for (std::size_t row = 0; row < shape.rows; ++row)
        observe_slices(a.part(row, 0, 1, shape.columns), in_row, in_row / shape.channels, 0, axis());
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

  /// The centres of the channels from `first` on.
  [[nodiscard]] typed<per_channel<T>> centres(std::size_t first, std::size_t count) const noexcept {
    const std::span<const T> all = centres_.all();
    return as_operand<per_channel<T>>(detail::view<const T>{"channels", all.data() + first, 1, count, count});
  }

  /// A slice that holds the channels from `first` on as `axis` says. True if it was summed in double.
  template <class Out, class Form>
  bool observe_slice(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    const auto count = static_cast<double>(size_of(slice.in) / axis.channels);
    const double per_count = 1 / count;
    if (Fields::seen(records()[first]) == 0)
      find_centres(on, slice, first, axis, form, per_count);
    if constexpr (requires { Form::quick_kinds; }) {
      constexpr std::size_t quick = Form::quick_kinds;
      sum_terms<Out, true>(on, slice, first, axis, form, std::make_index_sequence<quick>{});
      if (can_tell(axis.channels, per_count)) [[likely]] {
        add<quick>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
          using V = decltype(centre);
          form.template add_quick<T>(fields, V(count), V(per_count), centre, of);
        });
        return false;
      }
      sum_with_care<skipped>(on, slice.of_outputs(), first, axis, form.of_outputs());
    } else {
      sum_with_care<Out>(on, slice, first, axis, form);
    }
    add<kinds>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
      using V = decltype(centre);
      Fields::add(fields, V(count), V(per_count), centre, of);
    });
    return true;
  }

  /// Gives channels that are new a centre: the mean of what is here, as seen from its first element.
  template <class Form>
  void find_centres(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                    const Form &form, double per_count) {
    const operand &x = slice.in;
    for (std::size_t c = 0; c < axis.channels; ++c) {
      const std::size_t at = axis.channels == 1 ? 0 : c * axis.inner;
      centres_[first + c] = T(0);
      const T value = lane(static_cast<const T *>(x.data)[at / x.columns * x.stride + at % x.columns],
                           [&](auto v) XACT_INLINE_LAMBDA { return form.value(v); });
      recentre(first + c, static_cast<double>(value));
    }
    observation alone = slice;
    alone.out = no_output().is;
    sum_with_care<skipped>(on, alone, first, axis, form);
    for (std::size_t c = 0; c < axis.channels; ++c)
      recentre(first + c, static_cast<double>(centres_[first + c]) + sums_[c] * per_count);
  }

  /// Writes the outputs, if there are any, and the sums of the terms of each channel.
  template <class Out, bool quick, class Form, std::size_t... K>
  void sum_terms(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                 const Form &form, std::index_sequence<K...>) {
    static_assert(sizeof...(K) <= most_kinds);
    using sum = summed<T, std::conditional_t<quick, T, double>, double>;
    const auto to = [&](std::size_t k) {
      double *const sums = sums_.all().data() + k * axis.channels;
      return as_operand<sum>(detail::view<double>{"sums", sums, 1, axis.channels, axis.channels});
    };
    launch(slice.call, terms_op<T, Form, quick>{form}, axis,
           all_of(typed<dense<T>>{slice.in}, centres(first, axis.channels)), all_of(typed<Out>{slice.out}, to(K)...),
           on);
  }
  template <class Out, class Form>
  void sum_with_care(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    sum_terms<Out, false>(on, slice, first, axis, form, std::make_index_sequence<kinds>{});
  }

  /// True if Fields can tell all channels from the quick sums that are there.
  [[nodiscard]] XACT_OUTLINE bool can_tell(std::size_t channels, double per_count) const noexcept {
    using V = native_batch<double>;
    const double *const sums = sums_.all().data();
    bool all = true;
    for (std::size_t c = 0; c < channels; c += V::size) {
      const std::size_t n = channels - c < V::size ? channels - c : V::size;
      const auto untold = !Fields::can_tell(V(per_count), load_some(sums + c, n), load_some(sums + channels + c, n));
      all = all && mask_bits<double>(untold) == 0;
    }
    return all;
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
    using V = native_batch<double>;
    constexpr std::size_t size = Fields::size;
    double *const fields = fields_.all().data() + first;
    for (std::size_t c = 0; c < channels; c += V::size) {
      const std::size_t n = channels - c < V::size ? channels - c : V::size;
      V all[size + N];
      for (std::size_t k = 0; k < size; ++k)
        all[k] = load_some(fields + k * this->channels() + c, n);
      for (std::size_t k = 0; k < N; ++k)
        all[size + k] = load_some(others + k * channels + c, n);
      change(all, all + size);
      for (std::size_t k = 0; k < size; ++k)
        store_some(fields + k * this->channels() + c, all[k], n);
    }
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
