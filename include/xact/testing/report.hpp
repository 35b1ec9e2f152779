#pragma once

/// The report of a check: its failures, omissions and largest errors, as lines of text.

#include <xact/simd/number.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xact::inline XACT_ARCH {

/// The properties that `conformance` checks.
enum class property {
  special_values,         ///< f and f' at NaN, ±0 and ±∞ are bitwise equal to the stated values
  nan_propagation,        ///< f(NaN) is NaN, also in one lane of a batch; f'(NaN) is not 0
  nan_result,             ///< f and f' of a number or an infinity are not NaN, unless the stated special values are NaN
  lanes,                  ///< a result in a lane is bitwise equal to the result for a single number
  position,               ///< a result in an array is bitwise equal to the result for a single number
  derivative,             ///< f' agrees with differences of f
  kink,                   ///< at a kink f' is the derivative from the left, or from the right if this is 0 or 1
  increasing,             ///< f never decreases; checked if stated
  odd,                    ///< f(-x) is -f(x), and f'(-x) is f'(x); checked if stated
  bounds,                 ///< the stated error bounds are finite, unless the contract has `instead_of_bounds`
  accuracy,               ///< the errors of f and f', measured with the next wider type, are within the stated bounds
  value_and_derivative,   ///< the results of value_and_derivative are bitwise equal to f and f'
  derivative_from_output, ///< derivative_from_output agrees with f', as far as the output determines f'
  backward,               ///< dx is dy·f'; with the hook `backward` dx is 0 where f' is a constant 0
  parameter_derivative,   ///< ∂f/∂p agrees with differences of f; f(x) is f(x, p) for the present p
  parameter_backward,     ///< the terms of the gradient in p are dy·∂f/∂p; for a rectifier, 0 where ∂f/∂p is 0
};

/// The former name of `property`.
using law [[deprecated("say xact::property")]] = property;

/// Returns the name of a property for messages.
[[nodiscard]] constexpr std::string_view to_string(property l) noexcept {
  switch (l) {
  case property::special_values:
    return "special values";
  case property::nan_propagation:
    return "NaN propagation";
  case property::nan_result:
    return "NaN result";
  case property::lanes:
    return "lanes";
  case property::position:
    return "position";
  case property::derivative:
    return "derivative";
  case property::kink:
    return "kink";
  case property::increasing:
    return "increasing";
  case property::odd:
    return "odd";
  case property::bounds:
    return "bounds";
  case property::accuracy:
    return "accuracy";
  case property::value_and_derivative:
    return "value_and_derivative";
  case property::derivative_from_output:
    return "derivative_from_output";
  case property::backward:
    return "backward";
  case property::parameter_derivative:
    return "parameter_derivative";
  case property::parameter_backward:
    return "parameter_backward";
  }
  return "";
}

/// An input at which an activation does not have a property.
struct failure {
  property broken;     ///< the property
  std::string type;    ///< the number type: "float" or "double"
  std::string what;    ///< name of the wrong result, such as "f", "f'" or "dx for dy = inf"
  double input;        ///< the input x
  double found;        ///< the result
  double wanted;       ///< the right result
  std::string where;   ///< the place, such as "in lane 2 of 4"; empty if the place does not matter
  std::string because; ///< the reason why `wanted` is right

  /// Returns the failure as a line of text. Its numbers have enough digits to reproduce the input.
  [[nodiscard]] std::string message() const {
    const auto number = [this](double x) {
      char text[40];
      std::snprintf(text, sizeof text, "%.*g", type == "float" ? 9 : 17, x);
      return std::string(text);
    };
    if (broken == property::bounds)
      return std::string(to_string(broken)) + " (" + type + "): the bound of the error of " + what + " is " +
             number(found) + " ULP: " + because;
    if (broken == property::nan_result)
      return std::string(to_string(broken)) + " (" + type + "): " + what + " at " + number(input) +
             " is NaN: " + because;
    return std::string(to_string(broken)) + " (" + type + "): " + what + " at " + number(input) +
           (where.empty() ? "" : " " + where) + " is " + number(found) + ", not " + number(wanted) +
           (because.empty() ? "" : ": " + because);
  }
};

/// The former name of `failure`.
using violation [[deprecated("say xact::failure")]] = failure;

