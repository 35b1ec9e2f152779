#pragma once

#include <xact/math/squareplus.hpp>

namespace xact::inline XACT_ARCH {

/// Squareplus: a smooth approximation of relu that needs a square root in place of an exponential.
///
///     f(x)  = (x + √(x² + b)) / 2        f'(x) = (1 + x / √(x² + b)) / 2
///
/// Domain    all reals, b > 0. Range (0, ∞); results may round to 0.
/// At zero   f(0) = √b / 2, f'(0) = 1/2. f is smooth.
/// Source    Barron 2021, arXiv:2112.11687
struct squareplus {
  static constexpr std::string_view name = "squareplus";
  static constexpr bool on_double_double = true;

  double b = 4; ///< f(0)² · 4; the larger b, the smoother f

  [[nodiscard]] constexpr contract facts() const {
    const double at_zero = root(b) / 2;
    return {
        .value =
            {.nan = nan, .minus_zero = at_zero, .plus_zero = at_zero, .minus_infinity = 0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .formula = "(x + √(x² + b)) / 2",
        .source = "Barron 2021, arXiv:2112.11687",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<squareplus>{.name = "b", .member = &squareplus::b, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{squareplus{}, squareplus{.b = 0.3}, squareplus{.b = 17.25}, squareplus{.b = 1e20}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::squareplus(x, static_cast<lane_t<V>>(b));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::squareplus_derivative(x, static_cast<lane_t<V>>(b));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::squareplus_and_derivative(x, static_cast<lane_t<V>>(b));
  }

  /// Returns y² / (y² + b/4), the derivative of f at f⁻¹(y), where y is taken as exact. The error relative to the
  /// derivative at f⁻¹(y) is at most 3 ULP.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V c = param<V>(b) * V(0.25);
    const V square = y * y;
    return select(y < V(1), y / (square + c) * y, V(1) / (V(1) + c / y / y));
  }

private:
  /// The square root. A constant expression uses Newton's method from above, which can be wrong in the last place.
  static constexpr double root(double x) {
    if (!std::is_constant_evaluated())
      return square_root(x);
    double y = x < 1 ? 1 : x;
    for (double next = (y + x / y) / 2; next < y; next = (y + x / y) / 2)
      y = next;
    return y;
  }
};

} // namespace xact::inline XACT_ARCH
