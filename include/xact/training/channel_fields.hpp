#pragma once

/// The state of each channel: the statistics as fields of numbers, a centre, and the sums of the last chunk. A chunk is
/// a part of the arrays that is summed at once.

#include <xact/arrays/operand.hpp>
#include <xact/engine/sums.hpp>
#include <xact/training/moments.hpp>
#include <xact/training/records.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The state of all channels. The centre of a channel is a number near the mean. Each sum adds one term per element,
/// such as the deviation from the centre or the square of the deviation. The class Fields describes the statistics of
/// one channel:
///
///     size                  count of fields; the first fields are those of `moment_fields`
///     value(fields)         makes the record of a channel from the fields
///     kinds                 count of terms per element for sums in double
///     most                  largest count of elements per channel in one sum
///     seen(record)          count of elements in the statistics
///
/// Fields also has functions on batches in which each lane is a channel:
///
///     finite(count, sums)                            count of finite elements
///     sums_suffice(1/count, sum, sum of squares)     true if sums in the type of the arrays are accurate enough
///     add(fields, count, 1/count, centre, sums)      adds `count` elements, given the sums of the terms
///     merge(fields, others)                          adds the fields of other statistics
template <scalar T, class Fields> class channel_fields {
public:
  explicit channel_fields(std::size_t channels)
      : centres_(channels), sums_((most_kinds + 1) * channels), fields_(Fields::size * channels) {}

  [[nodiscard]] std::size_t channels() const noexcept { return centres_.all().size(); }
  [[nodiscard]] records_view<Fields> records() const noexcept { return {fields_.all().data(), channels()}; }
  [[nodiscard]] double seen(std::size_t channel) const noexcept { return Fields::seen(records()[channel]); }

  /// The centres of `count` channels from `first` on, as an operand.
  [[nodiscard]] typed<per_channel<T>> centres(std::size_t first, std::size_t count) const noexcept {
    const std::span<const T> all = centres_.all();
    return as_operand<per_channel<T>>(detail::view<const T>{"channels", all.data() + first, 1, count, count});
  }
  /// The operand for the sums of the term with index `kind`.
  template <class Summed> [[nodiscard]] typed<Summed> sums(std::size_t kind, std::size_t channels) noexcept {
    double *const to = sums_.all().data() + kind * channels;
    return as_operand<Summed>(detail::view<double>{"sums", to, 1, channels, channels});
  }

  /// Sets the centre of a channel without elements to `element`, or to 0 if `element` is not finite.
  void start(std::size_t channel, T element) noexcept {
    centres_[channel] = T(0);
    recentre(channel, static_cast<double>(element));
  }

  /// Moves centres to the means of the last chunk. If `all` is true, moves every centre. Else moves the centre of a
  /// channel only if the chunk holds more finite elements of the channel than all earlier chunks together, and if the
  /// mean of the chunk is more than one standard deviation of the chunk away from the centre. Returns true if a centre
  /// moved.
  XACT_OUTLINE bool move_centres(std::size_t first, std::size_t channels, double count, bool all) noexcept {
    bool moved = false;
    for_lanes(channels, [&](std::size_t c, std::size_t n) XACT_INLINE_LAMBDA {
      const V before = load_some(field(Fields::count, first + c), n);
      if (!all && !any(before < V(count))) [[likely]]
        return;
      V sums[Fields::kinds];
      for (std::size_t k = 0; k < Fields::kinds; ++k)
        sums[k] = load_some(sums_.all().data() + k * channels + c, n);
      const V numbers = Fields::finite(V(count), sums);
      const V beyond = unfused(sums[0] * (V(1) / at_least(numbers, V(1))));
      const auto remote = (before < numbers) & (unfused(sums[0] * beyond) > V(0.5) * sums[1]);
      double by[V::size];
      store(by, beyond);
      for (std::size_t k = 0; k < n; ++k)
        if (all || (mask_bits(remote) >> k & 1) != 0) {
          recentre(first + c + k, static_cast<double>(centres_[first + c + k]) + by[k]);
          moved = true;
        }
    });
    return moved;
  }
  /// True if the last sums, which were computed in the type of the arrays, are accurate enough for the statistics of
  /// all channels.
  [[nodiscard]] XACT_OUTLINE bool sums_suffice(std::size_t channels, double per_count) const noexcept {
    const double *const sums = sums_.all().data();
    bool all = true;
    for_lanes(channels, [&](std::size_t c, std::size_t n) XACT_INLINE_LAMBDA {
      const auto insufficient =
          !Fields::sums_suffice(V(per_count), load_some(sums + c, n), load_some(sums + channels + c, n));
      all = all && !any(insufficient);
    });
    return all;
  }
  /// Adds the last sums, Kinds per channel, to the fields: calls add_to(fields, centre, sums) for each vector of
  /// channels. Then moves the centres to the new means.
  template <std::size_t Kinds, class AddTo>
  void add(std::size_t first, std::size_t channels, const AddTo &add_to) noexcept {
    double *const centres = sums_.all().data() + Kinds * channels;
    for (std::size_t c = 0; c < channels; ++c)
      centres[c] = static_cast<double>(centres_[first + c]);
    update<Kinds + 1>(first, channels, sums_.all().data(),
                      [&](auto *fields, const auto *sums) XACT_INLINE_LAMBDA { add_to(fields, sums[Kinds], sums); });
    recentre(first, channels);
  }
  /// Adds other statistics of the same number of channels, and moves the centres to the new means.
  void merge(const channel_fields &other) noexcept {
    update<Fields::size>(0, channels(), other.fields_.all().data(),
                         [](auto *fields, const auto *others) XACT_INLINE_LAMBDA { Fields::merge(fields, others); });
    recentre(0, channels());
  }

private:
  static constexpr std::size_t most_kinds = 4;
  static_assert(Fields::kinds <= most_kinds);
  using V = native_batch<double>;

  /// The values of one field, for the channels from `first` on.
  [[nodiscard]] const double *field(std::size_t number, std::size_t first) const noexcept {
    return fields_.all().data() + number * channels() + first;
  }
  /// Calls run(c, n) for each vector of channels, where the vector consists of n channels from index c on.
  template <class Run> static XACT_INLINE void for_lanes(std::size_t channels, const Run &run) {
    for (std::size_t c = 0; c < channels; c += V::size)
      run(c, channels - c < V::size ? channels - c : V::size);
  }
  /// Calls change(fields, others) for each vector of channels from `first` on, and stores the changed fields. The array
  /// `others` has N rows with one number per channel.
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

  /// Sets a centre to `mean`, rounded to T. If the rounded mean is not finite, the centre does not change. The rounding
  /// does no harm, because a centre only has to be near the mean.
  void recentre(std::size_t channel, double mean) noexcept {
    const auto value = static_cast<T>(mean);
    centres_[channel] = detail::is_zero(value - value) ? value : centres_[channel];
  }
  void recentre(std::size_t first, std::size_t channels) noexcept {
    const double *const mean = field(Fields::mean, first);
    const double *const mean_low = field(Fields::mean_low, first);
    for (std::size_t c = 0; c < channels; ++c)
      recentre(first + c, mean[c] + mean_low[c]);
  }

  detail::owned<T> centres_;     ///< one per channel
  detail::owned<double> sums_;   ///< one row per term, and one row for centres in double
  detail::owned<double> fields_; ///< one row per field
};

} // namespace xact::inline XACT_ARCH::kernels
