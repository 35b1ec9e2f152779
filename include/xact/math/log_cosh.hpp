#pragma once

#include <xact/math/log1p_wide.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/tanh.hpp>
#include <xact/math/tanh_wide.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct log_cosh_constants;
template <> struct log_cosh_constants<float> {
  /// (log(cosh(x)) / x² - 1/2) / x² as a polynomial in x² for |x| <= 1. tests/math/tanh_coefficients.py computes
  /// the coefficients.
  static constexpr float c[] = {-0x1.55554ep-4F,  0x1.6c13e8p-6F,  -0x1.b9b8cep-8F, 0x1.1b6318p-9F,
                                -0x1.64b64ap-11F, 0x1.72cc2ep-13F, -0x1.b06670p-16F};
  /// ln 2 in three parts. |x| - ln2[0] is exact for |x| < 2^16. 1/8 - ln2[1] is exact.
  static constexpr float ln2[] = {0x1.62p-1F, 0x1.c86p-10F, -0x1.05c61p-29F};
  /// For every |x| from here on, e^-2|x| does not affect the result.
  static constexpr float is_linear = 20;
};
template <> struct log_cosh_constants<double> {
  static constexpr double c[] = {-0x1.555555555554bp-4,  0x1.6c16c16c15b98p-6,   -0x1.ba1ba1b9865a8p-8,
                                 0x1.1ea5d3864452dp-9,   -0x1.833d98c57d0dbp-11, 0x1.0d0b1cee83168p-12,
                                 -0x1.7d9f2d47b9ba2p-14, 0x1.12daba9832bd6p-15,  -0x1.8ff1a697c60cbp-17,
                                 0x1.22ba81f4f9b77p-18,  -0x1.9a6e19645c086p-20, 0x1.08ad9dba4e97dp-21,
                                 -0x1.192e220f51fbfp-23, 0x1.a21ef07bdc026p-26,  -0x1.3a0fa9036cf29p-29};
  static constexpr double ln2[] = {0x1.62p-1, 0x1.c85fdf473de8p-10, -0x1.50d871319ff03p-58};
  static constexpr double is_linear = 40;
};

/// log(cosh(a)) = a²/2 + a⁴·P(a²) for 0 <= a <= 1. The product a/2·a is not rounded before the sum.
/// (Without FMA, the first term replaces the sum where the product could underflow.)
template <register_batch V> [[nodiscard]] XACT_INLINE V log_cosh_near_zero(V a) noexcept {
  const V half = V(0.5) * a;
  const V square = a * a;
  const V curve = polynomial(log_cosh_constants<lane_t<V>>::c, square);
  const V y = fused(half, a, square * square * curve);
  if constexpr (has_fma)
    return y;
  return select(a < V(tanh_constants<lane_t<V>>::is_identity), half * a, y);
}

/// log(cosh(a)) = a - ln2 + log(1 + E) for a >= 1, where E = e^-2a = 2^n·e^-2r = 2^n·(1 + p). log(1 + E) is
/// E·(1 + bend).
template <register_batch V> [[nodiscard]] XACT_INLINE V log_cosh_elsewhere(V a) noexcept {
  using T = lane_t<V>;
  using constants = log_cosh_constants<T>;
  const logistic_reduction<V, 2, 0> u(at_most(a, V(constants::is_linear)));
  const V square = u.r * u.r;
  const V p = mul_add(square, polynomial(exp_q<T, -2>.c, u.r, square), V(-2) * u.r);
  const V E = mul_add(p, u.power, u.power);
  const V bend = log1p_bend(E);
  // E is the sum of 2^n and 2^n·p. The difference of 2^n and the second part of ln 2 is exact, or small.
  const V rest = mul_add(u.power, p, mul_add(E, bend, V(-constants::ln2[2])));
  return (a - V(constants::ln2[0])) + ((u.power - V(constants::ln2[1])) + rest);
}

/// log(cosh(a)) for a >= 0 on number types made of batches. cosh(a) is 1 + m² / (2 + 2m) with m = e^-a - 1. The first
/// terms of the series are summed for the sake of midpoints (see wide_series).
template <batch V> [[nodiscard]] XACT_INLINE V wide_log_cosh(const V &a) noexcept {
  const V square = a * a;
  const V near_zero = mul_add(square * square, mul_add(square, V(1. / 45), V(-1. / 12)), V(0.5) * square);
  const V m = nonpositive_expm1(-a, V(1));
  const V moderate = math::unit_log1p(m * m / (V(2) + (m + m)));
  const V minus_ln2 = (a - V(0x1.62e42fefa39efp-1)) - V(0x1.abc9e3b39803fp-56);
  const V elsewhere = minus_ln2 + math::unit_log1p(nonpositive_exp(-(a + a), V(1)));
  return select(a < V(wide_series), near_zero, select(a < V(1.25), moderate, elsewhere));
}

} // namespace detail

/// log(cosh(x)) for every x, without overflow, and accurate near 0. NaN gives NaN.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V log_cosh(V x) noexcept {
  if constexpr (register_batch<V>) {
    const V a = magnitude(x);
    return select(a < V(1), detail::log_cosh_near_zero(a), detail::log_cosh_elsewhere(a));
  } else {
    return detail::wide_log_cosh(select(x < V(0), -x, x));
  }
}

} // namespace xact::inline XACT_ARCH::math
