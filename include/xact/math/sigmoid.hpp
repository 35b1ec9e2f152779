#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/nonpositive_exp.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// s = 1 / (1 + e^u) for u >= 0, computed as 2^n·y, where e^u = 2^-n·(1 + p) and y = 1 / (1 + p + 2^n). y is the sum of
/// a rounded quotient q and a correction, (1 - q·divisor) / divisor. The correction includes the rounding error of the
/// divisor. Without FMA q is rounded to half of its digits, so that products with q are exact.
template <register_batch V> struct logistic {
  using reduction = exp_reduction<V, -1>;
  using constants = typename reduction::constants;
  using bits = typename reduction::bits;

  reduction e;
  bits clamped_n{}; ///< the larger of n and a bound below which 1 + 2^n rounds to 1
  V power{};        ///< 2^clamped_n
  V q{};            ///< 1 / divisor, rounded
  V correction{};   ///< y - q

  // The bound on u is higher than s needs, because derivative<2> is four times s·(1 - s) and underflows at a larger u.
  XACT_INLINE explicit logistic(V u) noexcept : e(at_most(u, V(2 - constants::exp_vanishes))) {
    clamped_n = e.n_at_least(-2 * constants::mantissa_bits);
    power = reduction::power(clamped_n);
    const V larger = V(1) + (e.head + e.tail);
    const V divisor = larger + power;
    // power <= larger, because power is 1 only if larger >= 1; therefore power - (divisor - larger) is exact.
    const V lost = (power - (divisor - larger)) + ((e.head - (larger - V(1))) + e.tail);
    const V inverse = quotient(V(1), divisor);
    q = has_fma ? inverse : first_half(inverse);
    correction = unfused(inverse * mul_add(-q, lost, minus_product(V(1), q, divisor)));
  }

  /// s
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    return e.template times_power<0>(q + correction, power, clamped_n);
  }

  /// 2^Shift·s·(1 - s). With c for the correction, s·(1 - s) / 2^n = q - 2^n·q² + c·(1 - 2·2^n·q - 2^n·c).
  template <int Shift> [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const V share = power * q;
    const V main = mul_add(-share, q, q);
    const V lost = mul_add(-share, q, q - main);
    const V factor = mul_add(-power, correction, mul_add(V(-2), share, V(1)));
    return e.template times_power<Shift>(main + mul_add(correction, factor, lost), power, clamped_n);
  }
};

/// e^-|x| on number types made of batches, such as double_double.
template <batch V> [[nodiscard]] XACT_INLINE V exp_of_minus_abs(const V &x) noexcept {
  return nonpositive_exp(select(x < V(0), x, -x), V(1));
}

/// 1 / (1 + e^-x), given s = 1 / (1 + e^|x|).
template <register_batch V> [[nodiscard]] XACT_INLINE V on_side_of(V x, V s) noexcept {
  return select(x < V(0), s, V(1) - s);
}

} // namespace detail

/// 1 / (1 + e^-x) for every x. NaN gives NaN. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V sigmoid(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::on_side_of(x, detail::logistic<V>(magnitude(x)).value());
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return select(x < V(0), e, V(1)) / (V(1) + e);
  }
}

/// The derivative of sigmoid, e^-x / (1 + e^-x)², accurate down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V sigmoid_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::logistic<V>(magnitude(x)).template derivative<0>();
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return e / ((V(1) + e) * (V(1) + e));
  }
}

/// sigmoid and its derivative from one exponential, bitwise equal to `sigmoid` and `sigmoid_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> sigmoid_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const detail::logistic<V> l(magnitude(x));
    return {detail::on_side_of(x, l.value()), l.template derivative<0>()};
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return {select(x < V(0), e, V(1)) / (V(1) + e), e / ((V(1) + e) * (V(1) + e))};
  }
}

/// @{ Former names.
template <batch V>
[[deprecated("say xact::math::sigmoid_derivative")]] [[nodiscard]] XACT_INLINE V sigmoid_slope(V x) noexcept {
  return sigmoid_derivative(x);
}
template <batch V>
[[deprecated("say xact::math::sigmoid_and_derivative")]] [[nodiscard]] XACT_INLINE value_derivative_pair<V>
sigmoid_and_slope(V x) noexcept {
  return sigmoid_and_derivative(x);
}
/// @}

} // namespace xact::inline XACT_ARCH::math
