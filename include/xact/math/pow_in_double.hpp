#pragma once

/// 2^(y·log2(x)) for x >= 0 in double, for results in float or double. tests/math/log_coefficients.py computes the
/// constants.

#include <xact/math/exp2.hpp>
#include <xact/math/log_parts.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The constants of pow in double, for results in T.
template <scalar T> struct pow_constants;
template <> struct pow_constants<float> {
  /// log2(1 + f) / f for the f of a reduction, lowest power first.
  static constexpr double log2[] = {
      0x1.71547652a4696p+0,  -0x1.715476573e813p-1, 0x1.ec709ea5bd218p-2,  -0x1.71546f2d50c49p-2, 0x1.2776590190483p-2,
      -0x1.ec735ea0b08b4p-3, 0x1.a63de9346ded8p-3,  -0x1.7130dd5683fd5p-3, 0x1.452ff6d8a24b6p-3,  -0x1.25e948d73a191p-3,
      0x1.28e6f0edb9feep-3,  -0x1.21861335a36c6p-3, 0x1.34eba3a7e979fp-4};
  /// (2^r - 1) / r - 1/2 for |r| <= 1/2, lowest power first.
  static constexpr double s[] = {0x1.8b90bfc6705cap-3, 0x1.ebfbe0798b12fp-3,  0x1.c6b089a131f99p-5,
                                 0x1.3b29f224fa4dcp-7, 0x1.5d8b7f9df5ea9p-10, 0x1.445d850c53457p-13,
                                 0x1.fce10aeaf5bc4p-17};
  static constexpr double most = 200; ///< 2^±most rounds to ∞ and 0
};
template <> struct pow_constants<double> {
  /// 2·log2(e), 2/3·log2(e) and 2/5·log2(e) in two parts: the first coefficients of log2((1 + s) / (1 - s)) / s as a
  /// polynomial in s².
  static constexpr double first[][2] = {{0x1.71547652b82fep+1, 0x1.777d0ffda0d24p-55},
                                        {0x1.ec709dc3a03fdp-1, 0x1.d27f05548af0cp-55},
                                        {0x1.2776c50ef9bfep-1, 0x1.e4b29ccc535d4p-55}};
  /// The other coefficients, for |s| <= 0.1716.
  static constexpr double rest[] = {0x1.a61762a7ae3c4p-2, 0x1.484b13d72e524p-2, 0x1.0c9a85054bdb7p-2,
                                    0x1.c68f02982762fp-3, 0x1.8a06537579cc7p-3, 0x1.593b246dacd31p-3,
                                    0x1.6016466b0f057p-3};
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double most = exp2_constants<double>::most;
};

/// log2(x) in two parts, for finite x > 0: k + s·P(s²) with s = f / (2 + f).
/// Error: about 2^-71, relative, also next to 1.
template <register_batch D> [[nodiscard]] XACT_INLINE pair<D> log2_pair(D x) noexcept {
  using constants = pow_constants<double>;
  const log_reduction<D> x_is(x);
  const D f = x_is.f;
  const D divisor = D(2) + f;
  const D divisor_low = f - (divisor - D(2));
  const D inverse = D(1) / divisor;
  const D hi = f * inverse;
  const pair<D> s{hi, negated_mul_add(hi, divisor_low, residual(f, hi, divisor)) * inverse};
  const pair<D> product = two_product(hi, hi);
  const pair<D> square{product.hi, mul_add(hi + hi, s.lo, product.lo)};
  pair<D> sum{polynomial(constants::rest, square.hi, square.hi * square.hi), D(0)};
  for (int i = 2; i >= 0; --i)
    sum = plus_smaller<D>({D(constants::first[i][0]), D(constants::first[i][1])}, times(square, sum));
  return plus_smaller<D>({x_is.k, D(0)}, times(s, sum));
}

/// x^y for x >= 0, for results in double.
template <std::same_as<double> T, register_batch D> [[nodiscard]] XACT_INLINE D power_of_magnitude(D x, D y) noexcept {
  using constants = pow_constants<double>;
  const pair<D> log = log2_pair(x);
  const pair<D> product = two_product(y, log_or_special(x, log.hi));
  const auto is_usual = magnitude(product.hi) <= D(constants::most); // false for NaN
  const D lo = keep_where(is_usual, mul_add(y, log.lo, product.lo));
  const exp2_reduction<D> e(at_least(at_most(product.hi, D(constants::most)), D(-constants::most)));
  const D growth = lo * D(constants::ln2);
  const D tail = mul_add(e.less_one(), growth, growth); // 2^r·(2^lo - 1)
  return e.times_power_of(D(1) + mul_add(D(0.5), e.r, mul_add(e.r, e.s, tail)));
}

/// x^y for x >= 0, for results in float.
template <std::same_as<float> T, register_batch D> [[nodiscard]] XACT_INLINE D power_of_magnitude(D x, D y) noexcept {
  using constants = pow_constants<float>;
  const log_reduction<D, true> x_is(x); // a float is a normal number in double
  const D log = mul_add(x_is.f, polynomial(constants::log2, x_is.f, x_is.f * x_is.f), x_is.k);
  const D product = y * log_or_special(x, log);
  const D bounded = at_least(at_most(product, D(constants::most)), D(-constants::most));
  const D rounded = bounded + D(exp_constants<double>::round);
  const D r = bounded - (rounded - D(exp_constants<double>::round));
  const D power = exp_reduction<D>::power(to_bits(rounded));
  return power * (D(1) + mul_add(r, polynomial(constants::s, r, r * r), D(0.5) * r));
}

} // namespace xact::inline XACT_ARCH::math::detail
