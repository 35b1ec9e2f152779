#pragma once

/// telu, x·tanh(e^x), and its derivative.

#include <xact/math/tanh_gate.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// A factor of 1 for short_exp, with coefficients for results that are accurate relative to e^x - 1.
struct unit_factor {
  static constexpr double kappa[] = {1, 0}; ///< the factor
  /// The coefficients of (e^s - 1) / s for |s| <= ln2/2, lowest power first, with relative error 2^-32.
  struct coefficients {
    double c[7]; ///< the coefficients
  };
};
template <>
inline constexpr unit_factor::coefficients gate_exp_coefficients<unit_factor>{
    {0x1.000000002270dp+0, 0x1.00000028319a7p-1, 0x1.555554c59a72ep-3, 0x1.5554ad60e6e0dp-5, 0x1.1111a6c2327c7p-7,
     0x1.6d74d98571ba2p-10, 0x1.a019e7a2e9ef2p-13}};

/// @{ e^2x - 1 for 0 <= 2x <= 700.
template <register_batch D> [[nodiscard]] XACT_INLINE D expm1_of_twice(const D &x) noexcept {
  return short_exp<D, unit_factor>(x + x).plus_rise(D(0));
}
template <register_batch V> [[nodiscard]] XACT_INLINE pair<V> expm1_of_twice(const pair<V> &x) noexcept {
  return exp_pair<V>({x.hi + x.hi, x.lo + x.lo}, -200).expm1();
}
template <batch V> [[nodiscard]] XACT_INLINE V expm1_of_twice(const V &x) noexcept {
  return nonpositive_expm1(x + x, V(1.0));
}
/// @}

/// @{ a where x < 0, else b.
template <batch N> [[nodiscard]] XACT_INLINE N on_side(const N &x, const N &a, const N &b) noexcept {
  return select(x < N(0.0), a, b);
}
template <register_batch V>
[[nodiscard]] XACT_INLINE pair<V> on_side(const pair<V> &x, const pair<V> &a, const pair<V> &b) noexcept {
  return {select(x.hi < V(0), a.hi, b.hi), select(x.hi < V(0), a.lo, b.lo)};
}
/// @}

/// With e = e^x and m = e^2e - 1, tanh(e) is m / (m + 2). The derivative of telu is
///
///     (m·(m + 2) + 4·e·(m + 1)·x) / (m + 2)² = 4·e·(m + 1) / (m + 2)²·(x + s(e))    where s(e) = sinh(2e) / (2e)
///
/// The first formula is used for x >= 0, the second one for x < 0. With z, the zero of the derivative, and κ = e^z, the
/// factor x + s(e) is
///
///     (x - z) + (e - κ)·(e + κ)·b(e²)
///
/// tests/math/tanh_gate_coefficients.py computes the constants.
struct telu_curve {
  static constexpr double zero[] = {-0x1.14302c3c10f30p+0, -0x1.b8c761c7b1289p-54, -0x1.4130ba31f9f48p-108}; ///< z
  static constexpr double kappa[] = {0x1.5c2477e0b8b08p-2, 0x1.62c7a7af04f61p-57};                           ///< κ
  static constexpr double saturates = 4; ///< from here on tanh and the derivative round to 1
  /// The coefficients of b in two parts, lowest power first.
  static constexpr double b[][2] = {
      {0x1.5d4fc462004b1p-1, 0x1.502cc6bcb6bc7p-56},    {0x1.141792b751653p-3, 0x1.a2e949c91938fp-57},
      {0x1.a2c8edd9481cap-7, 0x1.f1f23e8833cedp-61},    {0x1.736d6578d046ep-11, -0x1.c07e2ba94946cp-65},
      {0x1.afab9c68e95a7p-16, 0x1.5d4f59bd99446p-73},   {0x1.61ebc2a74b89ap-21, 0x1.00e2fe7d8c7acp-76},
      {0x1.af3ad4b6d08eep-27, -0x1.ec9d8f0ae870cp-81},  {0x1.95b8d878c148fp-33, 0x1.df3f254d24db4p-90},
      {0x1.2f9f410b22ff9p-39, 0x1.fb9a22a625b37p-94},   {0x1.720f7c955df9ap-46, -0x1.f4abc33a6d822p-103},
      {0x1.76651a837a565p-53, 0x1.03cf737982c12p-108},  {0x1.3f72a9154f726p-60, -0x1.fd8a73b0250a5p-114},
      {0x1.d1ef05d186a73p-68, -0x1.2f432ac294582p-122}, {0x1.25c4fb95b9dc8p-75, -0x1.a958ddc1054bap-130},
      {0x1.43716eddc2b4dp-83, -0x1.b8fb8f390c7d8p-137}, {0x1.39a056cb17305p-91, -0x1.aad2b915e6866p-145},
      {0x1.0ddd9738dff55p-99, -0x1.6c74b4db05d6ap-153}, {0x1.9ee9f4cf75894p-108, -0x1.c2266ad09f285p-163},
  };

  /// tanh(e).
  template <class N> [[nodiscard]] static XACT_INLINE N tanh(const gate_point<N> &at) noexcept {
    const N m = expm1_of_twice(at.e);
    return times(m, inverse(plus(m, from_parts<N>(2, 0))));
  }

  /// The derivative of telu.
  template <class N> [[nodiscard]] static XACT_INLINE N derivative(const gate_point<N> &at) noexcept {
    const N m = expm1_of_twice(at.e);
    const N divisor = plus(m, from_parts<N>(2, 0));
    const N inverse_divisor = inverse(divisor);
    const N share = times(times(at.e, from_parts<N>(4, 0)), plus(m, from_parts<N>(1, 0)));
    const N bend = times(plus(at.e, from_parts<N>(kappa)), b_of(times(at.e, at.e)));
    const N factor = on_side(at.x, times_plus(at.rise, bend, at.difference), at.x);
    const N other = on_side(at.x, from_parts<N>(0, 0), times(m, divisor));
    return times(times(times_plus(share, factor, other), inverse_divisor), inverse_divisor);
  }

private:
  /// b(square) for 0 <= square <= 1, with as many terms as N needs.
  template <batch N> [[nodiscard]] static XACT_INLINE N b_of(const N &square) noexcept {
    constexpr bool has_parts = requires { &N::lo; };
    constexpr std::size_t terms = register_batch<N> ? 7 : has_parts ? std::size(b) : 11;
    N sum = from_parts<N>(b[terms - 1]);
    for (std::size_t k = terms - 1; k-- > 0;)
      sum = mul_add(sum, square, from_parts<N>(b[k]));
    return sum;
  }
  /// The sum of all terms but the first is smaller than the first term, and has the digits of one part only.
  template <register_batch V> [[nodiscard]] static XACT_INLINE pair<V> b_of(const pair<V> &square) noexcept {
    V sum(b[10][0]);
    for (std::size_t k = 10; k-- > 1;)
      sum = mul_add(sum, square.hi, V(b[k][0]));
    return plus(from_parts<pair<V>>(b[0]), {unfused(sum * square.hi), V(0)});
  }
};

} // namespace detail

/// x·tanh(e^x).
/// Error: at most 0.7 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V telu(V x) noexcept { return tanh_gate<detail::telu_curve>(x); }

/// The derivative of telu.
/// Error: at most 0.7 ULP for float and 1 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V telu_derivative(V x) noexcept {
  return tanh_gate_derivative<detail::telu_curve>(x);
}

/// telu and telu_derivative.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> telu_and_derivative(V x) noexcept {
  return tanh_gate_and_derivative<detail::telu_curve>(x);
}

} // namespace xact::inline XACT_ARCH::math
