#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/logistic.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The smaller one of |x| and a bound beyond which the derivative of sigmoid is 0.
template <register_batch V> [[nodiscard]] XACT_INLINE V logistic_argument(V x) noexcept {
  return at_most(magnitude(x), V(exp_constants<lane_t<V>>::logistic_vanishes));
}

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
    return detail::on_side_of(x, detail::logistic<V>(detail::logistic_argument(x)).value());
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return select(x < V(0), e, V(1)) / (V(1) + e);
  }
}

/// The derivative of sigmoid, e^-x / (1 + e^-x)², accurate down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V sigmoid_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::logistic<V>(detail::logistic_argument(x)).template derivative<0>();
  } else {
    const V e = detail::exp_of_minus_abs(x);
    return e / ((V(1) + e) * (V(1) + e));
  }
}

/// sigmoid and its derivative from one exponential, bitwise equal to `sigmoid` and `sigmoid_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> sigmoid_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const detail::logistic<V> l(detail::logistic_argument(x));
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
