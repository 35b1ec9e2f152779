#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <xact/math/pow.hpp>

#include <array>

using namespace test;

namespace {

/// The largest errors that the tests allow, in ULP. Searches found 0.53 in float and 0.89 in double.
template <class T> constexpr double bound = sizeof(T) == 4 ? 0.55 : 0.95;

/// Compares x^y with long double, and the result on numbers with the result on registers.
template <class T> void check(T x, T y) {
  using V = xact::native_batch<T>;
  const T z = xact::math::pow(x, y);
  INFO("x = " << show(x) << ", y = " << show(y) << ", power = " << show(z));
  REQUIRE(same(z, xact::first_lane(xact::math::pow(V(x), V(y)))));
  REQUIRE(ulp_error(z, std::pow(static_cast<long double>(x), static_cast<long double>(y))) <= bound<T>);
}

/// Calls check(x, y) for y such that x^y is 2^t, rounded.
template <class T> void check_power(T x, double t) { check(x, static_cast<T>(t / std::log2(static_cast<double>(x)))); }

} // namespace

TEMPLATE_TEST_CASE("the errors of pow are at most 0.55 ULP in float and 0.95 ULP in double", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  const double lowest = limits::min_exponent - limits::digits - 2;
  std::mt19937_64 random(4);
  const auto exponent = [&] {
    return std::uniform_real_distribution<double>(lowest, limits::max_exponent + 0.5)(random);
  };
  for (const T x : random_numbers<T>(30000, limits::max(), 5)) {
    check_power(std::fabs(x), exponent());
    check(std::fabs(x), T(0.5));
  }
  for (const T x : random_numbers<T>(10000, limits::min(), 6))
    if (x != 0)
      check_power(std::fabs(x), exponent());
  for (int i = 0; i < 60000; ++i) {
    check_power(static_cast<T>(0.3 + i * 5e-5 + 1e-9), exponent());
    check_power(static_cast<T>(1.41421356 - i * 1e-8), i % 2 == 0 ? lowest + 30 : exponent());
    check_power(static_cast<T>(0.70710678 + i * 1e-8), exponent());
  }
  // Numbers next to 1, and subnormal results.
  for (int k = 2; k < limits::digits; ++k)
    for (int i = 0; i < 200; ++i) {
      check_power(1 + std::ldexp(T(1) + static_cast<T>(i) / 200, -k), exponent());
      check_power(1 - std::ldexp(T(1) + static_cast<T>(i) / 200, -k), lowest + i * 0.1);
    }
}

TEMPLATE_TEST_CASE("pow of a negative number and an integer has the sign of the parity", "", float, double) {
  using T = TestType;
  for (int i = 1; i < 500; ++i)
    for (int n = -20; n <= 20; ++n)
      check(static_cast<T>(-0.03 * i), static_cast<T>(n));
  for (const double n : {0x1p23 - 1, 0x1p24 - 1, 0x1p24, 0x1p52 - 1, 0x1p52 + 1, 0x1p53 - 1, 0x1p53, 0x1p51 + 1})
    for (const double sign : {1.0, -1.0}) {
      const T y = static_cast<T>(sign * n);
      const bool is_odd = std::fmod(static_cast<double>(y), 2) != 0;
      CHECK(same(xact::math::pow(T(-1), y), is_odd ? T(-1) : T(1)));
      CHECK(same(xact::math::pow(-T(0), y), std::pow(-T(0), y)));
    }
  for (const double y : {0.5, -1.5, 0x1p22 + 0.5, 1e-30})
    CHECK(std::isnan(xact::math::pow(T(-2), static_cast<T>(y))));
  CHECK(std::isnan(xact::math::pow(-1.0, 0x1p51 + 0.5)));
}

TEMPLATE_TEST_CASE("pow of special values is pow of C", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  std::vector<T> all;
  for (const T v : {T(0), T(1), T(2), T(3), T(0.5), T(2.5), T(1e30), T(1e-30), limits::max(), limits::min(),
                    limits::denorm_min(), limits::infinity(), limits::quiet_NaN(), std::nextafter(T(1), T(0)),
                    std::nextafter(T(1), T(2)), T(1 / limits::epsilon()), 1 + T(1 / limits::epsilon())})
    all.insert(all.end(), {v, -v});
  for (const T x : all)
    for (const T y : all) {
      const T wanted = std::pow(x, y);
      const T got = xact::math::pow(x, y);
      INFO("x = " << show(x) << ", y = " << show(y) << ", power = " << show(got) << ", wanted " << show(wanted));
      if (std::isnormal(wanted))
        CHECK(ulp_error(got, static_cast<long double>(wanted)) <= 1);
      else
        CHECK(same(got, wanted));
      CHECK(same(got, xact::first_lane(xact::math::pow(xact::native_batch<T>(x), xact::native_batch<T>(y)))));
    }
}

TEMPLATE_TEST_CASE("the lanes of pow are independent", "", float, double) {
  using T = TestType;
  constexpr std::size_t width = xact::native_batch<T>::size;
  std::vector<T> x = random_numbers<T>(width, T(2), 7), y = random_numbers<T>(width, T(3), 8);
  y[0] = 3;
  if (width > 1)
    x[width - 1] = std::numeric_limits<T>::quiet_NaN();
  std::vector<T> z(width);
  xact::store(z.data(), xact::math::pow(xact::load(x.data()), xact::load(y.data())));
  for (std::size_t i = 0; i < width; ++i)
    CHECK(same(z[i], xact::math::pow(x[i], y[i])));
}
