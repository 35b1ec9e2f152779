// Tests of gelu_tanh.

#include "derivative_zero.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of gelu_tanh is accurate next to its zero", "", float, double) {
  check_derivative_next_to<TestType>(xact::gelu_tanh{}, -0.752461422071016258488);
}
