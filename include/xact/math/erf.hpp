#pragma once

/// erf and erfc, the error function and its complement. Both are made of P(t) = Φ(-t) for t = √2·|x| (normal.hpp),
/// because erfc(|x|) = 2·P(√2·|x|); Φ itself is `normal_cdf`. Results in float are evaluated in double.
/// tests/math/erf_coefficients.py computes the constants.

#include <xact/math/normal.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The constants of erf and erfc in double, for results in T.
template <scalar T> struct erf_constants;
template <> struct erf_constants<float> {
  /// erf(x) / x - 1 as a polynomial in x² for |x| <= 1/2.
  static constexpr double c[] = {0x1.06eba7ec55c4ep-3, -0x1.81273238819c1p-2, 0x1.ce24efe40a4fap-4,
                                 -0x1.b662dfd141883p-6, 0x1.352ba5c36c9a4p-8};
  /// The factor 2^bias of P.
  static constexpr int bias = 0;
};
template <> struct erf_constants<double> {
  static constexpr double c[] = {0x1.06eba8214db68p-3,  -0x1.812746b03798ep-2,  0x1.ce2f21a03b611p-4,
                                 -0x1.b82ce30e53a3ep-6, 0x1.565bcbcbaafcfp-8,   -0x1.c02d44aecf02bp-11,
                                 0x1.f98c3f0e8d53bp-14, -0x1.f20a2b5467503p-17, 0x1.8a818abd2287dp-20};
  static constexpr int bias = normal_constants<double>::bias;
};

/// √2 in two parts.
inline constexpr double root_2 = 0x1.6a09e667f3bcdp+0;
inline constexpr double root_2_low = -0x1.bdd3413b26456p-54;

/// erf(x) and erfc(x) in double, for results in T. For a large |x|, P has one value, which rounds to 0 in T.
template <register_batch D, scalar T> struct erf_in_double {
  using constants = erf_constants<T>;
  static constexpr double twice = power_of_two<double>(1 - constants::bias);

  D x{};
  D p{}; ///< 2^bias·P(√2·|x|)

  XACT_INLINE explicit erf_in_double(D number) noexcept : x(number) {
    if constexpr (sizeof(T) == 4) {
      p = normal_in_double(x * D(root_2)).probability();
    } else {
      const D a = at_most(magnitude(x), D(normal_constants<T>::most / root_2));
      const pair<D> t = two_product(a, D(root_2));
      p = normal_tail<D>({t.hi, mul_add(a, D(root_2_low), t.lo)}, two_product(a, -a)).probability();
    }
  }

  /// erf(x): 1 - 2·P with the sign of x, or the polynomial next to 0.
  [[nodiscard]] XACT_INLINE D erf() const noexcept {
    const D near_zero = mul_add(x, polynomial(constants::c, x * x), x);
    return select(magnitude(x) < D(0.5), near_zero, with_sign_of(mul_add(p, D(-twice), D(1)), x));
  }

  /// erfc(x): 2 - 2·P for x < 0, else 2·P.
  [[nodiscard]] XACT_INLINE D erfc() const noexcept {
    const auto negative = x < D(0);
    return mul_add(p, select(negative, D(-twice), D(twice)), select(negative, D(2), D(0)));
  }
};

} // namespace detail

/// erf(x) = 2/√π · ∫ e^(-u²) du from 0 to x, for every x. The result is odd to the bit, and monotone in float. ±0 gives
/// ±0, ±∞ gives ±1, NaN gives NaN. The result rounds to ±1 from |x| = 3.92 on, in double from 5.93 on.
/// Error: at most 0.53 ULP for float and 1 ULP for double, also next to 0.
template <register_batch V> [[nodiscard]] XACT_INLINE V erf(V x) noexcept {
  const auto op = [](auto v) XACT_INLINE_LAMBDA { return detail::erf_in_double<decltype(v), lane_t<V>>(v).erf(); };
  return detail::with_digits_for(op, x);
}

/// erfc(x) = 1 - erf(x) for every x, without cancellation: the relative error is small until the result underflows,
/// beyond x = 10.05, in double beyond 27.22. The result is monotone in float. ±0 gives 1, -∞ gives 2, ∞ gives 0, NaN
/// gives NaN. A subnormal result is not flushed to zero; in double it is rounded twice.
/// Error: at most 0.58 ULP for float and 2 ULP for double.
template <register_batch V> [[nodiscard]] XACT_INLINE V erfc(V x) noexcept {
  const auto op = [](auto v) XACT_INLINE_LAMBDA { return detail::erf_in_double<decltype(v), lane_t<V>>(v).erfc(); };
  return detail::with_digits_for(op, x);
}

} // namespace xact::inline XACT_ARCH::math
