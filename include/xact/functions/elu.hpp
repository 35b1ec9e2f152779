#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_in_parts.hpp>

namespace xact::inline XACT_ARCH {

/// Exponential linear unit: the identity for x >= 0, an exponential that saturates at -α for x < 0.
///
///     f(x)  = x            , x >= 0        f'(x) = 1      , x >  0
///           = α (e^x - 1)  , x <  0              = α e^x  , x <= 0
///
/// With the parameters scale s and input_scale c, f(x) is s·x for x >= 0 and s·α (e^cx - 1) for x < 0, as in selu.
///
/// Domain    all reals, any real α and s, c > 0. Range (-α, ∞) for α > 0 and s = c = 1.
/// At zero   f'(0) = α, the derivative from the left. f is differentiable at 0 only for α = 1.
/// Source    Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289
struct elu {
  static constexpr std::string_view name = "elu";
  static constexpr bool on_double_double = true;

  double alpha = 1.0;       ///< f(-∞) = -alpha for scale = 1
  double scale = 1.0;       ///< the factor of f(x)
  double input_scale = 1.0; ///< the factor of x in the exponent

  [[nodiscard]] constexpr contract facts() const {
    // The product with alpha is exact if alpha is a power of two; any other alpha adds one rounding.
    const bool are_powers =
        detail::is_power_of_two(alpha) && detail::is_power_of_two(scale) && detail::is_power_of_two(input_scale);
    const double ulp = are_powers ? 1 : 2;
    const double at_zero = alpha * scale * input_scale;
    return {
        .value = {.nan = nan,
                  .minus_zero = scale * -0.0,
                  .plus_zero = scale * 0.0,
                  .minus_infinity = -alpha * scale,
                  .plus_infinity = scale * infinity},
        .derivative = {.nan = detail::equal(scale, 1.0) ? 1 : nan,
                       .minus_zero = at_zero,
                       .plus_zero = at_zero,
                       .minus_infinity = at_zero * 0.0,
                       .plus_infinity = scale},
        .value_error = {.float_ulp = ulp, .double_ulp = 2},
        .derivative_error = {.float_ulp = ulp, .double_ulp = 2},
        .kinks = {0, nan},
        .increasing = alpha >= 0 && scale >= 0,
        .exact_is_proved =
            is_unscaled<double>() && (detail::is_power_of_two(alpha) || is_proved(alpha < 0 ? -alpha : alpha)),
        .formula = "s·x if x ≥ 0, else s·α(eᶜˣ − 1)",
        .source = "Clevert, Unterthiner, Hochreiter 2015, arXiv:1511.07289",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<elu>{"alpha", &elu::alpha}, parameter<elu>{"scale", &elu::scale},
                      parameter<elu>{"input_scale", &elu::input_scale}};
  }
  static constexpr auto test_parameters() {
    return std::array{elu{}, elu{0.5}, elu{1.673}, elu{0.1}, elu{-2}, elu{0.5, 1.1, 1.9}, elu{2, 2, 0.25}};
  }

