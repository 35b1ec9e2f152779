#pragma once

/// Logarithms on rounded_double and double_double.

#include <xact/math/by_halves.hpp>
#include <xact/math/exp_double_double.hpp>
#include <xact/math/log_parts.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// @{ log, log2 and log10 in double.
[[nodiscard]] XACT_INLINE rounded_double wide_log(const rounded_double &x) noexcept {
  return by_halves([](auto v) XACT_INLINE_LAMBDA { return register_log(v); }, x);
}
[[nodiscard]] XACT_INLINE rounded_double wide_log2(const rounded_double &x) noexcept {
  return by_halves([](auto v) XACT_INLINE_LAMBDA { return register_log2(v); }, x);
}
[[nodiscard]] XACT_INLINE rounded_double wide_log10(const rounded_double &x) noexcept {
  return by_halves([](auto v) XACT_INLINE_LAMBDA { return register_log10(v); }, x);
}
/// @}

/// x = 2^k·m, and the logarithm of m by one Newton step from the result y in double: log(m) = y + log(1 + d) with
/// d = m·e^-y - 1. d is so small that the step adds d - d²/2 instead of log(1 + d).
struct wide_log_parts {
  using V = double_double;

  V k;     ///< an integer
  V log_m; ///< log(m)

  XACT_INLINE explicit wide_log_parts(V x) noexcept : k(0.0), log_m(0.0) {
    using part = V::part;
    using reduction = exp_reduction<part>;
    const log_reduction<part> x_is(x.hi);
    k = V(x_is.k);
    const part one(1.0);
    const auto n = to_bits(part(reduction::constants::round) - x_is.k) + reduction::bits(reduction::constants::bias);
    const part low = times_power(x.lo, part(0.0) - x_is.k, n);
    const V m(one + x_is.f, low);
    const V y(x_is.f + log_bend(x_is.f));
    const V d = mul_add(m, nonpositive_expm1(-y, V(1.0)), xact::detail::two_sum(x_is.f, low));
    log_m = y + (d - V(unfused(part(0.5) * d.hi * d.hi)));
  }
};

/// The logarithm of x, given the logarithm y of a finite x > 0.
[[nodiscard]] XACT_INLINE double_double wide_log_or_special(double_double x, double_double y) noexcept {
  const auto hi = log_or_special(x.hi, y.hi);
  return double_double(hi, keep_where(hi - hi <= double_double::part(0.0), y.lo));
}

/// @{ log, log2 and log10 with a relative error of at most 2^-90.
[[nodiscard]] XACT_INLINE double_double wide_log(double_double x) noexcept {
  using V = double_double;
  const wide_log_parts x_is(x);
  const V ln2{V::part(exp_constants<double>::ln2), V::part(-exp_constants<double>::ln2_excess)};
  return wide_log_or_special(x, mul_add(x_is.k, ln2, x_is.log_m));
}
[[nodiscard]] XACT_INLINE double_double wide_log2(double_double x) noexcept {
  using V = double_double;
  const wide_log_parts x_is(x);
  const V log2e{V::part(log_constants<double>::log2e[0]), V::part(log_constants<double>::log2e[1])};
  return wide_log_or_special(x, mul_add(x_is.log_m, log2e, x_is.k));
}
[[nodiscard]] XACT_INLINE double_double wide_log10(double_double x) noexcept {
  using V = double_double;
  const V log10e{V::part(log_constants<double>::log10e[0]), V::part(log_constants<double>::log10e[1])};
  return wide_log_or_special(x, wide_log(x) * log10e);
}
/// @}

} // namespace xact::inline XACT_ARCH::math::detail
