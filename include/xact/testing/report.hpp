#pragma once

/// The failures that a check of an activation found, in words that its author can act on.

#include <xact/simd/xsimd.hpp>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xact::inline XACT_ARCH {

/// The laws that `conformance` holds an activation to.
enum class property {
  special_values,         ///< f and f' at NaN, ±0 and ±∞ are bit for bit what is stated
  nan_propagation,        ///< NaN stays NaN in its own lane, and f' of it is not 0
  nan_result,             ///< f and f' give NaN of no number and no infinity, unless that is stated
  lanes,                  ///< a lane has the bits of a number on its own, whatever its neighbours hold
  position,               ///< so has an element of an array, at any place, alignment and length
  derivative,             ///< f' is the slope of f
  kink,                   ///< and where that jumps, the slope from the left
  increasing,             ///< f never decreases, if it is stated not to
  odd,                    ///< f(-x) is -f(x), if it is stated to be
  bounds,                 ///< the stated bounds of errors are finite, or the contract says what holds instead
  accuracy,               ///< f and f' are within the stated bounds of themselves in the next wider type
  value_and_derivative,   ///< has the bits of f and of f'
  derivative_from_output, ///< agrees with f', as far as the output tells it
  backward,               ///< is dy·f', and 0 where f' is a constant 0
  parameter_derivative,   ///< is the slope of f in its parameter
  parameter_backward,     ///< is dy·∂f/∂p, and 0 where that is 0
};

/// The former name of `property`.
using law [[deprecated("say xact::property")]] = property;

/// Its name, as messages have it.
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

/// One input at which an activation breaks a law.
struct failure {
  property broken;     ///< which of the laws
  std::string type;    ///< of the numbers: "float" or "double"
  std::string what;    ///< "f", "f'", "dx for dy = inf"
  double input;        ///< x
  double found;        ///< what `what` is there
  double wanted;       ///< and what it must be
  std::string where;   ///< such as "in lane 2 of 4"; empty if it does not matter
  std::string because; ///< what the wanted number comes from

  /// All of that in a line, numbers with enough digits to find the input again.
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

/// A part of the check that was left out.
struct omission {
  std::string what; ///< such as "value error (float)"
  std::string why;  ///< such as "no bound stated"

  /// Both in a line.
  [[nodiscard]] std::string message() const { return what + ": not checked, " + why; }
};

/// The largest error that was found, of f in float against f in double, or of f in double against f in double_double.
struct largest_error {
  std::string what; ///< "f" or "f'"
  std::string type; ///< "float" or "double"
  double ulp;       ///< the error, in units in the last place of `wanted`
  double input;     ///< x
  double found;     ///< f(x)
  double wanted;    ///< f(x) in the wider type

  /// All of that in a line.
  [[nodiscard]] std::string message() const {
    const bool narrow = type == "float";
    if (ulp == 0)
      return std::string("every value equals that in ") + (narrow ? "double" : "double_double");
    char text[160];
    std::snprintf(text, sizeof text, "the largest found is %.9g ULP from its value in %s, at %.*g", ulp,
                  narrow ? "double" : "double_double", narrow ? 9 : 17, input);
    return text;
  }
};

/// True when no law was broken.
class [[nodiscard]] conformance_report {
public:
  /// Of the activation that goes by this name; without violations.
  explicit conformance_report(std::string_view subject) : subject_(subject) {}

  /// True if no law was broken.
  explicit operator bool() const noexcept { return failures_.empty(); }

  /// The first few of each kind.
  [[nodiscard]] const std::vector<failure> &failures() const noexcept { return failures_; }

  /// The former name of `failures()`.
  [[deprecated("say failures()")]] [[nodiscard]] const std::vector<failure> &violations() const noexcept {
    return failures_;
  }

  /// True if this law was broken.
  [[nodiscard]] bool broke(property l) const noexcept {
    for (const failure &v : failures_)
      if (v.broken == l)
        return true;
    return false;
  }

  /// The parts that were left out.
  [[nodiscard]] const std::vector<omission> &omissions() const noexcept { return omissions_; }

  /// The errors found, whether a bound is stated or not: those of f and f' in each type that has a wider one.
  [[nodiscard]] const std::vector<largest_error> &errors() const noexcept { return errors_; }

  /// A line for the activation, one for each violation, and one for each part that was not checked.
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

  /// Keeps v, unless it is one of too many alike.
  void add(failure v) {
    constexpr std::size_t of_one_kind = 3;
    std::size_t alike = 0;
    for (const failure &other : failures_) {
      const bool same_kind = other.broken == v.broken && other.type == v.type && other.what == v.what;
      if (same_kind && other.input == v.input && std::signbit(other.input) == std::signbit(v.input) &&
          other.where == v.where)
        return;
      alike += same_kind;
    }
    if (alike < of_one_kind)
      failures_.push_back(std::move(v));
    else
      ++more_;
  }

  /// Keeps o, once.
  void omit(omission o) {
    for (const omission &other : omissions_)
      if (other.what == o.what)
        return;
    omissions_.push_back(std::move(o));
  }

  /// Keeps e.
  void note(largest_error e) { errors_.push_back(std::move(e)); }

private:
  std::string subject_;
  std::vector<failure> failures_;
  std::vector<omission> omissions_;
  std::vector<largest_error> errors_;
  std::size_t more_ = 0;
};

} // namespace xact::inline XACT_ARCH
