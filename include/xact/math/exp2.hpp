#pragma once

/// 2^x on registers and numbers, rounded_double and double_double. tests/math/log_coefficients.py computes the
/// coefficients.

#include <xact/math/by_halves.hpp>
#include <xact/math/exp_double_double.hpp>
#include <xact/math/exp_reduction.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct exp2_constants;
template <> struct exp2_constants<float> {
  /// (2^r - 1) / r - 1/2 for |r| <= 1/2, lowest power first. r/2 is exact.
  static constexpr float s[] = {0x1.8b90c4p-3F, 0x1.ebfbdep-3F,  0x1.c6aea8p-5F,
                                0x1.3b2bfp-7F,  0x1.5f5562p-10F, 0x1.42f01cp-13F};
  static constexpr float most = 160; ///< results for arguments beyond ±most are ∞ and 0
};
template <> struct exp2_constants<double> {
  static constexpr double s[] = {0x1.8b90bfbe8e7bep-3,  0x1.ebfbdff82c5a5p-3,  0x1.c6b08d7049f67p-5,
                                 0x1.3b2ab6fb9ffa3p-7,  0x1.5d87fe78dfcc1p-10, 0x1.4309130f18b3bp-13,
                                 0x1.ffcbfb60400fap-17, 0x1.62bfc70ea1068p-20, 0x1.b527019425168p-24,
                                 0x1.e61c302a6bd5dp-28, 0x1.e6e8bc4c0ff3ep-32};
  static constexpr double most = 1100;
};

/// x = n + r with an integer n and |r| <= 1/2, and 2^r = 1 + r/2 + r·s.
template <register_batch V> struct exp2_reduction {
  using T = lane_t<V>;
  using reduction = exp_reduction<V>;
  using bits = typename reduction::bits;

  V whole{}; ///< n
  bits n{};  ///< n plus the exponent bias, in the low bits
  V r{};
  V s{};

  /// Precondition: |x| <= most, or x is NaN.
  XACT_INLINE explicit exp2_reduction(V x) noexcept {
    const V rounded = x + V(exp_constants<T>::round);
    whole = rounded - V(exp_constants<T>::round);
    n = to_bits(rounded);
    r = x - whole;
    s = polynomial(exp2_constants<T>::s, r, r * r);
  }

  /// 2^r - 1
  [[nodiscard]] XACT_INLINE V less_one() const noexcept { return mul_add(r, s, V(0.5) * r); }

  /// y·2^n, rounded only if the product underflows.
  [[nodiscard]] XACT_INLINE V times_power_of(V y) const noexcept {
    return times_power(y, whole, n + bits(exp_constants<T>::bias));
  }
};

/// 2^x for every x.
template <register_batch V> [[nodiscard]] XACT_INLINE V register_exp2(V x) noexcept {
  constexpr auto most = exp2_constants<lane_t<V>>::most;
  const exp2_reduction<V> e(at_least(at_most(x, V(most)), V(-most)));
  return e.times_power_of(V(1) + e.less_one());
}

/// 2^x in double.
[[nodiscard]] XACT_INLINE rounded_double wide_exp2(const rounded_double &x) noexcept {
  return by_halves([](auto v) XACT_INLINE_LAMBDA { return register_exp2(v); }, x);
}

/// 2^x with a relative error of at most 2^-90, for |x| <= 900.
[[nodiscard]] XACT_INLINE double_double wide_exp2(double_double x) noexcept {
  using V = double_double;
  const V most(900.0);
  x = at_least(select(most < x, most, x), -most);
  const V::part rounded = x.hi + V::part(exp_constants<double>::round);
  const V r = x - V(rounded - V::part(exp_constants<double>::round));
  const V ln2(V::part(exp_constants<double>::ln2), V::part(-exp_constants<double>::ln2_excess));
  const exp_reduction<V> e(r * ln2);
  const V one(1.0);
  return (one + e.p) * exp_reduction<V>::power(e.n) * exp_reduction<V>::power(to_bits(rounded));
}

} // namespace detail

/// 2^x for every x. NaN gives NaN, -∞ gives +0, ∞ gives ∞, and an integer n gives exactly 2^n. A subnormal result is
/// rounded twice and not flushed to zero. On double_double, results beyond 2^±900 are replaced by 2^±900.
/// Error: at most 0.9 ULP in float and 1 ULP in double.
template <batch V> [[nodiscard]] XACT_INLINE V exp2(V x) noexcept {
  if constexpr (register_batch<V>)
    return detail::register_exp2(x);
  else
    return detail::wide_exp2(x);
}

} // namespace xact::inline XACT_ARCH::math
