#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <xact/math/erf.hpp>

using namespace test;

namespace {

/// The largest errors of erf and erfc at the checked numbers.
struct errors {
  largest_error erf{}, erfc{};

  /// Checks x and -x. One number has the bits of a lane of a register.
  template <class T> void check(T x) {
    using V = xact::native_batch<T>;
    for (const T v : {x, -x}) {
      const T y = xact::math::erf(v), complement = xact::math::erfc(v);
      INFO("x = " << show(v) << ", erf = " << show(y) << ", erfc = " << show(complement));
      if (!same(y, xact::first_lane(xact::math::erf(V(v)))) || !same(xact::math::erf(-v), -y) ||
          !same(complement, xact::first_lane(xact::math::erfc(V(v)))))
        FAIL("the bits differ");
      erf.add(ulp_error(y, std::erf(static_cast<long double>(v))), v);
      erfc.add(ulp_error(complement, std::erfc(static_cast<long double>(v))), v);
    }
  }
};

/// Beyond this number erfc rounds to 0.
template <class T> constexpr T most = sizeof(T) == 4 ? T(10.2) : T(27.3);

} // namespace

TEMPLATE_TEST_CASE("the errors of erf and erfc are at most 0.53 and 0.58 ULP for float, and 1 and 2 ULP for double", "",
                   float, double) {
  using T = TestType;
  errors e;
  for (const T x : random_numbers<T>(20000, most<T>, 31))
    e.check(x);
  for (int i = 1; i <= 40000; ++i)
    e.check(most<T> * static_cast<T>(i) / T(40000));
  // The numbers on both sides of 1/2, where the formula of erf changes, and before erfc underflows.
  for (int i = 0; i < 1000; ++i) {
    const T step = static_cast<T>(i) * std::numeric_limits<T>::epsilon() / 4;
    e.check(T(0.5) + step);
    e.check(T(0.5) - step);
    e.check((sizeof(T) == 4 ? T(10.05) : T(27.22)) + static_cast<T>(i) * static_cast<T>(sizeof(T) == 4 ? 1e-6 : 1e-5));
  }
  for (const T x : interesting<T>())
    if (std::isfinite(x))
      e.check(x);
  INFO("erf: " << e.erf.ulp << " ULP at " << show(e.erf.at) << ", erfc: " << e.erfc.ulp << " ULP at "
               << show(e.erfc.at));
  CHECK(e.erf.ulp <= (sizeof(T) == 4 ? 0.53 : 1));
  CHECK(e.erfc.ulp <= (sizeof(T) == 4 ? 0.58 : 2));
}

TEMPLATE_TEST_CASE("erf and erfc of special numbers", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  using xact::math::erf, xact::math::erfc;
  CHECK(same(erf(T(0)), T(0)));
  CHECK(same(erf(-T(0)), -T(0)));
  CHECK(same(erf(limits::infinity()), T(1)));
  CHECK(same(erf(-limits::infinity()), T(-1)));
  CHECK(std::isnan(erf(limits::quiet_NaN())));
  CHECK(same(erfc(T(0)), T(1)));
  CHECK(same(erfc(-T(0)), T(1)));
  CHECK(same(erfc(limits::infinity()), T(0)));
  CHECK(same(erfc(-limits::infinity()), T(2)));
  CHECK(std::isnan(erfc(limits::quiet_NaN())));
  CHECK(same(erfc(limits::max()), T(0)));
  CHECK(same(erfc(sizeof(T) == 4 ? T(10.05) : T(27.22)), limits::denorm_min()));
}

TEMPLATE_TEST_CASE("erf and erfc of a bundle have the bits of its registers", "", float, double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  const std::vector<T> x = random_numbers<T>(2 * V::size, T(4), 32);
  const V first = xact::load(x.data()), second = xact::load(x.data() + V::size);
  const xact::bundle<V, 2> b(first, second);
  const auto check = [&](V got, V wanted) {
    std::vector<T> y(V::size), z(V::size);
    xact::store(y.data(), got);
    xact::store(z.data(), wanted);
    CHECK(all_same(y, z));
  };
  check(xact::math::erf(b).registers[0], xact::math::erf(first));
  check(xact::math::erf(b).registers[1], xact::math::erf(second));
  check(xact::math::erfc(b).registers[0], xact::math::erfc(first));
  check(xact::math::erfc(b).registers[1], xact::math::erfc(second));
}
