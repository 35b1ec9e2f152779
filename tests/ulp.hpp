#pragma once

/// Compares results with true values.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace test {

template <class T> using bits_t = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// Returns true if a and b have the same bits. All NaNs count as equal.
template <class T> bool same(T a, T b) {
  return std::bit_cast<bits_t<T>>(a) == std::bit_cast<bits_t<T>>(b) || (std::isnan(a) && std::isnan(b));
}

/// Returns |got - exact| in units in the last place of `exact`, also for subnormal numbers. If `got` or the rounded
/// `exact` is infinite or NaN, returns 0 if both are the same special value, else infinity.
template <class T> double ulp_error(T got, long double exact) {
  using limits = std::numeric_limits<T>;
  const T rounded = static_cast<T>(exact);
  if (!std::isfinite(got) || !std::isfinite(rounded))
    return same(got, rounded) ? 0 : std::numeric_limits<double>::infinity();
  const int exponent = exact == 0 ? limits::min_exponent - 1 : std::ilogb(exact);
  const int last_place = std::max(exponent, limits::min_exponent - 1) - limits::digits + 1;
  return static_cast<double>(std::fabs(static_cast<long double>(got) - exact) / std::ldexp(1.0L, last_place));
}

/// The largest error, and the input that has it.
struct largest_error {
  double ulp = 0;
  long double at = 0;

  template <class T> void add(double error, T x) {
    if (error > ulp) {
      ulp = error;
      at = static_cast<long double>(x);
    }
  }
};

} // namespace test
