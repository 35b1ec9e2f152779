#include "../catch.hpp"
#include "../reference.hpp"
#include "../support.hpp"

#include <xact/math/normal.hpp>

using namespace test;

namespace {
template <class T> T normal_cdf_of_lane(T x) {
  return xact::lane(x, [](auto v) { return xact::math::normal_cdf(v); });
}
} // namespace

TEMPLATE_TEST_CASE("the error of normal_cdf is at most 1 ULP for float and 2 ULP for double", "", float, double) {
  using T = TestType;
  constexpr T most = sizeof(T) == 4 ? T(14.6) : T(38.7);
  double worst = 0;
  for (int i = -100000; i <= 100000; ++i) {
    const T x = most * static_cast<T>(i) / T(100000);
    worst = std::max(worst, ulp_error(normal_cdf_of_lane(x), normal_cdf(static_cast<long double>(x))));
  }
  for (const T x : random_numbers<T>(100000, most, 12))
    worst = std::max(worst, ulp_error(normal_cdf_of_lane(x), normal_cdf(static_cast<long double>(x))));
  INFO(worst << " ULP");
  CHECK(worst <= (sizeof(T) == 4 ? 1 : 2));
}

TEMPLATE_TEST_CASE("normal_cdf has its limits, and one number has the bits of an element of a batch", "", float,
                   double) {
  using T = TestType;
  CHECK(same(normal_cdf_of_lane(-std::numeric_limits<T>::infinity()), T(0)));
  CHECK(same(normal_cdf_of_lane(std::numeric_limits<T>::infinity()), T(1)));
  CHECK(same(normal_cdf_of_lane(T(-0.0)), T(0.5)));
  CHECK(std::isnan(normal_cdf_of_lane(std::numeric_limits<T>::quiet_NaN())));
  for (const T x : random_numbers<T>(2000, T(40), 13))
    CHECK(same(normal_cdf_of_lane(x), xact::math::normal_cdf(x)));
}
