#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>

namespace xact::inline XACT_ARCH {

/// Logarithm of the logistic sigmoid: the logarithm of the probability whose log-odds are x. It is -softplus(-x).
///
///     f(x)  = -log(1 + e^-x)        f'(x) = 1 / (1 + e^x)
///
/// Domain    all reals. Range (-∞, 0); results may round to -0. f(∞) = -0, because f is negative.
/// At zero   f(0) = -log 2, f'(0) = 1/2. f is smooth.
/// Source    Cox 1958, The Regression Analysis of Binary Sequences: the log-likelihood of one observation
struct log_sigmoid {
  static constexpr std::string_view name = "log_sigmoid";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    constexpr double ln2 = 0.69314718055994530942;
    return {
        .value =
            {.nan = nan, .minus_zero = -ln2, .plus_zero = -ln2, .minus_infinity = -infinity, .plus_infinity = -0.0},
        .derivative = {.nan = nan, .minus_zero = 0.5, .plus_zero = 0.5, .minus_infinity = 1, .plus_infinity = 0},
        .value_error = {.float_ulp = 1, .double_ulp = 1},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .increasing = true,
        .exact_is_proved = true,
        .formula = "−log(1 + e⁻ˣ)",
        .source = "Cox 1958",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return minus(math::softplus(-x)); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return math::sigmoid(-x); }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    const auto both = math::softplus_and_derivative(-x);
    return {minus(both.value), both.derivative};
  }

  /// Returns 1 - e^y, the derivative of f at f⁻¹(y), where y is taken as exact. A relative error of y causes at most
  /// the same relative error of the result.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    return V(0) - math::nonpositive_expm1(select(V(0) < y, V(0), y), V(1));
  }

private:
  /// Returns -y for y >= 0. On some targets the operator - gives +0 for +0, but minus_abs gives -0.
  template <batch V> [[nodiscard]] static XACT_INLINE V minus(V y) noexcept {
    if constexpr (register_batch<V>)
      return minus_abs(y);
    else
      return -y;
  }
};

} // namespace xact::inline XACT_ARCH