/// A check that was omitted.
struct omission {
  std::string what; ///< the check, such as "value error (float)"
  std::string why;  ///< the reason, such as "no bound stated"

  /// Returns the omission as a line of text.
  [[nodiscard]] std::string message() const { return what + ": not checked, " + why; }
};

/// The largest error of f or f': in float, compared with double, or in double, compared with double_double.
struct largest_error {
  std::string what; ///< "f" or "f'"
  std::string type; ///< "float" or "double"
  double ulp;       ///< the error, in units in the last place of `wanted`
  double input;     ///< x
  double found;     ///< f(x) or f'(x)
  double wanted;    ///< f(x) or f'(x) in the wider type

  /// Returns the error as a line of text.
  [[nodiscard]] std::string message() const {
    const bool narrow = type == "float";
    if (detail::is_zero(ulp))
      return std::string("every value equals that in ") + (narrow ? "double" : "double_double");
    char text[160];
    std::snprintf(text, sizeof text, "the largest found is %.9g ULP from its value in %s, at %.*g", ulp,
                  narrow ? "double" : "double_double", narrow ? 9 : 17, input);
    return text;
  }
};

/// The result of `conformance`. Converts to true if there are no failures.
class [[nodiscard]] conformance_report {
public:
  /// Makes a report without failures. `subject` is the name of the activation.
  explicit conformance_report(std::string_view subject) : subject_(subject) {}

  /// True if there are no failures.
  explicit operator bool() const noexcept { return failures_.empty(); }

  /// The first failures: at most three with the same property, `type` and `what`.
  [[nodiscard]] const std::vector<failure> &failures() const noexcept { return failures_; }

  /// The former name of `failures()`.
  [[deprecated("say failures()")]] [[nodiscard]] const std::vector<failure> &violations() const noexcept {
    return failures_;
  }

  /// True if the report has a failure of this property.
  [[nodiscard]] bool failed(property l) const noexcept {
    for (const failure &v : failures_)
      if (v.broken == l)
        return true;
    return false;
  }
  /// The former name of `failed`.
  [[deprecated("say failed(property)")]] [[nodiscard]] bool broke(property l) const noexcept { return failed(l); }

  /// The checks that were omitted.
  [[nodiscard]] const std::vector<omission> &omissions() const noexcept { return omissions_; }

  /// The largest errors of f and f', with or without stated bounds, in each type for which a wider type gives the true
  /// values.
  [[nodiscard]] const std::vector<largest_error> &errors() const noexcept { return errors_; }

  /// Returns a line for the activation, a line per failure, and a line per omitted check. One more line counts the
  /// failures that are not listed.
  [[nodiscard]] std::string summary() const {
    std::string text = subject_ + (failures_.empty() ? " conforms in all that was checked\n" : " does not conform\n");
    for (const failure &v : failures_)
      text += "  " + v.message() + '\n';
    if (more_ != 0)
      text += "  and " + std::to_string(more_) + " more of these kinds\n";
    for (const omission &o : omissions_)
      text += "  " + o.message() + '\n';
    return text;
  }

  /// Adds a failure, unless the same failure is listed already. If three failures with the same property, `type` and
  /// `what` are listed, only counts the failure.
  void add(failure v) {
    constexpr std::size_t of_one_kind = 3;
    std::size_t alike = 0;
    for (const failure &other : failures_) {
      const bool same_kind = other.broken == v.broken && other.type == v.type && other.what == v.what;
      if (same_kind && detail::equal(other.input, v.input) && std::signbit(other.input) == std::signbit(v.input) &&
          other.where == v.where)
        return;
      alike += same_kind;
    }
    if (alike < of_one_kind)
      failures_.push_back(std::move(v));
    else
      ++more_;
  }

  /// Adds an omission, unless its check is listed already.
  void omit(omission o) {
    for (const omission &other : omissions_)
      if (other.what == o.what)
        return;
    omissions_.push_back(std::move(o));
  }

  /// Adds the largest error of one function.
  void note(largest_error e) { errors_.push_back(std::move(e)); }

private:
  std::string subject_;
  std::vector<failure> failures_{};
  std::vector<omission> omissions_{};
  std::vector<largest_error> errors_{};
  std::size_t more_ = 0;
};

} // namespace xact::inline XACT_ARCH
