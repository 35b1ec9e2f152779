#include "../catch.hpp"
#include "gradient.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the gradient of a dead unit of relu is 0 for any dy, since relu selects", "", float, double) {
  using T = TestType;
  constexpr xact::relu f;
  CHECK(same(backward_of(f, T(-1), inf<T>), T(0)));
  CHECK(same(backward_of(f, T(-1), none<T>), T(0)));
  CHECK(same(backward_of(f, T(0), -inf<T>), T(0)));
  CHECK(same(backward_of(f, -T(0), T(3)), T(0)));
  CHECK(same(backward_of(f, T(-1), T(-3)), T(0)));
  CHECK(same(backward_of(f, T(1), T(-3)), T(-3)));
  CHECK(same(backward_of(f, tiny<T>, inf<T>), inf<T>));
  // f'(NaN) is 1, so that dx is dy.
  CHECK(same(backward_of(f, none<T>, T(3)), T(3)));
}

TEMPLATE_TEST_CASE("relu's derivative from its output", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(0), -T(0), T(2), none<T>, inf<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::relu{}, y, std::vector<T>(y.size(), T(5)), dx);
  CHECK(dx == std::vector<T>{0, 0, 5, 5, 5});
}
