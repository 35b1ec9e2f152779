#pragma once

/// Exponentials of the elements of a slice, and logarithms of their sums, for softmax. The exponentials of a slice have
/// a common factor, so that they neither overflow nor underflow.

#include <xact/math/exp_reduction.hpp>
#include <xact/numbers/double_double.hpp>
#include <xact/numbers/pair.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {
/// The constants of common_exp. `vanishes` bounds the differences x - m, where m is the largest element: the sum of
/// 2^37 exponentials at the bound, times e^-m, is below half of the smallest subnormal number. `scaling` is the
/// exponent of a power of two: 2^scaling·e^vanishes is a normal number, and 2^scaling times a sum of exponentials does
/// not overflow.
template <scalar T> struct common_exp_constants {
  static constexpr T vanishes = static_cast<T>(sizeof(T) == 4 ? -130 : -800);
  static constexpr int scaling = sizeof(T) == 4 ? 64 : 512;
};
} // namespace detail

/// The exponentials of the elements x of a slice, times a common factor: 2^scaling·e^(x - base), where `base` is near
/// the largest element m. base is m if m > 2·|vanishes| or m < vanishes, else the multiple of ln2 nearest to m. In the
/// first case x - m is exact for each x with x - m > vanishes; in the second case no difference is computed.
template <register_batch V> class common_exp {
  using T = lane_t<V>;
  using reduction = detail::exp_reduction<V>;
  using bits = typename reduction::bits;
  using constants = detail::common_exp_constants<T>;

public:
  static constexpr double factor = detail::power_of_two<double>(constants::scaling); ///< 2^scaling

  /// Precondition: no element is above `largest`, or an element is NaN.
  XACT_INLINE explicit common_exp(V largest) noexcept {
    constexpr T middle = -constants::vanishes / 2;
    const auto is_outside = magnitude(largest - V(middle)) > V(3 * middle);
    subtracted_ = keep_where(is_outside, largest);
    const V rest = largest - subtracted_;
    least_ = rest + V(constants::vanishes);
    n_ = reduction(rest).n - bits(reduction::constants::bias + constants::scaling);
  }

  /// 2^scaling·e^(x - base) as hi + lo. NaN gives NaN. If an element of the slice is ∞, or if all elements are -∞, each
  /// result is NaN. For x - m <= vanishes, also for x = -∞, the result is the exponential of `vanishes`.
  /// Error: 0.6 ULP for hi, less than 0.2 ULP for hi + lo.
  [[nodiscard]] XACT_INLINE pair<V> operator()(V x) const noexcept {
    const reduction e(at_least(x - subtracted_, least_));
    const V less_one = e.head + e.tail;
    const V high = V(1) + less_one;
    const V power = reduction::power(e.n - n_);
    return {power * high, power * (less_one - (high - V(1)))};
  }

private:
  V subtracted_{}; ///< m in the first case, else 0
  V least_{};      ///< a lower bound for x - subtracted_
  bits n_{};       ///< the n of m in the reduction, minus scaling
};

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
  const V half_square = V(0.5) * f * f;
  const V correction = mul_add(s, mul_add(r, square, half_square), -half_square) + rest / (V(1.0) + f);
  const V whole = from_bits<double>(k | to_bits(V(0x1p52))) - V(0x1p52);
  using constants = detail::exp_constants<double>;
  const double_double large = xact::detail::two_sum(whole * V(constants::ln2_high), f);
  return xact::detail::two_sum(large.hi, mul_add(whole, V(constants::ln2_low), large.lo + correction));
}

} // namespace xact::inline XACT_ARCH::math
