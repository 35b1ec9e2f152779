#pragma once

/// What the units of a layer do: how many of their outputs are zero, saturated or not finite, their mean and variance,
/// and which units are dead.

#include <xact/training/channel_records.hpp>

#include <tuple>

namespace xact::inline XACT_ARCH {

/// Outputs at or beyond these count as saturated. For tanh {-0.99, 0.99}, for elu {.low = -0.99·α}; none by default,
/// and none for NaN.
struct saturation {
  double low = -infinity; ///< saturated from here down
  double high = infinity; ///< and from here up
};

namespace kernels {
struct unit_fields;
}

/// What was seen of one unit, or channel. Each output is one of four: zero, saturated, not finite, or active.
class unit {
public:
  unit() = default;

  /// @{ How many outputs: all, and those of a kind.
  [[nodiscard]] double seen() const noexcept { return finite_.count() + non_finite_; }
  [[nodiscard]] double zeros() const noexcept { return zeros_; }
  [[nodiscard]] double saturated() const noexcept { return saturated_; }
  [[nodiscard]] double non_finite() const noexcept { return non_finite_; }
  /// @}
  /// @{ Fractions of all outputs that were seen, of zeros and of saturated ones; NaN if none were.
  [[nodiscard]] double sparsity() const noexcept { return zeros_ / seen(); }
  [[nodiscard]] double saturated_fraction() const noexcept { return saturated_ / seen(); }
  /// @}
  /// @{ Of the outputs that are finite; NaN if there are none.
  [[nodiscard]] double mean() const noexcept { return finite_.mean(); }
  [[nodiscard]] double variance() const noexcept { return finite_.variance(); }
  /// @}
  /// True if there were outputs and all of them were zero or saturated: no gradient to speak of has come through.
  [[nodiscard]] bool dead() const noexcept { return seen() > 0 && zeros_ + saturated_ == seen(); }

private:
  friend struct kernels::unit_fields;
  unit(const moments &finite, double zeros, double saturated, double non_finite)
      : finite_(finite), zeros_(zeros), saturated_(saturated), non_finite_(non_finite) {}

  moments finite_;
  double zeros_ = 0;
  double saturated_ = 0;
  double non_finite_ = 0;
};

namespace kernels {

/// What is kept of units, one in each lane.
struct unit_fields : moment_fields {
  enum { zeros = moment_fields::size, saturated, non_finite, size };
  static constexpr std::size_t kinds = 3;                         ///< sums that `add` takes
  static constexpr std::size_t most = (std::size_t{1} << 17) - 1; ///< outputs that it takes

  [[nodiscard]] static unit value(const double *of) noexcept {
    return {moment_fields::value(of), of[zeros], of[saturated], of[non_finite]};
  }
  [[nodiscard]] static double seen(const unit &u) noexcept { return u.seen(); }

