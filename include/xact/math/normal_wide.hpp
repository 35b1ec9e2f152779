#pragma once

/// x·Φ(x) and its derivative on the number types of `exact`, made of P(t) = Φ(-t) with t = |x|, as in normal.hpp.

#include <xact/math/exp_double_double.hpp>
#include <xact/math/exp_rounded_double.hpp>
#include <xact/math/gate_curves.hpp>
#include <xact/math/normal_constants.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// tests/math/normal_coefficients.py computes the constants.
struct wide_normal_constants {
  /// The zero of P(t) - t·φ(t), in three parts. φ is the density of the normal distribution.
  static constexpr double zero[] = {0x1.80ead197f00b4p-1, -0x1.13e74c58cada8p-56, -0x1.65d4b5b9cdd03p-111};
  /// φ(0) in two parts.
  static constexpr double density[] = {0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56};
  /// For a larger t, t·P(t) and its derivative round to 0 in float.
  static constexpr double most = 14.6;
  /// @{ P(t)·e^(t²/2) is value(t) / divisor(t), and (P(t) - t·φ(t))·e^(t²/2) is (zero - t)·derivative(t) / divisor(t),
  /// with relative errors of 2^-45.6 for t <= most. All terms are positive.
  static constexpr double value[] = {0x1.916af7ea58525p+12, 0x1.f8911500ec0bcp+12, 0x1.39a5a386c76b3p+12,
                                     0x1.e191b6335e931p+10, 0x1.e73100e4bdda9p+8,  0x1.43d2ecb7aca50p+6,
                                     0x1.070e471dd91e9p+3,  0x1.988452bc9a0dap-2};
  static constexpr double derivative[] = {0x1.0af963962ce0ap+13, 0x1.ddadcfe0e13fep+13, 0x1.96466eb9b10bep+13,
                                          0x1.a69bf318865cep+12, 0x1.24a458e9cbf4ap+11, 0x1.146f24662f91ap+9,
                                          0x1.5d7243bdd543fp+6,  0x1.10a73a7457d09p+3,  0x1.9884533d46351p-2};
  static constexpr double divisor[] = {0x1.916af7ea58576p+13, 0x1.9c6d08b338a04p+14, 0x1.81898de105960p+14,
                                       0x1.adf4e60b33b15p+13, 0x1.3a56cb5050326p+12, 0x1.3673eec35499bp+10,
                                       0x1.97da6f013053ap+7,  0x1.49b1058540a6cp+4,  1};
  /// @}
};

/// The results for half of the lanes of a rounded_double.
template <register_batch D> struct rounded_normal {
  using constants = wide_normal_constants;

  D x{};
  D t{};      ///< |x|, or a bound
  D factor{}; ///< e^(-t²/2) / divisor(t)

  XACT_INLINE explicit rounded_normal(D number) noexcept : x(number), t(at_most(magnitude(x), D(constants::most))) {
    const exp_rounded_double<D> e(t * t * D(-0.5), D(1));
    factor = mul_add(e.power, e.p, e.power) / polynomial(constants::divisor, t, t * t);
  }

  /// x·Φ(x)
  [[nodiscard]] XACT_INLINE D gelu() const noexcept {
    return negated_mul_add(t * factor, polynomial(constants::value, t, t * t), at_least(x, D(0)));
  }
  /// Φ(x) + x·φ(x)
  [[nodiscard]] XACT_INLINE D gelu_derivative() const noexcept {
    const D distance = (D(constants::zero[0]) - t) + D(constants::zero[1]);
    const D tail = (distance * factor) * polynomial(constants::derivative, t, t * t);
    return select(x > D(0), D(1) - tail, tail);
  }
};

/// x·Φ(x) and its derivative on a number type made of batches.
template <batch V> struct wide_normal;

