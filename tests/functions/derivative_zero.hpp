#pragma once

/// Checks the error of a derivative next to its zero, where digits cancel in the formula of the paper.

#include "../catch.hpp"
#include "../reference.hpp"
#include "../ulp.hpp"

#include <cmath>
#include <limits>

namespace test {

/// Checks the 4000 numbers of type T next to z, the zero of the derivative of f.
template <class T, class F> void check_derivative_next_to(const F &f, double z) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const xact::contract facts = f.facts();
  const double bound = sizeof(T) == 4 ? facts.derivative_error.float_ulp : facts.derivative_error.double_ulp;
  T x = static_cast<T>(z);
  for (int i = 0; i < 2000; ++i)
    x = std::nextafter(x, -infinity);
  double most = 0;
  for (int i = 0; i < 4000; ++i) {
    most = std::fmax(most, ulp_error(f.derivative(x), wide_derivative(f, x)));
    x = std::nextafter(x, infinity);
  }
  INFO(f.name << " next to " << z);
  CHECK(most <= bound);
}

} // namespace test
