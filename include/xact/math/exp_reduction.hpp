#pragma once

/// Reduction of x to n·ln2 + r with |r| <= ln2/2, the polynomial p = e^r - 1, and products with 2^n. No table, no
/// branch on data.

#include <xact/math/exp_constants.hpp>

#include <iterator>
#include <utility>

namespace xact::inline XACT_ARCH::math::detail {

/// x = n·ln2 + r and p = e^r - 1, so that e^x = 2^n·(1 + p); with Sign = -1, x = -n·ln2 + r and e^x = 2^-n·(1 + p).
template <batch V, int Sign = 1> struct exp_reduction {
  using T = lane_t<V>;
  using constants = exp_constants<T>;
  using bits = decltype(to_bits(std::declval<V>()));

  bits n;  ///< as an integer, plus the exponent's bias, in the low bits
  V whole; ///< n
  V p;

  /// p is head + tail, where head is r or all of it but its last digits.
  V head;
  V tail;

  /// Precondition: x within a few thousand of 0 (n fits the low bits).
  XACT_INLINE explicit exp_reduction(V x) noexcept {
    const V rounded = mul_add(x, V(Sign * constants::log2e), V(constants::round));
    n = to_bits(rounded);
    whole = rounded - V(constants::round);
    if constexpr (has_fma) {
      // One step: what ln2's rounding leaves is below what e^x - 1 can show.
      const V r = mul_add(whole, V(-Sign * constants::ln2), x);
      const V rr = r * r;
      const V q = polynomial(r);
      p = mul_add(rr, q, r);
      // For e^x, which shows it, n times the error of ln2 is brought back.
      head = r;
      tail = mul_add(rr, q, whole * mul_add(p, V(Sign * constants::ln2_excess), V(Sign * constants::ln2_excess)));
    } else {
      head = mul_add(whole, V(-Sign * constants::ln2_high), x);
      const V low = whole * V(Sign * constants::ln2_low);
      const V r = head - low;
      const V rr = r * r;
      const V q = polynomial(r);
      p = mul_add(rr, q, r);
      // As above: r's own rounding is below what e^x - 1 can show (where n is 0 there is none), but not what e^x can.
      tail = mul_add(rr, q, -low);
    }
  }

  /// The same for x + beyond, of which x is the rounded sum; p stays that of x alone.
  XACT_INLINE exp_reduction(V x, V beyond) noexcept : exp_reduction(x) { tail = tail + mul_add(p, beyond, beyond); }

  /// 2^n, for a biased n in the exponent's range.
  [[nodiscard]] static XACT_INLINE V power(bits n) noexcept {
    return from_bits<T>(shift_left<constants::mantissa_bits>(n));
  }

  /// n, but no less than `least`, biased like n.
  [[nodiscard]] XACT_INLINE bits n_at_least(int least) const noexcept {
    return to_bits(at_least(V(from_bits<T>(n)), V(constants::round + static_cast<T>(least))));
  }

  /// y·2^(n + Shift), rounded once more where it underflows, given 2^nearer for a biased `nearer` that 2^n does not
  /// underflow beyond: nearer >= n, and y·2^nearer is exact. 2^n comes last, so that what underflows keeps its sign.
  template <int Shift = 0>
  [[nodiscard]] XACT_INLINE V times_power(V y, V power_of_clamped_n, bits clamped_n) const noexcept {
    if constexpr (has_times_power_of_two<V>)
      return times_power_of_two(y, Shift == 0 ? whole : whole + V(Shift));
    else
      return y * power_of_clamped_n * power(n - clamped_n + bits(constants::bias + Shift));
  }

private:
  /// (p - r) / r²
  [[nodiscard]] static XACT_INLINE V polynomial(V r) noexcept {
    V q = V(constants::q[std::size(constants::q) - 1]);
    for (std::size_t i = std::size(constants::q) - 1; i-- > 0;)
      q = mul_add(q, r, V(constants::q[i]));
    return q;
  }
};

/// y·2^n, rounded once more where it underflows. 2^n comes last, so that what underflows to 0 keeps its sign.
/// `biased` is n plus twice the exponent's bias.
template <batch V> [[nodiscard]] XACT_INLINE V times_power(V y, V n, typename exp_reduction<V>::bits biased) noexcept {
  if constexpr (has_times_power_of_two<V>) {
    return times_power_of_two(y, n);
  } else {
    const auto half = shift_right<1>(biased);
    return y * exp_reduction<V>::power(half) * exp_reduction<V>::power(biased - half);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
