#pragma once

/// Constants of normal.hpp. tests/math/normal_coefficients.py computes the constants and explains the polynomials.

#include <xact/math/exp_constants.hpp>

namespace xact::inline XACT_ARCH::math::detail {

template <scalar T> struct normal_constants;

template <> struct normal_constants<float> {
  /// The number k of z = t / (t + k).
  static constexpr float k = 3;
  /// For a larger |x|, t·P(t) and its derivative round to 0.
  static constexpr float most = 14.6F;
  /// @{ The factors 2^bias of e^(-t²/2) and 2^shift of z keep intermediate results normal numbers.
  static constexpr int bias = 32;
  static constexpr int shift = 64;
  /// @}
  /// @{ t·P(t)·e^(t²/2) is z·(c - z + v·g(v)), where v = z - center. c - z is most of the sum. The center is
  /// chosen so that c and at_center have more correct digits than other coefficients.
  static constexpr float c = 0x1.418a64p+0F;
  static constexpr float center = 0x1.5f4848p-2F;
  static constexpr float g[] = {-0x1.542cccp-2F, 0x1.10c8f8p+0F,  -0x1.cdea8ep-3F, -0x1.36de8ap-2F, 0x1.c385c4p-4F,
                                0x1.38f05ap-3F,  -0x1.4000b8p-6F, -0x1.883554p-4F, -0x1.5ce764p-6F, 0x1.d10adp-5F};
  /// @}
  /// @{ (P(t) - t·φ(t))·e^(t²/2) is (zero - t)·(at_center - v/4 + v·h(v)). The zero has two parts.
  static constexpr float zero = 0x1.80ead2p-1F;
  static constexpr float zero_low = -0x1.a03fd4p-27F;
  static constexpr float at_center = 0x1.0b18bep-1F;
  static constexpr float h[] = {-0x1.0c543ap-4F, 0x1.10e764p-2F,  -0x1.b1c63cp-4F, -0x1.8d96b4p-6F, 0x1.0b2bc4p-5F,
                                0x1.5028f8p-7F,  -0x1.8a6b1ep-7F, -0x1.cede1ap-8F, 0x1.7e3a02p-8F};
  /// @}
  /// The effects of the rounding error of z on t·P(t), on the derivative and on P(t), as polynomials in v.
  static constexpr float s[] = {0x1.9e6f3ep-4F, -0x1.308ccp-1F, 0x1.479868p+0F, -0x1.f8eeaep-1F};
  static constexpr float u[] = {-0x1.c099f2p-5F, 0x1.96c96ap-4F};
  static constexpr float w[] = {-0x1.44937ep-2F, 0x1.26cb2ap-1F, -0x1.d932fcp-4F};
  /// e^r = 1 + r + r²·q(r) for |r| <= ln2/2.
  static constexpr float q[] = {0x1.fffff8p-2F, 0x1.55548ep-3F, 0x1.555b96p-5F, 0x1.123bccp-7F, 0x1.68532cp-10F};
};

template <> struct normal_constants<double> {
  static constexpr double k = 3;
  static constexpr double most = 38.7;
  static constexpr int bias = 100;
  static constexpr int shift = 100;
  static constexpr double c = 0x1.3d921052a0c7ap+0;
  static constexpr double center = 0x1.999999999b0dcp-2;
  static constexpr double g[] = {
      -0x1.b4b9be9a6c8c7p-3,  0x1.0577461638333p+0,  -0x1.298b6a16eb405p-2, -0x1.0f518e7a82ddcp-2,
      0x1.47b70aa309319p-3,   0x1.16ea2a386ab3p-3,   -0x1.015f9575d7522p-4, -0x1.987a49aa5ae22p-4,
      -0x1.b3f13d528fe78p-11, 0x1.1152558125477p-4,  0x1.455ee5937bc38p-5,  -0x1.7a1ca961334ebp-6,
      -0x1.844caeb1b935dp-5,  -0x1.3a4ffb6cad251p-6, 0x1.740f7de9631dp-6,   0x1.2c0aad75dd5acp-5,
      0x1.ddef02f45c0c4p-7,   -0x1.150db2e9115d4p-6, -0x1.cbee7ac58154dp-6, -0x1.75a1ed3603c12p-6,
      -0x1.468ce887124f1p-8,  0x1.a8f0a09c12e5fp-5,  0x1.d6464f8ce2027p-5,  -0x1.0344c20051baap-4,
      -0x1.d8ee4a9a8016cp-5,  0x1.a43a2c24b7382p-5};
  static constexpr double zero = 0x1.80ead197f00b4p-1;
  static constexpr double zero_low = -0x1.13e74c58cada8p-56;
  static constexpr double at_center = 0x1.0254451146e31p-1;
  static constexpr double h[] = {
      -0x1.288ef6e7e78c9p-5,  0x1.fbe972c209bb4p-3,  -0x1.c3f1ac0921a61p-4,  -0x1.ddbc44e2bb0cap-7,
      0x1.2070d434f6246p-5,   0x1.53cfaf99abf62p-8,  -0x1.d7847f54d7eebp-7,  -0x1.907b88f01054bp-8,
      0x1.65228aceca1a5p-8,   0x1.85ff1bfd44e09p-8,  -0x1.5b3253365c606p-13, -0x1.03826be1f54d6p-8,
      -0x1.50d936581536bp-9,  0x1.de1f004bf764ap-11, 0x1.577ef7baa78dp-9,    0x1.9d424c4934a24p-10,
      -0x1.3772ea8b02c49p-11, -0x1.126dc78ccf5d2p-9, -0x1.c2bd98e067dbap-10, 0x1.df9c7a18c6a88p-11,
      0x1.41b3ff3d264f6p-9,   0x1.0a06f78031c8fp-14, -0x1.569d094ddf212p-10};
  static constexpr double s[] = {0x1.2f643ap-4, -0x1.e7345cp-2, 0x1.1208fcp+0, -0x1.a63146p-1};
  static constexpr double u[] = {-0x1.49844p-5, 0x1.2799b2p-4};
  static constexpr double w[] = {-0x1.2457ccp-2, 0x1.300aeep-1, -0x1.866bdcp-3};
  static constexpr auto &q = exp_constants<double>::q;
};

} // namespace xact::inline XACT_ARCH::math::detail
