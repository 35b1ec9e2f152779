#pragma once

#include <xact/math/sigmoid.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct tanh_constants;
template <> struct tanh_constants<float> {
  /// Up to it tanh(x) rounds to x.
  static constexpr float is_identity = 0x1p-13F;
  /// Below it 1 - 2·e^x rounds to 1.
  static constexpr float saturates = -20;
};
template <> struct tanh_constants<double> {
  static constexpr double is_identity = 0x1p-27;
  static constexpr double saturates = -40;
};

/// (1 - e^t) / (1 + e^t) for t <= 0, where nothing underflows. As in `logistic` the quotient is corrected by what a q
/// of half its digits leaves.
template <register_batch V> [[nodiscard]] XACT_INLINE V tanh_of_half(V t) noexcept {
  using reduction = exp_reduction<V>;
  const reduction e(at_least(t, V(tanh_constants<lane_t<V>>::saturates)));
  const V power = reduction::power(e.n);
  const V rest = V(1) - power;
  const V numerator = mul_add(-power, e.head + e.tail, rest);
  const V inverse = V(1) / (V(2) - numerator);
  const V q = first_half(numerator * inverse);
  const V share = power * q;
  // 1 - 2^n·(1 + p) - q·(1 + 2^n·(1 + p)), the large parts first: they cancel.
  const V large = mul_add(-share, e.head, mul_add(-power, e.head, (rest - q) - share));
  const V remainder = mul_add(-share, e.tail, mul_add(-power, e.tail, large));
  return mul_add(remainder, inverse, q);
}

} // namespace detail

/// tanh(x), for every x: NaN for NaN, x itself near 0.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh(V x) noexcept {
  if constexpr (register_batch<V>) {
    using constants = detail::tanh_constants<lane_t<V>>;
    const V t = minus_abs(x);
    const V y = with_sign_of(detail::tanh_of_half(t + t), x);
    return select(t >= V(-constants::is_identity), x, y);
  } else {
    const V t = select(x < V(0), x, -x);
    const V m = nonpositive_expm1(t + t, V(1));
    const V y = select(x < V(0), m, -m) / (V(2) + m);
    // x itself where a float cannot tell: that is exact, whatever becomes of subnormal numbers.
    return select(t < V(-detail::tanh_constants<float>::is_identity), y, x);
  }
}

/// Its derivative, 4·e^-2x / (1 + e^-2x)², right down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh_slope(V x) noexcept {
  if constexpr (register_batch<V>) {
    const V t = minus_abs(x);
    return detail::logistic<V>(t + t).template slope<2>();
  } else {
    return V(4) * sigmoid_slope(x + x);
  }
}

} // namespace xact::inline XACT_ARCH::math