  /// Adds n <= most outputs, given 1/n and the sums of their terms: x - centre, its square, and a 1 in one of three
  /// fields of a number.
  template <batch V> static XACT_INLINE void add(V *to, V n, V, V centre, const V *sums) noexcept {
    const V infinite = whole(sums[2] * V(0x1p-34));
    const V others = sums[2] - infinite * V(0x1p34);
    const V beyond = whole(others * V(0x1p-17));
    const V finite = n - infinite;
    to[non_finite] = to[non_finite] + infinite;
    add_finite(to, finite, V(1) / at_least(finite, V(1)), centre, sums, others - beyond * V(0x1p17), beyond);
  }
  /// The same of outputs that are all finite, given the sums, in any precision, of x - centre and its square, and how
  /// many are zero and saturated.
  template <batch V>
  static XACT_INLINE void add_finite(V *to, V n, V per_n, V centre, const V *sums, V its_zeros,
                                     V its_saturated) noexcept {
    moment_fields::add(to, n, per_n, centre, sums[0], sums[1]);
    to[zeros] = to[zeros] + its_zeros;
    to[saturated] = to[saturated] + its_saturated;
  }
  /// Adds what was seen of other ones.
  template <batch V> static XACT_INLINE void merge(V *to, const V *others) noexcept {
    moment_fields::merge(to, others);
    to[zeros] = to[zeros] + others[zeros];
    to[saturated] = to[saturated] + others[saturated];
    to[non_finite] = to[non_finite] + others[non_finite];
  }
  /// True if sums made in float or better tell the variance: all outputs were finite, their squares neither overflowed
  /// nor vanished, and the centre is not far from their mean.
  template <batch V> [[nodiscard]] static XACT_INLINE auto can_tell(V per_n, V sum, V sum_of_squares) noexcept {
    const auto seen = (sum_of_squares >= V(0x1p-80)) | ((sum_of_squares == V(0)) & (sum == V(0)));
    return seen & (sum_of_squares < V(infinity)) & (unfused(sum * (sum * per_n)) <= V(0.5) * sum_of_squares);
  }

private:
  /// x without its fraction, 0 <= x < 2^51. (At xsimd's floor g++ 12 warns about its own header.)
  template <batch V> [[nodiscard]] static XACT_INLINE V whole(V x) noexcept {
    const V nearest = (x + V(0x1p52)) - V(0x1p52);
    return nearest - keep_where(nearest > x, V(1));
  }
};

/// An output as it is.
struct itself {
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return x; }
};

/// The output of an activation F and the terms that units sum up. What can saturate at all is to be said, it costs
/// as much as the rest.
template <class F, bool Saturates> struct unit_terms {
  static constexpr std::size_t quick_kinds = Saturates ? 4 : 3;
  static constexpr std::size_t unroll = xact::unroll<F>;

  held<F> f;
  double low;
  double high;

  template <batch V> [[nodiscard]] XACT_INLINE V value(V x) const noexcept { return (*f)(x); }
  /// y and its terms, in double.
  template <batch V> [[nodiscard]] XACT_INLINE auto careful_results(V y, V centre) const noexcept {
    const auto finite = y - y == V(0);
    const auto d = deviation_terms(select(finite, y, centre), centre);
    const V field = select(y == V(0), V(1), select(within(y), V(0), V(0x1p17)));
    return results{y, d[0], d[1], as_doubles(select(finite, field, V(0x1p34)))};
  }
  /// y and terms that are fewer operations, in its type: y - centre, its square, a 1 for a zero, and a 1 for what is not
  /// saturated.
  template <batch V> [[nodiscard]] XACT_INLINE auto quick_results(V y, V centre) const noexcept {
    const V d = y - centre;
    const one_where zero{y == V(0)};
    if constexpr (Saturates)
      return results{y, d, unfused(d * d), zero, one_where{within(y)}};
    else
      return results{y, d, unfused(d * d), zero};
  }
  /// Adds the sums of those. A zero is a zero, also where it is saturated.
  template <scalar T, batch V> XACT_INLINE void add_quick(V *to, V n, V per_n, V centre, const V *sums) const noexcept {
    V saturated(0);
    if constexpr (Saturates) {
      const bool zeros = !(static_cast<T>(low) < T(0) && T(0) < static_cast<T>(high));
      saturated = n - sums[3] - (zeros ? sums[2] : V(0));
    }
    unit_fields::add_finite(to, n, per_n, centre, sums, sums[2], saturated);
  }
  /// The same of outputs that are there.
  [[nodiscard]] unit_terms<itself, Saturates> of_outputs() const noexcept {
    return {held<itself>(itself{}), low, high};
  }

private:
  /// True where a finite y is not saturated.
  template <batch V> [[nodiscard]] XACT_INLINE auto within(V y) const noexcept {
    return above_or_nan(y, param<V>(low)) & above_or_nan(param<V>(high), y);
  }
};

} // namespace kernels

