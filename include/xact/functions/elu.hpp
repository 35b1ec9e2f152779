#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/functor/results.hpp>
#include <xact/math/elu.hpp>

namespace xact::inline XACT_ARCH {

/// Exponential linear unit: the identity for x >= 0, an exponential that saturates at -α for x < 0.
///
///     f(x)  = x            , x >= 0        f'(x) = 1      , x >  0
///           = α (e^x - 1)  , x <  0              = α e^x  , x <= 0
///
/// With the parameters scale s and input_scale c, f(x) is s·x for x >= 0 and s·α (e^cx - 1) for x < 0, as in selu.
///
/// Domain    all reals, any real α and s, c > 0. Range (-α, ∞) for α > 0 and s = c = 1.
/// Learned   ∂f/∂α = s·(e^cx - 1) for x < 0, else 0; `learned` binds one α per channel.
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
                      parameter<elu>{.name = "input_scale", .member = &elu::input_scale, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{elu{}, elu{0.5}, elu{1.673}, elu{0.1}, elu{-2}, elu{0.5, 1.1, 1.9}, elu{2, 2, 0.25}};
  }

  /// Values of α for which tests/accuracy has proved that `exact(elu)` is correctly rounded, besides the powers of two
  /// and the values of α in `test_parameters`. The proof covers each value with either sign.
  static constexpr auto proved_parameters() {
    return std::array{elu{0.3}, elu{1.5}, elu{1.7580993408473766}, elu{1e-3}, elu{1e3}, elu{1e38}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return value(x, p); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept { return slope(x, p); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x, V p) const noexcept {
    return both(x, p);
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂α. For x >= 0 the second result is 0 even if dy is not finite.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * slope(x, p), keep_where(x < V(0), dy * value(x, lane_t<V>(1)))};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return value(x, static_cast<lane_t<V>>(alpha));
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
    return slope(x, static_cast<lane_t<V>>(alpha));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return both(x, static_cast<lane_t<V>>(alpha));
  }

  /// Returns c·(y + s·α) where y <= 0 and s elsewhere, which for s = c = 1 is y + α or 1: the derivative of f at
  /// f⁻¹(y), where y is taken as exact. Preconditions: α >= 0, s > 0 and c > 0. For s = c = 1 the error relative to
  /// f'(f⁻¹(y)) is at most 0.5 ULP. Relative to f'(x) the error grows without bound as y approaches -s·α, because y is
  /// rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V p) const noexcept {
    return from_output(y, p);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return from_output(y, static_cast<lane_t<V>>(alpha));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative(T p) const noexcept {
    return p >= 0 && static_cast<T>(scale) > 0 && static_cast<T>(input_scale) > 0;
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return output_determines_derivative(static_cast<T>(alpha));
  }

private:
  /// True if scale and input_scale are 1.
  template <scalar T> [[nodiscard]] XACT_INLINE constexpr bool is_unscaled() const noexcept {
    return detail::equal(static_cast<T>(scale), T(1)) && detail::equal(static_cast<T>(input_scale), T(1));
  }

  /// @{ The formulas for α = a, which is one number for all lanes, or a batch.
  template <batch N> [[nodiscard]] XACT_INLINE math::scaled_elu<N> scaled(N a) const noexcept {
    return {a, static_cast<lane_t<N>>(scale), static_cast<lane_t<N>>(input_scale)};
  }
  template <batch V, batch N> [[nodiscard]] XACT_INLINE V value(V x, N a) const noexcept {
    return is_unscaled<lane_t<V>>() ? math::elu(x, a) : scaled(a).value(x);
  }
  template <batch V, batch N> [[nodiscard]] XACT_INLINE V slope(V x, N a) const noexcept {
    return is_unscaled<lane_t<V>>() ? math::elu_derivative(x, a) : scaled(a).derivative(x);
  }
  template <batch V, batch N> [[nodiscard]] XACT_INLINE value_derivative_pair<V> both(V x, N a) const noexcept {
    return is_unscaled<lane_t<V>>() ? math::elu_and_derivative(x, a) : scaled(a).value_and_derivative(x);
  }
  template <batch V, batch N> [[nodiscard]] XACT_INLINE V from_output(V y, N a) const noexcept {
    return is_unscaled<lane_t<V>>() ? select(y <= V(0), y + V(a), V(1)) : scaled(a).derivative_from_output(y);
  }
  /// @}

  /// elu with scale = input_scale = 1.
  struct unscaled {
    double alpha = 1; ///< α
    template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
      return math::elu(x, static_cast<lane_t<V>>(alpha));
    }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
      return math::elu_derivative(x, static_cast<lane_t<V>>(alpha));
    }
    template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
      return math::elu_and_derivative(x, static_cast<lane_t<V>>(alpha));
    }
    template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
      return elu{alpha}.from_output(y, static_cast<lane_t<V>>(alpha));
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
