#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("log_cosh is even, and its errors are at most 1 ULP down to underflow", "", float, double) {
  using T = TestType;
  for (const T most : {sizeof(T) == 4 ? T(1e-18) : T(1e-150), T(1e-4), T(1), T(4), T(1000)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::log_cosh{}, 50000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
    for (const T x : random_numbers<T>(2000, most, 3))
      REQUIRE(same(xact::log_cosh{}(-x), xact::log_cosh{}(x)));
  }
}
