#pragma once

/// The sum of the exponentials of a slice, the logarithm of the sum, and quotients by the sum.

#include <xact/engine/axis.hpp>
#include <xact/math/exp_of_difference.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The sum Σ of e^(x - most) over the elements x of a slice, where `most` is the largest element. Elements equal to
/// `most` are counted, because each adds exactly 1. The exponentials of the other elements are summed, times the power
/// of two exp_scaling (exp_of_difference.hpp), so that they do not underflow.
template <batch V> struct exp_sum {
  using T = lane_t<V>;
  V most;
  math::pair<V> others; ///< exp_scaling·Σ e^(x - most) over the elements x < most
  math::pair<V> equals; ///< number of elements equal to `most`

  /// Computes Σ of the first input of s, where m is the largest element of this input. With `Keep` the function also
  /// writes exp_scaling·e^(x - m), rounded to T, to the output.
  template <bool Keep, class Slice> static XACT_FLAT exp_sum of(const Slice &s, V m) noexcept {
    const auto term = [m](V x) XACT_FLAT_LAMBDA {
      const auto d = math::two_difference(x, m);
      const auto e = math::exp_of_difference(d);
      const auto largest = d.hi == V(0);
      const counted_term<V> counted{{select(largest, V(0), e.hi), select(largest, V(0), e.lo)},
                                    keep_where(largest, V(1))};
      if constexpr (Keep)
        return kept_term<V>{counted, e.hi};
      else
        return counted;
    };
    const auto sums = s.sum(term, s.in[0]);
    return {m, sums.sum, sums.count};
  }
  /// exp_scaling·e^(x - most)
  [[nodiscard]] XACT_FLAT math::pair<V> scaled_exp(V x) const noexcept {
    return math::exp_of_difference(math::two_difference(x, most));
  }
  /// The high part of scaled_exp(x). Without `Kept` the argument is x. With `Kept` the argument is an element of the
  /// output, to which of<true> has written the high part.
  template <bool Kept> [[nodiscard]] XACT_FLAT V scaled_exp_high(V element) const noexcept {
    if constexpr (Kept)
      return element;
    else
      return scaled_exp(element).hi;
  }

  /// weight / (by·Σ)
  [[nodiscard]] XACT_OUTLINE math::pair<V> share(const math::pair<V> &weight, double by = 1) const noexcept {
    return evaluate_wide([by](N rest, N w) XACT_FLAT_LAMBDA { return w / ((N(1.0) + rest) * N(by)); }, weight);
  }
  /// 1 / (by·Σ)
  [[nodiscard]] XACT_FLAT math::pair<V> inverse(double by = 1) const noexcept { return share({V(1), V(0)}, by); }
  /// (Σ - e^(x - most)) / (by·Σ), without cancellation where the numerator is close to 0.
  [[nodiscard]] XACT_OUTLINE V share_of_others(V x, double by) const noexcept {
    const auto formula = [by](N rest, N own)
                             XACT_FLAT_LAMBDA { return (rest + (N(1.0) - unscale(own))) / ((N(1.0) + rest) * N(by)); };
    return evaluate_wide(formula, scaled_exp(x)).hi;
  }
  /// log Σ
  [[nodiscard]] XACT_OUTLINE math::pair<V> logarithm() const noexcept {
    return evaluate_wide([](N rest) XACT_FLAT_LAMBDA { return math::log1p(double_double(rest)); });
  }

private:
  using N = math::with_digits_of_pair<T>;

  /// formula(Σ - 1, more...), evaluated on numbers of type N.
  template <class Formula, class... More>
  [[nodiscard]] XACT_FLAT math::pair<V> evaluate_wide(const Formula &formula, const More &...more) const noexcept {
    return math::in_digits_of<N>(
        [&](N below, N equal, auto... numbers)
            XACT_FLAT_LAMBDA { return formula(unscale(below) + (equal - N(1.0)), numbers...); },
        others, equals, more...);
  }
  /// @{ x / exp_scaling, without a rounding error.
  static XACT_FLAT double_double::part unscale(double_double::part x) noexcept {
    return x * double_double::part(1 / static_cast<double>(math::exp_scaling<T>));
  }
  static XACT_FLAT double_double unscale(double_double x) noexcept {
    return double_double(unscale(x.hi), unscale(x.lo));
  }
  /// @}
};

/// A functor that maps e to e·factor / exp_scaling. The error of the product is little more than one rounding. The
/// division adds a second rounding only if the result is subnormal.
template <batch V> struct unscaled {
  math::pair<V> factor;

  XACT_FLAT explicit unscaled(math::pair<V> by) noexcept : factor(by) {
    if constexpr (!has_fma) {
      factor.hi = first_half(by.hi);
      factor.lo = (by.hi - factor.hi) + by.lo;
    }
  }
  [[nodiscard]] XACT_FLAT V operator()(V e) const noexcept {
    constexpr lane_t<V> down = 1 / math::exp_scaling<lane_t<V>>;
    if constexpr (has_fma)
      return mul_add(e, factor.hi, e * factor.lo) * V(down);
    const V half = first_half(e);
    return mul_add(half, factor.hi, mul_add(e - half, factor.hi, e * factor.lo)) * V(down);
  }
};

/// (x - most) - log, the logarithm of the softmax of x. `log` is the logarithm of Σ.
template <batch V> [[nodiscard]] XACT_FLAT V log_probability(V x, V most, math::pair<V> log) noexcept {
  const auto d = math::two_difference(x, most);
  // If the difference is infinite, its rounding error d.lo has no meaning.
  const V lost = keep_where(above_or_nan(d.hi, V(minus_infinity<lane_t<V>>)), d.lo);
  return d.hi - (log.hi + (log.lo - lost));
}

} // namespace xact::inline XACT_ARCH::kernels
