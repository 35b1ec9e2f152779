#pragma once

/// The sum of the exponentials of a slice, the logarithm of the sum, and quotients by the sum.

#include <xact/engine/axis.hpp>
#include <xact/math/exp_of_difference.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The sum Σ of the exponentials of a slice, which have a common factor (math::common_exp).
template <class Slice> struct exp_total {
  using V = typename Slice::V;
  using W = wide<lane_t<V>, Slice::in_row>;
  math::common_exp<V> exp;
  math::pair<V> top; ///< the exponential of the largest element
  W total;           ///< Σ

  /// Computes Σ of the first input of s, where m is the largest element of this input. With `Keep` the function also
  /// writes the exponentials, rounded to T, to the output.
  template <bool Keep> static XACT_FLAT exp_total of(const Slice &s, V m) noexcept {
    const math::common_exp<V> exp(m);
    math::pair<V> e;
    const auto term = [exp, &e](V x) XACT_FLAT_LAMBDA {
      e = exp(x);
      if constexpr (Keep)
        return kept_term<math::pair<V>, V>{e, e.hi};
      else
        return e;
    };
    const W total = s.sum(term, s.in[0]).sum;
    return {exp, top_of(s, exp, m, e), total};
  }

  /// The exponential of the largest element m; `last` are the exponentials of the last vector of the slice.
  [[nodiscard]] static XACT_FLAT math::pair<V> top_of(const Slice &s, const math::common_exp<V> &exp, V m,
                                                      const math::pair<V> &last) noexcept {
    if constexpr (requires { s.in_lane_of(m, last); })
      return s.in_lane_of(m, last);
    else
      return exp(m);
  }
  /// The exponential of an element, rounded to T. Without `Kept` the argument is the element. With `Kept` the argument
  /// is an element of the output, to which of<true> has written the exponential.
  template <bool Kept> [[nodiscard]] XACT_FLAT V rounded(V element) const noexcept {
    if constexpr (Kept)
      return element;
    else
      return exp(element).hi;
  }
  [[nodiscard]] XACT_FLAT W wide_top() const noexcept { return widened<Slice::in_row>(top); }
  /// 1 / Σ
  [[nodiscard]] XACT_FLAT W inverse() const noexcept {
    return each([](auto sum) XACT_FLAT_LAMBDA { return one_over(sum); }, total);
  }
  /// weight / (by·Σ)
  [[nodiscard]] XACT_FLAT math::pair<V> share(const W &weight, double by) const noexcept {
    return as_pair(
        each([by](auto sum, auto w) XACT_FLAT_LAMBDA { return w / (sum * decltype(w)(by)); }, total, weight));
  }
};

/// The sum Σ of the exponentials of a slice, split at the largest element m: the sum over the elements below m, and the
/// number of elements equal to m. log(Σ / e), where e is the exponential of m, then keeps its digits where it is close
/// to 0.
template <class Slice> struct exp_sum : exp_total<Slice> {
  using typename exp_total<Slice>::V;
  using typename exp_total<Slice>::W;
  W others; ///< the sum over the elements below m
  W equals; ///< number of elements equal to m

  /// As in exp_total.
  template <bool Keep> static XACT_FLAT exp_sum of(const Slice &s, V m) noexcept {
    const math::common_exp<V> exp(m);
    math::pair<V> e;
    const auto term = [exp, m, &e](V x) XACT_FLAT_LAMBDA {
      e = exp(x);
      const auto largest = x == m;
      const counted_term<V> counted{{select(largest, V(0), e.hi), select(largest, V(0), e.lo)},
                                    keep_where(largest, V(1))};
      if constexpr (Keep)
        return kept_term<counted_term<V>, V>{counted, e.hi};
      else
        return counted;
    };
    const auto sums = s.sum(term, s.in[0]);
    const math::pair<V> top = exp_sum::top_of(s, exp, m, e);
    const auto total = [](auto below, auto equal, auto own) XACT_FLAT_LAMBDA { return mul_add(equal, own, below); };
    return {{exp, top, each(total, sums.sum, sums.count, widened<Slice::in_row>(top))}, sums.sum, sums.count};
  }

  /// (Σ - e) / (by·Σ), where e is the exponential of x, without cancellation where the numerator is close to 0.
  [[nodiscard]] XACT_FLAT V share_of_others(V x, double by) const noexcept {
    const auto formula = [by](auto below, auto equal, auto e, auto sum, auto of_x)
                             XACT_FLAT_LAMBDA { return (mul_add(equal, e, -of_x) + below) / (sum * decltype(e)(by)); };
    return as_pair(each(formula, others, equals, this->wide_top(), this->total, widened<Slice::in_row>(this->exp(x))))
        .hi;
  }
  /// log(Σ / e), where e is the exponential of m.
  [[nodiscard]] XACT_OUTLINE W logarithm() const noexcept {
    const auto formula = [](auto below, auto equal, auto e) XACT_FLAT_LAMBDA {
      using N = decltype(e);
      const double_double log = math::log1p(double_double(below / e + (equal - N(1.0))));
      if constexpr (std::is_same_v<N, double_double>)
        return log;
      else if constexpr (std::is_same_v<N, double>)
        return first_lane(log.hi);
      else
        return log.hi;
    };
    return each(formula, others, equals, this->wide_top());
  }
};

/// A functor that maps e to e·factor. The error of the product is little more than one rounding, or two roundings if
/// the result is subnormal.
template <batch V> struct product_with {
  math::pair<V> factor;

  XACT_FLAT explicit product_with(math::pair<V> by) noexcept : factor(by) {
    if constexpr (!has_fma) {
      // The halves of a product are added before the multiplication by a power of two, which may underflow.
      const math::pair<V> up{by.hi * V(1 / down), by.lo * V(1 / down)};
      factor.hi = first_half(up.hi);
      factor.lo = (up.hi - factor.hi) + up.lo;
    }
  }
  [[nodiscard]] XACT_FLAT V operator()(V e) const noexcept { return with(e, e * factor.lo); }
  /// (e + low)·factor, with a smaller error.
  [[nodiscard]] XACT_FLAT V operator()(V e, V low) const noexcept {
    return with(e, mul_add(e, factor.lo, low * factor.hi));
  }

private:
  /// e·factor.hi + rest
  [[nodiscard]] XACT_FLAT V with(V e, V rest) const noexcept {
    if constexpr (has_fma)
      return mul_add(e, factor.hi, rest);
    const V half = first_half(e);
    return mul_add(half, factor.hi, mul_add(e - half, factor.hi, rest)) * V(down);
  }

  static constexpr lane_t<V> down = static_cast<lane_t<V>>(sizeof(lane_t<V>) == 4 ? 0x1p-64 : 0x1p-512);
};

/// (x - most) - log, the logarithm of the softmax of x. `log` is the logarithm of Σ.
template <batch V> [[nodiscard]] XACT_FLAT V log_probability(V x, V most, math::pair<V> log) noexcept {
  const auto d = math::two_difference(x, most);
  // If the difference is infinite, its rounding error d.lo has no meaning.
  const V lost = keep_where(above_or_nan(d.hi, V(minus_infinity<lane_t<V>>)), d.lo);
  return d.hi - (log.hi + (log.lo - lost));
}

} // namespace xact::inline XACT_ARCH::kernels