  /// Values of α for which tests/accuracy has proved that `exact(elu)` is correctly rounded, besides the powers of two
  /// and the values of α in `test_parameters`. The proof covers each value with either sign.
  static constexpr auto proved_parameters() {
    return std::array{elu{0.3}, elu{1.5}, elu{1.7580993408473766}, elu{1e-3}, elu{1e3}, elu{1e38}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return is_unscaled<lane_t<V>>() ? unscaled_value(x) : scaled_value(x);
  }
  /// Calls run(g). For scale = input_scale = 1 g has the formulas without these factors. If also α = 1, the usual
  /// value, the formula of the value is shorter, which saves a third of the instructions. Else g is f itself. For an
  /// object of a derived class g is always f, because the class can have another formula.
  template <class F, class Run> static XACT_INLINE void specialize(const F &f, const Run &run) {
    if constexpr (!std::is_same_v<F, elu>)
      run(f);
    else if (!f.template is_unscaled<double>())
      run(f);
    else if (detail::equal(f.alpha, 1.0))
      run(unit_alpha{});
    else
      run(unscaled{f.alpha});
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return is_unscaled<lane_t<V>>() ? unscaled_derivative(x) : scaled_derivative(x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    if (is_unscaled<lane_t<V>>())
      return unscaled_both(x);
    return {scaled_value(x), scaled_derivative(x)};
  }

  /// Returns c·(y + s·α) where y <= 0 and s elsewhere, which for s = c = 1 is y + α or 1: the derivative of f at
  /// f⁻¹(y), where y is taken as exact. Preconditions: α >= 0, s > 0 and c > 0. For s = c = 1 the error relative to
  /// f'(f⁻¹(y)) is at most 0.5 ULP. Relative to f'(x) the error grows without bound as y approaches -s·α, because y is
  /// rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    if (is_unscaled<lane_t<V>>())
      return unscaled_from_output(y);
    if constexpr (register_batch<V>) {
      const math::factor<lane_t<V>> by = value_factor<lane_t<V>>();
      return on_right(y, ((y + V(by.value)) + V(by.value * by.rest)) * param<V>(input_scale));
    } else {
      return on_right(y, (y + param<V>(scale) * param<V>(alpha)) * param<V>(input_scale));
    }
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return static_cast<T>(alpha) >= 0 && static_cast<T>(scale) > 0 && static_cast<T>(input_scale) > 0;
  }

private:
  /// True if scale and input_scale are 1.
  template <scalar T> [[nodiscard]] XACT_INLINE constexpr bool is_unscaled() const noexcept {
    return detail::equal(static_cast<T>(scale), T(1)) && detail::equal(static_cast<T>(input_scale), T(1));
  }

  /// s·α
  template <scalar T> [[nodiscard]] XACT_INLINE math::factor<T> value_factor() const noexcept {
    return math::product_factor(static_cast<T>(scale), static_cast<T>(alpha));
  }
  /// s·α·c
  template <scalar T> [[nodiscard]] XACT_INLINE math::factor<T> derivative_factor() const noexcept {
    const math::factor<T> by = value_factor<T>();
    const math::factor<T> product = math::product_factor(by.value, static_cast<T>(input_scale));
    return {product.value, product.rest + by.rest};
  }
  /// Returns the derivative s for x > 0, and `curve` for x <= 0. For NaN the result is 1 if s = 1, and NaN otherwise.
  template <batch V> [[nodiscard]] XACT_INLINE V on_right(V x, V curve) const noexcept {
    if (detail::equal(static_cast<lane_t<V>>(scale), lane_t<V>(1)))
      return select(x <= V(0), curve, V(1));
    return select(V(0) < x, param<V>(scale), curve);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V scaled_value(V x) const noexcept {
    using T = lane_t<V>;
    const V right = param<V>(scale) * x;
    if constexpr (register_batch<V>) {
      const math::factor<T> by = value_factor<T>();
      if (detail::is_zero(by.value))
        return select(x < V(0), V(-by.value), right);
      const math::pair<V> u = math::exponent(x, math::factor<T>{static_cast<T>(input_scale)});
      // Next to 0, f(x) rounds to s·α·c·x, and u can be subnormal.
      constexpr T least = static_cast<T>(sizeof(T) == 4 ? 0x1p-26 : 0x1p-55);
      const V near_zero = math::product(x, V(-T(0)), derivative_factor<T>());
      const V curve = select(u.hi > V(-least), near_zero, math::nonpositive_expm1<V>(u, by));
      return select(x < V(0), curve, right);
    } else {
      return select(x < V(0), math::nonpositive_expm1(param<V>(input_scale) * x, param<V>(scale) * factor<V>()), right);
    }
  }
  template <batch V> [[nodiscard]] XACT_INLINE V scaled_derivative(V x) const noexcept {
    using T = lane_t<V>;
    if constexpr (register_batch<V>) {
      const math::pair<V> u = math::exponent(x, math::factor<T>{static_cast<T>(input_scale)});
      return on_right(x, math::nonpositive_exp<V>(u, derivative_factor<T>()));
    } else {
      const V c = param<V>(input_scale);
      return on_right(x, math::nonpositive_exp(c * x, param<V>(scale) * param<V>(alpha) * c));
    }
  }

  template <batch V> [[nodiscard]] XACT_INLINE V unscaled_value(V x) const noexcept {
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
  template <batch V> [[nodiscard]] XACT_INLINE V unscaled_derivative(V x) const noexcept {
    return select(x <= V(0), math::nonpositive_exp(x, param<V>(alpha)), V(1));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> unscaled_both(V x) const noexcept {
    const auto [exp, expm1] = math::nonpositive_exp_and_expm1(x, factor<V>());
    return {with_right_side(x, expm1), select(x <= V(0), exp, V(1))};
  }
  template <batch V> [[nodiscard]] XACT_INLINE V unscaled_from_output(V y) const noexcept {
    return select(y <= V(0), y + param<V>(alpha), V(1));
  }
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

  /// elu with scale = input_scale = 1.
  struct unscaled {
    double alpha = 1; ///< α
    template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
      return elu{alpha}.unscaled_value(x);
    }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
      return elu{alpha}.unscaled_derivative(x);
    }
    template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
      return elu{alpha}.unscaled_both(x);
    }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
      return elu{alpha}.unscaled_from_output(y);
    }
  };
  /// elu with alpha = scale = input_scale = 1.
  struct unit_alpha : unscaled {
    template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
      // f(x) is the larger of x and e^-|x| - 1: for x <= 0, e^x - 1 >= x; for x >= 0, x >= 0 >= e^-|x| - 1.
      return at_least(x, math::expm1_of_minus_abs(x));
    }
  };

  static constexpr bool is_proved(double alpha) {
    const auto is_it = [&](const elu &f) {
      return f.is_unscaled<double>() && detail::equal(static_cast<float>(f.alpha), static_cast<float>(alpha));
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
