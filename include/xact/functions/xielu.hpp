#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_pair.hpp>
#include <xact/math/in_double.hpp>

namespace xact::inline XACT_ARCH {

/// xIELU, the integral of an elu with two slopes: a parabola for x >= 0, an exponential plus a line for x < 0.
///
///     f(x)  = αp·x² + β·x             , x >= 0        f'(x) = 2·αp·x + β        , x >= 0
///           = αn·(e^x - 1 - x) + β·x  , x <  0              = αn·(e^x - 1) + β  , x <  0
///
/// Domain    all reals, any real αp, αn and β. For αn > β > 0, f has a minimum at x = log(1 - β/αn).
/// At zero   f(0) = 0, f'(0) = β. f' is continuous.
/// Errors    Where f or f' has a zero, the place of the zero depends on the parameters. There the error in double is
///           relative to the largest term of the formula.
/// Source    Huang, Schlag 2024, arXiv:2411.13010
struct xielu {
  static constexpr std::string_view name = "xielu";

  double alpha_p = 0.8; ///< αp, half of the second derivative for x > 0
  double alpha_n = 0.8; ///< αn; f'(-∞) = beta - alpha_n
  double beta = 0.5;    ///< β, the derivative at 0

  [[nodiscard]] constexpr contract facts() const {
    const double zero = beta * 0.0;
    return {
        .value = {.nan = nan,
                  .minus_zero = -zero,
                  .plus_zero = zero,
                  .minus_infinity = detail::equal(alpha_n, beta) ? -alpha_n : (alpha_n - beta) * infinity,
                  .plus_infinity = !detail::is_zero(alpha_p) ? alpha_p * infinity
                                   : detail::is_zero(beta)   ? zero
                                                             : beta * infinity},
        .derivative = {.nan = nan,
                       .minus_zero = beta,
                       .plus_zero = beta,
                       .minus_infinity = beta - alpha_n,
                       .plus_infinity = detail::is_zero(alpha_p) ? beta : alpha_p * infinity},
        .value_error = {.float_ulp = 1, .double_ulp = infinity},
        .derivative_error = {.float_ulp = 1, .double_ulp = infinity},
        .instead_of_bounds = "in double at most 5 ULP of the largest term",
        .formula = "αp·x² + βx if x ≥ 0, else αn(eˣ − 1 − x) + βx",
        .source = "Huang, Schlag 2024, arXiv:2411.13010",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<xielu>{"alpha_p", &xielu::alpha_p}, parameter<xielu>{"alpha_n", &xielu::alpha_n},
                      parameter<xielu>{"beta", &xielu::beta}};
  }
  static constexpr auto test_parameters() {
    return std::array{xielu{}, xielu{.alpha_p = 0.5, .alpha_n = 1, .beta = 1},
                      xielu{.alpha_p = 1.3, .alpha_n = 0.3, .beta = 0.75},
                      xielu{.alpha_p = 0, .alpha_n = 2, .beta = 0}};
  }

  template <register_batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::detail::with_digits_for([f = rounded_for<V>()](auto v) XACT_INLINE_LAMBDA { return f.value(v); }, x);
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::detail::with_digits_for([f = rounded_for<V>()](auto v) XACT_INLINE_LAMBDA { return f.derivative(v); },
                                         x);
  }

private:
  /// f on batches of double, with parameters that are rounded to the type of the results.
  struct rounded_xielu {
    double alpha_p;
    double alpha_n;
    double beta;

    template <register_batch D> [[nodiscard]] XACT_INLINE D value(D x) const noexcept {
      return select(x < D(0), exponential(x), parabola(x));
    }
    template <register_batch D> [[nodiscard]] XACT_INLINE D derivative(D x) const noexcept {
      const D bounded = detail::is_zero(alpha_p) ? at_most(x, D(largest)) : x; // 0·∞ would be NaN
      return select(x < D(0), exponential_derivative(x), mul_add(D(alpha_p + alpha_p), bounded, D(beta)));
    }

  private:
    static constexpr double largest = 0x1.fffffffffffffp1023;
    static constexpr double line = -0x1p60;  ///< below this x, f rounds to the line (β - αn)·x - αn
    static constexpr double vanishes = -700; ///< below this x, f' rounds to β - αn, unless this difference is tiny

    /// x·(αp·x + β)
    template <register_batch D> [[nodiscard]] XACT_INLINE D parabola(D x) const noexcept {
      const D bounded = at_most(x, D(largest));
      const math::pair<D> product = math::two_product(D(alpha_p), bounded);
      const math::pair<D> factor = math::two_sum(product.hi, D(beta));
      const auto no_overflow = at_least(x, magnitude(factor.hi)) < D(0x1p400);
      const D lost = keep_where(no_overflow, factor.lo + product.lo);
      const D v = select(magnitude(factor.hi) <= D(0), bounded, x);
      return select(magnitude(lost) <= D(0), v * factor.hi, mul_add(v, factor.hi, bounded * lost)); // -0 stays -0
    }
    /// e^x for x <= 0; e^-700 for a smaller x.
    template <register_batch D> [[nodiscard]] static XACT_INLINE math::detail::exp_pair<D> exp_of(D x) noexcept {
      return {math::pair<D>{at_most(at_least(x, D(vanishes)), D(0)), D(0)}, -1020};
    }
    /// αn·(e^x - 1 - x) + β·x
    template <register_batch D> [[nodiscard]] XACT_INLINE D exponential(D x) const noexcept {
      const D bounded = at_most(at_least(x, D(line)), D(0));
      const math::pair<D> expm1 = exp_of(x).expm1();
      const math::pair<D> difference = math::two_difference(expm1.hi, bounded);
      const math::pair<D> tail = math::two_sum(difference.hi, difference.lo + expm1.lo);
      const math::pair<D> curve = math::times(math::pair<D>{D(alpha_n), D(0)}, tail);
      const math::pair<D> product = math::two_product(D(beta), bounded);
      const math::pair<D> sum = math::two_sum(curve.hi, product.hi);
      const double slope = beta - alpha_n;
      const D limit = detail::is_zero(slope) ? D(-alpha_n) : mul_add(D(slope), x, D(-alpha_n));
      return select(x < D(line), limit, sum.hi + (sum.lo + (curve.lo + product.lo)));
    }
    /// (β - αn) + αn·e^x; for αn = β the result is accurate down to underflow.
    template <register_batch D> [[nodiscard]] XACT_INLINE D exponential_derivative(D x) const noexcept {
      const math::pair<D> difference = math::two_difference(D(beta), D(alpha_n));
      const math::detail::exp_pair<D> e = exp_of(x);
      const math::pair<D> exp = math::plus_smaller<D>({D(1), D(0)}, e.p);
      const math::pair<D> curve = math::times(math::pair<D>{D(alpha_n), D(0)}, {e.power * exp.hi, e.power * exp.lo});
      const math::pair<D> sum = math::two_sum(difference.hi, curve.hi);
      return select(x < D(vanishes), difference.hi, sum.hi + (sum.lo + (difference.lo + curve.lo)));
    }
  };
  template <register_batch V> [[nodiscard]] XACT_INLINE rounded_xielu rounded_for() const noexcept {
    using T = lane_t<V>;
    return {rounded_to<T>(alpha_p), rounded_to<T>(alpha_n), rounded_to<T>(beta)};
  }
};

} // namespace xact::inline XACT_ARCH
