#pragma once

/// Statistics of each channel in one pass over the data, whatever its size and however it comes.

#include <xact/training/moments.hpp>
#include <xact/training/observe.hpp>
#include <xact/training/records.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH::kernels {

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

  /// An object that was moved from has no channels.
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
      all = all && !any(untold);
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

} // namespace xact::inline XACT_ARCH::kernels
