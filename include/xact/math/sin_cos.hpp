#pragma once

/// sin and cos. Results in float are evaluated in double. tests/math/sin_coefficients.py computes the constants.

#include <xact/math/in_double.hpp>
#include <xact/math/polynomial.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The constants of sin and cos in double, for results in T.
template <scalar T> struct sin_constants;
template <> struct sin_constants<float> {
  /// (sin(r) / r - 1) / r² as a polynomial in r² for |r| <= π/4.
  static constexpr double sin[] = {-0x1.5555554c2bdd4p-3, 0x1.1111084414cb2p-7, -0x1.a00f65ddccb43p-13,
                                   0x1.6cccc107fa334p-19};
  /// (cos(r) - 1 + r²/2) / r⁴ as a polynomial in r² for |r| <= π/4.
  static constexpr double cos[] = {0x1.5555555253218p-5, -0x1.6c16bb9b6bbfbp-10, 0x1.a012f78765e12p-16,
                                   -0x1.24856d76eb37fp-22};
  /// Beyond this magnitude 0 replaces the argument.
  static constexpr double most = 0x1p26;
};
template <> struct sin_constants<double> {
  static constexpr double sin[] = {-0x1.5555555555548p-3, 0x1.111111110f754p-7,   -0x1.a01a019bf064fp-13,
                                   0x1.71de355d291aep-19, -0x1.ae5e52c9fb896p-26, 0x1.5d8dae8ce92c1p-33};
  static constexpr double cos[] = {0x1.5555555555552p-5,   -0x1.6c16c16c15f40p-10, 0x1.a01a019e06842p-16,
                                   -0x1.27e4f8fc99abcp-22, 0x1.1eea8dfbb3466p-29,  -0x1.9000ea7323c34p-37};
  static constexpr double most = 0x1p53;
};

/// π/2 in parts; the first three have 26 bits, so that their products with the number of quarter turns are exact.
inline constexpr double half_pi[] = {0x1.921fb5p+0, 0x1.110b46p-26, 0x1.1a62630p-54, 0x1.8a2e03707344ap-81};

