#pragma once

/// The formulas of normal.hpp for float on targets without FMA, evaluated in double. Sums of two floats for each
/// number, as normal.hpp has them, would take twice as long there.

#include <xact/math/in_double.hpp>
#include <xact/math/normal_constants.hpp>
#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The coefficients of a polynomial, as doubles.
template <std::size_t Count> struct as_doubles {
  double c[Count]{};

  consteval explicit as_doubles(const float (&of)[Count]) {
    for (std::size_t k = 0; k < Count; ++k)
      c[k] = static_cast<double>(of[k]);
  }
};

/// The results of normal_tail for x in lanes of double, with the digits that float needs.
template <register_batch D> struct normal_in_double {
  using constants = normal_constants<float>;
  using exp = exp_constants<double>;
  static constexpr as_doubles g{constants::g};
  static constexpr as_doubles h{constants::h};
  static constexpr as_doubles q{constants::q};

  D x{};
  D t{};       ///< |x|, or a bound
  D density{}; ///< e^(-t²/2)
  D z{};
  D v{};

  XACT_INLINE explicit normal_in_double(D number) noexcept : x(number), t(at_most(magnitude(x), of(constants::most))) {
    const D exponent = t * t * D(-0.5);
    const D rounded = mul_add(exponent, D(exp::log2e), D(exp::round));
    const D power = from_bits<double>(shift_left<exp::mantissa_bits>(to_bits(rounded)));
    const D r = mul_add(rounded - D(exp::round), D(-exp::ln2), exponent);
    density = mul_add(mul_add(r * r, polynomial(q.c, r, r * r), r), power, power);
    z = quotient(t, t + of(constants::k));
    v = z - of(constants::center);
  }

  /// A constant in all lanes.
  [[nodiscard]] static XACT_INLINE D of(float constant) noexcept { return D(static_cast<double>(constant)); }

  /// x·Φ(x)
  [[nodiscard]] XACT_INLINE D gelu() const noexcept { return at_least(x, D(-0.0)) - (z * density) * slow_factor(); }

  /// P(t)
  [[nodiscard]] XACT_INLINE D probability() const noexcept {
    return quotient(density * slow_factor(), t + of(constants::k));
  }

  /// Φ(x)
  [[nodiscard]] XACT_INLINE D normal_cdf() const noexcept { return on_side(probability()); }

  /// Φ(x) + x·φ(x)
  [[nodiscard]] XACT_INLINE D gelu_derivative() const noexcept {
    const D slow = mul_add(v, polynomial(h.c, v, v * v) - D(0.25), of(constants::at_center));
    const D tail = ((D(normal_constants<double>::zero) - t) * density) * slow;
    return on_side(tail);
  }

private:
  [[nodiscard]] XACT_INLINE D slow_factor() const noexcept {
    return mul_add(v, polynomial(g.c, v, v * v), of(constants::c) - z);
  }
  /// y for x < 0, else 1 - y
  [[nodiscard]] XACT_INLINE D on_side(D y) const noexcept { return select(x < D(0), y, D(1) - y); }
};

/// Applies op, a function of normal_in_double, to each lane of x.
template <register_batch V, class Op> [[nodiscard]] XACT_INLINE V through_double(V x, const Op &op) noexcept {
  return in_double([&op](auto lanes) XACT_INLINE_LAMBDA { return op(normal_in_double(lanes)); }, x);
}

} // namespace xact::inline XACT_ARCH::math::detail
