#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/telu.hpp>

namespace xact::inline XACT_ARCH {

/// x times the hyperbolic tangent of the exponential function, also called TanhExp.
///
///     f(x)  = x·tanh(e^x)
///     f'(x) = tanh(e) + x·e·(1 - tanh²(e))   with e = e^x
///
/// Domain    all reals. Range [-0.354, ∞); the minimum is at x = -1.079. f(-∞) = -0.
/// At zero   f(0) = 0, f'(0) = tanh(1) = 0.762. f is smooth.
/// Errors    The derivative is accurate also next to its zero, the place of the minimum.
/// Source    Liu, Di 2020, arXiv:2003.09855; Fernandez, Mali 2024, arXiv:2402.02790
struct telu {
  static constexpr std::string_view name = "telu";
  static constexpr bool on_double_double = true;
  static constexpr std::size_t bundle = 4;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -0.0, .plus_infinity = infinity},
        .derivative = {.nan = nan,
                       .minus_zero = 0.76159415595576488812,
                       .plus_zero = 0.76159415595576488812,
                       .minus_infinity = -0.0,
                       .plus_infinity = 1},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "x tanh(eˣ)",
        .source = "Liu, Di 2020, arXiv:2003.09855",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return math::telu(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::telu_derivative(x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return math::telu_and_derivative(x);
  }
};

} // namespace xact::inline XACT_ARCH
