// Tests of telu.

#include "derivative_zero.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of telu is accurate next to its zero", "", float, double) {
  check_derivative_next_to<TestType>(xact::telu{}, -1.07886005846462405665);
}
