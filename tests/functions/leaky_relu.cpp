#include "../catch.hpp"
#include "gradient.hpp"

using namespace test;

TEMPLATE_TEST_CASE(
    "leaky_relu and prelu multiply the gradient by the slope for x <= 0, and return it unchanged otherwise", "", float,
    double) {
  using T = TestType;
  for (const double slope : {0.01, 0.25, 1.0, -0.5, 3.0, 0.0}) {
    const T s = static_cast<T>(slope);
    const auto check = [&](const auto &f) {
      INFO(describe(f));
      CHECK(same(backward_of(f, T(-3), T(7)), s * T(7)));
      CHECK(same(backward_of(f, T(3), -inf<T>), -inf<T>));
      CHECK(same(backward_of(f, none<T>, T(7)), T(7)));
      CHECK(same(backward_of(f, T(0), T(7)), s * T(7)));
    };
    check(xact::leaky_relu{.slope = slope});
    check(xact::formula::prelu{slope});
  }
}
