#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the error of exp is at most 1 ULP from underflow to overflow", "", float, double) {
  using T = TestType;
  for (const T most : {T(1), T(20), sizeof(T) == 4 ? T(88) : T(709)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::exp{}, 100000, most);
    INFO("up to " << most << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= 1);
    CHECK(derivative_error <= 1);
  }
}

TEMPLATE_TEST_CASE("exp never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::exp{}, TestType(0x1p-30), 2000) == 0);
}

TEST_CASE("exact exp rounds correctly next to overflow") {
  CHECK(xact::exact(xact::exp{})(0x1.62e42ep+6F) == 0x1.ffff08p+127F);
  CHECK(xact::exact(xact::exp{})(0x1.62e43p+6F) == inf<float>);
  CHECK(xact::exact(xact::exp{})(inf<float>) == inf<float>);
}

TEST_CASE("the functor exp does not hide the functions of the same name") {
  using std::exp;
  CHECK(exp(0.0) == 1);
  CHECK(xact::math::exp(0.5F) == xact::exp{}(0.5F));
}
