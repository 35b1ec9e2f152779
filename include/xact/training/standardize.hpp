#pragma once

/// Inputs of mean 0 and variance 1: what the initial weights assume, and what keeps units from dying at the first step.

#include <xact/training/moments.hpp>

namespace xact::inline XACT_ARCH {

namespace formula {
/// x + p, in the pattern of `less`.
struct plus : less {
  /// x + p
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return x + p; }
};
/// x / p, in the pattern of `less`.
struct over : less {
  /// x / p
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return quotient(x, p); }
};
/// x·p, in the pattern of `less`.
struct times : less {
  /// x·p
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return x * p; }
};
} // namespace formula

namespace kernels {
/// Sums deviations from the centre, and their squares.
struct deviations {
  template <batch V> [[nodiscard]] XACT_INLINE V value(V x) const noexcept { return x; }
  template <batch V> [[nodiscard]] XACT_INLINE auto terms(V x, V centre) const noexcept {
    return deviation_terms<2>(x, centre);
  }
};

/// What is kept of a feature: its moments.
struct feature : moment_fields {
  static constexpr std::size_t kinds = 2;
  static constexpr std::size_t most = std::size_t{1} << 30;

  [[nodiscard]] static double seen(const moments &m) noexcept { return m.count(); }
  template <batch V> static XACT_INLINE void add(V *to, V n, V per_n, V centre, const V *sums) noexcept {
    moment_fields::add(to, n, per_n, centre, sums[0], sums[1]);
  }
};
} // namespace kernels

