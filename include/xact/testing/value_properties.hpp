#pragma once

/// Properties of single values: special inputs, NaN, monotonicity and symmetry.

#include <xact/testing/failures.hpp>
#include <xact/testing/inputs.hpp>
#include <xact/testing/subject.hpp>

#include <algorithm>

namespace xact::inline XACT_ARCH::testing {

template <scalar T>
void check_special_values(failures<T> found, const scalar_function<T> &f, const special_values &stated) {
  const double wanted[] = {stated.nan, stated.minus_zero, stated.plus_zero, stated.minus_infinity,
                           stated.plus_infinity};
  for (std::size_t i = 0; i < 5; ++i)
    found.expect_same(property::special_values, f.name, special_inputs<T>[i], f(special_inputs<T>[i]),
                      static_cast<T>(wanted[i]), "as stated for this input, bit for bit");
}

template <scalar T> void check_nan(failures<T> found, const subject<T> &s) {
  const T nan = special_inputs<T>[0];
  if (!std::isnan(s.value(nan)))
    found.add(property::nan_propagation, "f", nan, s.value(nan), static_cast<double>(nan),
              "it hides the NaN; max, min and a comparison that is false for NaN do that, so select by x < bound");
}

template <scalar T> void check_nan_gradient(failures<T> found, const scalar_function<T> &derivative) {
  const T nan = special_inputs<T>[0];
  if (detail::is_zero(derivative(nan)))
    found.add(property::nan_propagation, "f'", nan, derivative(nan), 1,
              "0 hides the NaN from the gradient; give 1 (an identity branch) or NaN (a smooth function)");
}

/// Checks that only NaN gives NaN. ±0 and ±∞ are exempt if the special values are stated.
template <scalar T>
void check_numbers(failures<T> found, const scalar_function<T> &f, bool specials_stated, std::span<const T> x,
                   std::span<const T> values) {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (std::isnan(values[i]) && !std::isnan(x[i]) && !(specials_stated && (std::isinf(x[i]) || detail::is_zero(x[i]))))
      found.add(property::nan_result, f.name, x[i], values[i], 0,
                std::isinf(x[i]) ? "give its limit there, or state the special values with NaN if it has none"
                                 : "a number must give a number or an infinity");
}

template <scalar T> void check_increasing(failures<T> found, const scalar_function<T> &f, std::vector<T> x) {
  std::erase_if(x, [](T v) { return !std::isfinite(v); });
  std::sort(x.begin(), x.end());
  T below = -std::numeric_limits<T>::infinity();
  T below_at = below;
  for (const T v : x) {
    const T y = f(v);
    if (y < below)
      found.add(property::increasing, "f", v, y, static_cast<double>(below),
                number("or more, because it is that already at ", static_cast<double>(below_at)));
    if (!std::isnan(y)) {
      below = y;
      below_at = v;
    }
  }
}

/// Checks that f(-x) is bitwise equal to sign·f(x). `alone` holds f(x) for each x.
template <scalar T>
void check_symmetry(failures<T> found, const scalar_function<T> &f, T sign, std::span<const T> x,
                    std::span<const T> alone) {
  for (std::size_t i = 0; i < x.size(); ++i)
    found.expect_same(property::odd, f.name, -x[i], f(-x[i]), sign * alone[i],
                      "because f is stated to be odd: what it is on the other side, with the sign that f or f' has");
}

} // namespace xact::inline XACT_ARCH::testing