/// An angle as n·π/2 + r, with |r| <= π/4, for results in T. sin(r) is r + tail, and cos(r) is 1 - below. Relative
/// errors of r are small, also if the angle is close to a multiple of π/2.
template <register_batch D, scalar T> struct quarter_turns {
  using constants = sin_constants<T>;
  using bits = decltype(to_bits(std::declval<D>()));
  static constexpr bool is_long = sizeof(T) == 8;
  static constexpr double two_over_pi = 0x1.45f306dc9c883p-1;
  static constexpr double round = 0x1.8p52; ///< the addition of this constant rounds to an integer

  bits n{}; ///< the number of quarter turns, modulo 4, in the last bits
  D r{};
  D tail{};  ///< sin(r) - r
  D below{}; ///< 1 - cos(r)

  /// The angle x + low. `low` does not affect results in float.
  XACT_INLINE explicit quarter_turns(D x, D low = D(0)) noexcept {
    const auto is_usual = magnitude(x) <= D(constants::most);
    x = keep_where(is_usual, x);
    if constexpr (is_long) {
      // Subtracts a multiple of 2^26 quarter turns. For |x| beyond 2^27 the difference is rounded.
      constexpr double many = 0x1p26;
      const D k = mul_add(x, D(two_over_pi / many), D(round)) - D(round);
      for (int i = 0; i < 3; ++i)
        x = negated_mul_add(k, D(half_pi[i] * many), x);
    }
    const D rounded = mul_add(x, D(two_over_pi), D(round));
    const D k = rounded - D(round);
    n = to_bits(rounded);
    const D rest = negated_mul_add(k, D(half_pi[1]), negated_mul_add(k, D(half_pi[0]), x)); // exact
    if constexpr (is_long) {
      const pair<D> difference = two_difference(rest, k * D(half_pi[2]));
      const pair<D> total = two_sum(difference.hi, keep_where(is_usual, low));
      const pair<D> sum = two_sum(total.hi, total.lo + negated_mul_add(k, D(half_pi[3]), difference.lo));
      r = sum.hi;
      const pair<D> square = two_product(r, r);
      const D square_low = mul_add(r + r, sum.lo, square.lo);
      below = D(0.5) * square.hi +
              negated_mul_add(square.hi * square.hi, polynomial(constants::cos, square.hi), D(0.5) * square_low);
      tail = mul_add(r * square.hi, polynomial(constants::sin, square.hi), negated_mul_add(below, sum.lo, sum.lo));
    } else {
      r = negated_mul_add(k, D(half_pi[2] + half_pi[3]), rest);
      const D square = r * r;
      below = negated_mul_add(square * square, polynomial(constants::cos, square), D(0.5) * square);
      tail = unfused((r * square) * polynomial(constants::sin, square));
    }
  }

  /// sin(m·π/2 + r), negative if an odd number of the bits m & 2 and `sign` is set.
  [[nodiscard]] XACT_INLINE D sin_of(bits m, bits sign) const noexcept {
    const D y = select(is_odd(m), D(1) - below, r + tail);
    return from_bits<double>(to_bits(y) + (shift_left<62>(m & bits(2)) + sign));
  }
  /// 1 - cos(m·π/2 + r), as a sum of two parts. The first part is 0, or the smaller one of both is negligible.
  [[nodiscard]] XACT_INLINE pair<D> one_minus_cos_of(bits m) const noexcept {
    const auto odd = is_odd(m);
    const D sign = from_bits<double>(to_bits(D(1)) + shift_left<62>(m & bits(2)));
    const D base = select(odd, D(1), D(1) - sign);
    const D term = select(odd, r, below);
    const D sum = mul_add(sign, term, base);
    return {sum, mul_add(sign, keep_where(odd, tail), mul_add(sign, term, base - sum))};
  }

private:
  [[nodiscard]] static XACT_INLINE auto is_odd(bits m) noexcept {
    return from_bits<double>(to_bits(D(1)) + shift_left<63>(m)) < D(0);
  }
};

/// sin(x + Quarters·π/2) in double, for results in T. The formula takes |x| if sin is odd (Quarters is 0), so that the
/// result has the sign of a zero x.
template <scalar T, int Quarters, register_batch D> [[nodiscard]] XACT_INLINE D sin_in_double(D x) noexcept {
  using turns = quarter_turns<D, T>;
  using bits = typename turns::bits;
  const turns t(magnitude(x));
  const bits sign = Quarters == 0 ? to_bits(x) & to_bits(D(-0.0)) : bits(0);
  const D y = t.sin_of(t.n + bits(Quarters), sign);
  return select(magnitude(x) <= D(sin_constants<T>::most), y, y + (x - x)); // NaN for NaN and infinities
}

/// sin(x + Quarters·π/2)
template <int Quarters, register_batch V> [[nodiscard]] XACT_INLINE V shifted_sin(V x) noexcept {
  if constexpr (std::same_as<lane_t<V>, double>)
    return sin_in_double<double, Quarters>(x);
  else
    return in_double([](auto v) XACT_INLINE_LAMBDA { return sin_in_double<float, Quarters>(v); }, x);
}

} // namespace detail

/// sin(x). NaN and infinities give NaN.
/// Error: at most 1 ULP for |x| <= 2^25, also next to zeros. Beyond, in float the result is 0 from 2^26 on; in double
/// the error is at most 2^-26 for |x| <= 2^53, and the result is 0 for larger |x|.
template <register_batch V> [[nodiscard]] XACT_INLINE V sin(V x) noexcept { return detail::shifted_sin<0>(x); }

/// cos(x). NaN and infinities give NaN.
/// Error: at most 1 ULP for |x| <= 2^25, also next to zeros. Beyond, in float the result is 1 from 2^26 on; in double
/// the error is at most 2^-26 for |x| <= 2^53, and the result is 1 for larger |x|.
template <register_batch V> [[nodiscard]] XACT_INLINE V cos(V x) noexcept { return detail::shifted_sin<1>(x); }

} // namespace xact::inline XACT_ARCH::math
