#pragma once

/// Functions that report each omitted check and the reason for the omission.

#include <xact/testing/accuracy_property.hpp>
#include <xact/testing/expectations.hpp>

namespace xact::inline XACT_ARCH::testing {

/// Returns the bound if it is finite and not negative, else nothing.
inline std::optional<double> usable(std::optional<double> bound) {
  return bound && *bound >= 0 && *bound < infinity ? bound : std::nullopt;
}

/// Checks the accuracy of f or f' in T, and reports the parts that are not checked.
template <scalar T>
void check_or_omit_accuracy(failures<T> found, const scalar_function<T> &f, const wide_value<T> &wide,
                            std::optional<double> stated, std::span<const T> x, std::span<const double> kinks) {
  const bool of_value = std::string_view(f.name) == "f";
  const std::string what =
      std::string(of_value ? "value" : "derivative") + " error (" + (sizeof(T) == 4 ? "float)" : "double)");
  if (!wide) {
    found.omit(what, sizeof(T) == 4 ? "nothing in double to compare with"
                                    : "nothing wider to compare with: on_double_double is not stated");
    return;
  }
  const std::optional<double> bound = usable(stated);
  const largest_error most = check_accuracy(found, f, wide, bound, x, kinks);
  if (bound && sizeof(T) == 8)
    found.omit(what + " for |x| below 2^-10 or above 8", "double_double need be exact enough for floats alone there");
  if (!bound)
    found.omit(what, std::string(stated ? "the bound is not finite" : "no bound stated") + "; " + most.message());
}

/// Reports the checks that are omitted because no claim is stated.
template <class F> void omit_unstated(conformance_report &report, const expectations &stated, bool differentiable) {
  if (!stated.value)
    report.omit({"special values of f", "none stated"});
  if (!stated.derivative && differentiable)
    report.omit({"special values of f'", "none stated"});
  if constexpr (!states_facts<F>) {
    if (!stated.increasing)
      report.omit({"that f never decreases", "not stated"});
    if (!stated.odd)
      report.omit({"that f is odd", "not stated"});
  }
}

/// Reports the checks that are omitted because F does not evaluate on double or on float, has no derivative, or has the
/// form f(x, p) without a named parameter or with several.
template <class F, class Wide> void omit_missing(conformance_report &report, bool differentiable) {
  if (!has_value<F, double>)
    report.omit({"double", has_value<Wide, double> ? "the functor evaluates on float alone"
                                                   : "the functor evaluates on float alone; f' in float is held "
                                                     "against coarse differences of f in float"});
  if (!has_value<F, float>)
    report.omit({"float", "the functor evaluates on double alone"});
  if (!differentiable)
    report.omit({"f' and gradients", "the functor has no derivative"});
  if constexpr (parametric<F> && !of_one_parameter<F>)
    report.omit({"derivatives in the parameters", "the functor has several parameters that can be learned"});
  else if constexpr (parametric<F> && !names_learned_parameter<F>())
    report.omit({"derivative in the parameter", "parameters() does not list the parameter"});
}

} // namespace xact::inline XACT_ARCH::testing
