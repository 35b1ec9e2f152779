#pragma once

/// Law of accuracy: f in float against f in double.

#include <xact/testing/derivative_laws.hpp>

namespace xact::inline XACT_ARCH::testing {

/// |got - exact| in units in the last place of exact as a float, subnormals included.
inline double float_ulps(float got, double exact) {
  using limits = std::numeric_limits<float>;
  const auto rounded = static_cast<float>(exact);
  if (!std::isfinite(got) || !std::isfinite(rounded))
    return same(got, rounded) ? 0 : infinity;
  constexpr int least = limits::min_exponent - 1;
  const int exponent = exact == 0 ? least : (std::max)(std::ilogb(exact), least);
  return std::fabs(static_cast<double>(got) - exact) / std::ldexp(1.0, exponent - limits::digits + 1);
}

inline void check_accuracy(findings<float> found, const map<float> &f, const map<double> &wide, double bound,
                           std::span<const float> x, std::span<const double> kinks) {
  for (const float v : x) {
    if (!std::isfinite(v) || beside_rounded_kink(v, kinks))
      continue;
    const float got = f(v);
    const double exact = wide(static_cast<double>(v));
    const double error = float_ulps(got, exact);
    // Double is off by a little, too.
    if (!(error <= bound + 0x1p-20))
      found.add(law::accuracy, f.name, v, got, exact,
                number("it is off by ", error) + number(" ULP of double, and the bound is ", bound));
  }
}

} // namespace xact::inline XACT_ARCH::testing