/// Standardizes features: y = (x - mean) / deviation, with the mean and the deviation of what it has observed.
///
///     xact::standardizer<float> s({.channels = 64});     // 64 columns of features; .inner = H·W for images, NCHW
///     for (const auto &batch : batches)
///       s.observe(batch);
///     s.apply(x, x);                                     // in place
///     s.undo(x, x);
///
/// Statistics  one pass, in double, in blocks that are put together: a mean is within 2^-52 of the largest element and
///             a variance within 2e-13 of itself, however many elements there are and however far from 0 they lie.
///             `merge` adds what another one has observed, of other data or on another thread. The deviation is that of
///             the data, √(Σ(x - mean)² / n).
/// Range       so far as squares of deviations, and their sums, neither overflow nor vanish in double, deviations do
///             not vanish in T, and no x - mean overflows in it
/// Constant    a feature that is always the same has deviation 0 and is divided by 1: it becomes 0, and `undo` gives it
///             back. So it is with features that were never observed, whose mean is 0.
/// Accuracy    |y - (x - mean)/deviation| <= 4·2^-24·|y| + 2·2^-48·|mean|/deviation in float, where the mean is
///             subtracted in two parts; in double 4·2^-53·|y| + 2^-53·|mean|/deviation. The mean and the deviation are
///             those that it has.
/// Not finite  a feature with an infinity or a NaN becomes NaN
/// Memory      is allocated by the constructor and in copies alone
/// Source      LeCun, Bottou, Orr, Müller 1998, "Efficient BackProp"
template <scalar T> class standardizer {
public:
  /// Of features that lie so in the arrays. Allocates; may throw std::bad_alloc.
  explicit standardizer(channel_axis axis)
      : features_(axis), high_(axis.channels), low_(axis.channels), deviation_(axis.channels) {
    settle();
  }

  /// What was observed of each feature: a range of `moments`, with size() and [].
  [[nodiscard]] kernels::records_view<kernels::feature> features() const noexcept { return features_.records(); }

  /// Adds all elements of x, an array or rows whose features lie as the axis says.
  template <executor_like On, class X> void observe(const On &on, X &&x) {
    if constexpr (kernels::readable_with<T, X>()) {
      features_.observe(on, detail::arguments<T, 1, 0>{"standardizer::observe", {kernels::input<T>("x", x)}, {}},
                        kernels::deviations{}, [](const auto &) {});
      settle();
    }
  }
  /// The same, on this thread.
  template <class X> void observe(X &&x) { observe(this_thread{}, std::forward<X>(x)); }

  /// Adds what another one, with as many features, has observed.
  void merge(const standardizer &other) {
    if (!features_.merge("standardizer::merge", other.features_))
      return;
    settle();
  }

  /// y = (x - mean) / deviation. y may be x itself.
  template <executor_like On, class X, class Y> void apply(const On &on, X &&x, Y &&y) const {
    if constexpr (kernels::readable_with<T, X>() && kernels::writable<T, Y>())
      in_steps(on, {"standardizer::apply", {kernels::input<T>("x", x)}, {kernels::output<T>("y", y)}},
               bound<formula::less>(high_), bound<formula::less>(low_), bound<formula::over>(deviation_));
  }
  /// The same, on this thread.
  template <class X, class Y> void apply(X &&x, Y &&y) const {
    apply(this_thread{}, std::forward<X>(x), std::forward<Y>(y));
  }

  /// x = y·deviation + mean. x may be y itself.
  template <executor_like On, class Y, class X> void undo(const On &on, Y &&y, X &&x) const {
    if constexpr (kernels::readable_with<T, Y>() && kernels::writable<T, X>())
      in_steps(on, {"standardizer::undo", {kernels::input<T>("y", y)}, {kernels::output<T>("x", x)}},
               bound<formula::times>(deviation_), bound<formula::plus>(low_), bound<formula::plus>(high_));
  }
  /// The same, on this thread.
  template <class Y, class X> void undo(Y &&y, X &&x) const {
    undo(this_thread{}, std::forward<Y>(y), std::forward<X>(x));
  }

private:
  template <class F> [[nodiscard]] channelwise<F, T> bound(const detail::owned<T> &parameters) const noexcept {
    return {parameters.all(), features_.axis()};
  }

  /// The means in two parts and the deviations, as the kernels take them.
  void settle() noexcept {
    for (std::size_t c = 0; c < features().size(); ++c) {
      const moments m = features()[c];
      const bool known = m.count() > 0;
      high_[c] = known ? static_cast<T>(m.mean()) : T(0);
      low_[c] = known ? static_cast<T>(m.mean_beyond(static_cast<double>(high_[c]))) : T(0);
      const auto deviation = static_cast<T>(m.deviation());
      deviation_[c] = known && deviation != T(0) ? deviation : T(1);
    }
  }

  /// One formula after the other, over pieces that stay in the cache.
  template <class On, class First, class Second, class Third>
  void in_steps(const On &on, detail::arguments<T, 1, 1> a, const First &first, const Second &second,
                const Third &third) const {
    kernels::geometry shape;
    if (!detail::conform(a) || !kernels::locate(first, a, shape) || shape.rows == 0)
      return;
    const auto step = [&](const auto &f, const detail::arguments<T, 1, 1> &slice) {
      kernels::run(on, f, slice,
                   [](const auto &at, auto v) XACT_INLINE_LAMBDA { return kernels::results<decltype(v), 1>{{at(v)}}; });
    };
    const std::size_t piece = kernels::piece_of(shape);
    const std::size_t elements = shape.rows == 1 ? piece : piece * shape.columns;
    const std::size_t together = elements < cached_elements ? cached_elements / elements * piece : piece;
    kernels::for_each_slice(
        a, [=] { return together; },
        [&](const detail::arguments<T, 1, 1> &slice) {
          step(first, slice);
          auto in_place = slice;
          const auto &y = slice.out[0];
          in_place.in[0] = {y.name, y.data, y.rows, y.columns, y.stride};
          step(second, in_place);
          step(third, in_place);
        });
  }
  static constexpr std::size_t cached_elements = std::size_t{1} << 15;

  kernels::channel_records<T, kernels::feature> features_;
  detail::owned<T> high_;
  detail::owned<T> low_;
  detail::owned<T> deviation_;
};

} // namespace xact::inline XACT_ARCH
