#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the errors of gelu and its derivative are within their bounds down to underflow", "", float,
                   double) {
  using T = TestType;
  const xact::contract facts = xact::gelu{}.facts();
  for (const T most : {T(1), T(6), sizeof(T) == 4 ? T(14.6) : T(38.7)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::gelu{}, 100000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= (sizeof(T) == 4 ? facts.value_error.float_ulp : facts.value_error.double_ulp));
    CHECK(derivative_error <= (sizeof(T) == 4 ? facts.derivative_error.float_ulp : facts.derivative_error.double_ulp));
  }
}

TEMPLATE_TEST_CASE("gelu's derivative is accurate next to its zero", "", float, double) {
  using T = TestType;
  T x[] = {T(-0.75179152469356445745790494678L), T(-0.75179152469356445745790494678L)};
  std::vector<T> inputs;
  for (int i = 0; i < 50000; ++i)
    for (T &v : x) {
      inputs.push_back(v);
      v = std::nextafter(v, &v == x ? T(-1) : T(0));
    }
  std::vector<T> d(inputs.size());
  xact::derivative(xact::gelu{}, inputs, d);
  double worst = 0;
  for (std::size_t i = 0; i < d.size(); ++i)
    worst = std::max(worst, ulp_error(d[i], derivative(xact::gelu{}, static_cast<long double>(inputs[i]))));
  INFO(worst << " ULP");
  CHECK(worst <= (sizeof(T) == 4 ? 1 : 2));
}

TEMPLATE_TEST_CASE("gelu and its derivative are negative zeros far to the left", "", float, double) {
  using T = TestType;
  for (const T x : {T(-39), T(-1e10), std::numeric_limits<T>::lowest(), -std::numeric_limits<T>::infinity()}) {
    CHECK(same(xact::gelu{}(x), -T(0)));
    CHECK(same(xact::gelu{}.derivative(x), -T(0)));
  }
}
