#pragma once

/// A check of an activation of one's own against what the library promises of its own. Not a part of xact.hpp; needs no
/// test framework.

#include <xact/testing/accuracy_law.hpp>
#include <xact/testing/derivative_laws.hpp>
#include <xact/testing/parameter_laws.hpp>
#include <xact/testing/position_laws.hpp>
#include <xact/testing/value_laws.hpp>

#include <optional>

namespace xact::inline XACT_ARCH {

/// The claims about an activation; a claim that is left out is not checked. `facts()` of a functor states them too.
struct expectations {
  std::optional<special_values> value{};      ///< of f
  std::optional<special_values> derivative{}; ///< of f'
  std::optional<double> value_ulp{};          ///< the largest error of f in float, against f in double
  std::optional<double> derivative_ulp{};     ///< and of f'
  /// The inputs at which one piece of the formula ends and the next begins; 0 need not be named.
  std::vector<double> kinks{};
  bool increasing = false; ///< f never decreases
  bool odd = false;        ///< f(-x) has the bits of -f(x), and f'(-x) those of f'(x)
};

/// The facts of f, if it has some.
template <class F> [[nodiscard]] expectations expectations_of(const F &f) {
  if constexpr (testing::states_facts<F>) {
    const contract facts = f.facts();
    expectations e{.value = facts.value,
                   .derivative = facts.derivative,
                   .value_ulp = facts.value_error.float_ulp,
                   .derivative_ulp = facts.derivative_error.float_ulp,
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

namespace testing {

/// A bound that is infinite promises nothing, and one that is NaN or negative is none.
template <class F> void check_bounds(conformance_report &report, const F &f, const expectations &stated) {
  const auto refuse_infinite = [&](const char *type, const char *what, double bound) {
    if (bound >= 0 && bound < infinity)
      return;
    report.add({.broken = law::bounds,
                .type = type,
                .what = std::string(name_of<F>()) + "'s " + what,
                .input = 0,
                .found = bound,
                .wanted = 0,
                .where = {},
                .because = "state a finite one, or what holds instead, in the contract's instead_of_bounds"});
  };
  if constexpr (states_facts<F>) {
    const contract facts = f.facts();
    if (!facts.instead_of_bounds.empty())
      return;
    refuse_infinite("float", "f", facts.value_error.float_ulp);
    refuse_infinite("float", "f'", facts.derivative_error.float_ulp);
    refuse_infinite("double", "f", facts.value_error.double_ulp);
    refuse_infinite("double", "f'", facts.derivative_error.double_ulp);
  }
  refuse_infinite("float", "f", stated.value_ulp.value_or(0));
  refuse_infinite("float", "f'", stated.derivative_ulp.value_or(0));
}

/// 0 and the kinks that are stated: most functions that have one have it there.
inline std::vector<double> kinks_of(const expectations &stated) {
  std::vector<double> kinks{0};
  kinks.insert(kinks.end(), stated.kinks.begin(), stated.kinks.end());
  return kinks;
}

template <scalar T>
void check_value(conformance_report &report, const subject<T> &s, const expectations &stated, std::span<const T> x,
                 std::span<const T> values) {
  const findings<T> found(report);
  if (stated.value)
    check_special_values(found, s.value, *stated.value);
  else
    check_nan(found, s);
  check_position(found, s.value, x, values);
  if (stated.odd)
    check_symmetry(found, s.value, T(-1), x, values);
  if (stated.increasing)
    check_increasing(found, s.value, std::vector<T>(x.begin(), x.end()));
}

template <scalar T, scalar W>
void check_slope(conformance_report &report, const subject<T> &s, const subject<W> &wide, const expectations &stated,
                 std::span<const T> x, std::span<const T> values) {
  const findings<T> found(report);
  const std::vector<T> slopes = alone(s.derivative, x);
  if (stated.derivative)
    check_special_values(found, s.derivative, *stated.derivative);
  else
    check_nan_gradient(found, s.derivative);
  check_position(found, s.derivative, x, std::span<const T>(slopes));
  if (stated.odd)
    check_symmetry(found, s.derivative, T(1), x, std::span<const T>(slopes));
  check_derivative(found, s.derivative, wide.value, kinks_of(stated));
  check_both(found, s, x, values, std::span<const T>(slopes));
  check_backward(found, s, x, std::span<const T>(slopes), kinks_of(stated));
  if (s.from_output != nullptr)
    check_from_output(found, s, x, values, std::span<const T>(slopes));
}

/// `wide` is the same function in W, which is T or wider.
template <scalar T, scalar W>
void check_all(conformance_report &report, const subject<T> &s, const subject<W> &wide, const expectations &stated) {
  const std::vector<double> kinks = kinks_of(stated);
  const std::vector<T> inputs = testing::inputs<T>(kinks);
  const std::span<const T> x(inputs);
  const std::vector<T> values = alone(s.value, x);
  check_value(report, s, stated, x, std::span<const T>(values));
  if (s.derivative)
    check_slope(report, s, wide, stated, x, std::span<const T>(values));
  if constexpr (sizeof(T) < sizeof(W)) {
    const findings<T> found(report);
    if (stated.value_ulp)
      check_accuracy(found, s.value, wide.value, *stated.value_ulp, x, kinks);
    if (stated.derivative_ulp && s.derivative && wide.derivative)
      check_accuracy(found, s.derivative, wide.derivative, *stated.derivative_ulp, x, kinks);
  }
}

template <class F> void check_parameter_of(conformance_report &report, const F &f) {
  const F narrow = with_float_parameters(f);
  if constexpr (has_value<F, double>) {
    const auto wide = parametric_subject_of<double>(f);
    check_parameter(findings<float>(report), parametric_subject_of<float>(narrow), wide.value);
    check_parameter(findings<double>(report), wide, wide.value);
  } else {
    const auto s = parametric_subject_of<float>(narrow);
    check_parameter(findings<float>(report), s, s.value);
  }
}

} // namespace testing

/// Holds f to every law that concerns it: those on NaN, lanes and positions always; on derivatives, `backward`, and
/// what else it offers if it offers it; on special values, accuracy and monotony as far as they are stated.
///
///     const auto report = xact::conformance(squared_relu{}, {.kinks = {0}});
///     if (!report)
///       std::fputs(report.summary().c_str(), stderr);
///
/// Numbers     float and double, or the one of them that f evaluates on.
/// Derivative  in float and in double, against differences of f in double. For a functor that evaluates on float alone
///             `wide` is the same function in double; without one the differences are of f in float, and coarse.
///             `exact` brings its own.
/// Parameters  a functor that is also called as f(x, p) is checked at the p that it has as a member.
/// Time        some milliseconds, optimized. Allocates. Compile with -ffp-contract=off, or fuse with `mul_add`, where
///             a compiler that fuses at will may give f other bits in `value_and_derivative`.
template <class F, class Wide>
[[nodiscard]] conformance_report conformance(const F &f, const expectations &stated, const Wide &wide) {
  static_assert(has_value<F, float> || has_value<F, double>,
                "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
  conformance_report report(name_of<F>());
  testing::check_bounds(report, f, stated);
  if constexpr (has_value<F, float>) {
    const auto s = testing::subject_of<float>(f);
    if constexpr (has_value<Wide, double>) {
      const Wide rounded = testing::with_float_parameters(wide);
      testing::check_all(report, s, testing::subject_of<double>(rounded), stated);
    } else {
      testing::check_all(report, s, s, stated);
    }
  }
  if constexpr (has_value<F, double>) {
    const auto s = testing::subject_of<double>(f);
    testing::check_all(report, s, s, stated);
  }
  if constexpr (testing::has_one_parameter<F>())
    testing::check_parameter_of(report, f);
  return report;
}

/// The same; `wide` is f itself, or the activation that an `exact` one has within.
template <class F> [[nodiscard]] conformance_report conformance(const F &f, const expectations &stated) {
  if constexpr (!has_value<F, double> && requires { f.activation(); })
    return conformance(f, stated, f.activation());
  else
    return conformance(f, stated, f);
}

/// The same, with what `facts()` of f states.
template <class F> [[nodiscard]] conformance_report conformance(const F &f) {
  return conformance(f, expectations_of(f));
}

} // namespace xact::inline XACT_ARCH
