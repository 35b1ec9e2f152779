#pragma once

#include <xact/functor/results.hpp>
#include <xact/math/snake.hpp>

namespace xact::inline XACT_ARCH {

/// Snake: the identity plus a periodic function, for periodic data such as audio.
///
///     f(x)  = x + sin²(αx) / α        f'(x) = 1 + sin(2αx)
///
/// Domain    all reals, any real α. For α = 0, f(x) is x. Range all reals.
/// Learned   ∂f/∂α = x·sin(2αx)/α - sin²(αx)/α²; `learned` binds one α per channel.
/// At zero   f(0) = 0, f'(0) = 1. f is smooth, and never decreases; f' has zeros at αx = -π/4 + kπ.
/// Errors    The product αx is not rounded, and f' is accurate also next to its zeros, for |αx| <= 2^24. For |αx| above
///           2^25, the distance of neighbouring floats is more than half a period: in float f'(x) is then 1. In double
///           the error of f'(x) is at most 2^-26 for |αx| up to 2^52, and beyond f'(x) is 1. f' has no limit at ±∞, and
///           f'(±∞) is NaN. In double, |α| below 2^-1000 counts as 0.
/// Source    Ziyin, Hartwig, Ueda 2020, arXiv:2006.08195
struct snake {
  static constexpr std::string_view name = "snake";

  double alpha = 1.0; ///< half of the frequency of the periodic part

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value =
            {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -infinity, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 1, .plus_zero = 1, .minus_infinity = nan, .plus_infinity = nan},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = infinity, .double_ulp = infinity},
        .instead_of_bounds = "the derivative is within 1 ULP (double: 2) for |αx| ≤ 2²⁴",
        .formula = "x + sin²(αx)/α",
        .source = "Ziyin, Hartwig, Ueda 2020, arXiv:2006.08195",
    };
  }
  static constexpr auto parameters() { return std::array{parameter<snake>{"alpha", &snake::alpha}}; }
  static constexpr auto test_parameters() {
    return std::array{snake{}, snake{.alpha = 0.3}, snake{.alpha = 17.25}, snake{.alpha = -2}, snake{.alpha = 0}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return math::snake(x, p); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept {
    return math::snake_derivative(x, p);
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂α.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * math::snake_in_alpha(x, p)};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::snake(x, static_cast<lane_t<V>>(alpha));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::snake_derivative(x, static_cast<lane_t<V>>(alpha));
  }
};

} // namespace xact::inline XACT_ARCH
