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
/// add_quick, and only where can_tell(1/count, sum, other sum) of Fields says that they are not good enough, the others
/// in double.
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
    constexpr bool has_output = !std::is_same_v<Out, skipped>;
    if (has_output && xact::unroll<Form> >= 8 && past_caches(r, native_batch<T>::size * sizeof(T)))
      r.out[0].stores = static_cast<std::uint8_t>(stores::streamed); // of a slice it could not be told
    const observation all{call, r.in, has_output ? r.out : nullptr, 0, size_of(r.in[0])};
    if (shape.channels == 1 || shape.inner <= Fields::most)
      observe_slices<Out>(on, all, 0, axis(), form, seen);
    else // run by run, in the order of memory: each belongs to one channel
      for (std::size_t run = 0; run < shape.channels * shape.periods(); ++run)
        observe_slices<Out>(on, all.part(run * shape.inner, shape.inner), run % shape.channels, {}, form, seen);
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
  using V = native_batch<double>;

  [[nodiscard]] std::size_t channels() const noexcept { return centres_.all().size(); }

  /// The centres of the channels from `first` on.
  [[nodiscard]] typed<per_channel<T>> centres(std::size_t first, std::size_t count) const noexcept {
    const std::span<const T> all = centres_.all();
    return as_operand<per_channel<T>>(detail::view<const T>{"channels", all.data() + first, 1, count, count});
  }
  /// One field of the channels from `first` on.
  [[nodiscard]] const double *field(std::size_t number, std::size_t first) const noexcept {
    return fields_.all().data() + number * channels() + first;
  }
  [[nodiscard]] double seen(std::size_t channel) const noexcept { return Fields::seen(records()[channel]); }

  /// Observes elements by slices of whole periods, which hold the channels from `first` on as `axis` says: first few
  /// elements of a channel, then no more than it has seen before, and never more than `most` if a period has not.
  template <class Out, class Form, class Seen>
  void observe_slices(const executor_ref &on, const observation &a, std::size_t first, channel_axis axis,
                      const Form &form, const Seen &seen_slice) {
    constexpr double few = 1024;
    const std::size_t of_period = axis.channels == 1 ? 1 : axis.inner;
    const std::size_t period = of_period * axis.channels;
    for (std::size_t done = 0, size = 0; done < a.size; done += size) {
      const double before = seen(first);
      const double wanted = before < few ? few : before;
      const std::size_t of_channel = wanted < double{Fields::most} ? static_cast<std::size_t>(wanted) : Fields::most;
      size = of_channel < of_period ? period : of_channel / of_period * period;
      size = a.size - done < size ? a.size - done : size;
      const observation slice = a.part(a.begin + done, size);
      if (observe_slice<Out>(on, slice, first, axis, form))
        seen_slice(slice);
    }
  }

  /// True if the slice was summed in double.
  template <class Out, class Form>
  bool observe_slice(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    const auto count = static_cast<double>(slice.size / axis.channels);
    const double per_count = 1 / count;
    if (seen(first) == 0)
      find_centres(on, slice, first, axis, form, per_count);
    if constexpr (requires { Form::quick_kinds; }) {
      constexpr std::size_t quick = Form::quick_kinds;
      sum_terms<Out, true>(on, slice, first, axis, form, std::make_index_sequence<quick>{});
      if (can_tell(axis.channels, per_count)) [[likely]] {
        add<quick>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
          form.template add_quick<T>(fields, V(count), V(per_count), centre, of);
        });
        return false;
      }
    } else {
      static_assert(std::is_same_v<Out, skipped>);
    }
    sum_with_care(on, slice.of_outputs(), first, axis, form.of_outputs());
    add<kinds>(first, axis.channels, [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
      Fields::add(fields, V(count), V(per_count), centre, of);
    });
    return true;
  }

  /// Gives channels that are new a centre: the mean of what is here, as seen from its first element.
  template <class Form>
  void find_centres(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                    const Form &form, double per_count) {
    const operand &x = *slice.in;
    for (std::size_t c = 0; c < axis.channels; ++c) {
      const std::size_t at = slice.begin + c * axis.inner;
      centres_[first + c] = T(0);
      const T value = lane(static_cast<const T *>(x.data)[at / x.columns * x.stride + at % x.columns],
                           [&](auto v) XACT_INLINE_LAMBDA { return form.value(v); });
      recentre(first + c, static_cast<double>(value));
    }
    sum_with_care(on, slice, first, axis, form);
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
    const auto run = [&](const typed<Out> &y) XACT_INLINE_LAMBDA {
      launch(slice, terms_op<T, Form, quick>{form}, axis,
             all_of(typed<dense<T>>{*slice.in}, centres(first, axis.channels)), all_of(y, to(K)...), on);
    };
    if constexpr (std::is_same_v<Out, skipped>)
      run(no_output());
    else
      run({*slice.out});
  }
  template <class Form>
  void sum_with_care(const executor_ref &on, const observation &slice, std::size_t first, channel_axis axis,
                     const Form &form) {
    sum_terms<skipped, false>(on, slice, first, axis, form, std::make_index_sequence<kinds>{});
  }

  /// Calls run(c, n) for the n channels from number c on, as many as lanes hold.
  template <class Run> static XACT_INLINE void for_lanes(std::size_t channels, const Run &run) {
    for (std::size_t c = 0; c < channels; c += V::size)
      run(c, channels - c < V::size ? channels - c : V::size);
  }
  /// True if Fields can tell all channels from the quick sums that are there.
  [[nodiscard]] XACT_OUTLINE bool can_tell(std::size_t channels, double per_count) const noexcept {
    const double *const sums = sums_.all().data();
    bool all = true;
    for_lanes(channels, [&](std::size_t c, std::size_t n) XACT_INLINE_LAMBDA {
      const auto untold = !Fields::can_tell(V(per_count), load_some(sums + c, n), load_some(sums + channels + c, n));
      all = all && mask_bits<double>(untold) == 0;
    });
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
    constexpr std::size_t size = Fields::size;
    double *const fields = fields_.all().data() + first;
    for_lanes(channels, [&](std::size_t c, std::size_t n) XACT_INLINE_LAMBDA {
      V all[size + N];
      for (std::size_t k = 0; k < size; ++k)
        all[k] = load_some(fields + k * this->channels() + c, n);
      for (std::size_t k = 0; k < N; ++k)
        all[size + k] = load_some(others + k * channels + c, n);
      change(all, all + size);
      for (std::size_t k = 0; k < size; ++k)
        store_some(fields + k * this->channels() + c, all[k], n);
    });
  }

  /// Any number near the mean will do, if it is finite.
  void recentre(std::size_t channel, double mean) noexcept {
    const auto value = static_cast<T>(mean);
    centres_[channel] = value - value == T(0) ? value : centres_[channel];
  }
  void recentre(std::size_t first, std::size_t channels) noexcept {
    const double *const mean = field(Fields::mean, first);
    const double *const mean_low = field(Fields::mean_low, first);
    for (std::size_t c = 0; c < channels; ++c)
      recentre(first + c, mean[c] + mean_low[c]);
  }

  std::size_t inner_;
  detail::owned<T> centres_;     ///< one per channel
  detail::owned<double> sums_;   ///< kind by kind, and a row more
  detail::owned<double> fields_; ///< field by field
};

} // namespace xact::inline XACT_ARCH::kernels
