#include "catch.hpp"
#include "support.hpp"

#include <xact/math/exp.hpp>
#include <xact/math/expm1.hpp>

using namespace test;

namespace {
template <class T> T exp_of(T x) {
  return xact::lane(x, [](auto v) { return xact::math::exp(v); });
}
template <class T> T expm1_of(T x) {
  return xact::lane(x, [](auto v) { return xact::math::expm1(v); });
}
} // namespace

TEMPLATE_TEST_CASE("exp and expm1 at special values, underflow and overflow", "", float, double) {
  using T = TestType;
  const T inf = std::numeric_limits<T>::infinity();
  const T none = std::numeric_limits<T>::quiet_NaN();
  CHECK(same(exp_of(T(0)), T(1)));
  CHECK(same(exp_of(-T(0)), T(1)));
  CHECK(same(exp_of(inf), inf));
  CHECK(same(exp_of(-inf), T(0)));
  CHECK(same(exp_of(none), none));
  CHECK(same(expm1_of(T(0)), T(0)));
  CHECK(same(expm1_of(-T(0)), -T(0)));
  CHECK(same(expm1_of(inf), inf));
  CHECK(same(expm1_of(-inf), T(-1)));
  CHECK(same(expm1_of(none), none));
  CHECK(same(expm1_of(std::numeric_limits<T>::denorm_min()), std::numeric_limits<T>::denorm_min()));
}

TEMPLATE_TEST_CASE("the errors of exp and expm1 are within their bounds, also at subnormal results and overflow", "",
                   float, double) {
  using T = TestType;
  const double bound = std::is_same_v<T, float> ? 1 : 2;
  const double positive_bound = std::is_same_v<T, float> ? (xact::has_fma ? 1 : 1.5) : 2;
  std::vector<T> inputs = interesting<T>();
  for (const T most : {T(1), T(104), T(746)})
    for (const T x : random_numbers<T>(100000, most, 21))
      inputs.push_back(x);
  for (int i = -110000; i < 90000; ++i)
    inputs.push_back(static_cast<T>(i * (std::is_same_v<T, float> ? 0.001 : 0.0079)));
  for (const T x : inputs) {
    const double e = ulp_error(exp_of(x), std::exp(static_cast<long double>(x)));
    const double m = ulp_error(expm1_of(x), std::expm1(static_cast<long double>(x)));
    const double expm1_bound = x > 0 ? positive_bound : bound;
    if (std::isnan(x) || (e <= bound && m <= expm1_bound))
      continue;
    INFO("at " << show(x) << ": exp off by " << e << " ULP, expm1 by " << m << " ULP");
    CHECK(e <= bound);
    CHECK(m <= expm1_bound);
  }
}
