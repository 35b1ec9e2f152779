#pragma once

/// Inputs on which activations often fail.

#include <xact/functor/contract.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace xact::inline XACT_ARCH::testing {

/// The special inputs, in the order of `special_values`.
template <scalar T>
inline constexpr std::array<T, 5> special_inputs{std::numeric_limits<T>::quiet_NaN(), -T(0), T(0),
                                                 -std::numeric_limits<T>::infinity(),
                                                 std::numeric_limits<T>::infinity()};

/// Appends x and the next floating-point number on each side.
template <scalar T> void append_around(std::vector<T> &to, T x) {
  constexpr T most = std::numeric_limits<T>::infinity();
  to.insert(to.end(), {std::nextafter(x, -most), x, std::nextafter(x, most)});
}

/// Returns the inputs of most checks: the special inputs, the largest and the lowest finite number, a grid, and
/// pseudo-random numbers. Further inputs are the kinks, powers of 2 and multiples of ln 2 / 2 of both signs, and the
/// two neighbours of each of these numbers. The exponent of x changes at powers of 2. The exponent of e^x or e^2x
/// changes at multiples of ln 2 / 2.
template <scalar T> std::vector<T> inputs(std::span<const double> kinks) {
  using limits = std::numeric_limits<T>;
  std::vector<T> x(special_inputs<T>.begin(), special_inputs<T>.end());
  x.insert(x.end(), {(limits::max)(), limits::lowest()});
  for (const double kink : kinks)
    append_around(x, static_cast<T>(kink));
  for (int i = -640; i <= 640; ++i)
    x.push_back(static_cast<T>(i) / 32);
  const auto both_signs = [&](double magnitude) {
    append_around(x, static_cast<T>(magnitude));
    append_around(x, -static_cast<T>(magnitude));
  };
  for (int e = limits::min_exponent - limits::digits; e < limits::max_exponent; e += (e < 0 ? -e : e) < 160 ? 1 : 13)
    both_signs(std::ldexp(1.0, e));
  const int last = limits::max_exponent * 3 / 2; // e^-x rounds to 0 for x >= last·ln 2
  for (int n = 1; n < 2 * last; n += n < 400 ? 1 : 13)
    both_signs(n * 0.34657359027997265); // ln 2 / 2
  // Pseudo-random numbers of many magnitudes up to 100.
  std::uint64_t state = 1;
  for (int i = 0; i < 1000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double magnitude = 100 * std::exp2(-static_cast<double>(state >> 59));
    x.push_back(static_cast<T>(magnitude * static_cast<double>(static_cast<std::int64_t>(state << 5)) * 0x1p-63));
  }
  return x;
}

/// Returns inputs for the checks of derivatives. They are finite, and so small that most functions do not overflow.
template <scalar T> std::vector<T> moderate_inputs(std::span<const double> kinks) {
  std::vector<T> x;
  for (int i = -320; i <= 320; ++i)
    x.push_back(static_cast<T>(i) / 16);
  for (int e = std::numeric_limits<T>::min_exponent; e <= 20; e += e < -40 ? 17 : 1)
    for (const double kink : kinks)
      for (const int sign : {-1, 1})
        x.push_back(static_cast<T>(kink + sign * std::ldexp(1.0, e)));
  for (const double kink : kinks)
    append_around(x, static_cast<T>(kink));
  return x;
}

} // namespace xact::inline XACT_ARCH::testing
