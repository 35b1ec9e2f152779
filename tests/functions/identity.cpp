#include "../catch.hpp"
#include "gradient.hpp"

using namespace test;

TEMPLATE_TEST_CASE("identity returns all bits of its input and of the gradient", "", float, double) {
  using T = TestType;
  const xact::identity f;
  for (const T dy : {T(0), -T(0), inf<T>, -inf<T>, tiny<T>, -tiny<T>, T(3), T(-3)})
    CHECK(same(backward_of(f, T(-2), dy), dy));
  CHECK(same(backward_of(f, T(-2), none<T>), none<T>));
  // The payload of a NaN does not change.
  const auto odd_nan = static_cast<bits_t<T>>(std::bit_cast<bits_t<T>>(none<T>) | 5U);
  std::vector<T> x(20, std::bit_cast<T>(odd_nan));
  std::vector<T> y(20);
  xact::forward(f, x, y);
  for (const T v : y)
    CHECK(std::bit_cast<bits_t<T>>(v) == odd_nan);
  xact::backward_from_output(f, x, std::vector<T>(20, T(7)), y);
  CHECK(y == std::vector<T>(20, T(7)));
}
