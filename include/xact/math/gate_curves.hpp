#pragma once

/// The arguments u(x) of the gates x·σ(u(x)), where σ is the logistic function. u is odd and rises, so that a gate and
/// its derivative at x follow from those at -|x|. With z, the only zero of the derivative of the gate, and κ = e^u(z),
/// the sum 1 + x·u'(x) + e^u is
///
///     (x·u'(x) - z·u'(z)) + κ·(e^(u - u(z)) - 1)
///
/// Both terms have the sign of x - z, so that no digits cancel next to z.

#include <xact/functor/contract.hpp>
#include <xact/numbers/pair.hpp>

#include <utility>

namespace xact::inline XACT_ARCH::math::detail {

/// The terms of the sum above.
template <class N> struct gate_terms {
  N exponent; ///< u - u(z)
  N linear;   ///< x·u'(x) - z·u'(z)
};

/// @{ Return high + low as a number of type N. A type of one part rounds the sum.
template <class N> [[nodiscard]] XACT_INLINE N from_parts(double high, double low) noexcept {
  if constexpr (requires { &N::lo; })
    return N{decltype(N::hi)(high), decltype(N::lo)(low)};
  else
    return N(high);
}
template <class N> [[nodiscard]] XACT_INLINE N from_parts(const double (&parts)[2]) noexcept {
  return from_parts<N>(parts[0], parts[1]);
}
/// @}

/// x - (z[0] + z[1] + z[2])
template <batch V> [[nodiscard]] XACT_INLINE V minus_parts(const V &x, const double (&z)[3]) noexcept {
  return (x - V(z[0])) - from_parts<V>(z[1], z[2]);
}
template <register_batch V>
[[nodiscard]] XACT_INLINE pair<V> minus_parts(const pair<V> &x, const double (&z)[3]) noexcept {
  const pair<V> high = two_difference(x.hi, V(z[0]));
  const pair<V> low = two_difference(x.lo, V(z[1]));
  const pair<V> sum = two_sum(high.hi, low.hi);
  return {sum.hi, sum.lo + (low.lo + (high.lo - V(z[2])))};
}

/// The constants of u(x) = x. tests/math/gate_coefficients.py computes the constants of this file.
struct unit_curve_constants {
  /// z in three parts.
  static constexpr double zero[] = {-0x1.474973c84120bp+0, -0x1.f8d74bc9ac154p-54, -0x1.44a50180ba780p-108};
  /// κ in two parts.
  static constexpr double kappa[] = {0x1.1d25cf210482ep-2, -0x1.ca2d0d94faaecp-60};
};

/// True if u(x) can be arbitrarily close to u(z) for a float x.
template <class Curve> inline constexpr bool comes_close_to_zero = false;

/// u(x) = x
struct unit_curve : unit_curve_constants {
  /// Below this x, the gate and its derivative round to 0 in T.
  template <scalar T> [[nodiscard]] static constexpr double vanishes() noexcept { return sizeof(T) == 4 ? -200 : -760; }

  /// @{ Above `float_is_identity` the gate rounds to x in float; below `float_vanishes` it rounds to 0.
  static constexpr float float_is_identity = 20;
  static constexpr float float_vanishes = -109;
  /// @}

