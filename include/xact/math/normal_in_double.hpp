#pragma once

/// The formulas of normal.hpp for float on targets without FMA, evaluated in double. Sums of two floats for each
/// number, as normal.hpp has them, would take twice as long there.

#include <xact/math/normal_constants.hpp>
#include <xact/math/polynomial.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// The coefficients of a polynomial, as doubles.
template <std::size_t Count> struct in_double {
  double c[Count]{};

  consteval explicit in_double(const float (&of)[Count]) {
    for (std::size_t k = 0; k < Count; ++k)
      c[k] = static_cast<double>(of[k]);
  }
};

/// The results of normal_tail for x in lanes of double, with the digits that float needs.
template <register_batch D> struct normal_in_double {
  using constants = normal_constants<float>;
  using exp = exp_constants<double>;
  static constexpr in_double g{constants::g};
  static constexpr in_double h{constants::h};
  static constexpr in_double q{constants::q};

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

  /// Φ(x)
  [[nodiscard]] XACT_INLINE D normal_cdf() const noexcept {
    return on_side(quotient(density * slow_factor(), t + of(constants::k)));
  }

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
  if constexpr (scalar<V>) {
    return static_cast<V>(op(normal_in_double(static_cast<double>(x))));
  } else if constexpr (std::same_as<V, native_batch<float>>) {
    const auto wide = widen(x);
    if constexpr (std::tuple_size_v<parts<float, double>> == 1)
      return narrow(parts<float, double>{op(normal_in_double(wide[0]))});
    else
      return narrow(parts<float, double>{op(normal_in_double(wide[0])), op(normal_in_double(wide[1]))});
  } else if constexpr (requires { x.registers; }) {
    for (auto &part : x.registers)
      part = through_double(part, op);
    return x;
  } else {
    alignas(64) float lanes[V::size];
    x.store_aligned(lanes);
    for (float &lane : lanes)
      lane = through_double(lane, op);
    return V::load_aligned(lanes);
  }
}

} // namespace xact::inline XACT_ARCH::math::detail
