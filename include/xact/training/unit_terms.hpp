#pragma once

/// The terms of an output in the statistics of units: terms for sums in double, and quick terms for sums in the type of
/// the output. channel_records.hpp defines forms and terms.

#include <xact/engine/ops.hpp>
#include <xact/engine/sums.hpp>
#include <xact/training/unit.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The identity, for statistics of outputs that are computed already.
struct unchanged {
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return x; }
};

/// The form that computes the output y of an activation F, and the terms of y. If both bounds are infinite, no output
/// is saturated, and `Saturates` is false. The quick terms then omit the check of the bounds, which takes as long as
/// the other quick terms together.
template <class F, bool Saturates> struct unit_terms {
  static constexpr std::size_t quick_kinds = Saturates ? 4 : 3;
  static constexpr std::size_t unroll = xact::unroll<F>;

  held<F> f;
  double low;
  double high;

  template <batch V> [[nodiscard]] XACT_INLINE V value(V x) const noexcept { return (*f)(x); }
  /// Returns y and the three terms of unit_fields::add, in double.
  template <batch V> [[nodiscard]] XACT_INLINE auto double_results(V y, V centre) const noexcept {
    const auto finite = y - y == V(0);
    const auto d = deviation_terms(select(finite, y, centre), centre);
    const V field = select(y == V(0), V(1), select(within(y), V(0), V(0x1p17)));
    return results{y, d[0], d[1], as_doubles(select(finite, field, V(0x1p34)))};
  }
  /// Returns y and the quick terms, in the type of y: the deviation from the centre, the square of the deviation, and 1
  /// if y is zero, else 0. If `Saturates` is true, the fourth term is 1 if y is within the bounds, else 0.
  template <batch V> [[nodiscard]] XACT_INLINE auto quick_results(V y, V centre) const noexcept {
    const V d = y - centre;
    const one_where zero{y == V(0)};
    if constexpr (Saturates)
      return results{y, d, unfused(d * d), zero, one_where{within(y)}};
    else
      return results{y, d, unfused(d * d), zero};
  }
  /// Adds the sums of quick terms to the fields. A zero at or beyond a bound counts as zero, not as saturated.
  template <scalar T, batch V> XACT_INLINE void add_quick(V *to, V n, V per_n, V centre, const V *sums) const noexcept {
    V saturated(0);
    if constexpr (Saturates) {
      const bool zeros = !(static_cast<T>(low) < T(0) && T(0) < static_cast<T>(high));
      saturated = n - sums[3] - (zeros ? sums[2] : V(0));
    }
    unit_fields::add_finite(to, n, per_n, centre, sums, sums[2], saturated);
  }
  /// The form for an array that holds the outputs y instead of x.
  [[nodiscard]] unit_terms<unchanged, Saturates> of_outputs() const noexcept {
    return {held<unchanged>(unchanged{}), low, high};
  }

private:
  /// True where a finite y lies between the bounds.
  template <batch V> [[nodiscard]] XACT_INLINE auto within(V y) const noexcept {
    return above_or_nan(y, param<V>(low)) & above_or_nan(param<V>(high), y);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
