#pragma once

/// mish in float, for targets with FMA. With AVX-512 it takes less time than mish in double, and has a larger error.

#include <xact/math/exp_reduction.hpp>
#include <xact/math/polynomial.hpp>

#include <iterator>

namespace xact::inline XACT_ARCH::math::detail {

/// The constants of mish_in_float.
struct mish_float_constants {
  /// The reduced argument of the exponential lies in [shift - ln2/2, shift + ln2/2], so that p = e^r - 1 lies in
  /// [-1/4, 1/2], where the rounding error of p is small relative to 1 + p.
  static constexpr float shift = 0.059F;
  /// The coefficients of (e^r - 1 - r) / r² for these r, lowest power first. The error relative to e^r is 2^-28.3.
  /// tests/math/tanh_gate_coefficients.py computes the coefficients.
  static constexpr float q[] = {0x1.000006p-1F, 0x1.5554d8p-3F, 0x1.55441p-5F, 0x1.11f0cp-7F, 0x1.7fe246p-10F};
  /// Above `is_identity` mish rounds to x; below `vanishes` it rounds to 0.
  static constexpr float is_identity = 20;
  static constexpr float vanishes = -109;
};

/// x·tanh(log(1 + e^x)). With e^x = 2^n·(1 + p), b = the smaller one of 1 and 2^n, and v = b / 2^n, tanh(log(1 + e^x))
/// is b·N / D with
///
///     N = (1 + p)·M    M = b·(1 + p) + 2v    D = b·N + 2v²
///
/// The result is b times the sum of a rounded quotient q = x·N / D, and of the remainder x·N - q·D = N·(x - b·q) -
/// 2v²·q, divided by D. N and x - b·q keep their rounding errors. x is multiplied by 2^32, so that these do not
/// underflow.
template <register_batch V> [[nodiscard]] XACT_INLINE V mish_in_float(V x) noexcept {
  using constants = exp_constants<float>;
  using mish = mish_float_constants;
  constexpr float round = constants::round + 32;
  const V bounded = at_least(at_most(x, V(mish::is_identity)), V(mish::vanishes));
  const V rounded = mul_add(bounded - V(mish::shift), V(constants::log2e), V(round));
  const V n = rounded - V(round);
  const V r = mul_add(n, V(constants::ln2_excess), negated_mul_add(n, V(constants::ln2), bounded));
  const V square = r * r;
  const V p = mul_add(square, polynomial(mish::q, r, square), r);

  const V at_most_one = at_most(rounded, V(round));
  const V large = exp_reduction<V>::power(to_bits(at_most_one)); // 2^32·b, which is a normal number
  const V b = large * V(0x1p-32F);
  const V v = from_bits<float>(to_bits(V(1)) + shift_left<23>(to_bits(at_most_one) - to_bits(rounded)));
  const V twice = v + v;
  const V e = V(1) + p;
  const V m = mul_add(b, e, twice);
  const V m_lost = mul_add(b, e, twice - m);
  const V numerator = mul_add(p, m, m);
  const V numerator_excess = negated_mul_add(m_lost, e, negated_mul_add(p, m, numerator - m)); // numerator - N
  const V twice_square = v * twice;
  const V inverse = V(1) / mul_add(b, numerator, twice_square);

  const V wide = bounded * V(0x1p32F);
  const V quotient = (wide * numerator) * inverse;
  const V left = negated_mul_add(b, quotient, wide);
  const V left_lost = negated_mul_add(b, quotient, wide - left);
  const V excess = mul_add(numerator_excess, left, negated_mul_add(numerator, left, twice_square * quotient));
  const V rest = negated_mul_add(numerator, left_lost, excess); // minus the remainder
  const V y = (negated_mul_add(rest, inverse, quotient) * large) * V(0x1p-64F);
  return with_sign_of(magnitude(select(x > V(mish::is_identity), x, y)), x);
}

} // namespace xact::inline XACT_ARCH::math::detail
