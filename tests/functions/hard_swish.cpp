#include "../catch.hpp"
#include "../reference.hpp"
#include "gradient.hpp"

#include <cmath>

using namespace test;

namespace {
/// The largest errors of f and f' in ULP at the `count` numbers on each side of x.
template <class T> std::array<double, 2> errors_around(const xact::hard_swish &f, T x, int count) {
  std::array<double, 2> worst{};
  for (const T limit : {-inf<T>, inf<T>}) {
    T at = x;
    for (int i = 0; i < count; ++i, at = std::nextafter(at, limit)) {
      worst[0] = std::max(worst[0], ulp_error(f(at), wide_value(f, at)));
      worst[1] = std::max(worst[1], ulp_error(f.derivative(at), wide_derivative(f, at)));
    }
  }
  return worst;
}
} // namespace

TEMPLATE_TEST_CASE("hard_swish is accurate next to its zero, to the zero of its derivative and to 0", "", float,
                   double) {
  using T = TestType;
  for (const double h : {3.0, 2.5, 1.0, 0.7})
    for (const double at : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
      const auto [value, derivative] = errors_around(xact::hard_swish{.half_width = h}, static_cast<T>(at * h), 3000);
      INFO("half width " << h << ", at " << at << " half widths");
      CHECK(value <= 1);
      CHECK(derivative <= 1);
    }
}

TEST_CASE("hard_swish is -0 on the left of its zero, and x itself on the right") {
  for (const double h : {3.0, 2.5, 0.7, 1e-30, 1e30}) {
    const xact::hard_swish f{.half_width = h};
    const auto knot = static_cast<float>(h);
    for (const float x : {knot, std::nextafter(knot, inf<float>), 2 * knot, inf<float>}) {
      CHECK(same(f(-x), -0.F));
      CHECK(same(f(x), x));
    }
  }
}
