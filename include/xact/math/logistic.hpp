#pragma once

/// The logistic function s(u) = 1 / (1 + e^(Factor·u)) for u >= 0, where Factor is 1 or 2: its value, its derivative
/// and 1 - 2·s. sigmoid and tanh use these functions; softplus uses the reduction of u.

#include <xact/math/exp_constants.hpp>
#include <xact/math/polynomial.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The step of a formula that adds the effect of the last digits of ln2, by which a rounded ln2 differs from ln 2.
enum class last_digits { in_r, in_lost, in_derivative };

/// Factor·u = Factor·r - n·ln2, where n is an integer <= 0 and |Factor·r| is at most about ln2/2. Then e^(Factor·u) is
/// 2^-n·e^(Factor·r). Preconditions: 0 <= u, and 2^(n + Bias) is a normal number.
template <register_batch V, int Factor, int Bias> struct logistic_reduction {
  using T = lane_t<V>;
  using constants = exp_constants<T>;

  /// 1 - 2·s needs an exact r for small u. In float the last digits of ln2 do not affect 1 - 2·s.
  static constexpr last_digits where = !has_fma || Factor == 1 ? last_digits::in_r
                                       : sizeof(T) == 4        ? last_digits::in_derivative
                                                               : last_digits::in_lost;
  static constexpr T ln2 = (has_fma ? constants::ln2 : constants::ln2_high) / Factor;
  static constexpr T ln2_low = (has_fma ? -constants::ln2_excess : constants::ln2_low) / Factor;

  V n{};
  V power{}; ///< 2^(n + Bias)
  V head{};  ///< u + n·ln2, exact
  V r{};     ///< head + n·ln2_low; the sum is omitted if the derivative adds the last digits

  XACT_INLINE explicit logistic_reduction(V u) noexcept {
    constexpr T round = constants::round + Bias;
    const V rounded = mul_add(u, V(-Factor * constants::log2e), V(round));
    n = rounded - V(round);
    power = from_bits<T>(shift_left<constants::mantissa_bits>(to_bits(rounded)));
    head = mul_add(n, V(ln2), u);
    r = where == last_digits::in_derivative ? head : mul_add(n, V(ln2_low), head);
  }

  /// x + 2^n
  [[nodiscard]] XACT_INLINE V plus_power(V x) const noexcept { return mul_add(power, V(power_of_two<T>(-Bias)), x); }

  /// x + 2^n·y
  [[nodiscard]] XACT_INLINE V plus_share(V x, V y) const noexcept {
    return mul_add(y * power, V(power_of_two<T>(-Bias)), x);
  }
};

/// The reduction for which all results of sigmoid and softplus stay in range until they underflow.
template <register_batch V> using unit_reduction = logistic_reduction<V, 1, exp_constants<lane_t<V>>::logistic_bias>;

/// s = 2^n·y, where y = 1 / (e^(Factor·r) + 2^n) = 1 / (divisor + lost). With FMA y is -q·(1 + e), where q is
/// -1 / divisor, rounded. Without FMA y is -(q + inverse·e), where q is the rounded inverse, rounded to half of its
/// digits, so that products with q are exact. (q is negative, because some targets need an instruction for -q.)
template <register_batch V, int Factor = 1, int Bias = exp_constants<lane_t<V>>::logistic_bias>
struct logistic : logistic_reduction<V, Factor, Bias> {
  using reduction = logistic_reduction<V, Factor, Bias>;
  using typename reduction::constants;
  using typename reduction::T;

  V divisor{}; ///< e^(Factor·r) + 2^n, rounded
  V lost{};    ///< the rounding error of the divisor
  V inverse{}; ///< -1 / divisor, rounded
  V q{};
  V e{}; ///< 1 + q·(divisor + lost)

  XACT_INLINE explicit logistic(V u) noexcept : reduction(u) {
    // The tiny number makes 1 - 2·s at least as large as u for the smallest u, despite rounding errors.
    const V square = Factor == 1 ? this->r * this->r : mul_add(this->r, this->r, V(constants::logistic_rise));
    const V curve = polynomial(exp_q<T, Factor>.c, this->r, square);
    divisor = mul_add(square, curve, plus_linear(this->plus_power(V(1))));
    // The first two sums are exact, or 2^n is so small that the rounding error does not affect the result.
    lost = mul_add(square, curve, plus_linear(this->plus_power(V(1) - divisor)));
    if constexpr (reduction::where == last_digits::in_lost)
      lost = mul_add(this->n, V(Factor * reduction::ln2_low), lost);
    inverse = quotient(V(-1), divisor);
    q = has_fma ? inverse : first_half(inverse);
    e = mul_add(q, lost, plus_product(V(1), q, divisor));
  }

