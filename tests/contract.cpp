// The numeric contract, for every activation of the catalogue and every sample of its parameters: what the kit asks of
// any activation, and the error against a reference of its own. The promises of arrays are in engine/arrays.cpp.

#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"

#include <xact/testing/conformance.hpp>

using namespace test;

TEST_CASE("every activation conforms") {
  for_each_sample([](const auto &f, const std::string &what) {
    const auto report = xact::conformance(f);
    INFO(what << ": " << report.summary());
    CHECK(report);
  });
}

TEMPLATE_TEST_CASE("values and derivatives are within their bounds of a wide reference", "", float, double) {
  using T = TestType;
  std::vector<T> inputs = interesting<T>();
  for (const T most : {T(1), T(120), T(800)})
    for (const T x : random_numbers<T>(20000, most, 7))
      inputs.push_back(x);
  for (int i = 0; i < 20000; ++i)
    inputs.push_back(T(-110) + T(i) * T(0.0056));
  for_each_sample([&](const auto &f, const std::string &what) {
    const xact::contract facts = f.facts();
    const bool narrow = std::is_same_v<T, float>;
    double worst = 0;
    T worst_at = 0;
    double worst_slope = 0;
    T worst_slope_at = 0;
    for (const T x : inputs) {
      if (std::isnan(x) || std::isinf(x))
        continue;
      const double error = ulp_error(f(x), wide_value(f, x));
      if (error > worst) {
        worst = error;
        worst_at = x;
      }
      const double slope_error = ulp_error(f.derivative(x), wide_slope(f, x));
      if (slope_error > worst_slope) {
        worst_slope = slope_error;
        worst_slope_at = x;
      }
    }
    INFO(what << ": value off by " << worst << " ULP at " << show(worst_at) << ", derivative by " << worst_slope
              << " ULP at " << show(worst_slope_at));
    CHECK(worst <= (narrow ? facts.value_error.float_ulp : facts.value_error.double_ulp));
    CHECK(worst_slope <= (narrow ? facts.derivative_error.float_ulp : facts.derivative_error.double_ulp));
  });
}

TEST_CASE("every entry of the catalogue documents itself and is found by name") {
  xact::for_each_activation([]<class F>(F) {
    STATIC_REQUIRE(xact::documented<F>);
    STATIC_REQUIRE(xact::activation<F>);
    CHECK_FALSE(F::name.empty());
    CHECK_FALSE(F{}.facts().source.empty());
    CHECK(xact::test_parameters_of<F>().size() >= 1);
    bool called = false;
    CHECK(xact::visit(F::name, {}, [&](const auto &f) { called = std::is_same_v<decltype(f), const F &>; }));
    CHECK(called);
  });
}
