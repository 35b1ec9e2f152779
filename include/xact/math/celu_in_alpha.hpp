#pragma once

#include <xact/math/exp_in_parts.hpp>
#include <xact/math/exp_pair.hpp>
#include <xact/math/in_double.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// (1 - u)·e^u - 1 is -u²·Σ u^k / (k!·(k + 2)), for u near 0. A struct holds the coefficients.
struct celu_in_alpha_series {
  double c[14]{};

  consteval celu_in_alpha_series() noexcept {
    double factorial = 1;
    for (int k = 0; k < 14; ++k, factorial *= k)
      c[k] = 1 / (factorial * (k + 2));
  }
};
inline constexpr celu_in_alpha_series celu_in_alpha_coefficients;

/// (1 - u)·e^u - 1 in double: e^u - 1 minus u·e^u, in pairs, because most digits of the terms cancel near 0.
template <register_batch D> [[nodiscard]] XACT_INLINE D celu_in_alpha_of(pair<D> u) noexcept {
  constexpr double least = -700; // below, the result rounds to -1
  u = {at_most(at_least(u.hi, D(least)), D(0)), keep_where(magnitude(u.hi) < D(-least), u.lo)};
  const pair<D> expm1 = exp_pair<D>(u, -1020).expm1();
  const pair<D> exp = two_sum(D(1), expm1.hi);
  const pair<D> product = times(u, {exp.hi, exp.lo + expm1.lo});
  const pair<D> difference = two_difference(expm1.hi, product.hi);
  const D elsewhere = difference.hi + (difference.lo + (expm1.lo - product.lo));
  const D square = u.hi * u.hi;
  const D series = square * -polynomial(celu_in_alpha_coefficients.c, u.hi);
  return select(u.hi < D(-0.34), elsewhere, mul_add(series, D(2) * u.lo / u.hi, series));
}

} // namespace detail

/// The derivative of α(e^(x/α) - 1) in α, for x <= 0: (1 - u)·e^u - 1 with u = x/α. Lanes with x > 0 have an
/// unspecified value. Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V celu_in_alpha(V x, V alpha) noexcept {
  if constexpr (!register_batch<V>) {
    const V u = at_least(select(x < V(0), x, V(0)) / alpha, V(-300.0));
    const V elsewhere = nonpositive_expm1(u, V(1)) - u * nonpositive_exp(u, V(1));
    V series(1);
    for (int k = 20; k > 0; --k) // the sum, from its last term to its first
      series = V(1) + u * series * V(static_cast<lane_t<V>>(k + 1)) / V(static_cast<lane_t<V>>(k * (k + 2)));
    return select(u < V(-0.25), elsewhere, V(-0.5) * u * u * series);
  } else {
    return detail::with_digits_for(
        [](auto v, auto a) XACT_INLINE_LAMBDA { return detail::celu_in_alpha_of(exponent(v, reciprocal_factor(a))); },
        x, alpha);
  }
}

} // namespace xact::inline XACT_ARCH::math
