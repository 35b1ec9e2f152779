#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("lisht is even, and its derivative is odd", "", float, double) {
  using T = TestType;
  for (const T most : {T(1e-18), T(1e-4), T(1), T(50)})
    for (const T x : random_numbers<T>(5000, most, 3)) {
      REQUIRE(same(xact::lisht{}(-x), xact::lisht{}(x)));
      REQUIRE(same(xact::lisht{}.derivative(-x), -xact::lisht{}.derivative(x)));
    }
}

TEMPLATE_TEST_CASE("the errors of lisht and its derivative are at most 1 ULP down to underflow", "", float, double) {
  using T = TestType;
  for (const T most : {sizeof(T) == 4 ? T(1e-18) : T(1e-150), T(1e-4), T(1), T(20)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::lisht{}, 50000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
}
