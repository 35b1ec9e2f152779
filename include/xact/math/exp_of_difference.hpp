#pragma once

/// Exponentials of differences, and logarithms of sums of exponentials, for softmax. Differences are exact, and
/// exponentials are scaled so that they do not underflow.

#include <xact/math/exp_reduction.hpp>
#include <xact/numbers/double_double.hpp>
#include <xact/numbers/pair.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::math {

/// The scale of exponentials e^(x - m), where m is the largest element. The scaled exponential is a normal number for
/// x - m > difference_underflows, even if e^(x - m) underflows in T.
template <scalar T> inline constexpr T exp_scaling = static_cast<T>(sizeof(T) == 4 ? 0x1p64 : 0x1p512);

namespace detail {
template <scalar T> inline constexpr int exp_scaling_exponent = sizeof(T) == 4 ? 64 : 512;
/// A bound for differences x - m, where m is the largest element. The exponential of a difference at or below the bound
/// counts as 0: the sum of 2^37 such exponentials is below half of the smallest subnormal number.
template <scalar T> inline constexpr T difference_underflows = static_cast<T>(sizeof(T) == 4 ? -130 : -800);
} // namespace detail

/// exp_scaling·e^d as hi + lo, for a difference d = x - m <= 0. The exponential includes the rounding error d.lo of the
/// difference. NaN gives NaN; d <= difference_underflows, also d = -∞, gives 0.
/// Error: 0.6 ULP for hi, less than 0.2 ULP for hi + lo.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> exp_of_difference(pair<V> d) noexcept {
  using T = lane_t<V>;
  using reduction = detail::exp_reduction<V>;
  using bits = typename reduction::bits;
  const reduction e(d.hi, d.lo);
  const V high = V(1) + (e.head + e.tail);
  const V low = ((V(1) - high) + e.head) + e.tail;
  const V power = reduction::power(e.n + bits(detail::exp_scaling_exponent<T>));
  // For d far below 0, and for d = -∞ after an overflow of the difference, the reduction is not valid. The result is
  // then set to 0.
  const auto counts = above_or_nan(d.hi, V(detail::difference_underflows<T>));
  return {keep_where(counts, power * high), keep_where(counts, power * low)};
}

/// A number type with at least the digits of a pair of T.
template <scalar T>
using with_digits_of_pair = std::conditional_t<std::is_same_v<T, double>, double_double, double_double::part>;

/// op(x, others...), evaluated on double_double if V is a batch of double, and on N if V is a batch of float.
template <class N, class Op, register_batch V, class... P>
[[nodiscard]] XACT_INLINE pair<V> in_digits_of(const Op &op, const pair<V> &x, const P &...others) noexcept {
  if constexpr (std::is_same_v<lane_t<V>, double>) {
    const double_double result = op(double_double(x.hi, x.lo), double_double(others.hi, others.lo)...);
    return {result.hi, result.lo};
  } else {
    const auto part = [](const pair<V> &p, std::size_t k)
                          XACT_INLINE_LAMBDA { return N(widen(p.hi)[k] + widen(p.lo)[k]); };
    parts<float, double> result;
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] = nearest_double(op(part(x, k), part(others, k)...));
    const V hi = narrow(result);
    const parts<float, double> rounded = widen(hi);
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] = result[k] - rounded[k];
    return {hi, narrow(result)};
  }
}

/// log(1 + t) for t >= 0. The result has two parts, but not the accuracy of double_double.
/// Error: 0.3 ULP of double.
[[nodiscard]] XACT_INLINE double_double log1p(double_double t) noexcept {
  using V = double_double::part;
  using bits = decltype(to_bits(t.hi));
  constexpr double root_of_half = 0x1.6a09e667f3bcdp-1;
  // 1 + t = 2^k·(1 + f + rest) with √½ <= 1 + f <= √2. For k = 0, f + rest is t.
  const double_double sum = xact::detail::two_sum(V(1.0), t.hi);
  const bits k = shift_right<52>(to_bits(sum.hi) - to_bits(V(root_of_half)));
  const V down = from_bits<double>(shift_left<52>(bits(1023) - k));
  const auto is_low = sum.hi < V(2 * root_of_half);
  const V f = select(is_low, t.hi, mul_add(sum.hi, down, V(-1.0)));
  const V rest = select(is_low, t.lo, (sum.lo + t.lo) * down);
  // log(1 + f) = f - f²/2 + s·(f²/2 + r) with s = f/(2 + f) and r = ⅔s² + ⅖s⁴ + ... The omitted terms of r are below
  // 2^-60.
  const V s = f / (V(2.0) + f);
  const V square = s * s;
  V r(2.0 / 21);
  for (int i = 19; i > 1; i -= 2)
    r = mul_add(r, square, V(2.0 / i));
  r = r * square;
  const V half_square = V(0.5) * f * f;
  const V correction = mul_add(s, half_square + r, -half_square) + rest / (V(1.0) + f);
  const V whole = from_bits<double>(k | to_bits(V(0x1p52))) - V(0x1p52);
  using constants = detail::exp_constants<double>;
  const double_double large = xact::detail::two_sum(whole * V(constants::ln2_high), f);
  return xact::detail::two_sum(large.hi, mul_add(whole, V(constants::ln2_low), large.lo + correction));
}

} // namespace xact::inline XACT_ARCH::math
