#pragma once

/// Gates in double, with the digits that results in float need. gate.hpp rounds the results to float.

#include <xact/math/exp_constants.hpp>
#include <xact/math/gate_curves.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The coefficients of κ·(e^s - 1) / s for |s| <= ln2/2, lowest power first. The error relative to κ·e^s is 2^-28.9.
/// tests/math/gate_coefficients.py computes the coefficients.
template <class Curve> struct gate_exp {
  static constexpr double q[] = {0x1.0000008a8e05p+0,  0x1.fffffc1a1005ep-2, 0x1.555418c0f86d9p-3,
                                 0x1.555823bcdb2f7p-5, 0x1.1267d8b00f5e7p-7, 0x1.6ae6d9ecaa183p-10};
  double c[std::size(q)]{};

  consteval gate_exp() {
    for (std::size_t k = 0; k < std::size(q); ++k)
      c[k] = Curve::kappa[0] * q[k];
  }
};
template <class Curve> inline constexpr gate_exp<Curve> gate_exp_coefficients;

/// κ·e^x in double for results in float, where κ belongs to `Curve`. With x = n·ln2 + s it is
/// 2^n·(κ + s·ratio). The smaller |x| is, the smaller is the error relative to κ·(e^x - 1).
template <register_batch D, class Curve> struct short_exp {
  using constants = exp_constants<double>;

  D scale{}; ///< 2^n
  D s{};
  D ratio{}; ///< κ·(e^s - 1) / s
  D power{}; ///< κ·e^x

  XACT_INLINE explicit short_exp(D x) noexcept {
    const D rounded = mul_add(x, D(constants::log2e), D(constants::round));
    const D n = rounded - D(constants::round);
    // Without FMA the product is rounded. For n = 0 it is exact; for other n float cannot represent the effect.
    s = mul_add(n, D(-constants::ln2), x);
    scale = from_bits<double>(shift_left<52>(to_bits(rounded)));
    ratio = polynomial(gate_exp_coefficients<Curve>.c, s);
    power = scale * mul_add(s, ratio, D(Curve::kappa[0]));
  }

  /// base + κ·(e^x - 1), accurate next to x = 0 if both terms have the same sign.
  [[nodiscard]] XACT_INLINE D plus_rise(D base) const noexcept {
    return mul_add(scale * s, ratio, mul_add(D(Curve::kappa[0]), scale - D(1), base));
  }
};

/// The gate of `Curve` at x in double, for results in float.
template <register_batch D, class Curve> struct short_gate {
  D x;
  D m;                   ///< -|x|, or a bound below which the gate rounds to 0
  D difference;          ///< u(m) - u(z)
  short_exp<D, Curve> e; ///< e^u(m)
  D divisor;             ///< 1 + e^u(m)

  XACT_INLINE short_gate(D input, const Curve &curve) noexcept
      : x(input), m(at_least(minus_abs(x), D(curve.template vanishes<float>()))), difference(curve.difference(m)),
        e(difference), divisor(D(1) + e.power) {}

  /// m·σ(u(m)) for x <= 0, x + m·σ(u(m)) for x >= 0.
  [[nodiscard]] XACT_INLINE D value() const noexcept { return at_least(x, D(0)) + m * e.power / divisor; }

  /// The derivative d at m, and 1 - d for x > 0.
  [[nodiscard]] XACT_INLINE D derivative(const Curve &curve) const noexcept {
    const D d = e.power * sum(curve) / (divisor * divisor);
    return select(x > D(0), D(1) - d, d);
  }

private:
  /// 1 + m·u'(m) + e^u(m). The second formula cancels 28 digits where m is the float nearest to z; 25 digits remain.
  [[nodiscard]] XACT_INLINE D sum(const Curve &curve) const noexcept {
    if constexpr (comes_close_to_zero<Curve>)
      return e.plus_rise(difference);
    else
      return curve.one_plus_linear(m) + e.power;
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