  /// u
  template <batch V> [[nodiscard]] XACT_INLINE V argument(V x) const noexcept { return x; }
  /// @{ u - u(z) and 1 + x·u', for results in float.
  template <register_batch D> [[nodiscard]] XACT_INLINE D difference(D x) const noexcept { return x - D(zero[0]); }
  template <register_batch D> [[nodiscard]] XACT_INLINE D one_plus_linear(D x) const noexcept { return D(1) + x; }
  /// @}
  /// The terms for x < 0.
  template <register_batch V> [[nodiscard]] XACT_INLINE gate_terms<pair<V>> pairs(V x) const noexcept {
    const auto difference = minus_parts(pair<V>{x, V(0)}, zero);
    return {difference, difference};
  }
  template <batch V> [[nodiscard]] XACT_INLINE gate_terms<V> terms(const V &x) const noexcept {
    const V difference = minus_parts(x, zero);
    return {difference, difference};
  }
};

/// u(x) = β·x for β >= 0, where each lane has its β. The derivative of the gate depends only on u, so that z is here
/// the zero in u.
template <batch B> struct scaled_by : unit_curve_constants {
  B beta; ///< β, a number of the type of the results

  template <scalar T> [[nodiscard]] XACT_INLINE B vanishes() const noexcept {
    if constexpr (sizeof(T) == 4)
      return B(-0x1p200);
    else
      return select(magnitude(beta) <= B(0), B(-0x1.fffffffffffffp1023), B(-infinity)); // 0·∞ would be NaN
  }

  [[nodiscard]] XACT_INLINE B argument(B x) const noexcept { return at_least(beta * x, B(-300.0)); }
  [[nodiscard]] XACT_INLINE B difference(B x) const noexcept { return (argument(x) - B(zero[0])) - B(zero[1]); }
  [[nodiscard]] XACT_INLINE gate_terms<pair<B>> pairs(B x) const noexcept {
    const pair<B> product = two_product(beta, x);
    const B least(-1400.0);
    const pair<B> u{at_least(product.hi, least), keep_where(product.hi > least, product.lo)};
    const auto difference = minus_parts(u, zero);
    return {difference, difference};
  }
  [[nodiscard]] XACT_INLINE gate_terms<B> terms(const B &x) const noexcept {
    const B difference = minus_parts(beta * x, zero);
    return {difference, difference};
  }
};
template <class B> inline constexpr bool comes_close_to_zero<scaled_by<B>> = true;

/// The curves u(x) = β·x. `with` returns the curve of a batch of factors β.
struct scaled_curve {
  template <batch B> [[nodiscard]] static XACT_INLINE scaled_by<B> with(B beta) noexcept { return {{}, beta}; }
};

/// u(x) = c₁x + c₃x³ with c₁ = 2·√(2/π) and c₃ = 0.044715·c₁, so that (1 + tanh(u/2)) / 2 is σ(u).
struct cubic_curve {
  static constexpr double zero[] = {-0x1.81429f9e97e4dp-1, 0x1.4f523ed77dbdcp-55, -0x1.a649fca8ac0e5p-109};
  static constexpr double zero_squared[] = {0x1.21e4bab8db157p-1, -0x1.3bbcb5d6e01bap-58};
  static constexpr double kappa[] = {0x1.2af64e9c485eep-2, -0x1.3ca470b477afcp-57};
  static constexpr double argument_at_zero = -0x1.3b2cf738f9ffep+0; ///< u(z), rounded
  static constexpr double c1[] = {0x1.9884533d43651p+0, -0x1.cbc0d30ebfd15p-54};
  static constexpr double c3[] = {0x1.2444f2a4d8b4bp-4, -0x1.6c843a29d1c70p-61};
  static constexpr float float_is_identity = 5.5F;
  static constexpr float float_vanishes = -10.9F;

  template <scalar T> [[nodiscard]] static constexpr double vanishes() noexcept { return sizeof(T) == 4 ? -15 : -22; }

  template <batch V> [[nodiscard]] XACT_INLINE V argument(V x) const noexcept {
    return x * mul_add(from_parts<V>(c3), x * x, from_parts<V>(c1));
  }
  template <register_batch D> [[nodiscard]] XACT_INLINE D difference(D x) const noexcept {
    return mul_add(x, mul_add(D(c3[0]), x * x, D(c1[0])), D(-argument_at_zero));
  }
  template <register_batch D> [[nodiscard]] XACT_INLINE D one_plus_linear(D x) const noexcept {
    return mul_add(x, mul_add(D(3 * c3[0]), x * x, D(c1[0])), D(1));
  }
  // The terms are products of x - z and of sums of positive numbers: u(x) - u(z) is (x - z)·(c₁ + c₃·(x² + x·z + z²)).
  template <register_batch V> [[nodiscard]] XACT_INLINE gate_terms<pair<V>> pairs(V x) const noexcept {
    const pair<V> difference = minus_parts(pair<V>{x, V(0)}, zero);
    const pair<V> squares = plus(two_product(x, x), from_parts<pair<V>>(zero_squared));
    const pair<V> q = plus(squares, times(from_parts<pair<V>>(zero[0], zero[1]), pair<V>{x, V(0)}));
    const pair<V> cubic = times(from_parts<pair<V>>(c3), q);
    const pair<V> linear = plus(from_parts<pair<V>>(c1), cubic);
    return {times(difference, linear), times(difference, plus(linear, {cubic.hi + cubic.hi, cubic.lo + cubic.lo}))};
  }
  template <batch V> [[nodiscard]] XACT_INLINE gate_terms<V> terms(const V &x) const noexcept {
    const V difference = minus_parts(x, zero);
    const V q = mul_add(x + from_parts<V>(zero[0], zero[1]), x, from_parts<V>(zero_squared));
    const V cubic = from_parts<V>(c3) * q;
    const V linear = from_parts<V>(c1) + cubic;
    return {difference * linear, difference * (linear + (cubic + cubic))};
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
