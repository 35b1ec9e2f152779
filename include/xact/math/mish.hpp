#pragma once

/// mish, x·tanh(log(1 + e^x)), and its derivative.

#include <xact/math/mish_in_float.hpp>
#include <xact/math/tanh_gate.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// With e = e^x, the hyperbolic tangent of log(1 + e) is n / (n + 2) for n = e·(e + 2). The derivative of mish is
/// e·(e³ + 4e² + (4x + 6)·e + 4x + 4) / (n + 2)². With z, its zero, and κ = e^z, the second factor is
///
///     (x - z)·4·(1 + e) + (e - κ)·(e² + (κ + 4)·e + κ + 3 - 1 / (1 + κ))
///
/// tests/math/tanh_gate_coefficients.py computes the constants.
struct mish_curve {
  static constexpr double zero[] = {-0x1.31432c0d12d84p+0, -0x1.bf319154da210p-55, -0x1.3b82ea8c1efc4p-109}; ///< z
  static constexpr double kappa[] = {0x1.36c4202fc3eccp-2, 0x1.6d73a02f8d922p-56};                           ///< κ
  static constexpr double b[] = {0x1.136c4202fc3edp+2, -0x1.d2518bfa0e4dcp-53};                              ///< κ + 4
  static constexpr double c[] = {0x1.44a5b49f64236p+1, 0x1.ce17cc6c2969cp-53}; ///< κ + 3 - 1 / (1 + κ)
  static constexpr double saturates = 25; ///< from here on tanh and the derivative round to 1

  /// tanh(log(1 + e)).
  template <class N> [[nodiscard]] static XACT_INLINE N tanh(const gate_point<N> &at) noexcept {
    const N two = from_parts<N>(2, 0);
    const N sum = plus(at.e, two);
    return times(times(at.e, sum), inverse(times_plus(at.e, sum, two)));
  }

  /// The derivative of mish.
  template <class N> [[nodiscard]] static XACT_INLINE N derivative(const gate_point<N> &at) noexcept {
    const N two = from_parts<N>(2, 0);
    const N inverse_divisor = inverse(times_plus(at.e, plus(at.e, two), two));
    const N sum = sum_of(at);
    return times(times(times(at.e, sum), inverse_divisor), inverse_divisor);
  }

private:
  /// The second factor above.
  template <class N> [[nodiscard]] static XACT_INLINE N sum_of(const gate_point<N> &at) noexcept {
    const N four = from_parts<N>(4, 0);
    const N linear = times(at.difference, times_plus(at.e, four, four));
    const N square = times_plus(plus(at.e, from_parts<N>(b)), at.e, from_parts<N>(c));
    return times_plus(at.rise, square, linear);
  }
  /// The factor as written in the first formula, for results in float. It cancels 28 digits where x is the float
  /// nearest to z; 25 digits remain.
  template <register_batch D> [[nodiscard]] static XACT_INLINE D sum_of(const gate_point<D> &at) noexcept {
    const D line = mul_add(at.x, D(4), D(4));
    return mul_add(mul_add(at.e + D(4), at.e, line + D(2)), at.e, line);
  }
};

/// True if the value of mish is evaluated in float.
template <batch V>
inline constexpr bool mish_has_float_form = has_fma && register_batch<V> && std::same_as<lane_t<V>, float>;

} // namespace detail

/// x·tanh(log(1 + e^x)).
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V mish(V x) noexcept {
  if constexpr (detail::mish_has_float_form<V>)
    return detail::mish_in_float(x);
  else
    return tanh_gate<detail::mish_curve>(x);
}

/// The derivative of mish.
/// Error: at most 0.7 ULP for float and 1 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V mish_derivative(V x) noexcept {
  return tanh_gate_derivative<detail::mish_curve>(x);
}

/// mish and mish_derivative. The value in float with FMA has no common part with the derivative.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> mish_and_derivative(V x) noexcept {
  if constexpr (detail::mish_has_float_form<V>)
    return {mish(x), mish_derivative(x)};
  else
    return tanh_gate_and_derivative<detail::mish_curve>(x);
}

} // namespace xact::inline XACT_ARCH::math
