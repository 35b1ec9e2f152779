#include "../catch.hpp"
#include "table.hpp"

using namespace test;

TEMPLATE_TEST_CASE("leaky_relu and prelu have the values of their table for any slope", "", float, double) {
  using T = TestType;
  for (const double slope : {0.01, 0.25, 1.0, -0.5, 3.0, 0.0}) {
    const T s = static_cast<T>(slope);
    const auto check = [&](const auto &f) {
      INFO(describe(f));
      CHECK(row(f, none<T>, none<T>, T(1)));
      CHECK(row(f, -T(0), -T(0), s));
      CHECK(row(f, T(0), T(0), s));
      CHECK(row(f, -inf<T>, s * -inf<T>, s));
      CHECK(row(f, inf<T>, inf<T>, T(1)));
      CHECK(row(f, tiny<T>, tiny<T>, T(1)));
      CHECK(row(f, -tiny<T>, s * -tiny<T>, s));
      CHECK(row(f, T(-3), s * T(-3), s));
      CHECK(row(f, T(3), T(3), T(1)));
      CHECK(same(backward_of(f, T(-3), T(7)), s * T(7)));
      CHECK(same(backward_of(f, T(3), -inf<T>), -inf<T>));
      CHECK(same(backward_of(f, none<T>, T(7)), T(7)));
      CHECK(same(backward_of(f, T(0), T(7)), s * T(7)));
    };
    check(xact::leaky_relu{.slope = slope});
    check(xact::formula::prelu{slope});
  }
  CHECK(std::isnan(xact::leaky_relu{.slope = 0}(-inf<T>)));
}
