#pragma once

/// tanh in two parts, for functions that multiply by tanh or subtract it. tests/math/tanh_coefficients.py computes the
/// coefficients.

#include <xact/math/logistic.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/tanh.hpp>

namespace xact::inline XACT_ARCH::math::detail {

template <scalar T> struct tanh_pair_constants;
template <> struct tanh_pair_constants<float> {
  /// (e^2r - 1 - 2r - 2r²) / r³ as a polynomial in r for |r| <= ln2/4.
  static constexpr float exp[] = {0x1.555556p+0F, 0x1.5554fp-1F, 0x1.110fe2p-2F, 0x1.6d43d2p-4F, 0x1.a28ed6p-6F};
  /// Up to this magnitude tanh(x) is x, with a relative error of 2^-29.5.
  static constexpr float is_identity = 0x1p-14F;
  /// For every x from this magnitude on, 1 - tanh(x) does not affect results in T.
  static constexpr float saturates = 20;
};
template <> struct tanh_pair_constants<double> {
  static constexpr double exp[] = {
      0x1.5555555555559p+0, 0x1.5555555555557p-1,  0x1.111111110f621p-2,  0x1.6c16c16c1575dp-4,  0x1.a01a01b0268p-6,
      0x1.a01a01ab281afp-8, 0x1.71ddf79ac21a9p-10, 0x1.27e4d1037467ep-12, 0x1.af6020e204cdfp-15, 0x1.1f8464d4d504ap-17};
  static constexpr double is_identity = 0x1p-30;
  static constexpr double saturates = 40;
};

/// The formula of tanh_pair for targets with FMA: 1 - 2^(n + 1) / D, where D = e^2r + 2^n, as in logistic.hpp. The sum
/// of D has the terms 2r and 2r² in full, so that the error is smaller than that of `logistic`.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> tanh_pair_with_fma(V a) noexcept {
  const logistic_reduction<V, 2, 1> u(a);
  const V twice = u.r + u.r;
  const V linear = u.head + u.head;
  const V cube = u.r * u.r * u.r;
  const V curve = polynomial(tanh_pair_constants<lane_t<V>>::exp, u.r, u.r * u.r);
  const V divisor = mul_add(cube, curve, mul_add(twice, u.r, u.plus_power(V(1)) + linear));
  // The sums are exact. The last term is the effect of the last digits of ln2.
  const V rest = mul_add(cube, curve, mul_add(twice, u.r, u.plus_power(V(1) - divisor) + linear));
  const V lost = mul_add(u.n * V(2 * u.ln2_low), V(1) + twice, rest);
  const V q = quotient(V(-1), divisor);
  const V sum = mul_add(u.power, q, V(1));
  const V less = sum - V(1);
  return {sum, q * mul_add(less, lost, mul_add(less, divisor, u.power))};
}

/// The formula of tanh_pair for targets without FMA: that of `minus_tanh` (tanh.hpp), with an exact product. The first
/// part q has half of the digits.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> tanh_pair_without_fma(V a) noexcept {
  using exp = exp_constants<lane_t<V>>;
  const V rounded = mul_add(a, V(-2 * exp::log2e), V(exp::round));
  const V n = rounded - V(exp::round);
  // -a = n·ln2/2 - r, and T = tanh(r) is head + tail.
  const V head = mul_add(n, V(exp::ln2_high / 2), a);
  const V low = n * V(exp::ln2_low / 2);
  const V r = head + low;
  const V square = r * r;
  const V tail = (r * square) * polynomial(tanh_constants<lane_t<V>>::c, square) + low;
  const V T = head + tail;

  const V w = from_bits<lane_t<V>>(shift_left<exp::mantissa_bits>(to_bits(rounded)));
  const V less = V(1) - w;
  const V more = V(1) + w;
  const V inverse = V(1) / mul_add(less, T, more);
  // The sums of 1 and q are exact.
  const V q = (V(1) + first_half(mul_add(more, T, less) * inverse)) - V(1);
  // The numerator less + more·T, minus q·(more + less·T), is (1 - q) - w·(1 + q) + T·((1 - q) + w·(1 + q)).
  const V rise = V(1) - q;
  const V fall = w * (V(1) + q);
  const V factor = rise + fall;
  const pair<V> product = two_product(factor, head);
  const V large = ((rise - fall) + product.hi) + product.lo;
  return {q, mul_add(factor, tail, large) * inverse};
}

/// tanh(a) in two parts, for is_identity <= a <= saturates. The relative error is at most 2^-27 in float and 2^-56 in
/// double. If a is NaN, both parts are NaN.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> tanh_pair(V a) noexcept {
  if constexpr (has_fma)
    return tanh_pair_with_fma(a);
  else
    return tanh_pair_without_fma(a);
}

/// tanh(|x|) in two parts, or the limits for a larger |x|. Lanes with |x| < is_identity have an unspecified value.
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> tanh_pair_of(V x) noexcept {
  return tanh_pair(at_most(magnitude(x), V(tanh_pair_constants<lane_t<V>>::saturates)));
}

/// tanh²(x), given tanh_pair_of(x).
template <register_batch V> [[nodiscard]] XACT_INLINE V squared_tanh(V x, const pair<V> &t) noexcept {
  const V y = mul_add(t.hi, t.hi, (t.hi + t.hi + t.lo) * t.lo); // without FMA the square of t.hi is exact
  return select(magnitude(x) < V(tanh_pair_constants<lane_t<V>>::is_identity), x * x, y);
}

} // namespace xact::inline XACT_ARCH::math::detail
