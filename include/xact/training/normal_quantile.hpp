#pragma once

#include <xact/simd/batch.hpp>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Returns Σ c[i]·x^i. Each product is rounded before it is added, so that the bits do not depend on FMA.
template <std::size_t Count>
[[nodiscard]] XACT_INLINE native_batch<double> unfused_polynomial(const double (&c)[Count],
                                                                  native_batch<double> x) noexcept {
  native_batch<double> p(c[Count - 1]);
  for (std::size_t i = Count - 1; i-- > 0;)
    p = unfused(p * x) + native_batch<double>(c[i]);
  return p;
}

/// Returns -ln p for p > 0 that is not subnormal. The error is a few units in the last place if p is not close to 1.
[[nodiscard]] XACT_INLINE native_batch<double> minus_log(native_batch<double> p) noexcept {
  using V = native_batch<double>;
  using bits = decltype(to_bits(p));
  // p = m·2^e with √½ <= m < √2. To convert e to a double, the code writes 1023 + e into the last bits of the double
  // 2^52 and subtracts 2^52 + 1023.
  constexpr std::uint64_t half_root = 0x3FE6A09E667F3BCD;
  const bits shifted = to_bits(p) + bits((std::uint64_t{0x3FF} << 52) - half_root);
  const V e = from_bits<double>(shift_right<52>(shifted) | bits(std::uint64_t{0x433} << 52)) - V(0x1p52 + 1023);
  const V m = from_bits<double>((shifted & bits((std::uint64_t{1} << 52) - 1)) + bits(half_root));
  // ln m = 2 artanh s, where s = (m - 1)/(m + 1). The code truncates the series of artanh s; the first omitted term is
  // below 2^-57 of the sum.
  static constexpr double odd[] = {1,        1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9, 1.0 / 11,
                                   1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21};
  const V s = (m - V(1.0)) / (m + V(1.0));
  const V artanh = unfused(s * unfused_polynomial(odd, s * s));
  return unfused(e * V(-0.693147180559945309417)) - (artanh + artanh);
}

} // namespace detail

/// Returns Φ⁻¹(½ + q): the number below which a number from N(0, 1) lies with probability ½ + q.
///
/// Domain    |q| <= ½ - 2^-53
/// Accuracy  The relative error is below 4e-15. The result for -q is exactly the negative of the result for q.
/// Bits      The bits are equal on every machine, because the function uses only +, -, ·, / and √, each rounded once.
/// Source    Wichura 1988, algorithm AS 241 (PPND16), doi:10.2307/2347330
[[nodiscard]] XACT_INLINE native_batch<double> normal_quantile(native_batch<double> q) noexcept {
  using V = native_batch<double>;
  // The central region, |q| <= 0.425.
  static constexpr double a[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                 1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr double b[] = {1.0,
                                 4.2313330701600911252e+1,
                                 6.8718700749205790830e+2,
                                 5.3941960214247511077e+3,
                                 2.1213794301586595867e+4,
                                 3.9307895800092710610e+4,
                                 2.8729085735721942674e+4,
                                 5.2264952788528545610e+3};
  const V t = V(0.180625) - unfused(q * q);
  const V middle = q * (detail::unfused_polynomial(a, t) / detail::unfused_polynomial(b, t));
  const V distance = select(q < V(0.0), -q, q);
  const auto in_tail = distance > V(0.425);
  if (!any(in_tail))
    return middle;

  // In the tails the result is a function of r = √(-ln p), where p = ½ - |q| < 0.075 is the probability of the tail
  // beyond the result.
  static constexpr double c[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                                 3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr double d[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  const V r = square_root(detail::minus_log(V(0.5) - distance));
  const V from = r - V(1.6);
  V tail = detail::unfused_polynomial(c, from) / detail::unfused_polynomial(d, from);
  const auto is_far = in_tail & (r > V(5.0));
  if (any(is_far)) [[unlikely]] {
    static constexpr double e[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                                   2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                   2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static constexpr double f[] = {1.0,
                                   5.99832206555887937690e-1,
                                   1.36929880922735805310e-1,
                                   1.48753612908506148525e-2,
                                   7.86869131145613259100e-4,
                                   1.84631831751005468180e-5,
                                   1.42151175831644588870e-7,
                                   2.04426310338993978564e-15};
    const V beyond = r - V(5.0);
    tail = select(is_far, detail::unfused_polynomial(e, beyond) / detail::unfused_polynomial(f, beyond), tail);
  }
  return select(in_tail, select(q < V(0.0), -tail, tail), middle);
}

} // namespace xact::inline XACT_ARCH
