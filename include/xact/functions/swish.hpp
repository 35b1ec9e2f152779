#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/functor/results.hpp>
#include <xact/math/gate.hpp>
#include <xact/math/gate_in_beta.hpp>

namespace xact::inline XACT_ARCH {

/// Swish: x times the logistic sigmoid of βx. silu is swish with β = 1.
///
///     f(x)  = x / (1 + e^-βx)        f'(x) = e^u·(1 + u + e^u) / (1 + e^u)² with u = βx
///
/// Domain    all reals, any real β. For β > 0 the range is [-0.278/β, ∞), and the minimum is at x = -1.278/β. For
///           β < 0, f(x) is -f(-x) with -β. For β = 0, f(x) is x/2.
/// Learned   ∂f/∂β = x²·e^u / (1 + e^u)²; `learned` binds one β per channel.
/// At zero   f(0) = 0, f'(0) = 1/2. f is smooth.
/// Errors    The product βx is not rounded, so that the errors do not depend on β. The derivative is accurate also next
///           to its zero, the place of the minimum. In double, for 0 < |β| < 2^-950, results below 2^-990 may be 0.
/// Source    Ramachandran, Zoph, Le 2017, arXiv:1710.05941
struct swish {
  static constexpr std::string_view name = "swish";
  static constexpr bool on_double_double = true;

  double beta = 1.0; ///< the factor of x in the sigmoid

  [[nodiscard]] constexpr contract facts() const {
    const bool is_half = detail::is_zero(beta); // f(x) is x/2
    const double left = is_half || beta < 0 ? -infinity : -0.0;
    const double right = is_half || beta > 0 ? infinity : 0.0;
    return {
        .value = {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = left, .plus_infinity = right},
        .derivative = {.nan = nan,
                       .minus_zero = 0.5,
                       .plus_zero = 0.5,
                       .minus_infinity = is_half    ? 0.5
                                         : beta > 0 ? -0.0
                                                    : 1,
                       .plus_infinity = is_half    ? 0.5
                                        : beta > 0 ? 1
                                                   : -0.0},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .formula = "x / (1 + e⁻ᵝˣ)",
        .source = "Ramachandran, Zoph, Le 2017, arXiv:1710.05941",
    };
  }
  static constexpr auto parameters() { return std::array{parameter<swish>{"beta", &swish::beta}}; }
  static constexpr auto test_parameters() {
    return std::array{swish{},          swish{.beta = 1.702}, swish{.beta = 0.5},
                      swish{.beta = 2}, swish{.beta = -1.5},  swish{.beta = 0}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept {
    const V s = sign(p);
    return completed(x, p, s * math::gate(s * x, math::detail::scaled_curve{}, s * p));
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept {
    const V s = sign(p);
    return math::gate_derivative(s * x, math::detail::scaled_curve{}, s * p);
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x, V p) const noexcept {
    const V s = sign(p);
    const auto both = math::gate_and_derivative(s * x, math::detail::scaled_curve{}, s * p);
    return {completed(x, p, s * both.value), both.derivative};
  }
  /// Returns dy·∂f/∂x and dy·∂f/∂β.
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * math::gate_in_beta(x, p)};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return (*this)(x, param<V>(beta)); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    return derivative(x, param<V>(beta));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    return value_and_derivative(x, param<V>(beta));
  }

private:
  /// The sign of β. The gate is that of |β|.
  template <batch V> [[nodiscard]] static XACT_INLINE V sign(V p) noexcept { return select(p < V(0), V(-1), V(1)); }

  /// Returns y, which is f(x) unless |βx| is large or unknown (0·∞). In double f(x) is then replaced by its limit.
  template <batch V> [[nodiscard]] static XACT_INLINE V completed(V x, V p, V y) noexcept {
    if constexpr (register_batch<V> && std::same_as<lane_t<V>, double>) {
      const V limit = with_sign_of(magnitude(select(magnitude(p) <= V(0), x, at_least(sign(p) * x, V(0)))), x);
      return select(magnitude(p * x) <= V(1400), y, limit);
    } else {
      return y;
    }
  }
};

} // namespace xact::inline XACT_ARCH
