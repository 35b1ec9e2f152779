#pragma once

#include <xact/math/softsign.hpp>

namespace xact::inline XACT_ARCH {

/// Softsign: a sigmoid curve from -1 to 1 that approaches its limits more slowly than tanh.
///
///     f(x)  = x / (1 + |x|)        f'(x) = 1 / (1 + |x|)²
///
/// Domain    all reals. Range (-1, 1); results may round to ±1.
/// At zero   f(0) = 0, f'(0) = 1. f is odd; f' is continuous.
/// Source    Turian, Bergstra, Bengio 2009, Quadratic Features and Deep Architectures for Chunking
struct softsign {
  static constexpr std::string_view name = "softsign";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -1, .plus_infinity = 1},
        .derivative = {.nan = nan, .minus_zero = 1, .plus_zero = 1, .minus_infinity = 0, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .odd = true,
        .formula = "x / (1 + |x|)",
        .source = "Turian, Bergstra, Bengio 2009",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::softsign(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::softsign_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::softsign_and_derivative(x);
  }

  /// Returns (1 - |y|)², the derivative of f at f⁻¹(y), where y is taken as exact. Relative to f'(x) the error grows
  /// without bound as |y| approaches 1, because y is rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V rest = V(1) - select(y < V(0), -y, y);
    return rest * rest;
  }
};

} // namespace xact::inline XACT_ARCH
