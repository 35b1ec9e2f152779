#pragma once

/// What exp and expm1 share: the reduction of x to n·ln2 + r with |r| <= ln2/2, and p = e^r - 1. No table, no branch on
/// data. The polynomial's coefficients are made by exp_coefficients.sollya beside this file.

#include <xact/simd/batch.hpp>

#include <iterator>
#include <utility>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct exp_constants;

template <> struct exp_constants<float> {
  static constexpr int mantissa_bits = 23;
  static constexpr int bias = 127;
  static constexpr float log2e = 0x1.715476p+0F;
  /// Adding it rounds to a whole number, which then stands in the low bits, with the exponent's bias.
  static constexpr float round = 0x1.8p23F + 127;
  static constexpr float ln2 = 0x1.62e43p-1F;
  static constexpr float ln2_excess = 0x1.05c610p-29F; ///< the constant above minus ln 2
  static constexpr float ln2_high = 0x1.62e4p-1F;      ///< times any n exact
  static constexpr float ln2_low = 0x1.7f7d1cp-20F;
  /// (e^r - 1 - r) / r², lowest power first.
  static constexpr float q[] = {0x1.fffffep-2F, 0x1.5554c4p-3F, 0x1.555732p-5F, 0x1.12166ep-7F, 0x1.6b3c4cp-10F};

  /// Below it e^x - 1 rounds to -1.
  static constexpr float expm1_saturates = -17.5F;
  /// Above it e^x - 1 rounds to e^x.
  static constexpr float expm1_is_exp = 20;
  /// Below it e^x rounds to 0.
  static constexpr float exp_vanishes = -104.6F;
  /// Below it e^x times any float rounds to 0.
  static constexpr float scaled_exp_vanishes = -193.2F;
  /// Above it e^x overflows.
  static constexpr float exp_overflows = 89;
  /// By how many powers of two a large scale is made smaller, so that the halves of n stay in the exponent's range.
  static constexpr int large_scale_shift = 27;
};

template <> struct exp_constants<double> {
  static constexpr int mantissa_bits = 52;
  static constexpr int bias = 1023;
  static constexpr double log2e = 0x1.71547652b82fep+0;
  static constexpr double round = 0x1.8p52 + 1023;
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_excess = -0x1.abc9e3b39803fp-56;
  static constexpr double ln2_high = 0x1.62e42fefa2p-1;
  static constexpr double ln2_low = 0x1.9ef35793c7673p-41;
  static constexpr double q[] = {0x1p-1,
                                 0x1.555555555553ep-3,
                                 0x1.5555555553afap-5,
                                 0x1.1111111118cffp-7,
                                 0x1.6c16c17a0677cp-10,
                                 0x1.a01a0171b9862p-13,
                                 0x1.a019b37fec46fp-16,
                                 0x1.71de973da2c1cp-19,
                                 0x1.289786f8e5a5p-22,
                                 0x1.ae4994d214a5fp-26};

  static constexpr double expm1_saturates = -38;
  static constexpr double expm1_is_exp = 40;
  static constexpr double exp_vanishes = -745.7;
  static constexpr double scaled_exp_vanishes = -1456;
  static constexpr double exp_overflows = 710;
  static constexpr int large_scale_shift = 58;
};

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
  template <int Shift = 0> [[nodiscard]] XACT_INLINE V times_power(V y, V power_nearer, bits nearer) const noexcept {
    if constexpr (has_times_power_of_two<V>)
      return times_power_of_two(y, Shift == 0 ? whole : whole + V(Shift));
    else
      return y * power_nearer * power(n - nearer + bits(constants::bias + Shift));
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
    const auto half = halved(biased);
    return y * exp_reduction<V>::power(half) * exp_reduction<V>::power(biased - half);
  }
}

/// A factor for e^x, and what keeps factor·2^n in range down to where the product underflows.
template <batch V> struct exp_scale {
  using constants = exp_constants<lane_t<V>>;
  using bits = decltype(to_bits(std::declval<V>()));

  V factor;
  V vanishes; ///< below it the product rounds to 0
  V shift;    ///< the power of two that was taken out of the factor
  bits bias;  ///< of the sum of both halves of n, less the bias that n has, and the shift

  XACT_INLINE explicit exp_scale(V scale) noexcept {
    const auto large = (scale >= V(1)) | (scale <= V(-1));
    const V in_bits = from_bits<lane_t<V>>(bits(constants::large_scale_shift));
    const V none = from_bits<lane_t<V>>(bits(0));
    factor =
        select(large, scale * exp_reduction<V>::power(bits(constants::bias - constants::large_scale_shift)), scale);
    vanishes = select(large, V(constants::scaled_exp_vanishes), V(constants::exp_vanishes));
    shift = select(large, V(constants::large_scale_shift), V(0));
    bias = to_bits(select(large, in_bits, none)) + bits(constants::bias);
  }

  /// scale·e^x, rounded once more where it underflows.
  [[nodiscard]] XACT_INLINE V times(const exp_reduction<V> &e) const noexcept {
    return times_power(mul_add(factor, e.head + e.tail, factor), e.whole + shift, e.n + bias);
  }
};

