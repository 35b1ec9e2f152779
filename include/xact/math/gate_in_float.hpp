#pragma once

/// Values of gates in float, for targets with FMA. They take less time than values in double (gate_in_double.hpp), and
/// have a larger error.

#include <xact/math/exp_reduction.hpp>
#include <xact/math/gate_curves.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The argument u = hi - excess of σ.
template <register_batch V> struct float_argument {
  V hi;
  V excess;
};

[[nodiscard]] XACT_INLINE auto argument_in_float(register_batch auto x, unit_curve) noexcept {
  return float_argument<decltype(x)>{x, decltype(x)(0)};
}
/// k is the sum c₁ + c₃·x², rounded. `lost` is the exact sum minus k. The first part of c₁ has so few digits that its
/// difference from k is exact.
template <register_batch V> [[nodiscard]] XACT_INLINE float_argument<V> argument_in_float(V x, cubic_curve) noexcept {
  constexpr float c1[] = {0x1.98845p+0F, 0x1.9ea1b2p-23F};
  constexpr float c3[] = {0x1.2444f2p-4F, 0x1.49b16ap-29F};
  const V square = x * x;
  const V square_excess = negated_mul_add(x, x, square);
  const V k = mul_add(square, V(c3[0]), V(c1[0]));
  const V lost = negated_mul_add(square_excess, V(c3[0]), mul_add(square, V(c3[1]), V(c1[1]))) +
                 mul_add(square, V(c3[0]), V(c1[0]) - k);
  const V hi = x * k;
  return {hi, negated_mul_add(x, lost, negated_mul_add(x, k, hi))};
}

/// x·σ(u(x)). With e^-u = 2^n·(1 - p), the quotient x / (1 + e^-u) is scale·x / (b + scale - b·p), where b is the
/// smaller one of 1 and 2^n, and scale is b / 2^n. The result is the sum of a rounded quotient q, and of what q leaves
/// of x.
template <class Curve, register_batch V> [[nodiscard]] XACT_INLINE V gate_in_float(V x, const Curve &curve) noexcept {
  using constants = exp_constants<float>;
  const V bounded = at_least(at_most(x, V(Curve::float_is_identity)), V(Curve::float_vanishes));
  const float_argument<V> u = argument_in_float(bounded, curve);
  const V rounded = negated_mul_add(u.hi, V(constants::log2e), V(constants::round));
  const V n = rounded - V(constants::round);
  const V head = mul_add(n, V(constants::ln2), u.hi);
  const V low = mul_add(n, V(constants::ln2_excess), u.excess);
  const V r = head - low; // -r is the reduced argument
  const V square = r * r;
  const V bend = polynomial(exp_q<float, -1>.c, r, square);
  const V p = negated_mul_add(square, bend, r);
  const V lost = negated_mul_add(square, bend, r - p) + ((head - r) - low);

  const V at_most_one = at_most(rounded, V(constants::round));
  const V b = exp_reduction<V>::power(to_bits(at_most_one));
  // The scale is so large before the last product that a subnormal result is rounded there.
  const V large = from_bits<float>(to_bits(V(0x1p32F)) - shift_left<23>(to_bits(rounded) - to_bits(at_most_one)));
  const V scale = large * V(0x1p-32F);
  const V product = b * p;
  const V inverse = V(1) / ((b + scale) - product);
  const V q = mul_add(bounded, inverse, bounded) - bounded; // with so few digits that bounded - q is exact
  const V left = bounded - q;
  const V divisor = at_most(b, scale) - lost;
  const V sum = negated_mul_add(q, divisor, left);
  const V rest = mul_add(q, product, sum) + negated_mul_add(q, divisor, left - sum);
  const V y = (mul_add(rest, inverse, q) * large) * V(0x1p-32F);
  return with_sign_of(magnitude(select(x > V(Curve::float_is_identity), x, y)), x);
}

} // namespace xact::inline XACT_ARCH::math::detail
