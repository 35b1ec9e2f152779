#pragma once

/// Statistics per channel over any number of arrays of any size, in one pass.

#include <xact/training/channel_fields.hpp>
#include <xact/training/observe.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The statistics of all channels. The class Fields describes the statistics of one channel (see channel_fields). A
/// form is a class that computes a number y from each array element x. The statistics are those of the numbers y, and
/// are computed from sums of terms, which the form computes from y. The members of a form are:
///
///     value(x)                        returns y
///     double_results(y, centre)       returns y and the terms for sums in double
///     quick_results(y, centre)        optional: returns y and the quick terms, for sums in the type of the arrays
///     quick_kinds                     optional: the count of quick terms
///     add_quick(...)                  optional: adds the sums of quick terms to the fields
///     of_outputs()                    returns the form for an array that holds y instead of x
///
/// The arrays are summed in chunks. If the form has quick terms, a chunk is first summed in the type of the arrays. If
/// the quick sums are not accurate enough, the chunk is summed again in double.
template <scalar T, class Fields> class channel_records {
public:
  static constexpr std::size_t kinds = Fields::kinds;

  explicit channel_records(channel_axis axis) : inner_(axis.inner), fields_(axis.channels) {}

  /// The axis of the channels. If the object is moved from, the axis has 0 channels.
  [[nodiscard]] channel_axis axis() const noexcept { return {.channels = fields_.channels(), .inner = inner_}; }
  [[nodiscard]] records_view<Fields> records() const noexcept { return fields_.records(); }

  /// Adds the terms of y = form.value(x) for all elements x. If there is an output, writes y to the output. Calls
  /// seen(chunk) after each chunk that was summed in double. Returns false after a report of misuse, else true.
  template <class Out, class Form, class Seen>
  bool observe(const executor_ref &on, const char *call, const typed<dense<T>> &x, const typed<Out> &y,
               const Form &form, const Seen &seen) {
    record r = make_record(call, axis(), all_of(x, fields_.centres(0, axis().channels)), all_of(y), on);
    geometry shape;
    if (!conform(r) || !divide(r, shape))
      return false;
    if (shape.rows == 0)
      return true;
    constexpr bool has_output = !std::is_same_v<Out, skipped>;
    if (has_output && should_stream(r, native_batch<T>::size * sizeof(T), {is_light<terms_op<T, Form, true>>, true}))
      r.out[0].stores = static_cast<std::uint8_t>(stores::streamed); // chosen by the size of the array, not of a chunk
    const observation all{call, r.in, has_output ? r.out : nullptr, 0, size_of(r.in[0])};
    if (shape.channels == 1 || shape.inner <= Fields::most)
      observe_chunks<Out>(on, all, 0, axis(), form, seen);
    else // A run is `inner` adjacent elements of one channel; the runs are observed in the order of memory.
      for (std::size_t run = 0; run < shape.channels * shape.periods(); ++run)
        observe_chunks<Out>(on, all.subrange(run * shape.inner, shape.inner), run % shape.channels, {}, form, seen);
    return true;
  }

  /// Adds the statistics of `other`. Returns false after a report of misuse, else true.
  bool merge(const char *call, const channel_records &other) {
    if (axis().channels != other.axis().channels) [[unlikely]] {
      detail::report_misuse(
          "xact::%s: the other object has %zu channels but this one has %zu; the numbers must be equal", call,
          other.axis().channels, axis().channels);
      return false;
    }
    fields_.merge(other.fields_);
    return true;
  }

private:
  using V = native_batch<double>;

  /// Sums elements in chunks. The first channel of the elements has the index `first`; `axis` describes all channels of
  /// the elements. A chunk consists of one or more periods; a period is one run of each channel. A chunk of several
  /// periods has at most min(max(m, few), Fields::most) elements per channel, where m is the count of elements per
  /// channel that were summed before.
  ///
  /// The error of a mean has the following bound, with u = 2^-53. At most 273 roundings lie between x - centre and the
  /// mean of a chunk, so the error of the chunk's mean is at most 273u·a, where a is the mean of |x - centre|. The
  /// square a² is at most v + d², where v is the variance of the chunk and d is the distance of the chunk's mean from
  /// the centre. A chunk of n elements after m other elements adds n·v + d²·n·m/(n + m) to Σ(x - mean)². The product
  /// n·a² is at most twice this amount: for n <= m because n·m/(n + m) >= n/2, for n > m because `move_centres` ensures
  /// d² <= v. A chunk has the weight n/N among all N elements, so by the Cauchy-Schwarz inequality the chunks together
  /// cause an error of at most √2·273u standard deviations. The combination of two means and the rounding of the result
  /// add at most 9u times the largest |x|.
  template <class Out, class Form, class Seen>
  void observe_chunks(const executor_ref &on, const observation &a, std::size_t first, channel_axis axis,
                      const Form &form, const Seen &seen_chunk) {
    constexpr double few = 1024;
    const std::size_t of_period = axis.channels == 1 ? 1 : axis.inner;
    const std::size_t period = of_period * axis.channels;
    for (std::size_t done = 0, size = 0; done < a.size; done += size) {
      const double before = fields_.seen(first);
      const double wanted = before < few ? few : before;
      const std::size_t of_channel = wanted < double{Fields::most} ? static_cast<std::size_t>(wanted) : Fields::most;
      size = of_channel < of_period ? period : of_channel / of_period * period;
      size = a.size - done < size ? a.size - done : size;
      const observation chunk = a.subrange(a.begin + done, size);
      if (observe_chunk<Out>(on, chunk, first, axis, form))
        seen_chunk(chunk);
    }
  }

  /// Sums one chunk and adds the sums to the fields. Returns true if the chunk was summed in double.
  template <class Out, class Form>
  bool observe_chunk(const executor_ref &on, const observation &chunk, std::size_t first, channel_axis axis,
                     const Form &form) {
    const auto count = static_cast<double>(chunk.size / axis.channels);
    const double per_count = 1 / count;
    if (detail::is_zero(fields_.seen(first)))
      find_centres(on, chunk, first, axis, form, count);
    if constexpr (requires { Form::quick_kinds; }) {
      constexpr std::size_t quick = Form::quick_kinds;
      sum_terms<Out, true>(on, chunk, first, axis, form, std::make_index_sequence<quick>{});
      if (fields_.sums_suffice(axis.channels, per_count)) [[likely]] {
        const auto add_quick = [=](auto *fields, auto centre, const auto *of) XACT_INLINE_LAMBDA {
          form.template add_quick<T>(fields, V(count), V(per_count), centre, of);
        };
        fields_.template add<quick>(first, axis.channels, add_quick);
        return false;
      }
    } else {
      static_assert(std::is_same_v<Out, skipped>);
    }
    const auto sum_outputs = [&]() XACT_INLINE_LAMBDA {
      sum_in_double(on, chunk.of_outputs(), first, axis, form.of_outputs());
    };
    sum_outputs();
    if (fields_.move_centres(first, axis.channels, count, false)) [[unlikely]]
      sum_outputs();
    const auto add = [=](auto *fields, auto centre, const auto *of)
                         XACT_INLINE_LAMBDA { Fields::add(fields, V(count), V(per_count), centre, of); };
    fields_.template add<kinds>(first, axis.channels, add);
    return true;
  }

  /// Sets the centres of channels without earlier elements in two steps: to the first element of the channel, then to
  /// the mean of the chunk. The mean is computed from the deviations from the first element.
  template <class Form>
  void find_centres(const executor_ref &on, const observation &chunk, std::size_t first, channel_axis axis,
                    const Form &form, double count) {
    const operand &x = *chunk.in;
    for (std::size_t c = 0; c < axis.channels; ++c) {
      const std::size_t at = chunk.begin + c * axis.inner;
      fields_.start(first + c, lane(static_cast<const T *>(x.data)[at / x.columns * x.stride + at % x.columns],
                                    [&](auto v) XACT_INLINE_LAMBDA { return form.value(v); }));
    }
    sum_in_double(on, chunk, first, axis, form);
    fields_.move_centres(first, axis.channels, count, true);
  }

  /// Writes the output, if there is one, and computes the sums of the terms per channel.
  template <class Out, bool quick, class Form, std::size_t... K>
  void sum_terms(const executor_ref &on, const observation &chunk, std::size_t first, channel_axis axis,
                 const Form &form, std::index_sequence<K...>) {
    using sum = summed<T, std::conditional_t<quick, T, double>, double>;
    const auto run = [&](const typed<Out> &y) XACT_INLINE_LAMBDA {
      launch(chunk, terms_op<T, Form, quick>{form}, axis,
             all_of(typed<dense<T>>{*chunk.in}, fields_.centres(first, axis.channels)),
             all_of(y, fields_.template sums<sum>(K, axis.channels)...), on);
    };
    if constexpr (std::is_same_v<Out, skipped>)
      run(no_output());
    else
      run({*chunk.out});
  }
  template <class Form>
  void sum_in_double(const executor_ref &on, const observation &chunk, std::size_t first, channel_axis axis,
                     const Form &form) {
    sum_terms<skipped, false>(on, chunk, first, axis, form, std::make_index_sequence<kinds>{});
  }

  std::size_t inner_;
  channel_fields<T, Fields> fields_;
};

} // namespace xact::inline XACT_ARCH::kernels
