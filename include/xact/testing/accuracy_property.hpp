#pragma once

/// The check of property::accuracy. The errors of f and f' in float are differences from results in double, and the
/// errors in double are differences from results on double_double.

#include <xact/numbers/double_double.hpp>
#include <xact/testing/derivative_properties.hpp>

#include <functional>
#include <optional>

namespace xact::inline XACT_ARCH::testing {

/// The function f or f', evaluated in a type wider than T and returned as the sum hi + lo. The object is empty if the
/// functor does not evaluate on a wider type.
template <scalar T> using wide_value = std::function<math::pair<double>(T)>;

/// Returns the error |got - exact| in units in the last place of T at `exact`. Below the normal numbers of T, the unit
/// is the smallest subnormal number.
template <scalar T> double ulps(T got, math::pair<double> exact) {
  using limits = std::numeric_limits<T>;
  const auto rounded = static_cast<T>(exact.hi);
  if (!std::isfinite(got) || !std::isfinite(rounded))
    return same_bits(got, rounded) ? 0 : infinity;
  constexpr int least = limits::min_exponent - 1;
  const int exponent = detail::is_zero(exact.hi) ? least : (std::max)(std::ilogb(exact.hi), least);
  return std::fabs(static_cast<double>(got) - exact.hi - exact.lo) / std::ldexp(1.0, exponent - limits::digits + 1);
}

/// Returns the wide_value of a function on float: the function `wide` on double, with lo = 0. If `wide` is empty,
/// returns an empty object.
inline wide_value<float> in_wide(const scalar_function<double> &wide) {
  if (!wide)
    return {};
  return [wide](float x) { return math::pair<double>{wide(static_cast<double>(x)), 0}; };
}

/// Returns f(x) or f'(x) on double_double, or NaN where double_double might be too inaccurate to check a double. The
/// hook `on_double_double` promises only the digits that float needs: if x is near 0 or far from 0, or if the result is
/// too small for float, a formula may omit terms that do not change a float. Near the ends of the range of double,
/// double_double itself loses digits.
template <class F> math::pair<double> on_double_double(const F &f, double x, bool differentiated) {
  if (!(std::fabs(x) >= 0x1p-10 && std::fabs(x) <= 8))
    return {nan, nan};
  const double_double v(x);
  const double_double y = differentiated ? f.derivative(v) : f(v);
  const double high = first_lane(y.hi);
  const bool keeps_digits = std::fabs(high) >= 0x1p-150 && std::fabs(high) <= 0x1p400;
  return {keeps_digits ? high : nan, first_lane(y.lo)};
}

/// The largest error that `check_accuracy` has found, with its input for the report.
template <scalar T> class largest {
public:
  explicit largest(const char *what) : error_{what, sizeof(T) == 4 ? "float" : "double", 0, 0, 0, 0} {}

  void update(double ulp, T input, T found, double wanted) {
    if (ulp > error_.ulp)
      error_ = {error_.what, error_.type, ulp, static_cast<double>(input), static_cast<double>(found), wanted};
  }
  [[nodiscard]] const largest_error &error() const { return error_; }

private:
  largest_error error_;
};

/// Checks that the error of f is within the bound, if there is a bound. Adds the largest error to the report, and
/// returns this error.
template <scalar T>
largest_error check_accuracy(failures<T> found, const scalar_function<T> &f, const wide_value<T> &wide,
                             std::optional<double> bound, std::span<const T> x, std::span<const double> kinks) {
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
    most.update(error, v, got, exact.hi);
    // The added 2^-20 ULP covers the error of the wider type.
    if (bound && !(error <= *bound + 0x1p-20))
      found.add(property::accuracy, f.name, v, got, exact.hi,
                number("it is ", error) + number((std::string(in) + ", and the bound is ").c_str(), *bound));
  }
  found.note(most.error());
  return most.error();
}

} // namespace xact::inline XACT_ARCH::testing
