#pragma once

#include <xact/functions/pieces.hpp>

namespace xact::inline XACT_ARCH {

/// A straight line, by default the identity.
///
///     f(x)  = α·x + β        f'(x) = α
///
/// Domain    all reals, any real α and β. Range all reals for α ≠ 0.
/// At zero   f(0) = β; f(-0) = -0 for β = 0 and α > 0. f'(NaN) is NaN.
/// Errors    with FMA at most 0.5 ULP, without FMA at most 1 ULP, also next to the zero of f. Without FMA α·x must not
///           overflow.
/// Source    ONNX, activation Affine of recurrent layers
struct affine {
  static constexpr std::string_view name = "affine";
  static constexpr std::size_t unroll = 8; // the functor has so few instructions that the overhead of the loop matters
  static constexpr bool on_double_double = true;

  double alpha = 1; ///< f'(x)
  double beta = 0;  ///< f(0)

  [[nodiscard]] constexpr contract facts() const {
    const bool is_constant = detail::is_zero(alpha);
    const double zero = is_constant ? 0 : alpha * 0.0;
    return {
        .value = {.nan = nan,
                  .minus_zero = detail::is_zero(beta) ? -zero : beta,
                  .plus_zero = detail::is_zero(beta) ? zero : beta,
                  .minus_infinity = is_constant ? nan : alpha * -infinity,
                  .plus_infinity = is_constant ? nan : alpha * infinity},
        .derivative =
            {.nan = nan, .minus_zero = alpha, .plus_zero = alpha, .minus_infinity = alpha, .plus_infinity = alpha},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = half_ulp,
        .increasing = alpha >= 0,
        .formula = "α·x + β",
        .source = "ONNX Affine",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<affine>{"alpha", &affine::alpha}, parameter<affine>{"beta", &affine::beta}};
  }
  static constexpr auto test_parameters() {
    return std::array{affine{}, affine{.alpha = 0.3, .beta = -0.7}, affine{.alpha = -1.7, .beta = 1e30},
                      affine{.alpha = 1e-30, .beta = 0.1}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return formula::line(x, param<V>(alpha), beta);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return formula::unless_nan(x, param<V>(alpha));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept { return derivative(y); }
};

} // namespace xact::inline XACT_ARCH
