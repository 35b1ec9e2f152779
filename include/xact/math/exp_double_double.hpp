#pragma once

/// The reduction of exp_reduction.hpp on double_double, with a relative error of at most 2^-90. The polynomial is the
/// Taylor series of e^r - 1, because its coefficients need no table. Speed does not matter, because calls are rare.

#include <xact/math/nonpositive_exp.hpp>
#include <xact/numbers/double_double.hpp>

namespace xact::inline XACT_ARCH::math::detail {

template <> struct exp_reduction<double_double> {
  using V = double_double;
  struct constants : exp_constants<double> {
    static constexpr double expm1_saturates = -600;
  };
  using bits = decltype(to_bits(std::declval<V::part>()));

  bits n{};
  V p;

  XACT_INLINE explicit exp_reduction(V x) noexcept : p(0.0) {
    const V::part rounded = mul_add(x.hi, V::part(constants::log2e), V::part(constants::round));
    n = to_bits(rounded);
    const V::part whole = rounded - V::part(constants::round);
    const V r = x - V(whole) * V(V::part(constants::ln2), V::part(-constants::ln2_excess));
    // `sum` is 1 + r/2·(1 + r/3·(...)). The highest terms are computed in double. Their rounding error is below 2^-104,
    // and the omitted terms are below 2^-104.
    V::part tail(1.0);
    double k = 23;
    for (; k > 14; --k)
      tail = mul_add(r.hi / V::part(k), tail, V::part(1.0));
    V sum(tail);
    for (; k > 1; --k)
      sum = one_plus(r * sum / V::part(k));
    p = r * sum;
  }

  [[nodiscard]] static XACT_INLINE V power(bits n) noexcept { return V(exp_reduction<V::part>::power(n)); }

private:
  /// 1 + x for |x| < 1.
  [[nodiscard]] static XACT_INLINE V one_plus(V x) noexcept {
    const V sum = xact::detail::fast_two_sum(V::part(1.0), x.hi);
    return xact::detail::fast_two_sum(sum.hi, sum.lo + x.lo);
  }
};

template <> struct exp_scale<double_double> {
  using V = double_double;

  V factor;
  V vanishes{-600.0}; ///< below this x, the product of e^x and any float rounds to 0 in float

  XACT_INLINE explicit exp_scale(V scale) noexcept : factor(scale) {}

  [[nodiscard]] XACT_INLINE V times(const exp_reduction<V> &e) const noexcept {
    return mul_add(factor, e.p, factor) * exp_reduction<V>::power(e.n);
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
