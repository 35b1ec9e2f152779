#pragma once

/// Constants of exp and expm1: for the reduction of x, for the polynomial, and the bounds beyond which results
/// saturate, underflow or overflow. tests/math/exp_coefficients.sollya computes the constants of the reduction and of
/// the polynomial.

#include <xact/simd/batch.hpp>

#include <iterator>

namespace xact::inline XACT_ARCH::math::detail {

/// 2^k for k in the range of the exponent.
template <scalar T> [[nodiscard]] consteval T power_of_two(int k) {
  constexpr int bias = sizeof(T) == 4 ? 127 : 1023;
  return from_bits<T>(static_cast<bits_of<T>>(k + bias) << (sizeof(T) == 4 ? 23 : 52));
}

template <scalar T> struct exp_constants;

template <> struct exp_constants<float> {
  static constexpr int mantissa_bits = 23;
  static constexpr int bias = 127;
  static constexpr float log2e = 0x1.715476p+0F;
  /// The addition of this constant rounds to an integer. The low bits of the sum are the integer plus the exponent
  /// bias.
  static constexpr float round = 0x1.8p23F + 127;
  static constexpr float ln2 = 0x1.62e43p-1F;
  static constexpr float ln2_excess = 0x1.05c610p-29F; ///< the constant ln2 minus the exact ln 2
  static constexpr float ln2_high = 0x1.62e4p-1F;      ///< ln2_high·n is exact for every n
  static constexpr float ln2_low = 0x1.7f7d1cp-20F;
  /// The coefficients of (e^r - 1 - r) / r², lowest power first.
  static constexpr float q[] = {0x1.fffffep-2F, 0x1.5554c4p-3F, 0x1.555732p-5F, 0x1.12166ep-7F, 0x1.6b3c4cp-10F};
  /// q with one more coefficient, for results with two parts. tests/math/coefficients.py computes longer_q.
  static constexpr float longer_q[] = {0x1p-1F,        0x1.555554p-3F, 0x1.5554fp-5F,
                                       0x1.111302p-7F, 0x1.6d439p-10F, 0x1.9e1904p-13F};

  /// Below this x, e^x - 1 rounds to -1.
  static constexpr float expm1_saturates = -17.5F;
  /// Above this x, e^x - 1 rounds to e^x.
  static constexpr float expm1_is_exp = 20;
  /// Below this x, e^x rounds to 0.
  static constexpr float exp_vanishes = -104.6F;
  /// Below this x, the product of e^x and any float rounds to 0.
  static constexpr float scaled_exp_vanishes = -193.2F;
  /// Above this x, e^x overflows.
  static constexpr float exp_overflows = 89;
  /// If the factor of e^x has magnitude 1 or more, exp_scale divides the factor by 2^large_scale_shift and increases n
  /// by large_scale_shift. The two powers of two by which times_power multiplies then stay in range for the smallest n.
  static constexpr int large_scale_shift = 27;
  /// Above this u, 4 / (1 + e^u) rounds to 0.
  static constexpr float logistic_vanishes = 106;
  /// The product of 2^logistic_bias and a power of two near e^-u is a normal number for u <= logistic_vanishes.
  static constexpr int logistic_bias = 27;
  /// A number above the rounding errors of 1 - 2 / (1 + e^2u) for small u, and below those of any larger result.
  static constexpr float logistic_rise = 0x1p-45F;
};

template <> struct exp_constants<double> {
  static constexpr int mantissa_bits = 52;
  static constexpr int bias = 1023;
  static constexpr double log2e = 0x1.71547652b82fep+0;
  static constexpr double round = 0x1.8p52 + 1023;
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_excess = -0x1.abc9e3b39803fp-56;
  static constexpr double ln2_high = 0x1.62e42fefa2p-1;
  static constexpr double ln2_low = 0x1.9ef35793c7673p-41;
  static constexpr double q[] = {0x1p-1,
                                 0x1.555555555553ep-3,
                                 0x1.5555555553afap-5,
                                 0x1.1111111118cffp-7,
                                 0x1.6c16c17a0677cp-10,
                                 0x1.a01a0171b9862p-13,
                                 0x1.a019b37fec46fp-16,
                                 0x1.71de973da2c1cp-19,
                                 0x1.289786f8e5a5p-22,
                                 0x1.ae4994d214a5fp-26};
  static constexpr const auto &longer_q = q; ///< q has enough digits

  static constexpr double expm1_saturates = -38;
  static constexpr double expm1_is_exp = 40;
  static constexpr double exp_vanishes = -745.7;
  static constexpr double scaled_exp_vanishes = -1456;
  static constexpr double exp_overflows = 710;
  static constexpr int large_scale_shift = 58;
  static constexpr double logistic_vanishes = 747;
  static constexpr int logistic_bias = 56;
  static constexpr double logistic_rise = 0x1p-103;
};

/// The coefficients c of (e^(Factor·r) - 1 - Factor·r) / r², lowest power first.
template <scalar T, int Factor> struct scaled_exp_q {
  T c[std::size(exp_constants<T>::q)]{};

  consteval scaled_exp_q() {
    T power{Factor * Factor};
    for (std::size_t k = 0; k < std::size(c); ++k, power *= T(Factor))
      c[k] = power * exp_constants<T>::q[k];
  }
};
template <scalar T, int Factor> inline constexpr scaled_exp_q<T, Factor> exp_q;

} // namespace xact::inline XACT_ARCH::math::detail
