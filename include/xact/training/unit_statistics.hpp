#pragma once

/// Statistics of the units of a layer over any number of batches: counts of dead units, means and variances.

#include <xact/training/channel_records.hpp>
#include <xact/training/unit_terms.hpp>

namespace xact::inline XACT_ARCH {

/// The bounds at or beyond which outputs count as saturated, such as {-0.99, 0.99} for tanh or {.low = -0.99·α} for
/// elu. With the default bounds no output is saturated. A bound of NaN has the same effect as the default.
struct saturation {
  double low = -infinity; ///< outputs up to this bound are saturated
  double high = infinity; ///< outputs from this bound on are saturated
};

/// Computes statistics of each unit of a layer over any number of batches:
///
///     xact::unit_statistics<float> s({.channels = 64});  // batch × 64; .inner = H·W for NCHW
///     s.observe(y);                                      // or s.forward(f, x, y), which evaluates f in the same pass
///     if (s.dead_units() > 10 || s.first_non_finite().found) …
///
/// Arrays      Arrays hold float or double in any shape. The units are the channels of the axis.
/// Counts      Counts are exact up to 2^53.
/// In double   The sums are in double for arrays of double, and for arrays of float where sums in float would not be
///             accurate enough, for example because an output is not finite. The error of the mean is at most 2^-49
///             times the largest |y| plus 5e-14 standard deviations. The relative error of the variance is at most
///             2e-13.
/// In float    Elsewhere in arrays of float, blocks of 256 terms are summed in float. The error of the mean is at most
///             2e-5 standard deviations. The relative error of the variance is at most 1e-4, mostly 1e-6; a variance
///             below 2^-149 may be 0.
/// Moments     Mean and variance omit non-finite outputs. The order of summation depends on the shapes alone. Gaps
///             between rows do not change the bits.
/// Threads     An executor may be the first argument of a call. As an alternative, each thread can use a
///             separate object, and `merge` adds the statistics.
/// Memory      The constructor and copies allocate; other calls do not.
template <scalar T> class unit_statistics {
public:
  /// The place of the first non-finite output.
  struct place {
    bool found = false;    ///< false if all outputs are finite; the other members have no meaning then
    std::size_t batch = 0; ///< index of the array with the output, among all observed arrays
    std::size_t index = 0; ///< index of the output in the array, counted row by row without gaps
    T value = 0;           ///< the output: ±∞ or NaN
  };

  /// Makes statistics for units along `axis` of the arrays. Allocates; may throw std::bad_alloc.
  explicit unit_statistics(channel_axis axis, saturation beyond = {}) : units_(axis) {
    beyond_.low = beyond.low <= infinity ? beyond.low : beyond_.low;
    beyond_.high = beyond.high <= infinity ? beyond.high : beyond_.high;
  }

  /// The statistics of each unit: a range of `unit` with size() and operator[].
  [[nodiscard]] kernels::records_view<kernels::unit_fields> units() const noexcept { return units_.records(); }
  /// The number of observed arrays.
  [[nodiscard]] std::size_t batches() const noexcept { return batches_; }
  /// The place of the first infinity or NaN in all observed outputs.
  [[nodiscard]] place first_non_finite() const noexcept { return first_; }
  /// The number of dead units: units that had only zero and saturated outputs since the construction of the object. For
  /// counts per epoch, construct a new object per epoch.
  [[nodiscard]] std::size_t dead_units() const noexcept {
    std::size_t count = 0;
    for (const unit u : units())
      count += u.dead();
    return count;
  }

  /// Adds all outputs y of a layer to the statistics.
  template <class On, class Y> void observe(const On &on, Y &&y) {
    if constexpr (kernels::declared<On>() && kernels::readable_with<T, Y>())
      observe(executor_ref(on), "unit_statistics::observe", kernels::input<T>("y", y), kernels::no_output(),
              kernels::unchanged{});
  }
  /// Runs `observe` on this thread.
  template <class Y> void observe(Y &&y) { observe(this_thread{}, std::forward<Y>(y)); }

  /// Computes y = f(x) and adds all y to the statistics in the same pass. The results are bitwise equal to the results
  /// of `xact::forward` followed by `observe`.
  template <class On, class F, class X, class Y> void forward(const On &on, const F &f, X &&x, Y &&y) {
    static_assert(!channel_bound<F>,
                  "xact: this activation has parameters per channel; call xact::forward and then observe");
    if constexpr (kernels::declared<On>() && !channel_bound<F> && kernels::readable_with<T, X>() &&
                  kernels::evaluable<F, T>() && kernels::writable<T, Y>())
      if (kernels::check_parameters<T>("unit_statistics::forward", f))
        kernels::specialize(kernels::value_op<F, T>(f), [&](const auto &special) {
          observe(executor_ref(on), "unit_statistics::forward", kernels::input<T>("x", x), kernels::output<T>("y", y),
                  *special.f);
        });
  }
  /// Runs `forward` on this thread.
  template <class F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
    forward(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y));
  }

  /// Adds the statistics of `other`, which must have the same number of units. The batches of `other` are counted after
  /// the batches of this object.
  void merge(const unit_statistics &other) {
    if (!units_.merge("unit_statistics::merge", other.units_))
      return;
    if (!first_.found && other.first_.found) {
      first_ = other.first_;
      first_.batch += batches_;
    }
    batches_ += other.batches_;
  }

private:
  template <class Out, class F>
  void observe(const executor_ref &on, const char *call, const kernels::typed<kernels::dense<T>> &x,
               const kernels::typed<Out> &y, const F &f) {
    const auto find_first = [&](const kernels::observation &chunk) {
      bool any = false;
      for (const unit u : units())
        any = any || u.non_finite() > 0;
      if (any && !first_.found)
        find(chunk.of_outputs());
    };
    const auto observe_if = [&](auto saturates) {
      return units_.observe(on, call, x, y,
                            kernels::unit_terms<F, saturates>{kernels::held<F>(f), beyond_.low, beyond_.high},
                            find_first);
    };
    const bool never_saturated = detail::equal(beyond_.low, -infinity) && detail::equal(beyond_.high, infinity);
    batches_ += never_saturated ? observe_if(std::false_type{}) : observe_if(std::true_type{});
  }
  /// Stores the place of the first non-finite output in a chunk.
  XACT_NOINLINE void find(const kernels::observation &chunk) noexcept {
    const program::operand &y = *chunk.in;
    for (std::size_t i = chunk.begin; i < chunk.begin + chunk.size; ++i) {
      const T value = static_cast<const T *>(y.data)[i / y.columns * y.stride + i % y.columns];
      if (detail::is_zero(value - value))
        continue;
      first_ = {true, batches_, i, value};
      return;
    }
  }

  kernels::channel_records<T, kernels::unit_fields> units_;
  saturation beyond_{};
  place first_{};
  std::size_t batches_ = 0;
};

} // namespace xact::inline XACT_ARCH
