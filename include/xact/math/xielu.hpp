#pragma once

/// The formulas of xielu on batches of double.

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_pair.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// Below this x, f' rounds to β - αn, unless this difference is tiny.
inline constexpr double xielu_vanishes = -700;

/// e^x for x <= 0; e^xielu_vanishes for a smaller x.
template <register_batch D> [[nodiscard]] XACT_INLINE exp_pair<D> xielu_exp(D x) noexcept {
  return {pair<D>{at_most(at_least(x, D(xielu_vanishes)), D(0)), D(0)}, -1020};
}
/// e^x - 1 - x for x <= 0, and 0 for x > 0.
template <register_batch D> [[nodiscard]] XACT_INLINE pair<D> expm1_minus_identity(D x) noexcept {
  const pair<D> expm1 = xielu_exp(x).expm1();
  const pair<D> difference = two_difference(expm1.hi, at_most(x, D(0)));
  return two_sum(difference.hi, difference.lo + expm1.lo);
}

/// xielu with the parameters αp, αn and β, which are numbers if all lanes have the same parameters, else batches.
template <register_batch A> struct xielu {
  A alpha_p;
  A alpha_n;
  A beta;

  template <register_batch D> [[nodiscard]] XACT_INLINE D value(D x) const noexcept {
    return select(x < D(0), exponential(x), parabola(x));
  }
  template <register_batch D> [[nodiscard]] XACT_INLINE D derivative(D x) const noexcept {
    const D p(alpha_p);
    const D bounded = select(magnitude(p) <= D(0), at_most(x, D(largest)), x); // 0·∞ would be NaN
    return select(x < D(0), exponential_derivative(x), mul_add(p + p, bounded, D(beta)));
  }

private:
  static constexpr double largest = 0x1.fffffffffffffp1023;
  static constexpr double line = -0x1p60; ///< below this x, f rounds to the line (β - αn)·x - αn

  /// x·(αp·x + β)
  template <register_batch D> [[nodiscard]] XACT_INLINE D parabola(D x) const noexcept {
    const D bounded = at_most(x, D(largest));
    const pair<D> product = two_product(D(alpha_p), bounded);
    const pair<D> factor = two_sum(product.hi, D(beta));
    const auto no_overflow = at_least(x, magnitude(factor.hi)) < D(0x1p400);
    const D lost = keep_where(no_overflow, factor.lo + product.lo);
    const D v = select(magnitude(factor.hi) <= D(0), bounded, x);
    return select(magnitude(lost) <= D(0), v * factor.hi, mul_add(v, factor.hi, bounded * lost)); // -0 stays -0
  }
  /// αn·(e^x - 1 - x) + β·x
  template <register_batch D> [[nodiscard]] XACT_INLINE D exponential(D x) const noexcept {
    const D bounded = at_most(at_least(x, D(line)), D(0));
    const pair<D> curve = times(pair<D>{D(alpha_n), D(0)}, expm1_minus_identity(bounded));
    const pair<D> product = two_product(D(beta), bounded);
    const pair<D> sum = two_sum(curve.hi, product.hi);
    const D slope(beta - alpha_n);
    const D constant = D(alpha_n) * D(-1);
    const D limit = select(magnitude(slope) <= D(0), constant, mul_add(slope, x, constant)); // 0·∞ would be NaN
    return select(x < D(line), limit, sum.hi + (sum.lo + (curve.lo + product.lo)));
  }
  /// (β - αn) + αn·e^x; for αn = β the result is accurate down to underflow.
  template <register_batch D> [[nodiscard]] XACT_INLINE D exponential_derivative(D x) const noexcept {
    const pair<D> difference = two_difference(D(beta), D(alpha_n));
    const exp_pair<D> e = xielu_exp(x);
    const pair<D> exp = plus_smaller<D>({D(1), D(0)}, e.p);
    const pair<D> curve = times(pair<D>{D(alpha_n), D(0)}, {e.power * exp.hi, e.power * exp.lo});
    const pair<D> sum = two_sum(difference.hi, curve.hi);
    return select(x < D(xielu_vanishes), difference.hi, sum.hi + (sum.lo + (difference.lo + curve.lo)));
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
