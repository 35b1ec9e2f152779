#pragma once

/// The numbers kept per channel while arrays are observed: fields, centres, and the sums of the last slice.

#include <xact/arrays/operand.hpp>
#include <xact/engine/sums.hpp>
#include <xact/training/moments.hpp>
#include <xact/training/records.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The fields of each channel. The class Fields describes them: `size` numbers, the first of which are those of
/// `moment_fields`, and value(numbers), the record made of them; `kinds`, the number of terms of an element; `most`,
/// the number of elements of a channel that one sum may take. Its functions over lanes, one lane per channel, are
/// seen(fields), finite(count, sums), can_tell(1/count, sum, other sum), add(fields, count, 1/count, centre, sums) and
/// merge(fields, others).
template <scalar T, class Fields> class channel_fields {
public:
  explicit channel_fields(std::size_t channels)
      : centres_(channels), sums_((most_kinds + 1) * channels), fields_(Fields::size * channels) {}

  [[nodiscard]] std::size_t channels() const noexcept { return centres_.all().size(); }
  [[nodiscard]] records_view<Fields> records() const noexcept { return {fields_.all().data(), channels()}; }
  [[nodiscard]] double seen(std::size_t channel) const noexcept { return Fields::seen(records()[channel]); }

  /// The centres of the channels from `first` on.
  [[nodiscard]] typed<per_channel<T>> centres(std::size_t first, std::size_t count) const noexcept {
    const std::span<const T> all = centres_.all();
    return as_operand<per_channel<T>>(detail::view<const T>{"channels", all.data() + first, 1, count, count});
  }
  /// The output for the sums of one kind of terms.
  template <class Summed> [[nodiscard]] typed<Summed> sums(std::size_t kind, std::size_t channels) noexcept {
    double *const to = sums_.all().data() + kind * channels;
    return as_operand<Summed>(detail::view<double>{"sums", to, 1, channels, channels});
  }

  /// Sets the first centre of a channel: an element, or 0 if that is not finite.
  void start(std::size_t channel, T element) noexcept {
    centres_[channel] = T(0);
    recentre(channel, static_cast<double>(element));
  }

  /// Moves centres to the means of the last sums: all centres, or those of channels that have more numbers in the slice
  /// than before and a mean more than a deviation away from the centre. True if it moved one.
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
  /// True if the quick sums determine the statistics of all channels.
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
  /// Calls add_to(fields, centre, sums) with the last sums of Kinds kinds, lanes of channels at a time.
  template <std::size_t Kinds, class AddTo>
  void add(std::size_t first, std::size_t channels, const AddTo &add_to) noexcept {
    double *const centres = sums_.all().data() + Kinds * channels;
    for (std::size_t c = 0; c < channels; ++c)
      centres[c] = static_cast<double>(centres_[first + c]);
    update<Kinds + 1>(first, channels, sums_.all().data(),
                      [&](auto *fields, const auto *sums) XACT_INLINE_LAMBDA { add_to(fields, sums[Kinds], sums); });
    recentre(first, channels);
  }
  /// Adds the fields of other channels, as many as here.
  void merge(const channel_fields &other) noexcept {
    update<Fields::size>(0, channels(), other.fields_.all().data(),
                         [](auto *fields, const auto *others) XACT_INLINE_LAMBDA { Fields::merge(fields, others); });
    recentre(0, channels());
  }

private:
  static constexpr std::size_t most_kinds = 4;
  static_assert(Fields::kinds <= most_kinds);
  using V = native_batch<double>;

  /// One field of the channels from `first` on.
  [[nodiscard]] const double *field(std::size_t number, std::size_t first) const noexcept {
    return fields_.all().data() + number * channels() + first;
  }
  /// Calls run(c, n) for the n channels from number c on, a vector of lanes at a time.
  template <class Run> static XACT_INLINE void for_lanes(std::size_t channels, const Run &run) {
    for (std::size_t c = 0; c < channels; c += V::size)
      run(c, channels - c < V::size ? channels - c : V::size);
  }
  /// Calls change(fields, others) for lanes of channels from number `first` on; `others` has N rows.
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

  /// Sets a centre. Any finite number near the mean is good enough.
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

  detail::owned<T> centres_;     ///< one per channel
  detail::owned<double> sums_;   ///< kind by kind, and one row more
  detail::owned<double> fields_; ///< field by field
};

} // namespace xact::inline XACT_ARCH::kernels