/// Statistics of each unit of a layer over any number of batches:
///
///     xact::unit_statistics<float> s({.channels = 64});  // batch × 64; .inner = H·W for NCHW
///     s.observe(y);                                      // or, with f itself in the same pass, s.forward(f, x, y)
///     if (s.dead_units() > 10 || s.first_non_finite().found) …
///
/// Arrays      of float or double, or rows, whose channels lie as the axis says
/// Counts      are exact up to 2^53
/// Moments     of floats are summed as floats, 256 at a time: the mean is within 2e-5 standard deviations, the variance
///             within 1e-4 of itself, mostly 1e-6; one below 2^-149 may be 0. Where that cannot be had, as where some
///             outputs are not finite, and of double, they are as those of `standardizer`: a mean within 2^-52 of the
///             largest output, a variance within 2e-13. The order depends on the shapes alone. What is not finite is
///             left out.
/// Threads     an executor as the first argument; or statistics of its own for each thread, and `merge`
/// Memory      is allocated by the constructor and in copies alone
template <scalar T> class unit_statistics {
public:
  /// Where the first output that is not finite lay: element `index`, counted row by row, of the array that was observed
  /// after `batch` others.
  struct place {
    bool found = false;    ///< false if all outputs were finite; then the rest says nothing
    std::size_t batch = 0; ///< how many arrays were observed before
    std::size_t index = 0; ///< in the array
    T value = 0;           ///< ±∞ or NaN
  };

  /// Of units that lie so in the arrays. Allocates; may throw std::bad_alloc.
  explicit unit_statistics(channel_axis axis, saturation beyond = {}) : units_(axis) {
    beyond_.low = beyond.low <= infinity ? beyond.low : beyond_.low;
    beyond_.high = beyond.high <= infinity ? beyond.high : beyond_.high;
  }

  /// What was seen of each: a range of `unit`, with size() and [].
  [[nodiscard]] kernels::records_view<kernels::unit_fields> units() const noexcept { return units_.records(); }
  /// How many arrays were observed.
  [[nodiscard]] std::size_t batches() const noexcept { return batches_; }
  /// Where the first infinity or NaN lay, of all that were observed.
  [[nodiscard]] place first_non_finite() const noexcept { return first_; }
  /// How many units gave nothing but zeros and saturated outputs: over an epoch, if the statistics were new at its
  /// begin.
  [[nodiscard]] std::size_t dead_units() const noexcept {
    std::size_t count = 0;
    for (const unit u : units())
      count += u.dead();
    return count;
  }

  /// Adds all outputs y of a layer.
  template <executor_like On, class Y> void observe(const On &on, Y &&y) {
    if constexpr (kernels::readable_with<T, Y>())
      observe(executor_ref(on), "unit_statistics::observe", kernels::input<T>("y", y), kernels::no_output(),
              kernels::itself{});
  }
  /// The same, on this thread.
  template <class Y> void observe(Y &&y) { observe(this_thread{}, std::forward<Y>(y)); }

  /// y = f(x), and in the same pass adds all of y. The bits are those of `xact::forward` and `observe`.
  template <executor_like On, class F, class X, class Y> void forward(const On &on, const F &f, X &&x, Y &&y) {
    static_assert(!channel_bound<F>, "xact: this activation has parameters of channels; call xact::forward and then "
                                     "observe");
    if constexpr (!channel_bound<F> && kernels::readable_with<T, X>() && kernels::evaluable<F, T>() &&
                  kernels::writable<T, Y>())
      if (kernels::parameters_fit<T>("unit_statistics::forward", f))
        kernels::in_best_form(kernels::value_op<F, T>(f), [&](const auto &best) {
          observe(executor_ref(on), "unit_statistics::forward", kernels::input<T>("x", x), kernels::output<T>("y", y),
                  *best.f);
        });
  }
  /// The same, on this thread.
  template <class F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
    forward(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y));
  }

  /// Adds what another one, with as many units, has observed; its batches count as later ones.
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
    const auto find_first = [&](const kernels::observation &slice, const kernels::observation &all) {
      bool any = false;
      for (const unit u : units())
        any = any || u.non_finite() > 0;
      if (any && !first_.found)
        find(slice.of_outputs().in, all.of_outputs().in);
    };
    const auto observe_if = [&](auto saturates) {
      return units_.observe(on, call, x, y,
                            kernels::unit_terms<F, saturates>{kernels::held<F>(f), beyond_.low, beyond_.high},
                            find_first);
    };
    const bool never_saturated = beyond_.low == -infinity && beyond_.high == infinity;
    batches_ += never_saturated ? observe_if(std::false_type{}) : observe_if(std::true_type{});
  }
  /// Names the first in a slice of all outputs.
  XACT_NOINLINE void find(const program::operand &slice, const program::operand &all) noexcept {
    for (std::size_t row = 0; row < slice.rows; ++row)
      for (std::size_t column = 0; column < slice.columns; ++column) {
        const T *const at = static_cast<const T *>(slice.data) + row * slice.stride + column;
        if (*at - *at == T(0))
          continue;
        const auto from = static_cast<std::size_t>(at - static_cast<const T *>(all.data));
        first_ = {true, batches_, all.rows > 1 ? from / all.stride * all.columns + from % all.stride : from, *at};
        return;
      }
  }

  kernels::channel_records<T, kernels::unit_fields> units_;
  saturation beyond_;
  place first_;
  std::size_t batches_ = 0;
};

} // namespace xact::inline XACT_ARCH
