#include "../catch.hpp"
#include "../support.hpp"

#include <xact/numbers/double_double.hpp>

using namespace test;

namespace {

using V = xact::native_batch<double>;
__extension__ typedef __int128 wide;

struct sum {
  double hi;
  double lo;
};

sum parts_of(xact::double_double x) { return {xact::first_lane(x.hi), xact::first_lane(x.lo)}; }
wide total(sum s) { return static_cast<wide>(s.hi) + static_cast<wide>(s.lo); }

/// Returns a random integer with a random number of bits, at most 53.
double random_integer(std::mt19937_64 &random) {
  const auto value = static_cast<double>(random() >> (11 + random() % 53));
  return random() % 2 != 0 ? value : -value;
}

double odd(double hi, double lo) { return xact::first_lane(rounded_to_odd(xact::double_double(V(hi), V(lo)))); }

} // namespace

TEST_CASE("sums and products of two doubles are exact") {
  std::mt19937_64 random(1);
  std::size_t wrong = 0;
  for (int i = 0; i < 100000; ++i) {
    const double a = random_integer(random);
    const double b = random_integer(random);
    const sum s = parts_of(xact::detail::two_sum(V(a), V(b)));
    const sum p = parts_of(xact::detail::two_product(V(a), V(b)));
    wrong += s.hi != a + b || total(s) != static_cast<wide>(a) + static_cast<wide>(b);
    wrong += p.hi != a * b || total(p) != static_cast<wide>(a) * static_cast<wide>(b);
    if (std::fabs(a) >= std::fabs(b)) {
      const sum f = parts_of(xact::detail::fast_two_sum(V(a), V(b)));
      wrong += f.hi != s.hi || f.lo != s.lo;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("arithmetic on double_double keeps the digits that double loses") {
  using number = xact::double_double;
  std::mt19937_64 random(2);
  std::size_t wrong = 0;
  for (int i = 0; i < 100000; ++i) {
    // The numbers have at most 63 bits and their products at most 126 bits, so integers of 128 bits hold the exact
    // results. `off` detects relative errors above 2^-99.
    const auto x = static_cast<std::int64_t>(random()) >> random() % 60;
    const auto y = static_cast<std::int64_t>(random()) >> random() % 60;
    const auto make = [](std::int64_t v) {
      const auto hi = static_cast<double>(v / 2048 * 2048);
      return xact::detail::two_sum(V(hi), V(static_cast<double>(v % 2048)));
    };
    const auto off = [&](number got, wide want, wide cut_off = 0) {
      const wide error = total(parts_of(got)) - want;
      return (error < 0 ? -error : error) > ((want < 0 ? -want : want) >> 99) + cut_off;
    };
    wrong += off(make(x) + make(y), static_cast<wide>(x) + y);
    wrong += off(make(x) - make(y), static_cast<wide>(x) - y);
    wrong += off(make(x) * make(y), static_cast<wide>(x) * y);
    wrong += off(mul_add(make(x), make(y), make(y)), static_cast<wide>(x) * y + y);
    for (const int d : {3, 7, 23})
      wrong += off(make(x) * number(0x1p60) / V(d) * number(V(d)), static_cast<wide>(x) << 60, 1);
    if (y != 0)
      wrong += off(make(x) * make(y) / make(y), x, 1) + off(make(x) / make(y) * make(y), x, 1);
    wrong += xact::first_lane(select(make(x) < make(y), V(1), V(0))) != (x < y ? 1.0 : 0.0);
    wrong += xact::first_lane(select(make(x) <= make(x), V(1), V(0))) != 1.0;
    wrong += total(parts_of(at_least(make(x), make(y)))) != std::max(x, y);
  }
  CHECK(wrong == 0);
}

TEST_CASE("a sum whose high parts cancel keeps the rounding error of the low parts") {
  const sum s = parts_of(xact::double_double(V(1.0), V(0x1p-60)) + xact::double_double(V(-1.0), V(0x1.8p-114)));
  CHECK(s.hi == 0x1p-60);
  CHECK(s.lo == 0x1.8p-114);
}

TEST_CASE("comparison uses the low parts if the high parts are equal") {
  const xact::double_double less(V(1.0), V(-0x1p-60));
  const xact::double_double more(V(1.0), V(0x1p-60));
  const auto holds = [](const auto &mask) { return xact::first_lane(select(mask, V(1.0), V(0.0))) == 1; };
  CHECK(holds(less < more));
  CHECK_FALSE(holds(more < less));
  CHECK_FALSE(holds(less < less));
  CHECK(holds(less <= more));
  CHECK(holds(less <= less));
  CHECK_FALSE(holds(more <= less));
}

TEST_CASE("rounding to odd keeps the side of a midpoint on which a number lies") {
  for (const double sign : {1.0, -1.0}) {
    CHECK(odd(sign, 0.0) == sign);
    CHECK(odd(sign, sign * 0x1p-60) == sign * (1 + 0x1p-52));
    CHECK(odd(sign, sign * -0x1p-60) == sign * (1 - 0x1p-53));
    CHECK(odd(sign * (1 + 0x1p-52), sign * 0x1p-60) == sign * (1 + 0x1p-52));
    CHECK(odd(sign * (1 + 0x1p-52), sign * -0x1p-60) == sign * (1 + 0x1p-52));
    CHECK(odd(sign * (1 + 0x1p-24), sign * 0x1p-1000) == sign * (1 + 0x1p-24 + 0x1p-52));
    CHECK(odd(sign * (1 + 0x1p-24), sign * -0x1p-1000) == sign * (1 + 0x1p-24 - 0x1p-52));
  }
  CHECK(same(odd(0.0, 0.0), 0.0));
  CHECK(same(odd(-0.0, 0.0), -0.0));
  CHECK(odd(xact::infinity, 0.0) == xact::infinity);
  CHECK(std::isnan(odd(xact::nan, 0.0)));
}
