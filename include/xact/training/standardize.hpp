#pragma once

/// Standardization of features to mean 0 and variance 1. The formulas of initial weights assume inputs of mean 0 and
/// variance 1. With other inputs, the first step of training may make units dead (see `unit`).

#include <xact/training/channel_records.hpp>
#include <xact/training/moments.hpp>
#include <xact/training/records.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {
/// The form (see channel_records) of features. The terms are the deviation from the centre and the square of the
/// deviation.
struct deviations {
  template <batch V> [[nodiscard]] XACT_INLINE V value(V x) const noexcept { return x; }
  template <batch V> [[nodiscard]] XACT_INLINE auto double_results(V x, V centre) const noexcept {
    const auto d = deviation_terms(x, centre);
    return results{x, d[0], d[1]};
  }
  [[nodiscard]] deviations of_outputs() const noexcept { return *this; }
};

/// The fields of a feature are the fields of moments.
struct feature : moment_fields {
  static constexpr std::size_t kinds = 2;
  static constexpr std::size_t most = std::size_t{1} << 30;

  [[nodiscard]] static double seen(const moments &m) noexcept { return m.count(); }
  template <batch V> [[nodiscard]] static XACT_INLINE V finite(V n, const V *) noexcept { return n; }
  template <batch V> static XACT_INLINE void add(V *to, V n, V per_n, V centre, const V *sums) noexcept {
    moment_fields::add(to, n, per_n, centre, sums[0], sums[1]);
  }
};
} // namespace kernels

