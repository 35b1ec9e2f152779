#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of softplus and its derivative are at most 1 ULP down to underflow", "", float, double) {
  using T = TestType;
  for (const T most : {T(1), T(20), sizeof(T) == 4 ? T(104) : T(746)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::softplus{}, 100000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
  CHECK(xact::softplus{}(-103.F) == 0x1p-149F);
  CHECK(xact::softplus{}(-104.F) == 0);
}

TEMPLATE_TEST_CASE("softplus never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::softplus{}, TestType(0x1p-30), 2000) == 0);
}

TEMPLATE_TEST_CASE("softplus's derivative from its output is 1 - e^-y, and +0 where y is negative", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(0), inf<T>, tiny<T>, none<T>, T(-1), -inf<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::softplus{}, y, std::vector<T>(y.size(), T(2)), dx);
  const std::vector<T> want{0, 2, 2 * tiny<T>, none<T>, 0, 0};
  for (std::size_t i = 0; i < y.size(); ++i)
    CHECK(same(dx[i], want[i]));
  for (const T v : random_numbers<T>(20000, T(50), 3)) {
    const T got = xact::lane(std::fabs(v), [](auto u) { return xact::softplus{}.derivative_from_output(u); });
    if (ulp_error(got, -std::expm1(-static_cast<long double>(std::fabs(v)))) > 2)
      FAIL("off at " << show(v));
  }
}

TEMPLATE_TEST_CASE("the errors of softplus do not depend on beta", "", float, double) {
  using T = TestType;
  for (const double beta : {1.0, 0.3, 0.7, 4.0, 20.0, 1e-6, 1e6, 0x1p-32}) {
    const xact::softplus f = rounded<T>(xact::softplus{.beta = beta});
    for (const double most : {2.0, 20.0, sizeof(T) == 4 ? 104.0 : 746.0}) {
      const auto [value_error, derivative_error] = sampled_errors<T>(f, 10000, static_cast<T>(most / f.beta));
      INFO(describe(f) << " up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error
                       << " ULP");
      CHECK(value_error <= (sizeof(T) == 4 ? f.facts().value_error.float_ulp : f.facts().value_error.double_ulp));
      CHECK(derivative_error <= 1);
    }
  }
}

TEMPLATE_TEST_CASE("softplus never decreases for any beta", "", float, double) {
  for (const double beta : {0.3, 4.0})
    CHECK(falls<TestType>(xact::softplus{.beta = beta}, TestType(0x1p-30), 1000) == 0);
}
