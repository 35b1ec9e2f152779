#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of tanh and its derivative are at most 1 ULP down to underflow", "", float, double) {
  using T = TestType;
  for (const T most : {T(0.2), T(1), T(20), sizeof(T) == 4 ? T(53) : T(374)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::tanh{}, 100000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
  // For these inputs y rounds to ±1, so that 1 - y² would be 0.
  CHECK(xact::tanh{}(20.F) == 1);
  CHECK(ulp_error(xact::tanh{}.derivative(20.F), 4 * std::exp(-40.0L)) <= 1);
  CHECK(xact::tanh{}.derivative(52.3F) == 0x1p-149F);
  CHECK(xact::tanh{}.derivative(-52.8F) == 0);
}

TEMPLATE_TEST_CASE("tanh never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::tanh{}, TestType(0x1p-30), 2000) == 0);
}

TEMPLATE_TEST_CASE("tanh's derivative from its output is 1 - y²", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(0), -T(0), T(0.5), T(-0.5), T(1), T(-1), none<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::tanh{}, y, std::vector<T>(y.size(), T(4)), dx);
  const std::vector<T> want{4, 4, 3, 3, 0, 0, none<T>};
  for (std::size_t i = 0; i < y.size(); ++i)
    CHECK(same(dx[i], want[i]));
  for (const T v : random_numbers<T>(20000, T(1), 3)) {
    const auto wide = static_cast<long double>(v);
    const T got = xact::lane(v, [](auto u) { return xact::tanh{}.derivative_from_output(u); });
    if (ulp_error(got, (1 - wide) * (1 + wide)) > 1.5)
      FAIL("off at " << show(v));
  }
}
