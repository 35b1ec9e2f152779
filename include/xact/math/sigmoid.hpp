#pragma once

#include <xact/core/concepts.hpp>
#include <xact/math/exp_reduction.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// s = e^t / (1 + e^t) for t <= 0, as 2^n·(q + remainder·inverse) with a q of half the digits: its products with 2^n
/// and with itself are exact, and so is nearly all of the remainder. What the quotient lost is therefore brought back
/// without FMA, too.
template <register_batch V> struct logistic {
  using reduction = exp_reduction<V>;
  using constants = typename reduction::constants;

  reduction e;
  V power; ///< 2^n, or something as good where 1 + 2^n is 1
  V q;
  V share; ///< 2^n·q
  V remainder;
  V inverse;

  // Lower than needed for e^t, because slope<2> vanishes later.
  XACT_INLINE explicit logistic(V t) noexcept : e(at_least(t, V(constants::exp_vanishes - 2))) {
    power = reduction::power(to_bits(at_least(e.whole, V(-2 * constants::mantissa_bits)) + V(constants::round)));
    // With e^t = 2^n·(1 + p) the quotient is 2^n·(1 + p) / (1 + 2^n·(1 + p)).
    const V numerator = V(1) + (e.head + e.tail);
    inverse = V(1) / mul_add(power, numerator, V(1));
    q = first_half(numerator * inverse);
    share = power * q;
    // 1 + p - q·(1 + 2^n·(1 + p)), the large parts first: they cancel.
    const V large = minus_product(((V(1) - q) - share) + e.head, share, e.head);
    remainder = mul_add(-share, e.tail, large + e.tail);
  }

  /// s
  [[nodiscard]] XACT_INLINE V value() const noexcept { return scaled<0>(mul_add(remainder, inverse, q)); }

  /// 2^Shift·s·(1 - s). With r for what q lacks, s·(1 - s) / 2^n is q - 2^n·q² + r·(1 - 2·2^n·q - 2^n·r).
  template <int Shift> [[nodiscard]] XACT_INLINE V slope() const noexcept {
    const V square = share * q;
    const V main = q - square;
    const V lost = (q - main) - square;
    const V r = remainder * inverse;
    const V factor = mul_add(-power, r, V(1) - (share + share));
    return scaled<Shift>(main + mul_add(r, factor, lost));
  }

private:
  template <int Shift> [[nodiscard]] XACT_INLINE V scaled(V y) const noexcept {
    using bits = typename reduction::bits;
    return times_power(y, e.whole + V(Shift), e.n + bits(constants::bias + Shift));
  }
};

/// e^-|x|, on a number made of batches.
template <batch V> [[nodiscard]] XACT_INLINE V exp_of_minus_abs(const V &x) noexcept {
  return nonpositive_exp(select(x < V(0), x, -x), V(1));
}

/// 1 / (1 + e^-x) from the smaller of its values at x and -x.
template <register_batch V> [[nodiscard]] XACT_INLINE V on_side_of(V x, V s) noexcept {
  return select(x < V(0), s, V(1) - s);
}

} // namespace detail

/// 1 / (1 + e^-x), for every x: NaN for NaN, subnormal results rounded once more and never flushed.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V sigmoid(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::on_side_of(x, detail::logistic<V>(minus_abs(x)).value());
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return select(x < V(0), e, V(1)) / (V(1) + e);
  }
}

/// Its derivative, e^-x / (1 + e^-x)², right down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V sigmoid_slope(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::logistic<V>(minus_abs(x)).template slope<0>();
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return e / ((V(1) + e) * (V(1) + e));
  }
}

/// Both of the above from one exponential, with the same bits.
template <batch V> [[nodiscard]] XACT_INLINE value_and_slope<V> sigmoid_and_slope(V x) noexcept {
  if constexpr (register_batch<V>) {
    const detail::logistic<V> l(minus_abs(x));
    return {detail::on_side_of(x, l.value()), l.template slope<0>()};
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return {select(x < V(0), e, V(1)) / (V(1) + e), e / ((V(1) + e) * (V(1) + e))};
  }
}

} // namespace xact::inline XACT_ARCH::math
