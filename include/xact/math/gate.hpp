#pragma once

/// Gates x·σ(u(x)), where σ is the logistic function, for the functions u of gate_curves.hpp: values and derivatives.
/// In float a gate is evaluated in double, with the digits that float needs, and rounded once.

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_pair.hpp>
#include <xact/math/gate_curves.hpp>
#include <xact/math/gate_in_double.hpp>
#include <xact/math/gate_in_float.hpp>
#include <xact/math/in_double.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The gate of `Curve` at x in double. Sums and products keep their rounding errors. With the terms t of the curve at
/// m = -|x|, e^u(m) is κ·2^n·(1 + p), where 2^n·(1 + p) is e^t.exponent.
template <register_batch V, class Curve> struct long_gate {
  using T = lane_t<V>;

  V x;
  V m; ///< -|x|, or a bound below which the gate rounds to 0
  gate_terms<pair<V>> terms;
  exp_pair<V> e;     ///< e^(t.exponent)
  pair<V> kappa;     ///< κ
  pair<V> growth;    ///< κ·(1 + p), so that e^u(m) is 2^n·growth
  pair<V> inverse{}; ///< 1 / (1 + e^u(m))

  XACT_INLINE long_gate(V input, const Curve &curve) noexcept
      : x(input), m(at_least(minus_abs(x), V(curve.template vanishes<T>()))), terms(curve.pairs(m)),
        e(terms.exponent, -1000), kappa(from_parts<pair<V>>(Curve::kappa)), growth(e.growth(kappa)),
        inverse(math::inverse(plus_smaller<V>({V(1), V(0)}, {e.power * growth.hi, e.power * growth.lo}))) {}

  /// m·σ(u(m)) for x <= 0, x + m·σ(u(m)) for x >= 0, with the sign of x.
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    const pair<V> sigmoid = times(growth, inverse);
    const pair<V> product = times(pair<V>{m, V(0)}, {e.power * sigmoid.hi, e.power * sigmoid.lo});
    return with_sign_of(magnitude(at_least(x, V(0)) + (product.hi + product.lo) * e.rest), x);
  }

  /// The derivative d at m, and 1 - d for x > 0.
  [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const pair<V> sum = plus(terms.linear, times(kappa, e.expm1()));
    const pair<V> product = times(times(times(growth, sum), inverse), inverse);
    const V d = (product.hi + product.lo) * e.power;
    return select(x > V(0), V(1) - d, d * e.rest);
  }
};

/// The gate on number types made of batches, such as double_double.
template <batch V> struct wide_gate {
  /// The larger of -|x| and a bound below which the gate rounds to 0 in float.
  template <class Curve> [[nodiscard]] static XACT_INLINE V bounded(const V &x, const Curve &curve) noexcept {
    return at_least(select(x < V(0), x, -x), V(curve.template vanishes<float>()));
  }
  template <class Curve> [[nodiscard]] static XACT_INLINE V value(const V &x, const Curve &curve) noexcept {
    const V m = bounded(x, curve);
    const V e = nonpositive_exp(curve.argument(m), V(1));
    return at_least(x, V(0)) + m * e / (V(1) + e);
  }
  template <class Curve> [[nodiscard]] static XACT_INLINE V derivative(const V &x, const Curve &curve) noexcept {
    const gate_terms<V> terms = curve.terms(bounded(x, curve));
    const V kappa = from_parts<V>(Curve::kappa);
    const V e = nonpositive_exp(terms.exponent, kappa);
    const V sum = terms.linear + nonpositive_expm1(terms.exponent, kappa);
    const V d = e * sum / ((V(1) + e) * (V(1) + e));
    return select(x <= V(0), d, V(1) - d);
  }
};

/// True for a curve whose gate is evaluated in float with FMA. (The others are swish and its kin, whose argument float
/// cannot represent.)
template <class Curve> inline constexpr bool has_float_form = has_fma && requires { Curve::float_vanishes; };

/// The curve itself, or the curve of the factors β.
template <class Curve, class... P>
[[nodiscard]] XACT_INLINE auto curve_of(const Curve &curve, const P &...beta) noexcept {
  if constexpr (sizeof...(P) == 0)
    return curve;
  else
    return curve.with(beta...);
}

} // namespace detail

/// x·σ(u(x)), where the curve is u, or the factors β determine u. NaN gives NaN, and a result of 0 has the sign of x. A
/// subnormal result can be rounded twice. Error: at most 1 ULP.
template <batch V, class Curve, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE V gate(V x, const Curve &curve, P... beta) noexcept {
  if constexpr (!register_batch<V>) {
    return detail::wide_gate<V>::value(x, detail::curve_of(curve, beta...));
  } else if constexpr (std::same_as<lane_t<V>, float> && detail::has_float_form<Curve>) {
    return detail::gate_in_float(x, curve);
  } else {
    const auto op = [curve](auto v, auto... b) XACT_INLINE_LAMBDA {
      const auto u = detail::curve_of(curve, b...);
      if constexpr (std::same_as<lane_t<V>, double>)
        return detail::long_gate(v, u).value();
      else
        return detail::short_gate(v, u).value();
    };
    return detail::with_digits_for(op, x, beta...);
  }
}

/// The derivative of x·σ(u(x)) in x, also accurate next to its zero.
/// Error: at most 0.7 ULP for float and 1 ULP for double.
template <batch V, class Curve, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE V gate_derivative(V x, const Curve &curve, P... beta) noexcept {
  if constexpr (!register_batch<V>) {
    return detail::wide_gate<V>::derivative(x, detail::curve_of(curve, beta...));
  } else {
    const auto op = [curve](auto v, auto... b) XACT_INLINE_LAMBDA {
      const auto u = detail::curve_of(curve, b...);
      if constexpr (std::same_as<lane_t<V>, double>)
        return detail::long_gate(v, u).derivative();
      else
        return detail::short_gate(v, u).derivative(u);
    };
    return detail::with_digits_for(op, x, beta...);
  }
}

/// gate and gate_derivative. Compilers evaluate the common part of both once. (g++ would keep an object that has both
/// in memory, and finds the common part of single registers only.) The value in float with FMA has no common part with
/// the derivative.
template <batch V, class Curve, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> gate_and_derivative(V x, const Curve &curve, P... beta) noexcept {
  constexpr bool is_common = std::same_as<lane_t<V>, double> || !detail::has_float_form<Curve>;
  if constexpr (requires { x.registers; } && is_common) {
    value_derivative_pair<V> both;
    for (std::size_t k = 0; k < std::size(x.registers); ++k) {
      const auto one = gate_and_derivative(x.registers[k], curve, beta.registers[k]...);
      both.value.registers[k] = one.value;
      both.derivative.registers[k] = one.derivative;
    }
    return both;
  } else {
    return {gate(x, curve, beta...), gate_derivative(x, curve, beta...)};
  }
}

} // namespace xact::inline XACT_ARCH::math
