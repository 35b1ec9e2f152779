#include "../catch.hpp"
#include "../reference.hpp"
#include "../support.hpp"

#include <xact/exact.hpp>

using namespace test;

namespace {

using number = xact::rounded_double;
using floats = number::floats;
using part = number::part;
constexpr std::size_t width = floats::size;

std::vector<float> lanes(floats x) {
  std::vector<float> v(width);
  xact::store(v.data(), x);
  return v;
}
std::vector<double> lanes(const number &x) {
  std::vector<double> v(width);
  const auto wide = x.doubles();
  xact::store(v.data(), wide[0]);
  xact::store(v.data() + part::size, wide[1]);
  return v;
}

/// Returns numbers with more digits than a float has, computed from the float in each lane.
number computed(floats x) { return number(x) * number(1 + 0x1p-40); }
double computed(float x) { return static_cast<double>(x) * (1 + 0x1p-40); }

/// Returns a batch with y in lane i and `others` in the other lanes.
number in_lane(std::size_t i, double y, double others) {
  std::vector<double> v(width, others);
  v[i] = y;
  return {xact::load(v.data()), xact::load(v.data() + part::size)};
}
bool in_doubt(const number &y) { return y.is_in_doubt(y.rounded()); }

} // namespace

TEST_CASE("rounded_double calculates in double") {
  std::vector<float> a = random_numbers<float>(width, 9.F, 1);
  std::vector<float> b = random_numbers<float>(width, 9.F, 2);
  b[0] = a[0];
  const floats x = xact::load(a.data());
  const floats y = xact::load(b.data());
  const auto check = [&](const number &got, auto want) {
    const std::vector<double> v = lanes(got);
    for (std::size_t i = 0; i < width; ++i)
      CHECK(v[i] == want(static_cast<double>(a[i]), static_cast<double>(b[i])));
  };
  check(number(x), [](double v, double) { return v; });
  check(number(0.1), [](double, double) { return 0.1; });
  check(-number(x), [](double v, double) { return -v; });
  check(number(x) + number(y), [](double v, double w) { return v + w; });
  check(number(x) - number(y), [](double v, double w) { return v - w; });
  check(number(x) * number(y), [](double v, double w) { return v * w; });
  check(number(x) / part(3.0), [](double v, double) { return v / 3; });
  check(number(x) / number(y), [](double v, double w) { return v / w; });
  check(mul_add(number(x), number(2.0), number(y)), [](double v, double w) { return v * 2 + w; });
  check(at_least(number(x), number(y)), [](double v, double w) { return v < w ? w : v; });
  check(at_least(computed(x), number(0.1)), [](double v, double) {
    const double c = v * (1 + 0x1p-40);
    return c < 0.1 ? 0.1 : c;
  });
}

TEST_CASE("rounded_double compares and selects floats and results") {
  std::vector<float> a = random_numbers<float>(width, 9.F, 3);
  std::vector<float> b = random_numbers<float>(width, 9.F, 4);
  b[0] = a[0];
  const floats x = xact::load(a.data());
  const floats y = xact::load(b.data());
  const number one(1.0);
  const number zero(0.0);
  const auto less = lanes(select(number(x) < number(y), one, zero));
  const auto no_more = lanes(select(number(x) <= number(y), one, zero));
  const auto wide_less = lanes(select(computed(x) < computed(y), one, zero));
  const auto wide_no_more = lanes(select(computed(x) <= computed(y), one, zero));
  const auto tenth = lanes(select(number(x) < number(0.1), one, zero));
  const auto mask = number(x) < number(y);
  const number left = select(mask, computed(x), number(y));
  const number right = select(mask, number(x), computed(y));
  const auto both = lanes(select(mask, computed(x), computed(y)));
  const auto nested = lanes(select(number(x) < zero, left, right));
  for (std::size_t i = 0; i < width; ++i) {
    const bool is_less = a[i] < b[i];
    CHECK(less[i] == (is_less ? 1 : 0));
    CHECK(no_more[i] == (a[i] <= b[i] ? 1 : 0));
    CHECK(wide_less[i] == less[i]);
    CHECK(wide_no_more[i] == no_more[i]);
    CHECK(tenth[i] == (static_cast<double>(a[i]) < 0.1 ? 1 : 0));
    const double if_left = is_less ? computed(a[i]) : static_cast<double>(b[i]);
    const double if_right = is_less ? static_cast<double>(a[i]) : computed(b[i]);
    CHECK(lanes(left)[i] == if_left);
    CHECK(lanes(right)[i] == if_right);
    CHECK(both[i] == (is_less ? computed(a[i]) : computed(b[i])));
    CHECK(nested[i] == (a[i] < 0 ? if_left : if_right));
    CHECK(lanes(left.rounded())[i] == static_cast<float>(if_left));
    CHECK(lanes(right.rounded())[i] == static_cast<float>(if_right));
    CHECK(lanes(computed(x).rounded())[i] == static_cast<float>(computed(a[i])));
  }
}

