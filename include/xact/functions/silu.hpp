#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/gate.hpp>

namespace xact::inline XACT_ARCH {

/// Sigmoid-weighted linear unit: x times the logistic sigmoid of x.
///
///     f(x)  = x / (1 + e^-x)        f'(x) = e^x·(1 + x + e^x) / (1 + e^x)²
///
/// Domain    all reals. Range [-0.278, ∞); the minimum is at x = -1.278. f(-∞) = -0.
/// At zero   f(0) = 0, f'(0) = 1/2. f is smooth.
/// Errors    The derivative is accurate also next to its zero, the place of the minimum.
/// Source    Elfwing, Uchibe, Doya 2017, arXiv:1702.03118
struct silu {
  static constexpr std::string_view name = "silu";
  static constexpr bool on_double_double = true;
  static constexpr std::size_t bundle = 4;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = -0.0, .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "x / (1 + e⁻ˣ)",
        .source = "Elfwing, Uchibe, Doya 2017, arXiv:1702.03118",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    return math::gate(x, math::detail::unit_curve{});
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return math::gate_derivative(x, math::detail::unit_curve{});
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::gate_and_derivative(x, math::detail::unit_curve{});
  }
};

} // namespace xact::inline XACT_ARCH
