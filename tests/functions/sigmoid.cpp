#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of sigmoid and its derivative are at most 1 ULP down to underflow", "", float, double) {
  using T = TestType;
  for (const T most : {T(1), T(20), sizeof(T) == 4 ? T(104) : T(746)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::sigmoid{}, 100000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
  // The derivative is accurate even where y rounds to 1, so that 1 - y is 0, and where the results are subnormal.
  CHECK(xact::sigmoid{}.derivative(30.F) == xact::sigmoid{}.derivative(-30.F));
  CHECK(xact::sigmoid{}(-103.F) == 0x1p-149F);
  CHECK(xact::sigmoid{}.derivative(103.F) == 0x1p-149F);
  CHECK(xact::sigmoid{}.derivative(-104.F) == 0);
}

TEMPLATE_TEST_CASE("sigmoid never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::sigmoid{}, TestType(0x1p-30), 2000) == 0);
}

TEMPLATE_TEST_CASE("sigmoid's derivative from its output is y(1 - y)", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(0), T(0.25), T(0.5), T(1), none<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::sigmoid{}, y, std::vector<T>(y.size(), T(16)), dx);
  const std::vector<T> want{0, 3, 4, 0, none<T>};
  for (std::size_t i = 0; i < y.size(); ++i)
    CHECK(same(dx[i], want[i]));
  for (const T v : random_numbers<T>(20000, T(1), 3)) {
    const auto wide = static_cast<long double>(std::fabs(v));
    const T got = xact::lane(std::fabs(v), [](auto u) { return xact::sigmoid{}.derivative_from_output(u); });
    if (ulp_error(got, wide * (1 - wide)) > 1.5)
      FAIL("off at " << show(v));
  }
}
