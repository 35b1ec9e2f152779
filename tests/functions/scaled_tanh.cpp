#include "../catch.hpp"
#include "numbers.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of scaled_tanh do not depend on alpha and beta", "", float, double) {
  using T = TestType;
  for (const double alpha : {1.0, 1.7159, 0.1, -4.0, 1000.0, 1e-9})
    for (const double beta : {1.0, 2.0 / 3, 0.1, 8.0, -300.0, 1e-9}) {
      const xact::scaled_tanh f = rounded<T>(xact::scaled_tanh{.alpha = alpha, .beta = beta});
      for (const double most : {1.0, 10.0, sizeof(T) == 4 ? 60.0 : 400.0}) {
        const T largest = static_cast<T>(std::fabs(most / f.beta));
        const auto [value_error, derivative_error] = sampled_errors<T>(f, 5000, largest);
        INFO(describe(f) << " up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error
                         << " ULP");
        CHECK(value_error <= f.facts().value_error.float_ulp);
        CHECK(derivative_error <= f.facts().derivative_error.float_ulp);
      }
    }
}

TEMPLATE_TEST_CASE("scaled_tanh never decreases for alpha and beta above 0", "", float, double) {
  for (const xact::scaled_tanh &f : {xact::scaled_tanh{1.7159, 2.0 / 3}, xact::scaled_tanh{4, 0.5}})
    CHECK(falls<TestType>(f, TestType(0x1p-30), 1000) == 0);
}

TEMPLATE_TEST_CASE("scaled_tanh with alpha and beta 1 has the bits of tanh", "", float, double) {
  using T = TestType;
  const std::vector<T> x = all_numbers<T>();
  std::vector<T> y(x.size()), d(x.size()), wanted(x.size()), wanted_d(x.size());
  xact::value_and_derivative(xact::tanh{}, x, wanted, wanted_d);
  std::size_t wrong = 0;
  const auto compare = [&] {
    for (std::size_t i = 0; i < x.size(); ++i)
      wrong += !same(y[i], wanted[i]) || !same(d[i], wanted_d[i]);
  };
  xact::value_and_derivative(xact::scaled_tanh{}, x, y, d);
  compare();
  for (std::size_t i = 0; i < x.size(); ++i) {
    y[i] = xact::scaled_tanh{}(x[i]);
    d[i] = xact::scaled_tanh{}.derivative(x[i]);
  }
  compare();
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("scaled_tanh's derivative from its output", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(0), T(2), T(-2), T(1), none<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::scaled_tanh{.alpha = 2, .beta = 3}, y, std::vector<T>(y.size(), T(2)), dx);
  const std::vector<T> want{12, 0, 0, 9, none<T>};
  for (std::size_t i = 0; i < y.size(); ++i)
    CHECK(same(dx[i], want[i]));
}
