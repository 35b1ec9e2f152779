#pragma once

/// log(1 + u) for 0 <= u <= 1, on rounded_double and double_double.

#include <xact/math/exp_double_double.hpp>
#include <xact/math/log1p.hpp>
#include <xact/numbers/rounded_double.hpp>

namespace xact::inline XACT_ARCH::math::detail {

template <> struct unit_log1p<rounded_double> {
  [[nodiscard]] static XACT_INLINE rounded_double of(const rounded_double &u) noexcept {
    const rounded_double::wide v = u.doubles();
    return rounded_double(math::unit_log1p(v[0]), math::unit_log1p(v[rounded_double::last]));
  }
};

/// One Newton step from the result y in double: log(1 + u) = y + log(1 + d) with d = (1 + u)·e^-y - 1. d is so small
/// that the step adds d instead of log(1 + d).
template <> struct unit_log1p<double_double> {
  [[nodiscard]] static XACT_INLINE double_double of(double_double u) noexcept {
    const double_double one(1.0);
    const double_double y(math::unit_log1p(u.hi));
    return y + mul_add(one + u, nonpositive_expm1(-y, one), u);
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
