#pragma once

/// Checks for smooth activations: the largest errors, and whether the activation never decreases.

#include "../reference.hpp"
#include "gradient.hpp"

namespace test {

/// Returns the largest errors of f and f' in ULP over 2·`count` random numbers of either sign, with magnitudes up to
/// `most`. For half of the numbers the bits are uniformly distributed, for the other half the values.
template <class T, class F> std::array<double, 2> sampled_errors(const F &f, std::size_t count, T most) {
  std::vector<T> x = random_numbers<T>(count, most, 41);
  std::mt19937_64 random(42);
  for (std::size_t i = 0; i < count; ++i)
    x.push_back(most * static_cast<T>(static_cast<std::int64_t>(random())) * T(0x1p-63));
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  xact::value_and_derivative(f, x, y, d);
  std::array<double, 2> worst{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    // For floats the reference is computed in double. The error of the reference is below 1e-8 ULP of a float.
    using wide = std::conditional_t<sizeof(T) == 4, double, long double>;
    worst[0] = std::max(worst[0], ulp_error(y[i], static_cast<long double>(value(f, static_cast<wide>(x[i])))));
    worst[1] = std::max(worst[1], ulp_error(d[i], static_cast<long double>(derivative(f, static_cast<wide>(x[i])))));
  }
  return worst;
}

/// Returns how often f decreases from one floating-point number to the next larger number. For each sign the function
/// checks `runs` sequences of 4096 adjacent numbers. The first numbers of the sequences have magnitudes from `least` to
/// 128, evenly spaced in their bits.
template <class T, class F> std::size_t falls(const F &f, T least, std::size_t runs) {
  std::size_t found = 0;
  constexpr std::size_t length = 4096;
  std::vector<T> x(length);
  std::vector<T> y(length);
  const auto first = std::bit_cast<bits_t<T>>(least);
  const auto last = std::bit_cast<bits_t<T>>(T(128));
  for (const T sign : {T(1), T(-1)})
    for (std::size_t run = 0; run < runs; ++run) {
      const auto at = static_cast<bits_t<T>>(first + (last - first) / runs * run);
      for (std::size_t i = 0; i < length; ++i)
        x[i] = sign * std::bit_cast<T>(static_cast<bits_t<T>>(at + i));
      xact::forward(f, x, y);
      for (std::size_t i = 1; i < length; ++i)
        found += sign * y[i] < sign * y[i - 1];
    }
  return found;
}

} // namespace test
