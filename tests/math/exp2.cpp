#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <xact/exact.hpp>
#include <xact/math/exp2.hpp>

using namespace test;

namespace {

/// The largest error that the tests allow, in ULP. The largest error over all floats is 0.846.
constexpr double bound = 0.9;

/// Compares 2^x with long double, and the result on a number with the result on a register.
template <class T> void check(T x) {
  const T y = xact::math::exp2(x);
  INFO("x = " << show(x) << ", y = " << show(y));
  REQUIRE(same(y, xact::first_lane(xact::math::exp2(xact::native_batch<T>(x)))));
  REQUIRE(ulp_error(y, std::exp2(static_cast<long double>(x))) <= bound);
}

/// 2^x as an activation of a user.
struct power_of_two {
  static constexpr bool on_double_double = true;
  template <xact::batch V> V operator()(V x) const noexcept { return xact::math::exp2(x); }
  template <xact::batch V> V derivative(V x) const noexcept { return V(0.693147180559945309417) * xact::math::exp2(x); }
};

} // namespace

TEMPLATE_TEST_CASE("the errors of exp2 are at most 0.9 ULP, also at subnormal results and overflow", "", float,
                   double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  for (const T x : interesting<T>())
    if (!std::isnan(x))
      check(x);
  for (const T most :
       {T(1), static_cast<T>(limits::max_exponent), static_cast<T>(limits::digits - limits::min_exponent)})
    for (const T x : random_numbers<T>(30000, most, 5))
      check(x);
  // Numbers between two integers, at which the integer of the reduction changes.
  for (int n = limits::min_exponent - limits::digits - 2; n <= limits::max_exponent; ++n) {
    const T x = static_cast<T>(n) + T(0.5);
    for (const T close : {std::nextafter(x, -limits::max()), x, std::nextafter(x, limits::max())})
      check(close);
  }
  for (int k = 0; k < 60000; ++k)
    check(static_cast<T>(limits::min_exponent - limits::digits + k * 0.0009));
  for (int k = 0; k < 60000; ++k)
    check(static_cast<T>(-0.6 + k * 2e-5));
}

TEMPLATE_TEST_CASE("exp2 of integers is exact, and exp2 of special values", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  for (int n = limits::min_exponent - limits::digits - 3; n <= limits::max_exponent + 2; ++n)
    CHECK(same(xact::math::exp2(static_cast<T>(n)), std::ldexp(T(1), n)));
  CHECK(same(xact::math::exp2(-T(0)), T(1)));
  CHECK(same(xact::math::exp2(limits::infinity()), limits::infinity()));
  CHECK(same(xact::math::exp2(-limits::infinity()), T(0)));
  CHECK(same(xact::math::exp2(limits::max()), limits::infinity()));
  CHECK(same(xact::math::exp2(limits::lowest()), T(0)));
  CHECK(std::isnan(xact::math::exp2(limits::quiet_NaN())));
}

TEST_CASE("exact rounds exp2 of a user's functor correctly") {
  std::vector<float> x = random_numbers<float>(30000, 150.F, 9);
  for (int n = -151; n <= 128; ++n)
    x.insert(x.end(), {static_cast<float>(n), static_cast<float>(n) + 0.5F, static_cast<float>(n) + 0.25F});
  x.insert(x.end(), {0.F, -0.F, static_cast<float>(xact::infinity), -static_cast<float>(xact::infinity), std::nanf(""),
                     129.F, -1e30F});
  std::vector<float> y(x.size());
  xact::forward(xact::exact(power_of_two{}), x, y);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    wrong += !same(y[i], static_cast<float>(std::exp2(static_cast<long double>(x[i]))));
  CHECK(wrong == 0);
}

TEST_CASE("the relative error of exp2 on double_double is below 2^-88, and exp2 of integers is exact") {
  using number = xact::double_double;
  using part = number::part;
  const number ln2(part(0x1.62e42fefa39efp-1), part(0x1.abc9e3b39803fp-56));
  for (int k = -2000; k < 2000; ++k)
    for (const double l : {0.0, 0x1.3p-54, -0x1.7p-60}) {
      const double h = k * 0.06001;
      const number x{part(h), part(h * l)};
      const number wanted = xact::math::nonpositive_exp(x * ln2, number(1.0));
      const number got = xact::math::exp2(x);
      INFO("x = " << show(h));
      CHECK(std::fabs(xact::first_lane(((got - wanted) / wanted).hi)) <= 0x1p-88);
    }
  for (int n = -900; n <= 900; ++n) {
    const number y = xact::math::exp2(number(static_cast<double>(n)));
    CHECK(xact::first_lane(y.hi) == std::ldexp(1, n));
    CHECK(xact::first_lane(y.lo) == 0);
  }
  CHECK(xact::first_lane(xact::math::exp2(number(-xact::infinity)).hi) == 0x1p-900);
  CHECK(xact::first_lane(xact::math::exp2(number(xact::infinity)).hi) == 0x1p900);
  CHECK(std::isnan(xact::first_lane(xact::math::exp2(number(xact::nan)).hi)));
}
