#pragma once

/// Estimates of a derivative from values of the function, with a bound on the error.

#include <xact/functor/contract.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <type_traits>

namespace xact::inline XACT_ARCH::testing {

/// The assumed error of a computed g(x), in units of epsilon·max(1, |g(x)|).
inline constexpr double assumed_error = 4;

struct derivative_estimate {
  double derivative;
  double error;     ///< bound on the error; infinite or NaN if the values determine no derivative
  double curvature; ///< rough magnitude of the second derivative
};

/// Estimates the derivative of g at x from nine values g(x), g(x + step), ... g(x + 8·step). The formula is exact for
/// polynomials of degree up to 8. All values are on one side of x, so a kink on the other side has no effect.
///
/// The bound on the error is a sum of two terms. The first term covers the errors of the values, which the formula
/// divides by the step. The second term covers the truncation error: it is 8 times the difference from a second
/// estimate with the doubled step. For a smooth g, this difference is 255 times the truncation error; the factor 8
/// gives a bound even if g is less smooth.
template <scalar W, class G> derivative_estimate one_sided_derivative(const G &g, W x, W step) {
  constexpr double weights[] = {-761.0 / 280, 8, -14, 56.0 / 3, -35.0 / 2, 56.0 / 5, -14.0 / 3, 8.0 / 7, -1.0 / 8};
  double fine = 0;
  double coarse = 0;
  double sum_of_weights = 0;
  double largest = 1;
  double values[17] = {};
  for (int k = 0; k <= 16; k += k < 8 ? 1 : 2)
    values[k] = static_cast<double>(g(x + static_cast<W>(k) * step));
  for (std::size_t k = 0; k <= 8; ++k) {
    fine += weights[k] * values[k];
    coarse += weights[k] * values[2 * k];
    sum_of_weights += std::fabs(weights[k]);
    largest = (std::max)(largest, std::fabs(values[k]));
  }
  const auto h = static_cast<double>(step);
  fine /= h;
  coarse /= 2 * h;
  const double argument = std::fabs(static_cast<double>(x)) + 8 * std::fabs(h);
  const double rounding = static_cast<double>(std::numeric_limits<W>::epsilon()) *
                          (assumed_error * largest + argument * std::fabs(fine)) * sum_of_weights / std::fabs(h);
  return {fine, 8 * std::fabs(fine - coarse) + rounding, std::fabs(values[0] - 2 * values[1] + values[2]) / (h * h)};
}

/// Returns the largest power of two that is at most `most`.
inline double power_of_two_below(double most) { return std::ldexp(1.0, std::ilogb(most)); }

/// Estimates the derivative of g at the kink x from the right. No other kink of `kinks` lies between the values of g.
template <scalar W, class G>
derivative_estimate estimate_right_derivative(const G &g, W x, std::span<const double> kinks) {
  double above = infinity;
  for (const double kink : kinks)
    if (kink > static_cast<double>(x))
      above = (std::min)(above, kink - static_cast<double>(x));
  constexpr double full = std::is_same_v<W, double> ? 0x1p-7 : 0x1p-3;
  return one_sided_derivative(g, x, static_cast<W>((std::min)(full, power_of_two_below(above / 16))));
}

/// Estimates the derivative of g at x, or the derivative from the left if x is a kink. All values of g are on one side
/// of x, and no kink of `kinks` lies between them. If the estimate is inaccurate, for example because of a kink that is
/// not listed, the function also tries the other side of x, and returns the better estimate.
template <scalar W, class G> derivative_estimate estimate_derivative(const G &g, W x, std::span<const double> kinks) {
  const auto at = static_cast<double>(x);
  double below = infinity;
  double above = infinity;
  bool at_kink = false;
  for (const double kink : kinks) {
    at_kink = at_kink || detail::equal(kink, at);
    if (kink < at)
      below = (std::min)(below, at - kink);
    if (kink >= at)
      above = (std::min)(above, kink - at);
  }
  // With this step, rounding errors and truncation errors are about equal for functions such as tanh.
  constexpr double full = std::is_same_v<W, double> ? 0x1p-7 : 0x1p-3;
  const auto step = [&](double room) { return static_cast<W>((std::min)(full, power_of_two_below(room / 16))); };
  const bool left_is_roomier = at_kink || below >= (std::min)(above, 16 * full);
  if (at_kink || detail::is_zero(above))
    return one_sided_derivative(g, x, -step(below));
  const derivative_estimate first = one_sided_derivative(g, x, left_is_roomier ? -step(below) : step(above));
  if (first.error <= 1e-6 * (1 + std::fabs(first.derivative)))
    return first;
  const derivative_estimate second = one_sided_derivative(g, x, left_is_roomier ? step(above) : -step(below));
  return second.error < first.error || !(first.error < infinity) ? second : first;
}

} // namespace xact::inline XACT_ARCH::testing
