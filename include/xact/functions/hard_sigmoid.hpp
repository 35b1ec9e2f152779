#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Hard sigmoid: a straight line from 0 to 1 in place of the curve of sigmoid.
///
///     f(x)  = 0            , x <= -h         f'(x) = 1 / 2h , -h < x < h
///           = (x + h) / 2h , -h < x < h            = 0      , elsewhere
///           = 1            , x >= h
///
/// Domain    all reals; half_width h from 2^-100 to 2^100. Range [0, 1]. h = 3 is the function of PyTorch, h = 2.5 the
///           default of ONNX.
/// At zero   f(0) = 1/2, f'(0) = 1 / 2h. f'(-h) = f'(h) = 0, the derivatives of the constant pieces.
/// Errors    at most 1 ULP, also next to -h, where f is near 0.
/// Source    Courbariaux, Bengio, David 2015, arXiv:1511.00363
struct hard_sigmoid {
  static constexpr std::string_view name = "hard_sigmoid";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters
  static constexpr bool on_double_double = true;

  double half_width = 3; ///< h: f is constant for |x| >= h

  [[nodiscard]] constexpr contract facts() const {
    const double slope = 0.5 / half_width;
    return {
        .value = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .derivative = {.nan = nan, .minus_zero = slope, .plus_zero = slope, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .kinks = {-half_width, half_width},
        .increasing = true,
        .formula = "(x + h) / 2h limited to 0 … 1",
        .source = "Courbariaux, Bengio, David 2015, arXiv:1511.00363",
    };
  }
  static constexpr auto parameters() {
    return std::array{
        parameter<hard_sigmoid>{.name = "half_width", .member = &hard_sigmoid::half_width, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{hard_sigmoid{},
                      hard_sigmoid{.half_width = 2.5},
                      hard_sigmoid{.half_width = 1},
                      hard_sigmoid{.half_width = 0.7},
                      hard_sigmoid{.half_width = 1e-30},
                      hard_sigmoid{.half_width = 1e30}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    const V h = param<V>(half_width);
    if constexpr (register_batch<V>)
      return math::ramp<V>(formula::interval<V>{-h, h}.value(x), static_cast<lane_t<V>>(half_width)).value();
    else
      return select(x <= -h, V(0), select(h <= x, V(1), (x + h) / (h + h)));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return inside(x, V(0.5) / param<V>(half_width));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept {
    return inside(x, dy * (V(0.5) / param<V>(half_width)));
  }
  /// Returns f'(x), given y = f(x). For x next to h, y rounds to 1 and the result is 0.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V slope = formula::unless_nan(y, V(0.5) / param<V>(half_width));
    return formula::interval<V>{V(0), V(1)}.backward(y, slope);
  }

private:
  /// Returns y where |x| < h, 0 elsewhere, and NaN for NaN.
  template <batch V> [[nodiscard]] XACT_INLINE V inside(V x, V y) const noexcept {
    const V h = param<V>(half_width);
    return formula::interval<V>{-h, h}.backward(x, formula::unless_nan(x, y));
  }
};

} // namespace xact::inline XACT_ARCH
