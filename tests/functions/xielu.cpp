// Tests of xielu.

#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <cmath>
#include <utility>

using namespace test;

// f has a zero at -2.4325 and f' has a zero at -0.9808 for the default parameters. In double, errors are relative to
// the largest term there; in float the results are accurate.
TEST_CASE("the zeros of xielu and of its derivative are accurate in float") {
  const xact::xielu f;
  const long double an = 0.8F;
  const auto value = [an](long double x) { return an * (std::expm1(x) - x) + x / 2; };
  const auto derivative = [an](long double x) { return an * std::expm1(x) + 0.5L; };
  long double zero = -1.5L;
  for (int k = 0; k < 50; ++k)
    zero -= value(zero) / derivative(zero);
  REQUIRE(zero == Approx(-2.43248427693145));
  for (const auto &[at, is_value] : {std::pair{zero, true}, std::pair{std::log1p(-0.5L / an), false}}) {
    auto x = static_cast<float>(at);
    for (int k = 0; k < 40; ++k)
      x = std::nextafter(x, -9.F);
    for (int k = 0; k < 80; ++k, x = std::nextafter(x, 0.F)) {
      INFO(show(x));
      if (is_value)
        CHECK(ulp_error(f(x), value(x)) <= 1);
      else
        CHECK(ulp_error(f.derivative(x), derivative(x)) <= 1);
    }
  }
}

TEST_CASE("for equal factors the derivative of xielu is an exponential down to underflow") {
  const xact::xielu f{.alpha_p = 1, .alpha_n = 0.75, .beta = 0.75};
  for (float x = -86; x < 0; x += 0.37F)
    CHECK(ulp_error(f.derivative(x), 0.75L * std::exp(static_cast<long double>(x))) <= 1);
  CHECK(f.derivative(-1e30F) == 0);
  CHECK(f(-1e30F) == -0.75F);
  for (double x = -690; x < 0; x += 1.7)
    CHECK(ulp_error(f.derivative(x), 0.75L * std::exp(static_cast<long double>(x))) <= 2);
}

TEST_CASE("xielu in double keeps the digits of its largest term") {
  const xact::xielu f{.alpha_p = 0.3, .alpha_n = 2, .beta = 0};
  for (double x = -0.3; x < -1e-300; x *= 0.83) {
    long double term = 1;
    long double exact = 0; // 2·(e^x - 1 - x)
    for (int k = 2; k < 30; ++k) {
      term *= k == 2 ? static_cast<long double>(x) * x : x / static_cast<long double>(k);
      exact += term;
    }
    INFO(show(x));
    CHECK(ulp_error(f(x), exact) <= 5);
  }
  CHECK(f(-1e300) == 2e300);
  CHECK(f(1e150) == Approx(0.3e300).epsilon(1e-15));
  CHECK(f(1e160) == std::numeric_limits<double>::infinity());
}