  /// Changes the results to those of u + lo, except 1 - 2·s. Precondition: lo is at most a rounding error of u.
  XACT_INLINE void add_to_argument(V lo) noexcept {
    e = mul_add(lo * V(-Factor), this->plus_share(V(1), q), e); // the change of s is -Factor·lo·s·(1 - s)
  }

  /// s, rounded twice if it is subnormal.
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    return (mul_add(inverse, e, q) * this->power) * V(-power_of_two<T>(-Bias));
  }

  /// 1 - 2·s, rounded once. Precondition: has_fma. With D = divisor + lost and w = 2^(n + 1), let Q be the exact
  /// (sum - 1) / w. Then 1 / D = -Q + E / D with E = 1 + Q·D, and 1 - w / D = sum - w·E / D, where -q replaces 1 / D.
  [[nodiscard]] XACT_INLINE V one_minus_twice() const noexcept requires has_fma
  {
    const pair<V> parts = this->one_minus_twice_by_q();
    return mul_add(q, parts.lo, parts.hi);
  }
  /// 1 - 2·s as hi + q·lo.
  [[nodiscard]] XACT_INLINE pair<V> one_minus_twice_by_q() const noexcept requires has_fma
  {
    const V w = Bias == 1 ? this->power : this->power * V(power_of_two<T>(1 - Bias));
    const V sum = mul_add(w, q, V(1));
    const V less = sum - V(1);
    return {sum, mul_add(less, lost, mul_add(less, divisor, w))}; // lo is w·E
  }

  /// 2^Shift·s·(1 - s), rounded twice if it is subnormal.
  template <int Shift> [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const V scale(-power_of_two<T>(Shift - Bias));
    if constexpr (has_fma) {
      const derivative_parts parts = of_derivative();
      return mul_add(parts.share, parts.other, parts.share * parts.low) * scale;
    } else {
      const derivative_parts parts = of_derivative();
      return ((parts.other + parts.low) * parts.share) * scale;
    }
  }
  /// -2^Bias·s·(1 - s) as a pair.
  [[nodiscard]] XACT_INLINE pair<V> derivative_in_parts() const noexcept {
    const derivative_parts parts = of_derivative();
    if constexpr (has_fma) {
      const pair<V> large = two_product(parts.share, parts.other);
      return {large.hi, mul_add(parts.share, parts.low, large.lo)};
    } else {
      return {parts.other * parts.share, parts.low * parts.share};
    }
  }

private:
  /// -2^Bias·s·(1 - s) is share·(other + low).
  struct derivative_parts {
    V share;
    V other;
    V low;
  };
  [[nodiscard]] XACT_INLINE derivative_parts of_derivative() const noexcept {
    if constexpr (has_fma) {
      // With S = -2^n·q, s·(1 - s) / 2^n is -q·(1 - S + e·(1 - 2·S)). The square of e does not affect the result.
      const V other = this->plus_share(V(1), q); // 1 - S is other + low
      const V low = this->plus_share(V(1) - other, q);
      V error = e;
      if constexpr (reduction::where == last_digits::in_derivative)
        error = mul_add(this->n * V(-Factor * reduction::ln2_low), other, e);
      return {q * this->power, other, mul_add(error, this->plus_share(other, q), low)};
    } else {
      // With c = inverse·e, s·(1 - s) / 2^n is -(q + 2^n·q² + c·(1 + 2·2^n·q + 2^n·c)).
      const V w = this->power * V(power_of_two<T>(-Bias));
      const V share = w * q;
      const V main = mul_add(share, q, q);
      const V low = mul_add(share, q, q - main);
      const V correction = inverse * e;
      const V factor = mul_add(w, correction, mul_add(V(2), share, V(1)));
      return {this->power, main, mul_add(correction, factor, low)};
    }
  }
  /// x plus the linear term of e^(Factor·r)
  [[nodiscard]] XACT_INLINE V plus_linear(V x) const noexcept {
    const V linear = reduction::where == last_digits::in_r ? this->r : this->head;
    return Factor == 1 ? x + linear : mul_add(V(Factor), linear, x);
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
