#pragma once

#include <xact/functions/tanh.hpp>
#include <xact/math/scaled_tanh.hpp>
#include <xact/math/tanh_wide.hpp>

namespace xact::inline XACT_ARCH {

/// Hyperbolic tangent with a factor for the output and a factor for the input. LeCun's values are α = 1.7159 and β =
/// 2/3, with which f(±1) is ±1.
///
///     f(x)  = α·tanh(βx)        f'(x) = 4·αβ·e^-2βx / (1 + e^-2βx)²
///
/// Domain    all reals, α and β with |α·β| from 2^-60 to 2^32. Range (-|α|, |α|); results may round to ±α.
/// At zero   f(0) = 0, f'(0) = α·β. f is smooth and odd.
/// Errors    The product βx is not rounded, so that the errors do not depend on β.
/// Source    LeCun, Bottou, Orr, Müller 1998, Efficient BackProp
struct scaled_tanh {
  static constexpr std::string_view name = "scaled_tanh";
  static constexpr bool on_double_double = true;

  double alpha = 1; ///< f(∞) for β > 0
  double beta = 1;  ///< f'(0) / alpha

  [[nodiscard]] constexpr contract facts() const {
    const double slope = alpha * beta;
    // Products with powers of two are exact.
    const double ulp = detail::is_power_of_two(alpha) && detail::is_power_of_two(beta) ? 1 : 2;
    const double right = beta < 0 ? -alpha : alpha;
    return {
        .value = {.nan = nan,
                  .minus_zero = slope * -0.0,
                  .plus_zero = slope * 0.0,
                  .minus_infinity = -right,
                  .plus_infinity = right},
        .derivative = {.nan = nan,
                       .minus_zero = slope,
                       .plus_zero = slope,
                       .minus_infinity = slope * 0.0,
                       .plus_infinity = slope * 0.0},
        .value_error = {.float_ulp = ulp, .double_ulp = 2},
        .derivative_error = {.float_ulp = ulp, .double_ulp = 2},
        .increasing = slope >= 0,
        .odd = true,
        .formula = "α tanh(βx)",
        .source = "LeCun, Bottou, Orr, Müller 1998",
    };
  }
  static constexpr auto parameters() {
    return std::array{parameter<scaled_tanh>{"alpha", &scaled_tanh::alpha},
                      parameter<scaled_tanh>{"beta", &scaled_tanh::beta}};
  }
  static constexpr auto test_parameters() {
    return std::array{scaled_tanh{}, scaled_tanh{.alpha = 1.7159, .beta = 2.0 / 3},
                      scaled_tanh{.alpha = 4, .beta = 0.5}, scaled_tanh{.alpha = -0.3, .beta = 2.3},
                      scaled_tanh{.alpha = 1000, .beta = 300}};
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    if (is_tanh<V>())
      return math::tanh(x);
    if constexpr (register_batch<V>)
      return math::scaled_tanh(x, factors<V>());
    else
      return param<V>(alpha) * wide_tanh(param<V>(beta) * x);
  }
  /// Calls run(g), where g is tanh for α = β = 1, and f itself for other parameters and for an object of a derived
  /// class.
  template <class F, class Run> static XACT_INLINE void specialize(const F &f, const Run &run) {
    if constexpr (!std::is_same_v<F, scaled_tanh>)
      run(f);
    else if (detail::equal(f.alpha, 1.0) && detail::equal(f.beta, 1.0))
      run(tanh{});
    else
      run(f);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    if (is_tanh<V>())
      return math::tanh_derivative(x);
    if constexpr (register_batch<V>)
      return math::scaled_tanh_derivative(x, factors<V>());
    else
      return param<V>(alpha) * param<V>(beta) * math::tanh_derivative(param<V>(beta) * x);
  }

  /// Returns β·(α - y)·(α + y) / α, the derivative of f at f⁻¹(y), where y is taken as exact. The error relative to it
  /// is at most 3 ULP. Relative to f'(x) the error grows without bound as |y| approaches |α|, because y is rounded;
  /// `derivative` of x is accurate there. Precondition: α is not 0.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    const V a = param<V>(alpha);
    if constexpr (register_batch<V>)
      return quotient(a - y, a) * ((a + y) * param<V>(beta));
    else
      return (a - y) / a * ((a + y) * param<V>(beta));
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return !detail::is_zero(static_cast<T>(alpha));
  }

private:
  /// tanh(u) on number types made of batches, with all their digits, also near 0.
  template <batch V> [[nodiscard]] static XACT_INLINE V wide_tanh(const V &u) noexcept {
    const V t = math::detail::wide_tanh(select(u < V(0), -u, u));
    return select(u < V(0), -t, t);
  }
  /// True if f is tanh.
  template <batch V> [[nodiscard]] XACT_INLINE bool is_tanh() const noexcept {
    using T = lane_t<V>;
    return detail::equal(static_cast<T>(alpha), T(1)) && detail::equal(static_cast<T>(beta), T(1));
  }
  template <register_batch V> [[nodiscard]] XACT_INLINE auto factors() const noexcept {
    const auto a = static_cast<lane_t<V>>(alpha);
    const auto b = static_cast<lane_t<V>>(beta);
    return math::detail::tanh_factors<lane_t<V>>{{a}, math::product_factor(a, b), b};
  }
};

} // namespace xact::inline XACT_ARCH
