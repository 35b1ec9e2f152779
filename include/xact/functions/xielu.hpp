#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/functor/results.hpp>
#include <xact/math/in_double.hpp>
#include <xact/math/xielu.hpp>

namespace xact::inline XACT_ARCH {

/// xIELU, the integral of an elu with two slopes: a parabola for x >= 0, an exponential plus a line for x < 0.
///
///     f(x)  = αp·x² + β·x             , x >= 0        f'(x) = 2·αp·x + β        , x >= 0
///           = αn·(e^x - 1 - x) + β·x  , x <  0              = αn·(e^x - 1) + β  , x <  0
///
/// Domain    all reals, any real αp, αn and β. For αn > β > 0, f has a minimum at x = log(1 - β/αn).
/// Learned   ∂f/∂αp = x² for x >= 0, ∂f/∂αn = e^x - 1 - x for x < 0, ∂f/∂β = x; `learned` binds an array for each.
/// At zero   f(0) = 0, f'(0) = β. f' is continuous.
/// Errors    Where f or f' has a zero, the place of the zero depends on the parameters. There the error in double is
///           relative to the largest term of the formula.
/// Source    Huang, Schlag 2024, arXiv:2411.13010
struct xielu {
  static constexpr std::string_view name = "xielu";

  double alpha_p = 0.8; ///< αp, half of the second derivative for x > 0
  double alpha_n = 0.8; ///< αn; f'(-∞) = beta - alpha_n
  double beta = 0.5;    ///< β, the derivative at 0

  [[nodiscard]] constexpr contract facts() const {
    const double zero = beta * 0.0;
    return {
        .value = {.nan = nan,
                  .minus_zero = -zero,
                  .plus_zero = zero,
                  .minus_infinity = detail::equal(alpha_n, beta) ? -alpha_n : (alpha_n - beta) * infinity,
                  .plus_infinity = !detail::is_zero(alpha_p) ? alpha_p * infinity
                                   : detail::is_zero(beta)   ? zero
                                                             : beta * infinity},
        .derivative = {.nan = nan,
                       .minus_zero = beta,
                       .plus_zero = beta,
                       .minus_infinity = beta - alpha_n,
                       .plus_infinity = detail::is_zero(alpha_p) ? beta : alpha_p * infinity},
        .value_error = {.float_ulp = 1, .double_ulp = infinity},
        .derivative_error = {.float_ulp = 1, .double_ulp = infinity},
        .instead_of_bounds = "in double at most 5 ULP of the largest term",
        .formula = "αp·x² + βx if x ≥ 0, else αn(eˣ − 1 − x) + βx",
        .source = "Huang, Schlag 2024, arXiv:2411.13010",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<xielu>{"alpha_p", &xielu::alpha_p}, parameter<xielu>{"alpha_n", &xielu::alpha_n},
                      parameter<xielu>{"beta", &xielu::beta}};
  }
  static constexpr auto test_parameters() {
    return std::array{xielu{}, xielu{.alpha_p = 0.5, .alpha_n = 1, .beta = 1},
                      xielu{.alpha_p = 1.3, .alpha_n = 0.3, .beta = 0.75},
                      xielu{.alpha_p = 0, .alpha_n = 2, .beta = 0}};
  }

  static constexpr std::size_t learned_parameters = 3; ///< see `parametric`

  /// @{ Return f(x) and f'(x) for αp = p, αn = n and β = b.
  template <register_batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p, V n, V b) const noexcept {
    return math::detail::with_digits_for(
        [](auto v, auto... a) XACT_INLINE_LAMBDA { return math::detail::xielu{a...}.value(v); }, x, p, n, b);
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p, V n, V b) const noexcept {
    return math::detail::with_digits_for(
        [](auto v, auto... a) XACT_INLINE_LAMBDA { return math::detail::xielu{a...}.derivative(v); }, x, p, n, b);
  }
  /// @}
  /// Returns dy·∂f/∂x, dy·∂f/∂αp, dy·∂f/∂αn and dy·∂f/∂β. The second result is 0 for x < 0, and the third for x >= 0,
  /// even if dy is not finite.
  template <register_batch V>
  [[nodiscard]] XACT_INLINE results<V, V, V, V> vjp(V x, V p, V n, V b, V dy) const noexcept {
    const V curve = math::detail::with_digits_for(
        [](auto v) XACT_INLINE_LAMBDA { return math::detail::expm1_minus_identity(v).hi; }, x);
    return {dy * derivative(x, p, n, b), keep_where(!(x < V(0)), dy * (x * x)), keep_where(x < V(0), dy * curve),
            dy * x};
  }

  template <register_batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::detail::with_digits_for([f = in_double<V>()](auto v) XACT_INLINE_LAMBDA { return f.value(v); }, x);
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::detail::with_digits_for([f = in_double<V>()](auto v) XACT_INLINE_LAMBDA { return f.derivative(v); },
                                         x);
  }

private:
  /// The formulas, with parameters that are rounded to the type of the results.
  template <register_batch V> [[nodiscard]] XACT_INLINE math::detail::xielu<double> in_double() const noexcept {
    using T = lane_t<V>;
    return {rounded_to<T>(alpha_p), rounded_to<T>(alpha_n), rounded_to<T>(beta)};
  }
};

} // namespace xact::inline XACT_ARCH
