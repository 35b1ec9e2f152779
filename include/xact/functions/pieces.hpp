#pragma once

/// Formulas of functions that consist of constant pieces and straight lines. A formula holds the knots where one piece
/// ends and the next one begins. Functions with the same formula differ in their parameters.
///
/// At a knot the derivative is 0, the derivative of the constant piece. `backward` selects 0 where the function is
/// constant, so that dy = ∞ gives no NaN.

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>

namespace xact::inline XACT_ARCH::formula {

/// Returns y where x is a number, and NaN elsewhere.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V unless_nan(V x, V y) noexcept { return select(x <= x, y, x); }

/// α·x + β, with nearly one rounding. For β = 0 the result is α·x, which keeps the sign of zeros.
template <batch V> [[nodiscard]] XACT_INLINE V line(V x, V alpha, double beta) noexcept {
  const V b = param<V>(detail::is_zero(beta) ? -0.0 : beta);
  if constexpr (register_batch<V>)
    return math::fused(x, alpha, b);
  else
    return mul_add(x, alpha, b);
}

/// The identity between the knots `low` and `high`, and constant outside. If low > high, the function is constant and
/// has the value `high`.
///
///     f(x)  = low  , x <  low         f'(x) = 1 , low < x < high, or x is NaN
///           = x    , low <= x <= high       = 0 , elsewhere
///           = high , x >  high
template <batch V> struct interval {
  V low;  ///< the lower knot
  V high; ///< the upper knot

  /// f(x)
  [[nodiscard]] XACT_INLINE constexpr V value(V x) const noexcept { return at_most(at_least(x, low), high); }
  [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    const auto above = above_or_nan(x, low);
    const auto below = above_or_nan(high, x);
    return keep_where(above & below, dy);
  }
};

/// The facts of `interval` without the name: the special values, the errors and the kinks.
[[nodiscard]] constexpr contract interval_facts(double low, double high) {
  const auto nearest = [&](double x) {
    const double y = x < low ? low : x;
    return y > high ? high : y;
  };
  const auto derivative = [&](double x) { return x > low && x < high ? 1.0 : 0.0; };
  const auto kink = [](double x) { return is_finite(x) ? x : nan; };
  return {
      .value = {.nan = nan,
                .minus_zero = nearest(-0.0),
                .plus_zero = nearest(0),
                .minus_infinity = nearest(-infinity),
                .plus_infinity = nearest(infinity)},
      .derivative = {.nan = 1,
                     .minus_zero = derivative(0),
                     .plus_zero = derivative(0),
                     .minus_infinity = derivative(-infinity),
                     .plus_infinity = derivative(infinity)},
      .value_error = half_ulp,
      .derivative_error = half_ulp,
      .kinks = {kink(low), kink(high)},
      .increasing = true,
      .formula = {},
      .source = {},
  };
}

/// Zero between the knots -λ and λ, with the sign of x, and x or a shifted x outside.
///
///     f(x)  = x + bias , x < -λ        f'(x) = 1 , |x| > λ
///           = 0        , |x| <= λ            = 0 , |x| <= λ
///           = x - bias , x >  λ
template <batch V> struct dead_zone {
  V lambda; ///< λ

  /// f(x) for bias = 0.
  [[nodiscard]] XACT_INLINE constexpr V identity_outside(V x) const noexcept {
    return multiply_where(magnitude(x) <= lambda, x, V(0));
  }
  /// f(x) for bias = λ.
  [[nodiscard]] XACT_INLINE constexpr V continuous(V x) const noexcept {
    return with_sign_of(at_least(magnitude(x) - lambda, V(0)), x);
  }
  /// f(x) for any bias.
  [[nodiscard]] XACT_INLINE constexpr V shifted_outside(V x, V bias) const noexcept {
    const V shifted = magnitude(x) - bias;
    return select(magnitude(x) <= lambda, x * V(0), multiply_where(x < V(0), shifted, V(-1)));
  }
  /// dy·f'(x), where f'(NaN) = 1.
  [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return keep_where(above_or_nan(magnitude(x), lambda), dy);
  }
};

/// The facts of `dead_zone` without the name.
[[nodiscard]] constexpr contract dead_zone_facts(double lambda, double bias, double derivative_at_nan) {
  const double at_zero = lambda >= 0 ? 0 : 0 - bias;
  const double derivative_at_zero = lambda >= 0 ? 0 : 1;
  return {
      .value = {.nan = nan,
                .minus_zero = -at_zero,
                .plus_zero = at_zero,
                .minus_infinity = -infinity,
                .plus_infinity = infinity},
      .derivative = {.nan = derivative_at_nan,
                     .minus_zero = derivative_at_zero,
                     .plus_zero = derivative_at_zero,
                     .minus_infinity = 1,
                     .plus_infinity = 1},
      .value_error = half_ulp,
      .derivative_error = half_ulp,
      .kinks = {lambda >= 0 ? -lambda : 0, lambda >= 0 ? lambda : 0},
      .increasing = bias <= (lambda >= 0 ? lambda : 0),
      .odd = true,
      .formula = {},
      .source = {},
  };
}

/// A constant up to the knot `at`, and the identity beyond.
///
///     f(x)  = x     , x >  at        f'(x) = 1 , x >  at, or x is NaN
///           = below , x <= at              = 0 , x <= at
template <batch V> struct cutoff {
  V at; ///< the knot

  /// f(x)
  [[nodiscard]] XACT_INLINE constexpr V value(V x, V below) const noexcept { return select(x <= at, below, x); }
  [[nodiscard]] XACT_INLINE constexpr V backward(V x, V dy) const noexcept {
    return keep_where(above_or_nan(x, at), dy);
  }
};

/// The facts of `cutoff` without the name.
[[nodiscard]] constexpr contract cutoff_facts(double at, double below) {
  const auto value = [&](double x) { return x <= at ? below : x; };
  const double derivative_at_zero = at >= 0 ? 0 : 1;
  return {
      .value = {.nan = nan,
                .minus_zero = value(-0.0),
                .plus_zero = value(0),
                .minus_infinity = below,
                .plus_infinity = infinity},
      .derivative = {.nan = 1,
                     .minus_zero = derivative_at_zero,
                     .plus_zero = derivative_at_zero,
                     .minus_infinity = 0,
                     .plus_infinity = 1},
      .value_error = half_ulp,
      .derivative_error = half_ulp,
      .kinks = {at, nan},
      .increasing = below <= at,
      .formula = {},
      .source = {},
  };
}

} // namespace xact::inline XACT_ARCH::formula
