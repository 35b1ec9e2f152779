#pragma once

#include <xact/math/sigmoid.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct tanh_constants;
template <> struct tanh_constants<float> {
  /// (tanh(r) - r) / r³ as a polynomial in r² for |r| <= ln2/4. tests/math/coefficients.py computes the coefficients.
  static constexpr float c[] = {-0x1.55554ep-2F, 0x1.11059ep-3F, -0x1.afdedap-5F};
  /// Up to this magnitude tanh(x) rounds to x.
  static constexpr float is_identity = 0x1p-13F;
  /// From this magnitude on tanh(x) rounds to ±1.
  static constexpr float saturates = 10;
};
template <> struct tanh_constants<double> {
  static constexpr double c[] = {-0x1.5555555555555p-2, 0x1.1111111110e22p-3,  -0x1.ba1ba1b92cdfap-5,
                                 0x1.664f4771f6534p-6,  -0x1.226d92b36395ep-7, 0x1.d66a79b14304fp-9,
                                 -0x1.6c06fe5317a5cp-10};
  static constexpr double is_identity = 0x1p-27;
  static constexpr double saturates = 20;
};

/// -tanh(t) for t <= -is_identity, on targets without FMA. With t = n·ln2/2 + r, T = tanh(r) and w = 2^n,
/// e^2t = w·(1 + T) / (1 - T) and
///
///     (1 - e^2t) / (1 + e^2t) = (1 - w - (1 + w)·T) / (1 + w - (1 - w)·T)
///
/// The result is the sum of a quotient q and a correction, rest / divisor, where the rest is numerator - q·divisor. q
/// is rounded to half of its digits.
template <register_batch V> struct minus_tanh_parts {
  V q;
  V rest;
  V inverse; ///< 1 / divisor
  V lost;    ///< the effect of the rounding errors of 1 - w and 1 + w on the rest; tanh omits it
};
template <register_batch V> [[nodiscard]] XACT_INLINE minus_tanh_parts<V> minus_tanh_in_parts(V t) noexcept {
  using constants = tanh_constants<lane_t<V>>;
  using exp = exp_constants<lane_t<V>>;
  t = at_least(t, V(-constants::saturates));
  const V rounded = mul_add(t, V(2 * exp::log2e), V(exp::round));
  const V n = rounded - V(exp::round);
  // T = tanh(r) is head + tail.
  const V head = mul_add(n, V(exp::ln2_high / -2), t);
  const V low = n * V(exp::ln2_low / 2);
  const V r = head - low;
  const V square = r * r;
  const V tail = (r * square) * polynomial(constants::c, square) - low;
  const V tanh_r = head + tail;

  const V w = exp_reduction<V>::power(to_bits(rounded));
  const V less = V(1) - w;
  const V more = V(1) + w;
  const V numerator = mul_add(-more, tanh_r, less);
  const V inverse = V(1) / mul_add(-less, tanh_r, more);
  const V q = first_half(numerator * inverse);
  // numerator - q·divisor is 1 - w - q·(1 + w) - T·(1 + w - q·(1 - w)), where q·w is exact.
  const V minus_factor = mul_add(q, less, -more);
  const V large = plus_product((less - q) - q * w, minus_factor, head);
  const V less_lost = (V(1) - less) - w;
  const V lost = mul_add(mul_add(q, less_lost, (more - V(1)) - w), head, less_lost);
  return {q, mul_add(minus_factor, tail, large), inverse, lost};
}
template <register_batch V> [[nodiscard]] XACT_INLINE V minus_tanh(V t) noexcept {
  const minus_tanh_parts<V> parts = minus_tanh_in_parts(t);
  return mul_add(parts.rest, parts.inverse, parts.q);
}

/// tanh(x), given l for |x| or a bound: the smaller one of |x| and 1 - 2 / (1 + e^2|x|), with the sign of x.
template <register_batch V, int Bias> [[nodiscard]] XACT_INLINE V tanh_of(V x, const logistic<V, 2, Bias> &l) noexcept {
  return smaller_magnitude(x, l.one_minus_twice());
}

/// The smaller one of |x| and a bound beyond which the derivative of tanh is 0.
template <register_batch V> [[nodiscard]] XACT_INLINE V tanh_argument(V x) noexcept {
  return at_most(magnitude(x), V(exp_constants<lane_t<V>>::logistic_vanishes / 2));
}

} // namespace detail

/// tanh(x) for every x. NaN gives NaN; x near 0 gives x.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh(V x) noexcept {
  if constexpr (register_batch<V>) {
    using constants = detail::tanh_constants<lane_t<V>>;
    if constexpr (has_fma) {
      return detail::tanh_of(x, detail::logistic<V, 2, 1>(at_most(magnitude(x), V(constants::saturates))));
    } else {
      // The selection matters if the processor treats subnormal numbers as zero: products of a small x are then 0.
      const V t = minus_abs(x);
      const V y = with_sign_of(detail::minus_tanh(t), x);
      return select(t >= V(-constants::is_identity), x, y);
    }
  } else {
    const V t = select(x < V(0), x, -x);
    const V m = nonpositive_expm1(t + t, V(1));
    const V y = select(x < V(0), m, -m) / (V(2) + m);
    // For tiny x the result is x. On rounded_double this x stays a float, because a conversion to double would turn a
    // subnormal x into zero if the processor treats subnormal numbers as zero.
    return select(t < V(static_cast<double>(-detail::tanh_constants<float>::is_identity)), y, x);
  }
}

/// The derivative of tanh, 4·e^-2x / (1 + e^-2x)², accurate down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::logistic<V, 2>(detail::tanh_argument(x)).template derivative<2>();
  } else {
    return V(4) * sigmoid_derivative(x + x);
  }
}

/// tanh and its derivative, bitwise equal to `tanh` and `tanh_derivative`. With FMA one exponential is enough.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> tanh_and_derivative(V x) noexcept {
  if constexpr (register_batch<V> && has_fma) {
    const detail::logistic<V, 2> l(detail::tanh_argument(x));
    return {detail::tanh_of(x, l), l.template derivative<2>()};
  } else {
    return {math::tanh(x), tanh_derivative(x)};
  }
}

/// The former name of `tanh_derivative`.
template <batch V>
[[deprecated("say xact::math::tanh_derivative")]] [[nodiscard]] XACT_INLINE V tanh_slope(V x) noexcept {
  return tanh_derivative(x);
}

} // namespace xact::inline XACT_ARCH::math
