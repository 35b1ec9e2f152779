#pragma once

/// The claims that an activation is checked against.

#include <xact/testing/subject.hpp>

#include <optional>
#include <vector>

namespace xact::inline XACT_ARCH {

/// Claims about an activation. A claim that is not stated is not checked; the report lists the omitted checks. The
/// contract that `facts()` of a functor returns makes the same claims.
struct expectations {
  std::optional<special_values> value{};         ///< values of f at special inputs
  std::optional<special_values> derivative{};    ///< values of f' at special inputs
  std::optional<double> value_ulp{};             ///< bound on the error of f in float, against f in double
  std::optional<double> derivative_ulp{};        ///< bound on the error of f' in float
  std::optional<double> value_double_ulp{};      ///< bound on the error of f in double, against f in double_double
  std::optional<double> derivative_double_ulp{}; ///< bound on the error of f' in double
  /// The inputs where one piece of the formula ends and the next begins. 0 always counts as a kink, even if it is not
  /// listed.
  std::vector<double> kinks{};
  bool increasing = false; ///< f never decreases
  bool odd = false;        ///< f(-x) is bitwise equal to -f(x), and f'(-x) to f'(x)
};

/// Returns the claims of f.facts(), or no claims if f has no facts.
template <class F> [[nodiscard]] expectations expectations_of(const F &f) {
  if constexpr (testing::states_facts<F>) {
    const contract facts = f.facts();
    expectations e{.value = facts.value,
                   .derivative = facts.derivative,
                   .value_ulp = facts.value_error.float_ulp,
                   .derivative_ulp = facts.derivative_error.float_ulp,
                   .value_double_ulp = facts.value_error.double_ulp,
                   .derivative_double_ulp = facts.derivative_error.double_ulp,
                   .increasing = facts.increasing,
                   .odd = facts.odd};
    for (const double kink : facts.kinks)
      if (!std::isnan(kink))
        e.kinks.push_back(kink);
    return e;
  } else {
    return {};
  }
}

} // namespace xact::inline XACT_ARCH
