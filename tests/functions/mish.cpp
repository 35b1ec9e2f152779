// Tests of mish.

#include "derivative_zero.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of mish is accurate next to its zero", "", float, double) {
  check_derivative_next_to<TestType>(xact::mish{}, -1.19243121451549521214);
}
