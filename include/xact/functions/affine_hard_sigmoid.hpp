#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Hard sigmoid in the form of ONNX: a straight line, limited to [0, 1].
///
///     f(x)  = α·x + β , limited to [0, 1]        f'(x) = α , 0 < α·x + β < 1
///                                                      = 0 , elsewhere
///
/// Domain    all reals, any real α and β. Range [0, 1]. hard_sigmoid has the same graph for α = 1 / 2h and β = 1/2.
/// At zero   f(0) = β for β in [0, 1]. At the kinks f' is 0, the derivative of the constant pieces.
/// Errors    f at most 1 ULP, also next to the zero of the line; f' is exact.
/// Source    ONNX operator HardSigmoid-22; Courbariaux, Bengio, David 2015, arXiv:1511.00363
struct affine_hard_sigmoid {
  static constexpr std::string_view name = "affine_hard_sigmoid";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters
  static constexpr bool on_double_double = true;

  double alpha = 0.2; ///< the slope of the line
  double beta = 0.5;  ///< f(0)

  [[nodiscard]] constexpr contract facts() const {
    const double at_zero = beta < 0 ? 0 : beta > 1 ? 1 : beta;
    const double slope = beta > 0 && beta < 1 ? alpha : 0;
    const double left = alpha < 0 ? 1 : 0;
    const bool is_constant = detail::is_zero(alpha);
    return {
        .value = {.nan = nan,
                  .minus_zero = at_zero,
                  .plus_zero = at_zero,
                  .minus_infinity = is_constant ? nan : left,
                  .plus_infinity = is_constant ? nan : 1 - left},
        .derivative = {.nan = nan, .minus_zero = slope, .plus_zero = slope, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = half_ulp,
        .kinks = {is_constant ? nan : -beta / alpha, is_constant ? nan : (1 - beta) / alpha},
        .increasing = alpha >= 0,
        .formula = "α·x + β limited to 0 … 1",
        .source = "ONNX HardSigmoid; Courbariaux, Bengio, David 2015, arXiv:1511.00363",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<affine_hard_sigmoid>{"alpha", &affine_hard_sigmoid::alpha},
                      parameter<affine_hard_sigmoid>{"beta", &affine_hard_sigmoid::beta}};
  }
  static constexpr auto test_parameters() {
    return std::array{affine_hard_sigmoid{}, affine_hard_sigmoid{.alpha = -0.37, .beta = 0.9},
                      affine_hard_sigmoid{.alpha = 1e-3, .beta = 1e-10},
                      affine_hard_sigmoid{.alpha = 1e30, .beta = -0.3}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    const V y = formula::line(x, param<V>(alpha), beta);
    if constexpr (register_batch<V>)
      return keep_where_positive_or_nan(y, at_most(y, V(1)));
    else
      return select(y <= V(0), V(0), select(V(1) <= y, V(1), y));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return inside(x, param<V>(alpha)); }
  template <batch V> [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept {
    return inside(x, dy * param<V>(alpha));
  }

private:
  /// Returns y where 0 < α·x + β < 1, 0 elsewhere, and NaN for NaN. The difference from 1 has its own sum, because
  /// α·x + β can round to 1.
  template <batch V> [[nodiscard]] XACT_INLINE V inside(V x, V y) const noexcept {
    using T = lane_t<V>;
    const V a = param<V>(alpha);
    const math::pair<T> below = math::two_difference(static_cast<T>(beta), T(1));
    const V over = formula::line(x, a, static_cast<double>(below.hi)) + V(below.lo);
    const auto is_above_0 = above_or_nan(formula::line(x, a, beta), V(0));
    const auto is_below_1 = above_or_nan(V(0), over);
    return keep_where(is_above_0 & is_below_1, formula::unless_nan(x, y));
  }
};

} // namespace xact::inline XACT_ARCH
