#include "../catch.hpp"
#include "../support.hpp"

#include <xact/exact.hpp>
#include <xact/math/log1p.hpp>

using namespace test;

namespace {
/// Returns numbers from 0 to 1.
template <class T> std::vector<T> inputs() {
  std::vector<T> u{T(0), T(1), std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::min()};
  for (const T v : random_numbers<T>(50000, T(1), 8))
    u.push_back(std::fabs(v));
  for (int i = 1; i <= 50000; ++i)
    u.push_back(static_cast<T>(i) / T(50001));
  return u;
}
} // namespace

TEMPLATE_TEST_CASE("the error of unit_log1p is at most 1.5 ULP", "", float, double) {
  using T = TestType;
  double worst = 0;
  for (const T u : inputs<T>()) {
    const T got = xact::lane(u, [](auto v) { return xact::math::unit_log1p(v); });
    worst = std::max(worst, ulp_error(got, std::log1p(static_cast<long double>(u))));
  }
  CHECK(worst <= 1.5);
}

TEST_CASE("the relative error of unit_log1p is below 2^-50 on rounded_double and 2^-62 on double_double") {
  using part = xact::native_batch<double>;
  double worst = 0;
  double worst_wide = 0;
  for (const float u : inputs<float>()) {
    if (u == 0)
      continue;
    const long double truth = std::log1p(static_cast<long double>(u));
    const auto near = xact::math::unit_log1p(xact::rounded_double(xact::rounded_double::floats(u))).doubles()[0];
    const auto got = static_cast<long double>(xact::first_lane(near));
    worst = std::max(worst, static_cast<double>(std::fabs(got - truth) / truth));
    const auto wide = xact::math::unit_log1p(xact::double_double(part(static_cast<double>(u))));
    const long double sum =
        static_cast<long double>(xact::first_lane(wide.hi)) + static_cast<long double>(xact::first_lane(wide.lo));
    worst_wide = std::max(worst_wide, static_cast<double>(std::fabs(sum - truth) / truth));
  }
  CHECK(worst < 0x1p-50);
  // double_double is more accurate than this bound, but the reference in long double is not.
  CHECK(worst_wide < 0x1p-62);
}
