#pragma once

/// Law of accuracy: f in float against f in double, and f in double against f in double_double.

#include <xact/numbers/double_double.hpp>
#include <xact/testing/derivative_properties.hpp>

#include <functional>
#include <optional>

namespace xact::inline XACT_ARCH::testing {

/// A wider evaluation of a function of T, in two doubles; empty if there is none.
template <scalar T> using wide_value = std::function<math::pair<double>(T)>;

/// |got - exact| in units in the last place of exact as a T, subnormals included.
template <scalar T> double ulps(T got, math::pair<double> exact) {
  using limits = std::numeric_limits<T>;
  const auto rounded = static_cast<T>(exact.hi);
  if (!std::isfinite(got) || !std::isfinite(rounded))
    return same(got, rounded) ? 0 : infinity;
  constexpr int least = limits::min_exponent - 1;
  const int exponent = exact.hi == 0 ? least : (std::max)(std::ilogb(exact.hi), least);
  return std::fabs(static_cast<double>(got) - exact.hi - exact.lo) / std::ldexp(1.0, exponent - limits::digits + 1);
}

/// The values of a float function in double.
inline wide_value<float> in_wide(const map<double> &wide) {
  if (!wide)
    return {};
  return [wide](float x) { return math::pair<double>{wide(static_cast<double>(x)), 0}; };
}

/// The value or the derivative of f in double_double; NaN where that may not be near enough to hold a double against.
/// `on_double_double` promises enough digits for floats alone: near 0 and far from it formulas may leave out terms that
/// no float shows, and so may results too small for a float. Near the ends of double's range digits are lost.
template <class F> math::pair<double> on_double_double(const F &f, double x, bool differentiated) {
  if (!(std::fabs(x) >= 0x1p-10 && std::fabs(x) <= 8))
    return {nan, nan};
  const double_double v(x);
  const double_double y = differentiated ? f.derivative(v) : f(v);
  const double high = first_lane(y.hi);
  const bool keeps_digits = std::fabs(high) >= 0x1p-150 && std::fabs(high) <= 0x1p400;
  return {keeps_digits ? high : nan, first_lane(y.lo)};
}

/// The larger of the errors that `check_accuracy` meets, in the words of the report.
template <scalar T> class largest {
public:
  explicit largest(const char *what) : error_{what, sizeof(T) == 4 ? "float" : "double", 0, 0, 0, 0} {}

  void meet(double ulp, T input, T found, double wanted) {
    if (ulp > error_.ulp)
      error_ = {error_.what, error_.type, ulp, static_cast<double>(input), static_cast<double>(found), wanted};
  }
  [[nodiscard]] const largest_error &error() const { return error_; }

private:
  largest_error error_;
};

/// Holds f to the bound, if one is stated, and notes the largest error.
template <scalar T>
largest_error check_accuracy(failures<T> found, const map<T> &f, const wide_value<T> &wide, std::optional<double> bound,
                             std::span<const T> x, std::span<const double> kinks) {
  constexpr const char *in = sizeof(T) == 4 ? " ULP from its value in double" : " ULP from its value in double_double";
  largest<T> most(f.name);
  for (const T v : x) {
    if (!std::isfinite(v) || beside_rounded_kink(v, kinks))
      continue;
    const math::pair<double> exact = wide(v);
    if (sizeof(T) == 8 && std::isnan(exact.hi))
      continue;
    const T got = f(v);
    const double error = ulps(got, exact);
    most.meet(error, v, got, exact.hi);
    // The wider type is off by a little, too.
    if (bound && !(error <= *bound + 0x1p-20))
      found.add(property::accuracy, f.name, v, got, exact.hi,
                number("it is ", error) + number((std::string(in) + ", and the bound is ").c_str(), *bound));
  }
  found.note(most.error());
  return most.error();
}

} // namespace xact::inline XACT_ARCH::testing