/// scale·(2^n·(1 + p) - 1), given 2^n. The larger part is kept exact up to the last sum: its rounding would change from
/// one n to the next and make the result fall where it should rise.
template <batch V> [[nodiscard]] XACT_INLINE V less_one(V power, V p, V scale) noexcept {
  if constexpr (has_fma) {
    // 2^n·p is exact, and so is 2^n - 1 where it tells.
    return mul_add(scale, power - V(1), scale * (power * p));
  } else {
    const V scaled = scale * power;
    const V difference = scaled - scale;
    const V lost = scaled - (difference + scale);
    return difference + mul_add(scaled, p, lost);
  }
}

/// The same with scale 1, and the same bits.
template <batch V> [[nodiscard]] XACT_INLINE V less_one(V power, V p) noexcept {
  const V difference = power - V(1);
  if constexpr (has_fma)
    return mul_add(power, p, difference);
  else
    return difference + mul_add(power, p, power - (difference + V(1)));
}

} // namespace detail

/// What `nonpositive_exp_and_expm1` returns.
template <batch V> struct exp_and_expm1 {
  V exp;   ///< scale·e^x
  V expm1; ///< scale·(e^x - 1)
};

namespace detail {

/// The functions below, for x <= 0. Specialized for a number that has a shorter way.
template <batch V> struct nonpositive {
  using reduction = exp_reduction<V>;
  using constants = typename reduction::constants;

  [[nodiscard]] static XACT_INLINE V expm1(V x, V scale) noexcept {
    const reduction e(at_least(x, V(constants::expm1_saturates)));
    return less_one(reduction::power(e.n), e.p, scale);
  }
  [[nodiscard]] static XACT_INLINE V expm1_of_minus_abs(V x) noexcept {
    const reduction e(negative_at_least(x, V(constants::expm1_saturates)));
    return less_one(reduction::power(e.n), e.p);
  }
  [[nodiscard]] static XACT_INLINE V exp(V x, V scale) noexcept {
    const exp_scale<V> by(scale);
    const reduction e(at_least(x, by.vanishes));
    return by.times(e);
  }
  [[nodiscard]] static XACT_INLINE exp_and_expm1<V> both(V x, V scale) noexcept {
    const exp_scale<V> by(scale);
    const reduction e(at_least(x, by.vanishes));
    // Far left, where e^x - 1 is -1 whatever n is, n would leave the exponent's range.
    const V power = reduction::power(e.n_at_least(-constants::mantissa_bits - 3));
    return {by.times(e), less_one(power, e.p, scale)};
  }
};

} // namespace detail

/// What nonpositive_expm1 takes smaller numbers for: e^x - 1 is -1 from there on.
template <scalar T> inline constexpr T expm1_saturates = static_cast<T>(detail::exp_constants<T>::expm1_saturates);

/// scale·(e^x - 1) for x <= 0; lanes with x > 0 or NaN hold anything.
template <batch V> [[nodiscard]] XACT_INLINE V nonpositive_expm1(V x, V scale) noexcept {
  return detail::nonpositive<V>::expm1(x, scale);
}

/// e^-|x| - 1, with the bits of the above and never below -|x|; lanes with NaN hold any number.
template <batch V> [[nodiscard]] XACT_INLINE V expm1_of_minus_abs(V x) noexcept {
  return detail::nonpositive<V>::expm1_of_minus_abs(x);
}

/// scale·e^x for x <= 0, rounded once where it underflows; lanes with x > 0 or NaN hold anything.
template <batch V> [[nodiscard]] XACT_INLINE V nonpositive_exp(V x, V scale) noexcept {
  return detail::nonpositive<V>::exp(x, scale);
}

/// Both of the above from one reduction, with the same bits.
template <batch V> [[nodiscard]] XACT_INLINE exp_and_expm1<V> nonpositive_exp_and_expm1(V x, V scale) noexcept {
  return detail::nonpositive<V>::both(x, scale);
}

} // namespace xact::inline XACT_ARCH::math
