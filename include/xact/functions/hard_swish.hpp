#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// Hard swish: silu with hard_sigmoid in place of sigmoid.
///
///     f(x)  = -0               , x <= -h         f'(x) = 0             , x <= -h
///           = x · (x + h) / 2h , -h < x < h            = (2x + h) / 2h , -h < x < h
///           = x                , x >= h                = 1             , x >= h
///
/// Domain    all reals; half_width h from 2^-100 to 2^100. Range [-h/8, ∞). Minimum -h/8 at x = -h/2.
/// At zero   f(0) = 0, f'(0) = 1/2. At the kinks f'(-h) = 0 and f'(h) = 1.
/// Errors    at most 1 ULP, also next to -h and next to the zero of f' at -h/2.
/// Source    Howard et al. 2019, arXiv:1905.02244
struct hard_swish {
  static constexpr std::string_view name = "hard_swish";
  static constexpr bool on_double_double = true;
  static constexpr std::size_t unroll = 4;

  double half_width = 3; ///< h: f(x) is -0 for x <= -h, and x for x >= h

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = 1, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .kinks = {-half_width, half_width},
        .formula = "x · (x + h) / 2h, (x + h) / 2h limited to 0 … 1",
        .source = "Howard et al. 2019, arXiv:1905.02244",
    };
  }
  static constexpr auto parameters() {
    return std::array{
        parameter<hard_swish>{.name = "half_width", .member = &hard_swish::half_width, .must_be_positive = true}};
  }
  static constexpr auto test_parameters() {
    return std::array{hard_swish{},
                      hard_swish{.half_width = 2.5},
                      hard_swish{.half_width = 1},
                      hard_swish{.half_width = 0.7},
                      hard_swish{.half_width = 1e-30},
                      hard_swish{.half_width = 1e30}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    const V h = param<V>(half_width);
    if constexpr (register_batch<V>) {
      const V left = at_least(x, -h);
      return select(x < h, math::ramp<V>(left, static_cast<lane_t<V>>(half_width)).times(left), x);
    } else {
      return select(x <= -h, V(-0.0), select(x < h, x * (x + h) / (h + h), x));
    }
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return keep_where(above_or_nan(x, -param<V>(half_width)), rise(x));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept {
    return keep_where(above_or_nan(x, -param<V>(half_width)), dy * rise(x));
  }

private:
  /// f'(x) for x > -h, and for NaN.
  template <batch V> [[nodiscard]] XACT_INLINE V rise(V x) const noexcept {
    const V h = param<V>(half_width);
    if constexpr (register_batch<V>)
      return select(x < h, math::ramp<V>(x + x, static_cast<lane_t<V>>(half_width)).value(), V(1));
    else
      return select(x < h, (x + x + h) / (h + h), V(1));
  }
};

} // namespace xact::inline XACT_ARCH