template <> struct wide_normal<rounded_double> {
  using V = rounded_double;

  rounded_normal<V::part> lower; ///< the results for the first half of the lanes
  rounded_normal<V::part> upper; ///< the results for the last half of the lanes

  XACT_INLINE explicit wide_normal(const V &x) noexcept : lower(x.doubles()[0]), upper(x.doubles()[V::last]) {}

  [[nodiscard]] XACT_INLINE V gelu() const noexcept { return V(lower.gelu(), upper.gelu()); }
  [[nodiscard]] XACT_INLINE V gelu_derivative() const noexcept {
    return V(lower.gelu_derivative(), upper.gelu_derivative());
  }
};

/// With y(t) = P(t)·e^(t²/2), x·Φ(x) is max(x, 0) - t·y·e^(-t²/2), and the derivative for x <= 0 is
/// (y - φ(0)·t)·e^(-t²/2). The formulas of y have many terms, but need no table. Speed does not matter, because calls
/// are rare.
template <> struct wide_normal<double_double> {
  using V = double_double;
  using constants = wide_normal_constants;

  V x;
  V t;       ///< |x|, or a bound
  V density; ///< e^(-t²/2)
  V y;
  V rest; ///< y - φ(0)·t

  XACT_INLINE explicit wide_normal(V number) noexcept
      : x(number), t(-at_least(select(x < V(0.0), x, -x), V(-constants::most))),
        density(nonpositive_exp(t * t * V(-0.5), V(1.0))), y(fraction(t)), rest(y - at_zero() * t) {
    const V difference = minus_parts(t, constants::zero);
    const V slope = series(difference);
    // At z the rest is 0, so that the rest is difference·(slope - φ(0)). Next to z the first formula cancels digits.
    const auto is_left = t < V(3.0);
    y = select(is_left, mul_add(difference, slope, at_zero() * middle()), y);
    rest = select(is_left, difference * (slope - at_zero()), rest);
  }

  /// x·Φ(x)
  [[nodiscard]] XACT_INLINE V gelu() const noexcept {
    // The first terms of a series, for the sake of midpoints of two subnormal floats.
    const V near_zero = V(0.5) - at_zero() * t;
    return at_least(x, V(0.0)) - t * select(t < V(0x1p-30), near_zero, y * density);
  }
  /// Φ(x) + x·φ(x)
  [[nodiscard]] XACT_INLINE V gelu_derivative() const noexcept {
    const V tail = rest * density;
    return select(x <= V(0.0), tail, V(1.0) - tail);
  }

private:
  /// φ(0)
  [[nodiscard]] static XACT_INLINE V at_zero() noexcept { return from_parts<V>(constants::density); }
  /// The zero z of the rest, where y is φ(0)·z.
  [[nodiscard]] static XACT_INLINE V middle() noexcept { return from_parts<V>(constants::zero[0], constants::zero[1]); }

  /// (y(z + d) - y(z)) / d for z + d <= 3, by the Taylor series of y at z. The coefficients follow from
  /// y' = t·y - φ(0).
  [[nodiscard]] static XACT_INLINE V series(const V &d) noexcept {
    V before = at_zero() * middle();
    V coefficient = middle() * before - at_zero();
    V power = d;
    V sum = coefficient;
    for (int k = 2; k <= 80; ++k) {
      const V next = mul_add(middle(), coefficient, before) / V::part(static_cast<double>(k));
      before = coefficient;
      coefficient = next;
      sum = mul_add(coefficient, power, sum);
      power = power * d;
    }
    return sum;
  }

  /// y for t >= 3: the continued fraction φ(0) / (t + 1 / (t + 2 / (t + 3 / ...))) (Laplace). With
  /// D[k] = t·D[k + 1] + (k + 1)·D[k + 2], this is φ(0)·D[1] / D[0].
  [[nodiscard]] static XACT_INLINE V fraction(const V &t) noexcept {
    V after(1.0);
    V next = t;
    for (int k = 150; k > 0; --k) {
      const V sum = mul_add(t, next, V(static_cast<double>(k)) * after);
      after = next;
      next = sum;
    }
    return at_zero() * after / next;
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