/// Standardizes features: y = (x - mean) / deviation, with the mean and the standard deviation of all observed
/// elements.
///
///     xact::standardizer<float> s({.channels = 64});     // one feature per column; .inner = H·W for images, NCHW
///     for (const auto &batch : batches)
///       s.observe(batch);
///     s.apply(x, x);                                     // in place
///     s.undo(x, x);
///
/// Statistics  The statistics are computed in one pass, in double. The error of a mean is at most 2^-49 times the
///             largest |x| plus 5e-14 standard deviations. The relative error of a variance is at most 2e-13. Both
///             bounds hold for any number of elements at any distance from 0. Gaps between rows do not change the bits.
///             The standard deviation is that of the data, √(Σ(x - mean)² / n).
/// Range       The bounds require that the squares of x - mean and the sums of the squares neither overflow nor
///             underflow in double, that standard deviations do not underflow in T, and that no x - mean overflows in
///             T.
/// Constant    A constant feature has the deviation 0 and is divided by 1. Therefore `apply` makes the feature 0, and
///             `undo` restores the feature. A feature without observed elements has the mean 0 and is divided by 1.
/// Accuracy    In float |y - (x - mean)/deviation| <= 4·2^-24·|y| + 2·2^-48·|mean|/deviation. The last term is small
///             because the mean is subtracted in two parts. In double the bound is 4·2^-53·|y| +
///             2^-53·|mean|/deviation. In both bounds mean and deviation are the computed values.
/// Not finite  If an observed element of a feature is an infinity or NaN, all results of the feature are NaN.
/// Threads     An executor may be the first argument of a call. As an alternative, each thread can use a
///             separate standardizer, and `merge` adds the statistics.
/// Memory      The constructor and copies allocate; other calls do not.
/// Source      LeCun, Bottou, Orr, Müller 1998, "Efficient BackProp"
template <scalar T> class standardizer {
public:
  /// Makes a standardizer for features along `axis` of the arrays. Allocates; may throw std::bad_alloc.
  explicit standardizer(channel_axis axis)
      : features_(axis), high_(axis.channels), low_(axis.channels), deviation_(axis.channels) {
    update_parameters();
  }

  /// The statistics of each feature: a range of `moments` with size() and operator[].
  [[nodiscard]] kernels::records_view<kernels::feature> features() const noexcept { return features_.records(); }

  /// Adds all elements of x to the statistics. The features of x lie along the axis.
  template <class On, class X> void observe(const On &on, X &&x) {
    if constexpr (kernels::declared<On>() && kernels::readable_with<T, X>()) {
      features_.observe(executor_ref(on), "standardizer::observe", kernels::input<T>("x", x), kernels::no_output(),
                        kernels::deviations{}, [](const auto &...) {});
      update_parameters();
    }
  }
  /// Runs `observe` on this thread.
  template <class X> void observe(X &&x) { observe(this_thread{}, std::forward<X>(x)); }

  /// Adds the statistics of another standardizer with the same number of features.
  void merge(const standardizer &other) {
    if (!features_.merge("standardizer::merge", other.features_))
      return;
    update_parameters();
  }

  /// Computes y = (x - mean) / deviation. y may be x itself.
  template <class On, class X, class Y> void apply(const On &on, X &&x, Y &&y) const {
    if constexpr (kernels::declared<On>() && kernels::readable_with<T, X>() && kernels::writable<T, Y>())
      run_steps(executor_ref(on), "standardizer::apply", kernels::input<T>("x", x), kernels::output<T>("y", y),
                step(subtract, high_), step(subtract, low_), step(divide_by, deviation_));
  }
  /// Runs `apply` on this thread.
  template <class X, class Y> void apply(X &&x, Y &&y) const {
    apply(this_thread{}, std::forward<X>(x), std::forward<Y>(y));
  }

  /// Computes x = y·deviation + mean. x may be y itself.
  template <class On, class Y, class X> void undo(const On &on, Y &&y, X &&x) const {
    if constexpr (kernels::declared<On>() && kernels::readable_with<T, Y>() && kernels::writable<T, X>())
      run_steps(executor_ref(on), "standardizer::undo", kernels::input<T>("y", y), kernels::output<T>("x", x),
                step(multiply, deviation_), step(add, low_), step(add, high_));
  }
  /// Runs `undo` on this thread.
  template <class Y, class X> void undo(Y &&y, X &&x) const {
    undo(this_thread{}, std::forward<Y>(y), std::forward<X>(x));
  }

private:
  /// @{ Operations on an element x and the parameter p of the element's channel.
  static constexpr auto subtract = [](auto x, auto p) XACT_INLINE_LAMBDA { return results{x - p}; };
  static constexpr auto add = [](auto x, auto p) XACT_INLINE_LAMBDA { return results{x + p}; };
  static constexpr auto multiply = [](auto x, auto p) XACT_INLINE_LAMBDA { return results{x * p}; };
  static constexpr auto divide_by = [](auto x, auto p) XACT_INLINE_LAMBDA { return results{quotient(x, p)}; };
  /// @}
  [[nodiscard]] static kernels::typed<kernels::per_channel<T>> operand_of(const detail::owned<T> &parameters) noexcept {
    const std::span<const T> all = parameters.all();
    return kernels::as_operand<kernels::per_channel<T>>(
        detail::view<const T>{"channels", all.data(), 1, all.size(), all.size()});
  }
  /// Returns a step of `apply` or `undo`: a functor that runs f on a range of elements. The inputs of f are an element
  /// and the parameter of the element's channel.
  template <class F> [[nodiscard]] auto step(const F &f, const detail::owned<T> &parameters) const noexcept {
    return [this, f, p = operand_of(parameters)](const executor_ref &on, const kernels::observation &a) {
      kernels::launch(a, kernels::map_of<T>(f), features_.axis(),
                      kernels::all_of(kernels::typed<kernels::dense<T>>{*a.in}, p),
                      kernels::all_of(kernels::typed<kernels::written<T>>{*a.out}), on);
    };
  }

  /// Computes the parameters of the steps from the statistics: the mean of each feature, as the sum high_ + low_, and
  /// the deviation.
  void update_parameters() noexcept {
    for (std::size_t c = 0; c < features().size(); ++c) {
      const moments m = features()[c];
      const bool known = m.count() > 0;
      high_[c] = known ? static_cast<T>(m.mean()) : T(0);
      low_[c] = known ? static_cast<T>(m.mean_minus(static_cast<double>(high_[c]))) : T(0);
      const auto deviation = static_cast<T>(m.deviation());
      deviation_[c] = known && !detail::is_zero(deviation) ? deviation : T(1);
    }
  }

  /// Runs the three steps on each piece of the arrays. A piece is so short that it stays in a cache between the steps,
  /// unless a single row or period exceeds the cache. (A period is `inner` elements of each channel.)
  template <class First, class Second, class Third>
  void run_steps(const executor_ref &on, const char *call, const kernels::typed<kernels::dense<T>> &x,
                 const kernels::typed<kernels::written<T>> &y, const First &first, const Second &second,
                 const Third &third) const {
    const channel_axis axis = features_.axis();
    program::record r = kernels::make_record(call, axis, kernels::all_of(x, operand_of(high_)), kernels::all_of(y), on);
    kernels::geometry shape;
    if (!kernels::conform(r) || !kernels::divide(r, shape) || shape.rows == 0)
      return;
    // `piece` is the length of the shortest piece: a row if there are several rows of several periods, else a period.
    // The pieces have `together` elements, a multiple of this length.
    const std::size_t period = shape.channels == 1 ? 1 : shape.period();
    const std::size_t piece = shape.rows > 1 && period < shape.columns ? shape.columns : period;
    const std::size_t together = piece < cached_elements ? cached_elements / piece * piece : piece;
    const std::size_t n = shape.rows * shape.columns;
    for (std::size_t begin = 0; begin < n; begin += together) {
      const std::size_t size = n - begin < together ? n - begin : together;
      const kernels::observation to_y{call, r.in, r.out, begin, size};
      const kernels::observation in_place{call, r.out, r.out, begin, size};
      first(on, to_y);
      second(on, in_place);
      third(on, in_place);
    }
  }
  static constexpr std::size_t cached_elements = std::size_t{1} << 15;

  kernels::channel_records<T, kernels::feature> features_;
  detail::owned<T> high_;
  detail::owned<T> low_;
  detail::owned<T> deviation_;
};

} // namespace xact::inline XACT_ARCH
