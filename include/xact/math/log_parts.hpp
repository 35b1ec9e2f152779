#pragma once

/// The logarithm as a sum: x = 2^k·(1 + f), so that log(x) = k·ln2 + f + bend. log.hpp and pow_in_double.hpp use the
/// parts. tests/math/log_coefficients.py computes the constants.

#include <xact/functor/contract.hpp>
#include <xact/math/exp_constants.hpp>
#include <xact/math/polynomial.hpp>
#include <xact/math/ramp.hpp>

namespace xact::inline XACT_ARCH::math::detail {

template <scalar T> struct log_constants;
template <> struct log_constants<float> {
  static constexpr float least = 0x1.6p-1F; ///< the smallest 1 + f: 11/16
  /// (log(1 + f) - f + f²/2) / f³ for -5/16 <= f <= 3/8, lowest power first.
  static constexpr float bend[] = {0x1.55551cp-2F, -0x1.000172p-2F, 0x1.99c214p-3F, -0x1.54cf4p-3F,
                                   0x1.20066ep-3F, -0x1.063a8p-3F,  0x1.171c96p-3F, -0x1.93d8bep-4F};
  /// @{ log2(e) and log10(e) in two parts.
  static constexpr float log2e[] = {0x1.715476p+0F, 0x1.4ae0cp-26F};
  static constexpr float log10e[] = {0x1.bcb7b2p-2F, -0x1.5b235ep-27F};
  /// @}
};
template <> struct log_constants<double> {
  static constexpr double least = 0x1.6a09e667f3bcdp-1; ///< √½
  /// (log((1 + s) / (1 - s)) / s - 2) / s² as a polynomial in s² for |s| <= 0.1716.
  static constexpr double bend[] = {0x1.5555555555594p-1, 0x1.999999997f76ap-2, 0x1.249249423762fp-2,
                                    0x1.c71c51d9f3896p-3, 0x1.74664748302cdp-3, 0x1.39a0fbda25a6cp-3,
                                    0x1.2f0c27a7f4ea2p-3};
  static constexpr double log2e[] = {0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56};
  static constexpr double log10e[] = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
};

/// x = 2^k·(1 + f) with least <= 1 + f < 2·least, for finite x > 0. Lanes with other x have unspecified parts. With
/// Normal the smallest normal number is a lower bound of x.
template <register_batch V, bool Normal = false> struct log_reduction {
  using T = lane_t<V>;
  using bits = decltype(to_bits(std::declval<V>()));

  V k{}; ///< an integer
  V f{}; ///< exact

  XACT_INLINE explicit log_reduction(V x) noexcept {
    constexpr int digits = exp_constants<T>::mantissa_bits;
    constexpr int bias = exp_constants<T>::bias;
    constexpr T integers = power_of_two<T>(digits); // from here on, adjacent numbers differ by 1
    V offset(integers + static_cast<T>(bias));
    if constexpr (!Normal) {
      const auto is_tiny = x < V(power_of_two<T>(1 - bias));
      x = multiply_where(is_tiny, x, V(integers));
      offset = select(is_tiny, V(integers + static_cast<T>(bias + digits)), offset);
    }
    const bits first = to_bits(V(log_constants<T>::least));
    const bits from_first = to_bits(x) + (to_bits(V(1)) - first); // the exponent is k
    k = from_bits<T>(shift_right<digits>(from_first) | to_bits(V(integers))) - offset;
    f = from_bits<T>((from_first & bits((bits_of<T>(1) << digits) - 1)) + first) - V(1);
  }
};

/// log(1 + f) - f for the f of a reduction.
template <register_batch V> [[nodiscard]] XACT_INLINE V log_bend(V f) noexcept {
  using constants = log_constants<lane_t<V>>;
  if constexpr (sizeof(lane_t<V>) == 4) {
    const V square = f * f;
    return mul_add(f * square, polynomial(constants::bend, f, square), V(-0.5) * square);
  } else {
    // log(1 + f) = 2s + s³·P(s²) with s = f / (2 + f). With h = -f²/2, 2s is f + h - s·h.
    const V s = f / (V(2) + f);
    const V square = s * s;
    const V h = V(-0.5) * f * f;
    return negated_mul_add(s, negated_mul_add(square, polynomial(constants::bend, square, square * square), h), h);
  }
}

/// The logarithm of x, given the logarithm y of a finite x > 0: -∞ for zeros, NaN for NaN and x < 0, ∞ for ∞.
template <register_batch V> [[nodiscard]] XACT_INLINE V log_or_special(V x, V y) noexcept {
  constexpr auto most = static_cast<lane_t<V>>(infinity);
  const V none = select(x < V(0), V(static_cast<lane_t<V>>(nan)), V(-most));
  return select(x <= V(0), none, select(x < V(most), y, x));
}

/// log(x) for finite x > 0, and its rounding error. (The error has fewer correct digits than `lo` of other pairs.)
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> log_pair(V x) noexcept {
  using constants = exp_constants<lane_t<V>>;
  const log_reduction<V> x_is(x);
  const V whole = x_is.k * V(constants::ln2_high); // exact
  const V sum = whole + x_is.f;
  const V lost = x_is.f - (sum - whole);
  const V rest = lost + mul_add(x_is.k, V(constants::ln2_low), log_bend(x_is.f));
  const V log = sum + rest;
  return {log, rest - (log - sum)};
}

/// log(x) for every x.
template <register_batch V> [[nodiscard]] XACT_INLINE V register_log(V x) noexcept {
  return log_or_special(x, log_pair(x).hi);
}

/// log2(x) for every x.
template <register_batch V> [[nodiscard]] XACT_INLINE V register_log2(V x) noexcept {
  constexpr auto &c = log_constants<lane_t<V>>::log2e;
  const log_reduction<V> x_is(x);
  const V bend = log_bend(x_is.f);
  const V log = x_is.f + bend; // log(1 + f)
  const V lost = bend - (log - x_is.f);
  const pair<V> product = two_product(log, V(c[0]));
  const V rest = product.lo + mul_add(log, V(c[1]), lost * V(c[0]));
  const V sum = x_is.k + product.hi;
  return log_or_special(x, sum + ((product.hi - (sum - x_is.k)) + rest));
}

/// log10(x) for every x.
template <register_batch V> [[nodiscard]] XACT_INLINE V register_log10(V x) noexcept {
  constexpr auto &c = log_constants<lane_t<V>>::log10e;
  const pair<V> log = log_pair(x);
  return log_or_special(x, fused(log.hi, V(c[0]), mul_add(log.hi, V(c[1]), log.lo * V(c[0]))));
}

} // namespace xact::inline XACT_ARCH::math::detail
