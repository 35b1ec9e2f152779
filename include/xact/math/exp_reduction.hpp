#pragma once

/// The reduction of x to n·ln2 + r with |r| <= ln2/2, the polynomial p = e^r - 1, and products with 2^n. The code needs
/// no table and has no branch that depends on data.

#include <xact/math/exp_constants.hpp>

#include <iterator>
#include <utility>

namespace xact::inline XACT_ARCH::math::detail {

/// x = n·ln2 + r and p = e^r - 1, so that e^x = 2^n·(1 + p). With Longer the polynomial p has the coefficients
/// longer_q.
template <batch V, bool Longer = false> struct exp_reduction {
  using T = lane_t<V>;
  using constants = exp_constants<T>;
  using bits = decltype(to_bits(std::declval<V>()));

  bits n{};  ///< n as an integer plus the exponent bias, in the low bits
  V whole{}; ///< n as a number
  V p{};

  /// e^r - 1 as head + tail, more accurate than p. head is x - n·ln2 with a rounded ln2. tail has the other terms of
  /// the polynomial, and the effect of the last digits of ln2.
  V head{};
  V tail{};

  /// Precondition: |x| is at most a few thousand, so that n fits into the low bits.
  XACT_INLINE explicit exp_reduction(V x) noexcept {
    const V rounded = mul_add(x, V(constants::log2e), V(constants::round));
    n = to_bits(rounded);
    whole = rounded - V(constants::round);
    if constexpr (has_fma) {
      // For e^x - 1 one subtraction is enough: the rounding error of ln2 affects the result by less than 1 ULP.
      const V r = mul_add(whole, V(-constants::ln2), x);
      const V rr = r * r;
      const V q = polynomial(r);
      p = mul_add(rr, q, r);
      // e^x needs a correction for the rounding error of ln2, times n. The tail contains this correction.
      head = r;
      tail = mul_add(rr, q, whole * mul_add(p, V(constants::ln2_excess), V(constants::ln2_excess)));
    } else {
      head = mul_add(whole, V(-constants::ln2_high), x);
      const V low = whole * V(constants::ln2_low);
      const V r = head - low;
      const V rr = r * r;
      const V q = polynomial(r);
      p = mul_add(rr, q, r);
      // e^x - 1 needs no correction for the rounding error of r (for n = 0 r is exact). e^x needs this correction, and
      // the tail contains it.
      tail = mul_add(rr, q, -low);
    }
  }

  /// The reduction of x + beyond, where x is the rounded sum. p remains the polynomial for x alone.
  XACT_INLINE exp_reduction(V x, V beyond) noexcept : exp_reduction(x) { tail = tail + mul_add(p, beyond, beyond); }

  /// 2^n for a biased n in the range of the exponent.
  [[nodiscard]] static XACT_INLINE V power(bits n) noexcept {
    return from_bits<T>(shift_left<constants::mantissa_bits>(n));
  }

  /// The larger of n and `least`, plus the exponent bias.
  [[nodiscard]] XACT_INLINE bits n_at_least(int least) const noexcept {
    return to_bits(at_least(V(from_bits<T>(n)), V(constants::round + static_cast<T>(least))));
  }

private:
  [[nodiscard]] static constexpr auto &coefficients() noexcept {
    if constexpr (Longer)
      return constants::longer_q;
    else
      return constants::q;
  }
  /// (p - r) / r²
  [[nodiscard]] static XACT_INLINE V polynomial(V r) noexcept {
    constexpr auto &c = coefficients();
    V q = V(c[std::size(c) - 1]);
    for (std::size_t i = std::size(c) - 1; i-- > 0;)
      q = mul_add(q, r, V(c[i]));
    return q;
  }
};

/// y·2^n, rounded only if the product underflows. A result of 0 has the sign of y. `biased` is n plus twice the
/// exponent bias.
template <batch V> [[nodiscard]] XACT_INLINE V times_power(V y, V n, typename exp_reduction<V>::bits biased) noexcept {
  if constexpr (has_times_power_of_two<V>) {
    return times_power_of_two(y, n);
  } else {
    const auto half = shift_right<1>(biased);
    return y * exp_reduction<V>::power(half) * exp_reduction<V>::power(biased - half);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
