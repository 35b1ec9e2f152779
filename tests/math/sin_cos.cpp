#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <xact/math/sin_cos.hpp>

using namespace test;

namespace {

template <class T> void check(T x, double bound) {
  using V = xact::native_batch<T>;
  const T s = xact::math::sin(x), c = xact::math::cos(x);
  INFO("x = " << show(x) << ", sin = " << show(s) << ", cos = " << show(c));
  REQUIRE(same(s, xact::first_lane(xact::math::sin(V(x)))));
  REQUIRE(same(c, xact::first_lane(xact::math::cos(V(x)))));
  REQUIRE(same(xact::math::sin(-x), -s));
  REQUIRE(same(xact::math::cos(-x), c));
  REQUIRE(ulp_error(s, std::sin(static_cast<long double>(x))) <= bound);
  REQUIRE(ulp_error(c, std::cos(static_cast<long double>(x))) <= bound);
}

} // namespace

TEMPLATE_TEST_CASE("the errors of sin and cos are at most 1 ULP, also next to zeros", "", float, double) {
  using T = TestType;
  for (const T most : {T(1e-3), T(1), T(10), T(65536)})
    for (const T x : random_numbers<T>(20000, most, 5))
      check(x, 1);
  for (int k = 1; k < 20000; ++k) {
    const T x = static_cast<T>(k * 1.57079632679489661923132169163975144L);
    check(x, 1);
    check(std::nextafter(x, T(0)), 1);
  }
}

TEMPLATE_TEST_CASE("sin and cos of special and large numbers", "", float, double) {
  using T = TestType;
  CHECK(same(xact::math::sin(T(0)), T(0)));
  CHECK(same(xact::math::sin(-T(0)), -T(0)));
  CHECK(same(xact::math::cos(-T(0)), T(1)));
  using limits = std::numeric_limits<T>;
  for (const T x : {limits::quiet_NaN(), limits::infinity(), -limits::infinity()}) {
    CHECK(std::isnan(xact::math::sin(x)));
    CHECK(std::isnan(xact::math::cos(x)));
  }
  const T large = sizeof(T) == 4 ? T(0x1p27) : T(0x1p54);
  CHECK(xact::math::sin(large) == 0);
  CHECK(xact::math::cos(large) == 1);
  for (const double x : {1e8, 1e12, 1e15}) {
    CHECK(std::fabs(xact::math::sin(x) - std::sin(x)) < 0x1p-26);
    CHECK(std::fabs(xact::math::cos(x) - std::cos(x)) < 0x1p-26);
  }
}
