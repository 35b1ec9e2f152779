#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH {

/// Exponential linear unit: the identity for x >= 0, an exponential that saturates at -α for x < 0.
///
///     f(x)  = x            , x >= 0        f'(x) = 1      , x >  0
///           = α (e^x - 1)  , x <  0              = α e^x  , x <= 0
///
/// Domain    all reals, any real α. Range (-α, ∞) for α > 0.
/// At zero   f'(0) = α, the derivative from the left. f is differentiable at 0 only for α = 1.
/// Source    Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289
struct elu {
  static constexpr std::string_view name = "elu";
  static constexpr bool on_double_double = true;

  double alpha = 1.0; ///< f(-∞) = -alpha

  [[nodiscard]] constexpr contract facts() const {
    // The product with alpha is exact if alpha is a power of two; any other alpha adds one rounding.
    const double ulp = detail::is_power_of_two(alpha) ? 1 : 2;
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -alpha, .plus_infinity = infinity},
        .derivative =
            {.nan = 1, .minus_zero = alpha, .plus_zero = alpha, .minus_infinity = alpha * 0.0, .plus_infinity = 1},
        .value_error = {.float_ulp = ulp, .double_ulp = 2},
        .derivative_error = {.float_ulp = ulp, .double_ulp = 2},
        .kinks = {0, nan},
        .increasing = alpha >= 0,
        .exact_is_proved = detail::is_power_of_two(alpha) || is_proved(alpha < 0 ? -alpha : alpha),
        .formula = "x if x ≥ 0, else α(eˣ − 1)",
        .source = "Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289",
    };
  }
  static constexpr auto parameters() { return std::array{parameter<elu>{"alpha", &elu::alpha}}; }
  static constexpr auto test_parameters() {
    return std::array{elu{}, elu{.alpha = 0.5}, elu{.alpha = 1.673}, elu{.alpha = 0.1}, elu{.alpha = -2}};
  }

  /// Values of α for which tests/accuracy has proved that `exact(elu)` is correctly rounded, besides the powers of two
  /// and the values of α in `test_parameters`. The proof covers each value with either sign.
  static constexpr auto proved_parameters() {
    return std::array{elu{0.3}, elu{1.5}, elu{1.7580993408473766}, elu{1e-3}, elu{1e3}, elu{1e38}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    if constexpr (register_batch<V>) {
      // The comparison is false for NaN and -0, so that the select returns both unchanged. The last operand is
      // `clamped` instead of x: if the processor treats subnormal numbers as zero (DAZ), at_least turns a subnormal x
      // into zero. The at_least of unit_alpha does the same, and for α = 1 both formulas must give the same bits.
      const V clamped = at_least(x, least<V>());
      return select(x < curve_end<V>(), math::expm1_unless_saturated(clamped, param<V>(alpha)), clamped);
    } else {
      return select(x < V(0), math::nonpositive_expm1(x, factor<V>()), x);
    }
  }
  /// Calls run(g). For α = 1, the usual value, g is a shorter formula, which saves a third of the instructions. Else g
  /// is f itself. For an object of a derived class g is always f, because the class can have another formula.
  template <class F, class Run> static XACT_INLINE void specialize(const F &f, const Run &run) {
    if constexpr (!std::is_same_v<F, elu>)
      run(f);
    else if (detail::equal(f.alpha, 1.0))
      run(unit_alpha{});
    else
      run(f);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return select(x <= V(0), math::nonpositive_exp(x, param<V>(alpha)), V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    const auto [exp, expm1] = math::nonpositive_exp_and_expm1(x, factor<V>());
    return {with_right_side(x, expm1), select(x <= V(0), exp, V(1))};
  }

  /// Returns y + α where y <= 0 and 1 elsewhere: the derivative of f at f⁻¹(y), where y is taken as exact.
  /// Precondition: α >= 0. The error relative to f'(f⁻¹(y)) is at most 0.5 ULP. Relative to f'(x) the error grows
  /// without bound as y approaches -α, because y is rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return select(y <= V(0), y + param<V>(alpha), V(1));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(alpha) >= 0;
  }

private:
  /// The factor α. On double_double and rounded_double ±2^-300 replaces α = ±0. With ±2^-300 the result rounds to a
  /// zero of float that has the sign of f(x) = -α. With ±0 the formula would add zeros of different signs, and the sum
  /// could have the wrong sign.
  template <batch V> [[nodiscard]] XACT_INLINE V factor() const noexcept {
    if constexpr (!register_batch<V>)
      if (detail::is_zero(alpha))
        return param<V>(1 / alpha > 0 ? 0x1p-300 : -0x1p-300);
    return param<V>(alpha);
  }
  /// Returns f(x), given `curve` = α(e^x - 1).
  template <batch V> [[nodiscard]] XACT_INLINE V with_right_side(V x, V curve) const noexcept {
    if constexpr (register_batch<V>)
      return select(x < curve_end<V>(), curve, at_least(x, least<V>()));
    else
      return select(x < V(0), curve, x);
  }
  /// @{ For x < curve_end f is the exponential curve. `least` is the number to which the formulas raise a smaller x:
  /// the number below which e^x - 1 rounds to -1. For α = 0 the formula of the curve would add zeros of different
  /// signs, and the sum could have the wrong sign. Therefore no x is then below curve_end, `least` is -α, and f(x) is
  /// the larger of x and -α. (`none` is constexpr, because a call of a standard function would be one symbol for all
  /// targets.)
  template <register_batch V> [[nodiscard]] XACT_INLINE V curve_end() const noexcept {
    constexpr auto none = -std::numeric_limits<lane_t<V>>::infinity();
    return V(detail::is_zero(static_cast<lane_t<V>>(alpha)) ? none : 0);
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE V least() const noexcept {
    const auto a = static_cast<lane_t<V>>(alpha);
    return V(detail::is_zero(a) ? -a : math::expm1_saturates<lane_t<V>>);
  }
  /// @}

  struct unit_alpha {
    template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
      // f(x) is the larger of x and e^-|x| - 1: for x <= 0, e^x - 1 >= x; for x >= 0, x >= 0 >= e^-|x| - 1.
      return at_least(x, math::expm1_of_minus_abs(x));
    }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return elu{}.derivative(x); }
    template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
      return elu{}.value_and_derivative(x);
    }
  };

  static constexpr bool is_proved(double alpha) {
    const auto is_it = [&](const elu &f) {
      return detail::equal(static_cast<float>(f.alpha), static_cast<float>(alpha));
    };
    for (const elu &f : test_parameters())
      if (is_it(f))
        return true;
    for (const elu &f : proved_parameters())
      if (is_it(f))
        return true;
    return false;
  }
};

} // namespace xact::inline XACT_ARCH
