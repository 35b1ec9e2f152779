#include "../catch.hpp"
#include "numbers.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of celu do not depend on alpha", "", float, double) {
  using T = TestType;
  for (const double alpha : {1e-30, 1e-3, 0.1, 0.3, 0.7, 1.0, 1.7, 3.0, 5.7, 1e3, 1e30, 0x1p-100, 0x1p100}) {
    const xact::celu f = rounded<T>(xact::celu{.alpha = alpha});
    for (const double most : {1.0, 20.0, sizeof(T) == 4 ? 104.0 : 746.0}) {
      const auto [value_error, derivative_error] = sampled_errors<T>(f, 10000, static_cast<T>(most * f.alpha));
      INFO(describe(f) << " up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error
                       << " ULP");
      CHECK(value_error <= f.facts().value_error.float_ulp + (sizeof(T) == 8));
      CHECK(derivative_error <= 1);
    }
  }
}

TEMPLATE_TEST_CASE("celu never decreases", "", float, double) {
  for (const double alpha : {0.3, 1.7})
    CHECK(falls<TestType>(xact::celu{.alpha = alpha}, TestType(0x1p-30), 1000) == 0);
}

TEMPLATE_TEST_CASE("celu with alpha 1 has the bits of elu", "", float, double) {
  using T = TestType;
  const std::vector<T> x = all_numbers<T>();
  std::vector<T> y(x.size()), d(x.size()), wanted(x.size()), wanted_d(x.size());
  xact::value_and_derivative(xact::celu{}, x, y, d);
  xact::value_and_derivative(xact::elu{}, x, wanted, wanted_d);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    wrong += !same(y[i], wanted[i]) || !same(d[i], wanted_d[i]);
  xact::forward(xact::celu{}, x, y);
  for (std::size_t i = 0; i < x.size(); ++i)
    wrong += !same(y[i], wanted[i]);
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("celu's derivative from its output is (y + alpha) / alpha", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(-1), T(-2), T(0), -T(0), T(3), none<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::celu{.alpha = 2}, y, std::vector<T>(y.size(), T(4)), dx);
  CHECK(dx == std::vector<T>{2, 0, 4, 4, 4, 4});
}
