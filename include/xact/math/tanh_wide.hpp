#pragma once

/// tanh(a) and a - tanh(a) for a >= 0 on the number types of `exact`, with small relative errors for every a.

#include <xact/math/nonpositive_exp.hpp>
#include <xact/numbers/double_double.hpp>
#include <xact/numbers/rounded_double.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// Below this magnitude formulas sum the first terms of a series. The sum starts with the largest term, which is exact
/// for a float, so that the result is on the right side of a midpoint of two floats.
inline constexpr double wide_series = 0x1p-20;

/// tanh(a) for a >= 0.
template <batch V> [[nodiscard]] XACT_INLINE V wide_tanh(const V &a) noexcept {
  const V m = nonpositive_expm1(-(a + a), V(1));
  return -m / (V(2) + m);
}

/// a - tanh(a) for 0 <= a <= 1: with D[k] = (2k + 1)·D[k + 1] + a²·D[k + 2], this is a³·D[2] / D[0]. (tanh(a) is the
/// continued fraction a / (1 + a² / (3 + a² / (5 + ...))).) All terms are positive.
template <batch V> [[nodiscard]] XACT_INLINE V difference_from_tanh(const V &a) noexcept {
  constexpr int terms = std::same_as<V, double_double> ? 16 : 10;
  const V square = a * a;
  V after(1);             // D[k + 2]
  V next(2. * terms + 1); // D[k + 1]
  const auto step = [&](int k) XACT_INLINE_LAMBDA {
    const V sum = mul_add(square, after, V(2. * k + 1) * next);
    after = next;
    next = sum;
  };
  for (int k = terms - 1; k > 1; --k)
    step(k);
  const V numerator = next; // D[2]
  step(1);
  step(0);
  // The first terms of the series, for the sake of midpoints.
  const V near_zero = mul_add(a * square * square, mul_add(square, V(17. / 315), V(-2. / 15)), a * square / V(3));
  return select(a < V(wide_series), near_zero, a * square * numerator / next);
}

} // namespace xact::inline XACT_ARCH::math::detail
