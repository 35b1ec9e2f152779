#pragma once

/// Gates x·tanh(g), where g is a function of e = e^x: mish and telu. With z, the only zero of the derivative of the
/// gate, and κ = e^z, the derivative is the product of positive factors and of a sum
///
///     (x - z)·a + (e - κ)·b
///
/// where a and b are positive functions of e. Both terms have the sign of x - z, so that no digits cancel next to z.
///
/// A `Curve` has z and κ, bounds of x, and functions that compute tanh(g) and the derivative from gate_point. These
/// functions are generic in the type N of numbers: batches of double (for results in float), pairs (for results in
/// double), and number types made of batches.

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_pair.hpp>
#include <xact/math/gate_curves.hpp>
#include <xact/math/gate_in_double.hpp>
#include <xact/math/in_double.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// @{ The operations of pairs on other numbers.
template <batch N> [[nodiscard]] XACT_INLINE N plus(const N &a, const N &b) noexcept { return a + b; }
template <batch N> [[nodiscard]] XACT_INLINE N times(const N &a, const N &b) noexcept { return a * b; }
template <batch N> [[nodiscard]] XACT_INLINE N inverse(const N &a) noexcept { return N(1.0) / a; }
/// @}

/// @{ a·b + c. Formulas use these functions for each product that feeds a sum, so that no compiler can fuse both in
/// another way.
template <batch N> [[nodiscard]] XACT_INLINE N times_plus(const N &a, const N &b, const N &c) noexcept {
  return mul_add(a, b, c);
}
template <register_batch V>
[[nodiscard]] XACT_INLINE pair<V> times_plus(const pair<V> &a, const pair<V> &b, const pair<V> &c) noexcept {
  return plus(times(a, b), c);
}
/// @}

namespace detail {

/// x between the bounds of a curve, and the numbers from which the curve computes its results.
template <class N> struct gate_point {
  N x;          ///< x, or a bound
  N difference; ///< x - z
  N e;          ///< e^x
  N rise;       ///< e^x - κ
};

/// The larger of x and a bound below which the gate and its derivative round to 0 in T.
template <scalar T, batch V> [[nodiscard]] XACT_INLINE V above_underflow(const V &x) noexcept {
  return at_least(x, V(sizeof(T) == 4 ? -200.0 : -760.0));
}

/// The smaller of x and a bound of `Curve` above which tanh(g) and the derivative round to 1.
template <class Curve, batch V> [[nodiscard]] XACT_INLINE V below_saturation(const V &x) noexcept {
  if constexpr (register_batch<V>)
    return at_most(x, V(Curve::saturates));
  else
    return select(V(Curve::saturates) < x, V(Curve::saturates), x);
}

/// The point at x, in double, for results in float.
template <class Curve, register_batch D> [[nodiscard]] XACT_INLINE gate_point<D> short_point(D x) noexcept {
  const D m = below_saturation<Curve>(x);
  const D difference = m - D(Curve::zero[0]);
  const short_exp<D, Curve> e(difference);
  return {m, difference, e.power, e.plus_rise(D(0))};
}

/// The gate of `Curve` at x in double. Sums and products keep their rounding errors.
template <register_batch V, class Curve> struct long_tanh_gate {
  V x;
  V m; ///< x, or a bound
  pair<V> difference;
  exp_pair<V> e; ///< e^(m - z)

  XACT_INLINE explicit long_tanh_gate(V input) noexcept
      : x(input), m(below_saturation<Curve>(above_underflow<lane_t<V>>(x))),
        difference(minus_parts(pair<V>{m, V(0)}, Curve::zero)), e(difference, -200) {}

  /// The point at m. Below about -140, e of the point is 2^-200 times a number between 1/2 and 2, and the results of
  /// the curve are too large by the factor 1 / e.rest: tanh(g) and the derivative are e times numbers that no longer
  /// depend on e.
  [[nodiscard]] XACT_INLINE gate_point<pair<V>> point() const noexcept {
    const auto kappa = from_parts<pair<V>>(Curve::kappa);
    const pair<V> growth = e.growth(kappa);
    return {{m, V(0)}, difference, {e.power * growth.hi, e.power * growth.lo}, times(kappa, e.expm1())};
  }

  /// m·tanh(g), or x above the bound, with the sign of x.
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    const V large = m * V(0x1p100); // so large that the second part of the product does not underflow for a normal x
    const pair<V> product = times(pair<V>{large, V(0)}, Curve::tanh(point()));
    const V y = (product.hi + product.lo) * (e.rest * V(0x1p-100));
    return with_sign_of(magnitude(select(x > V(Curve::saturates), x, y)), x);
  }

  /// The derivative at m.
  [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const pair<V> d = Curve::derivative(point());
    return (d.hi + d.lo) * e.rest;
  }
};

/// The point at x on number types made of batches, such as double_double.
template <class Curve, batch V> [[nodiscard]] XACT_INLINE gate_point<V> wide_point(const V &x) noexcept {
  const V m = below_saturation<Curve>(x);
  const V difference = minus_parts(m, Curve::zero);
  const V kappa = from_parts<V>(Curve::kappa);
  return {m, difference, nonpositive_exp(difference, kappa), nonpositive_expm1(difference, kappa)};
}

} // namespace detail

/// x·tanh(g) for the function g of `Curve`. NaN gives NaN, and a result of 0 has the sign of x. A subnormal result can
/// be rounded twice.
template <class Curve, batch V> [[nodiscard]] XACT_INLINE V tanh_gate(V x) noexcept {
  using namespace detail;
  if constexpr (!register_batch<V>) {
    const V m = above_underflow<float>(x);
    return select(V(Curve::saturates) < x, x, m * Curve::tanh(wide_point<Curve>(m)));
  } else {
    const auto op = [](auto v) XACT_INLINE_LAMBDA {
      if constexpr (std::same_as<lane_t<V>, double>) {
        return long_tanh_gate<decltype(v), Curve>(v).value();
      } else {
        const auto m = above_underflow<float>(v);
        return m * Curve::tanh(short_point<Curve>(m));
      }
    };
    return with_digits_for(op, x);
  }
}

/// The derivative of x·tanh(g), also accurate next to its zero.
template <class Curve, batch V> [[nodiscard]] XACT_INLINE V tanh_gate_derivative(V x) noexcept {
  using namespace detail;
  if constexpr (!register_batch<V>) {
    return Curve::derivative(wide_point<Curve>(above_underflow<float>(x)));
  } else {
    const auto op = [](auto v) XACT_INLINE_LAMBDA {
      if constexpr (std::same_as<lane_t<V>, double>)
        return long_tanh_gate<decltype(v), Curve>(v).derivative();
      else
        return Curve::derivative(short_point<Curve>(above_underflow<float>(v)));
    };
    return with_digits_for(op, x);
  }
}

/// tanh_gate and tanh_gate_derivative. Compilers evaluate the common part of both once, in each register of a bundle.
template <class Curve, batch V>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> tanh_gate_and_derivative(V x) noexcept {
  if constexpr (requires { x.registers; }) {
    value_derivative_pair<V> both;
    for (std::size_t k = 0; k < std::size(x.registers); ++k) {
      const auto one = tanh_gate_and_derivative<Curve>(x.registers[k]);
      both.value.registers[k] = one.value;
      both.derivative.registers[k] = one.derivative;
    }
    return both;
  } else {
    return {tanh_gate<Curve>(x), tanh_gate_derivative<Curve>(x)};
  }
}

} // namespace xact::inline XACT_ARCH::math