TEST_CASE("rounded_double flags results that may round either way, and few others") {
  const double places = 0x1p12;
  for (std::size_t i = 0; i < width; ++i)
    for (const double scale : {1.0, -1.0, 0x1p-120, -0x1p120}) {
      // near(offset) is, in lane i, a midpoint of two floats plus `offset` units in the last place of double.
      const auto near = [&](double offset) { return in_lane(i, scale * ((1 + 0x1p-24) + offset * 0x1p-52), 1.25); };
      for (const double offset : {0.0, 1.0, -1.0, 100.0, places - 1, -places}) {
        INFO(offset << " from half-way at " << scale);
        CHECK(in_doubt(near(offset)));
      }
      for (const double offset : {places, -places - 1, 2 * places, -3 * places, 0x1p27, -0x1p27}) {
        INFO(offset << " from half-way at " << scale);
        CHECK(!in_doubt(near(offset)));
      }
    }
  // The interval in which results are in doubt extends to four times number::error on each side of a midpoint.
  CHECK(places * 0x1p-53 == 4 * number::error);
}

TEST_CASE("rounded_double flags results that are subnormal as floats, but not float inputs") {
  for (std::size_t i = 0; i < width; ++i) {
    // The last number lies just above the midpoint of the largest subnormal float and the smallest normal float.
    for (const double tiny : {0x1.8p-127, 0x1p-149, 0x1.4p-150, 1e-60, 0x1.ffffff0000001p-127, 0x1.fffffefffffffp-127,
                              0x1.fffffe0000001p-127})
      for (const double y : {tiny, -tiny})
        CHECK(in_doubt(in_lane(i, y, 1.25)));
    CHECK(!in_doubt(in_lane(i, 0x1.8p-125, 1.25)));
    std::vector<float> x(width, 2.F);
    x[i] = 0x1p-140F;
    CHECK(!in_doubt(number(xact::load(x.data()))));
    x[i] = 0;
    CHECK(!in_doubt(number(xact::load(x.data()))));
    // is_in_doubt ignores the operand that select does not select.
    const number value(xact::load(x.data()));
    const number results = in_lane(i, 0x1p-140, 1.25);
    CHECK(!in_doubt(select(value < number(1.0), value, results)));
    CHECK(in_doubt(select(value < number(1.0), results, value)));
    const std::vector<float> none(width, std::numeric_limits<float>::quiet_NaN());
    const number no_number(xact::load(none.data()));
    CHECK(!in_doubt(select(no_number < number(0.0), results, no_number)));
  }
}

TEST_CASE("the error of elu on rounded_double is within the stated error") {
  for (const double alpha : {1.0, 1.673, 1e38, 0x1p-149}) {
    const xact::elu f = rounded<float>(xact::elu{.alpha = alpha});
    long double worst = 0;
    std::vector<float> x;
    for (const float most : {1e-30F, 0.1F, 1.F, 3.F, 120.F, 190.F})
      for (const float v : random_numbers<float>(20000, most, 19))
        x.push_back(-std::fabs(v));
    // Inputs near the multiples of ln2/16. At some of these multiples the argument reduction changes n, and the
    // polynomial has its largest error.
    for (int k = 1; k < 400; ++k)
      for (int i = -8; i <= 8; ++i)
        x.push_back((static_cast<float>(-k) * 0.0433216988F) * (1 + static_cast<float>(i) * 0x1p-12F));
    x.resize(x.size() / width * width);
    for (std::size_t i = 0; i < x.size(); i += width) {
      const number v(xact::load(x.data() + i));
      const auto both = f.value_and_derivative(v);
      const auto value = lanes(both.value);
      const auto derivative = lanes(both.derivative);
      const auto value_alone = lanes(f(v));
      const auto derivative_alone = lanes(f.derivative(v));
      for (std::size_t k = 0; k < width; ++k) {
        CHECK((value[k] == value_alone[k] && derivative[k] == derivative_alone[k]));
        const auto off = [](double got, long double want) {
          return std::fabs(static_cast<long double>(got) / want - 1);
        };
        worst =
            std::max({worst, off(value[k], wide_value(f, x[i + k])), off(derivative[k], wide_derivative(f, x[i + k]))});
      }
    }
    INFO("alpha " << alpha << ": 2^" << std::log2(worst));
    CHECK(worst < static_cast<long double>(number::error));
    CHECK(worst > 0);
  }
}
