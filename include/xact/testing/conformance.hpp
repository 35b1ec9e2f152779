#pragma once

/// `conformance` checks a user's activation for the properties that the library promises for its own activations.
/// xact.hpp does not include this header. The checks need no test framework.

#include <xact/testing/accuracy_property.hpp>
#include <xact/testing/derivative_properties.hpp>
#include <xact/testing/expectations.hpp>
#include <xact/testing/omissions.hpp>
#include <xact/testing/parameter_properties.hpp>
#include <xact/testing/position_properties.hpp>
#include <xact/testing/type_name.hpp>
#include <xact/testing/value_properties.hpp>

namespace xact::inline XACT_ARCH {

namespace testing {

/// Checks that the stated error bounds are finite and not negative: an infinite bound would promise nothing. The bounds
/// of a contract with `instead_of_bounds` are not checked.
template <class F> void check_bounds(conformance_report &report, const F &f, const expectations &stated) {
  const auto refuse_infinite = [&](const char *type, const char *what, double bound) {
    if (bound >= 0 && bound < infinity)
      return;
    report.add({.broken = property::bounds,
                .type = type,
                .what = subject_name<F>() + "'s " + what,
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

/// Returns the stated kinks and 0, the most frequent kink.
inline std::vector<double> kinks_of(const expectations &stated) {
  std::vector<double> kinks{0};
  kinks.insert(kinks.end(), stated.kinks.begin(), stated.kinks.end());
  return kinks;
}

template <scalar T>
void check_value_properties(conformance_report &report, const subject<T> &s, const expectations &stated,
                            std::span<const T> x, std::span<const T> values) {
  const failures<T> found(report);
  if (stated.value)
    check_special_values(found, s.value, *stated.value);
  else
    check_nan(found, s);
  check_numbers(found, s.value, stated.value.has_value(), x, values);
  check_position(found, s.value, x, values);
  if (stated.odd)
    check_symmetry(found, s.value, T(-1), x, values);
  if (stated.increasing)
    check_increasing(found, s.value, std::vector<T>(x.begin(), x.end()));
}

template <scalar T, scalar W>
void check_derivative_properties(conformance_report &report, const subject<T> &s, const subject<W> &wide,
                                 const expectations &stated, std::span<const T> x, std::span<const T> values) {
  const failures<T> found(report);
  const std::vector<T> derivatives = evaluate_each(s.derivative, x);
  if (stated.derivative)
    check_special_values(found, s.derivative, *stated.derivative);
  else
    check_nan_gradient(found, s.derivative);
  check_numbers(found, s.derivative, stated.derivative.has_value(), x, std::span<const T>(derivatives));
  check_position(found, s.derivative, x, std::span<const T>(derivatives));
  if (stated.odd)
    check_symmetry(found, s.derivative, T(1), x, std::span<const T>(derivatives));
  check_derivative(found, s.derivative, wide.value, kinks_of(stated));
  check_both(found, s, x, values, std::span<const T>(derivatives));
  check_backward(found, s, x, std::span<const T>(derivatives), kinks_of(stated));
  if (s.from_output != nullptr)
    check_from_output(found, s, x, values, std::span<const T>(derivatives), kinks_of(stated));
}

/// The functions f and f', evaluated in the next wider type. Both are empty if the functor does not evaluate on that
/// type.
template <scalar T> struct wide_values {
  wide_value<T> value{};
  wide_value<T> derivative{};
};

/// Runs all checks of s. `wide` is the same functor on W, which is T or a wider type. The check of f' uses differences
/// of `wide`.
template <scalar T, scalar W>
void check_all(conformance_report &report, const subject<T> &s, const subject<W> &wide, const expectations &stated,
               const wide_values<T> &exact) {
  const std::vector<double> kinks = kinks_of(stated);
  const std::vector<T> inputs = testing::inputs<T>(kinks);
  const std::span<const T> x(inputs);
  const std::vector<T> values = evaluate_each(s.value, x);
  check_value_properties(report, s, stated, x, std::span<const T>(values));
  if (s.derivative)
    check_derivative_properties(report, s, wide, stated, x, std::span<const T>(values));
  const failures<T> found(report);
  const bool narrow = sizeof(T) == 4;
  check_or_omit_accuracy(found, s.value, exact.value, narrow ? stated.value_ulp : stated.value_double_ulp, x, kinks);
  if (s.derivative)
    check_or_omit_accuracy(found, s.derivative, exact.derivative,
                           narrow ? stated.derivative_ulp : stated.derivative_double_ulp, x, kinks);
}

template <class F, class Wide>
void check_float(conformance_report &report, const F &f, const expectations &stated, const Wide &wide) {
  const auto s = subject_of<float>(f);
  if constexpr (has_value<Wide, double>) {
    const Wide rounded = with_float_parameters(wide);
    const auto w = subject_of<double>(rounded);
    check_all(report, s, w, stated, {in_wide(w.value), in_wide(w.derivative)});
  } else {
    check_all(report, s, s, stated, {});
  }
}

template <class F> void check_double(conformance_report &report, const F &f, const expectations &stated) {
  const auto s = subject_of<double>(f);
  wide_values<double> exact;
  if constexpr (evaluates_on_double_double<F>) {
    exact.value = [&f](double x) { return on_double_double(f, x, false); };
    if constexpr (activation<F, double>)
      exact.derivative = [&f](double x) { return on_double_double(f, x, true); };
  }
  check_all(report, s, s, stated, exact);
}

template <class F> void check_parameter_of(conformance_report &report, const F &f) {
  const F narrow = with_float_parameters(f);
  if constexpr (has_value<F, double>) {
    const auto wide = parametric_subject_of<double>(f);
    check_parameter(failures<float>(report), parametric_subject_of<float>(narrow), wide);
    check_parameter(failures<double>(report), wide, wide);
  } else {
    const auto s = parametric_subject_of<float>(narrow);
    check_parameter(failures<float>(report), s, s);
  }
}

} // namespace testing

/// Checks the properties of f (see `property`). NaN propagation, lanes and positions are always checked. Derivatives,
/// gradients and hooks are checked if f has them. Special values, accuracy, monotonicity and symmetry are checked if
/// they are stated. A NaN result for a number or an infinity is a failure, unless it is a stated special value.
///
///     const auto report = xact::conformance(squared_relu{}, {.kinks = {0}});
///     std::fputs(report.summary().c_str(), stderr);
///
/// Summary     The summary lists the failures, and the omitted checks with the reasons. If no error bound is stated,
///             the summary has the largest error, which is then no failure.
/// Limits      The only reference for f is f itself in a wider type. A formula that is wrong in the same way in every
///             type passes, if its derivative is the derivative of the wrong formula.
/// Numbers     The checks use float and double, or only one of these types if f does not evaluate on the other type.
/// Derivative  f' in float and in double is checked against differences of f in double. If f evaluates on float alone,
///             the differences are of `wide`, a functor that computes f in double. If `wide` does not evaluate on
///             double either, the differences are of f in float, and are coarse. For exact(g), the overloads without
///             `wide` use g.
/// Errors      Results in float are checked against results in double. Results in double are checked against
///             double_double if f has the hook `on_double_double`, but only for |x| from 2^-10 to 8: beyond this
///             range, the hook promises only the digits that float needs.
/// Parameters  If f also has the form f(x, p), with one named parameter p, ∂f/∂p is checked at the present value of p.
/// Time        A call takes some milliseconds with optimization, and allocates memory.
/// Compiler    Compile with -ffp-contract=off, or use `mul_add` in the formulas. Otherwise the compiler may fuse a
///             product with a sum in one member of f but not in another, so that f and `value_and_derivative` give
///             different bits.
template <class F, class Wide>
[[nodiscard]] conformance_report conformance(const F &f, const expectations &stated, const Wide &wide) {
  static_assert(has_value<F, float> || has_value<F, double>,
                "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
  conformance_report report(testing::subject_name<F>());
  testing::check_bounds(report, f, stated);
  constexpr bool differentiable = activation<F, float> || activation<F, double>;
  testing::omit_missing<F, Wide>(report, differentiable);
  testing::omit_unstated<F>(report, stated, differentiable);
  if constexpr (has_value<F, float>)
    testing::check_float(report, f, stated, wide);
  if constexpr (has_value<F, double>)
    testing::check_double(report, f, stated);
  if constexpr (testing::names_learned_parameter<F>())
    testing::check_parameter_of(report, f);
  return report;
}

/// Checks f against the stated claims. The argument `wide` is g if f is exact(g), else f.
template <class F> [[nodiscard]] conformance_report conformance(const F &f, const expectations &stated) {
  if constexpr (!has_value<F, double> && requires { f.activation(); })
    return conformance(f, stated, f.activation());
  else
    return conformance(f, stated, f);
}

/// Checks f against the claims of its `facts()`. A functor without facts makes no claims.
template <class F> [[nodiscard]] conformance_report conformance(const F &f) {
  return conformance(f, expectations_of(f));
}

} // namespace xact::inline XACT_ARCH
