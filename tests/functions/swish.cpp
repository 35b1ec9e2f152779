// Tests of swish.

#include "derivative_zero.hpp"

#include <limits>

using namespace test;

// In double the reference in long double would round βx, which changes the derivative next to its zero.
TEST_CASE("the derivative of swish is accurate next to its zero") {
  // For the last factor, βx comes within 2^-43 of the zero.
  for (const double beta : {1.702, 0.1, -1.5, 1e-30, 1e30, 0x1.67f078p+0})
    check_derivative_next_to<float>(xact::swish{beta}, -1.27846454276107379511 / beta);
}

TEST_CASE("the limits of swish hold for tiny factors in double") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (const double beta : {1e-200, 5e-324}) {
    CHECK(xact::swish{beta}(infinity) == infinity);
    CHECK(xact::swish{beta}(-infinity) == 0);
    CHECK(std::signbit(xact::swish{beta}(-infinity)));
    CHECK(xact::swish{beta}.derivative(infinity) == 1);
    CHECK(xact::swish{beta}.derivative(-infinity) == 0);
  }
}

TEST_CASE("swish with a factor of 1 has the bits of silu in double") {
  for (double x = -760; x < 60; x += 0.37)
    CHECK(xact::swish{}(x) == xact::silu{}(x));
}
