// Tests of silu.

#include "derivative_zero.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of silu is accurate next to its zero", "", float, double) {
  check_derivative_next_to<TestType>(xact::silu{}, -1.27846454276107379511);
}
