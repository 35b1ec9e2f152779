#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("no digits of tanh_shrink cancel near 0", "", float, double) {
  using T = TestType;
  for (const T most : {T(1e-12), T(1e-6), T(1e-3), T(1), T(20), sizeof(T) == 4 ? T(1e-13) : T(1e-100)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::tanh_shrink{}, 20000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
}

TEMPLATE_TEST_CASE("tanh_shrink never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::tanh_shrink{}, TestType(0x1p-50), 1000) == 0);
}
