#pragma once

/// scale·e^x and scale·(e^x - 1) on rounded_double, by a reduction to powers of 2. A relative error of 2^-43 is enough,
/// so that the polynomial has fewer terms than the polynomial for double.

#include <xact/math/nonpositive_exp.hpp>
#include <xact/numbers/rounded_double.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The constants of exp_rounded_double. n is an integer; if by_table is true, n is a multiple of 1/8.
template <bool by_table> struct exp_rounded_double_constants {
  static constexpr double round = 0x1.8p52 + 1023;
  /// The coefficients of (2^-g - 1) / g for |g| <= 0.5005, lowest power first, with relative error 2^-43.5.
  static constexpr double q[] = {-0x1.62e42fefa39aap-1,  0x1.ebfbdff823d63p-3,   -0x1.c6b08d706a671p-5,
                                 0x1.3b2ab71815868p-7,   -0x1.5d87fe30c4adcp-10, 0x1.4308ac7fdd03ep-13,
                                 -0x1.ffcca8b0d8578p-17, 0x1.63d150fdf90bap-20,  -0x1.b52551a26620fp-24};
};
template <> struct exp_rounded_double_constants<true> {
  static constexpr double round = 0x1.8p49;
  /// The coefficients of (2^-g - 1) / g for |g| <= 0.0628, lowest power first, with relative error 2^-44.4.
  static constexpr double q[] = {-0x1.62e42fefa3af7p-1, 0x1.ebfbdff82c091p-3,   -0x1.c6b08d5df2ebfp-5,
                                 0x1.3b2ab70a79b94p-7,  -0x1.5d8e0ca53716ep-10, 0x1.430912fe74ceap-13};
  /// 2^(k/8) for k < 8.
  static constexpr double powers[] = {0x1p+0,
                                      0x1.172b83c7d517bp+0,
                                      0x1.306fe0a31b715p+0,
                                      0x1.4bfdad5362a27p+0,
                                      0x1.6a09e667f3bcdp+0,
                                      0x1.8ace5422aa0dbp+0,
                                      0x1.ae89f995ad3adp+0,
                                      0x1.d5818dcfba487p+0};
};

/// e^x = 2^(n - g), where n is the integer nearest to x·log2(e). With a table (has_lookup), n is the nearest multiple
/// of 1/8.
template <register_batch D> struct exp_rounded_double {
  using constants = exp_rounded_double_constants<has_lookup<D>>;

  static constexpr double log2e = 0x1.71547652b82fep+0;
  /// Below this x, scale·e^x rounds to 0 in float for every float `scale`. At this x, the product in double is far from
  /// underflow.
  static constexpr double vanishes = -300;

  D power{}; ///< scale·2^n
  D p{};     ///< 2^-g - 1

  XACT_INLINE exp_rounded_double(D x, D scale) noexcept {
    const D rounded = mul_add(x, D(log2e), D(constants::round));
    const D n = rounded - D(constants::round);
    const D g = has_fma ? mul_add(x, D(-log2e), n) : n - x * D(log2e);
    if constexpr (has_lookup<D>)
      power = times_power_of_two(lookup(load(constants::powers) * scale, to_bits(rounded)), n);
    else
      power = scale * from_bits<double>(shift_left<52>(to_bits(rounded)));
    p = D(constants::q[std::size(constants::q) - 1]);
    for (std::size_t i = std::size(constants::q) - 1; i-- > 0;)
      p = mul_add(p, g, D(constants::q[i]));
    p = p * g;
  }
};

template <> struct nonpositive<rounded_double> {
  using V = rounded_double;
  using in_part = exp_rounded_double<V::part>;

  [[nodiscard]] static XACT_INLINE V expm1(const V &x, const V &scale) noexcept { return both(x, scale).expm1; }
  [[nodiscard]] static XACT_INLINE V exp(const V &x, const V &scale) noexcept { return both(x, scale).exp; }
  [[nodiscard]] static XACT_INLINE exp_and_expm1<V> both(const V &x, const V &scale) noexcept {
    const V::wide in = at_least(x, V(in_part::vanishes)).doubles();
    const V::wide by = scale.doubles();
    const in_part e(in[0], by[0]);
    const in_part f(in[V::last], by[V::last]);
    return {V(mul_add(e.power, e.p, e.power), mul_add(f.power, f.p, f.power)),
            V(mul_add(e.power, e.p, e.power - by[0]), mul_add(f.power, f.p, f.power - by[V::last]))};
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
