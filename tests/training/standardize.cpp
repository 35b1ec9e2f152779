// Tests of the standardizer. Mean and variance are compared with exact sums of integers or with sums in long double.
// Other test cases check standardized arrays, special cases and misuse.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/standardize.hpp>

#include <algorithm>

using namespace test;

namespace {

/// The bound of the relative error of a variance.
constexpr double most_off = 2e-13;

__extension__ typedef __int128 wide; // no sum below overflows this type

/// The mean and the variance of integers. The sums are exact; only the conversions and divisions at the end round.
struct exact_moments {
  wide count = 0;
  wide sum = 0;
  wide squares = 0;
  void add(std::int64_t x) {
    ++count;
    sum += x;
    squares += wide{x} * x;
  }
  [[nodiscard]] long double mean() const { return static_cast<long double>(sum) / static_cast<long double>(count); }
  [[nodiscard]] long double variance() const {
    const auto n = static_cast<long double>(count);
    return static_cast<long double>(count * squares - sum * sum) / n / n;
  }
};

std::vector<exact_moments> reference(std::span<const float> x, xact::channel_axis axis) {
  std::vector<exact_moments> all(axis.channels);
  for (std::size_t i = 0; i < x.size(); ++i)
    all[i / axis.inner % axis.channels].add(static_cast<std::int64_t>(x[i]));
  return all;
}

void check_moments(const auto &got, const std::vector<exact_moments> &want, double most) {
  REQUIRE(got.size() == want.size());
  double worst = 0;
  for (std::size_t c = 0; c < got.size(); ++c) {
    REQUIRE(got[c].count() == static_cast<double>(want[c].count));
    const long double variance = want[c].variance();
    const long double off_mean = std::fabs(static_cast<long double>(got[c].mean()) - want[c].mean());
    const long double off = std::fabs(static_cast<long double>(got[c].variance()) - variance);
    REQUIRE(off_mean <= 0x1p-52L * std::fabs(want[c].mean()));
    worst = std::max(worst, static_cast<double>(off / std::max(variance, 1e-30L)));
  }
  INFO("variance is off by " << worst);
  CHECK(worst <= most);
}

/// Returns the element with index i of n numbers for which a mean in one pass tends to be inaccurate. The first numbers
/// form a cluster near 0. The other numbers are close to 2^24, except for a few outliers at -2^24.
float adversarial(std::size_t i, std::size_t n) {
  if (i == 0 || i % 1000003 == 7)
    return -16777216.F;
  if (i < 300)
    return static_cast<float>(i % 2);
  return static_cast<float>(16777216 - 1 - static_cast<int>(i % 3) - (i > n / 2 ? static_cast<int>(i % 7) : 0));
}
std::vector<float> adversary(std::size_t n) {
  std::vector<float> x(n);
  for (std::size_t i = 0; i < n; ++i)
    x[i] = adversarial(i, n);
  return x;
}

void check_adversary(std::size_t n) {
  const std::vector<float> x = adversary(n);
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 5}, xact::channel_axis{.channels = 100},
        xact::channel_axis{.channels = 4, .inner = 25}, xact::channel_axis{.channels = 2, .inner = n / 2}}) {
    xact::standardizer<float> s(axis);
    s.observe(x);
    check_moments(s.features(), reference(x, axis), most_off);
  }
  // Tests a narrow cluster near 2^24 without outliers, so that the variance is small. All integers up to 2^24 are
  // floats.
  std::vector<float> tight(n);
  for (std::size_t i = 0; i < n; ++i)
    tight[i] = static_cast<float>(16777215 - static_cast<int>(i * 7919 % 3));
  xact::standardizer<float> s{xact::channel_axis{}};
  s.observe(tight);
  check_moments(s.features(), reference(tight, {}), most_off);
}

} // namespace

TEST_CASE("the moments of a million adversarial numbers") { check_adversary(1'000'000); }
TEST_CASE("the moments of 100 million adversarial numbers", "[.large]") { check_adversary(100'000'000); }

TEST_CASE("moments over channels agree in every layout, in one or several batches, on one or several threads") {
  const std::vector<float> x = adversary(20 * 4 * 3000);
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 4, .inner = 3000}, xact::channel_axis{.channels = 4, .inner = 30},
        xact::channel_axis{.channels = 8, .inner = 3}, xact::channel_axis{.channels = 600},
        xact::channel_axis{.channels = 3000}, xact::channel_axis{}}) {
    const std::size_t period = axis.channels * axis.inner;
    const auto want = reference(x, axis);
    xact::standardizer<float> at_once(axis);
    at_once.observe(x);
    check_moments(at_once.features(), want, most_off);

    xact::standardizer<float> threads(axis);
    threads.observe(backwards, x);
    for (std::size_t c = 0; c < axis.channels; ++c) {
      CHECK(threads.features()[c].mean() == at_once.features()[c].mean());
      CHECK(threads.features()[c].variance() == at_once.features()[c].variance());
    }

    // The first standardizer observes one period (`inner` elements of each channel), and then the rest of the first
    // half of x. The second standardizer observes the second half, and is merged into the first.
    xact::standardizer<float> first(axis);
    xact::standardizer<float> second(axis);
    const std::size_t half = x.size() / period / 2 * period;
    first.observe(std::span(x).first(period));
    first.observe(std::span(x).subspan(period, half - period));
    second.observe(std::span(x).subspan(half));
    first.observe(std::span(x).first(0));
    first.merge(second);
    first.merge(xact::standardizer<float>(axis));
    check_moments(first.features(), want, most_off);
    second = xact::standardizer<float>(axis);
    second.merge(first);
    check_moments(second.features(), want, most_off);

    // The rows have gaps. In the first iteration each row is one period. In the second iteration three rows hold
    // `inner` adjacent elements of one channel.
    for (const std::size_t columns : {period, axis.inner / 3})
      if (columns != 0 && x.size() % columns == 0) {
        const std::size_t rows = x.size() / columns;
        std::vector<float> gaps(rows * (columns + 1), std::numeric_limits<float>::quiet_NaN());
        for (std::size_t i = 0; i < x.size(); ++i)
          gaps[i / columns * (columns + 1) + i % columns] = x[i];
        xact::standardizer<float> by_rows(axis);
        by_rows.observe(xact::strided<float>{gaps.data(), rows, columns, columns + 1});
        check_moments(by_rows.features(), want, most_off);
      }
  }
}

TEMPLATE_TEST_CASE("standardized features have mean 0 and variance 1, within the stated error, and can be undone", "",
                   float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 4}, xact::channel_axis{.channels = 4, .inner = 50},
        xact::channel_axis{.channels = 4, .inner = 50000}}) {
    std::vector<T> x(axis.inner * axis.channels * (axis.inner > 1000 ? 1 : 1000));
    std::mt19937_64 bits(1);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const std::size_t c = i / axis.inner % 4;
      const auto u = static_cast<T>(static_cast<double>(bits() % 1000) / 999);
      x[i] = c == 0   ? u * T(1e-3)
             : c == 1 ? T(1000) + u
             : c == 2 ? T(-1e-20) * u
                      : T(0.1); // the last feature is constant
    }
    xact::standardizer<T> s(axis);
    s.observe(x);
    std::vector<T> y(x.size());
    s.apply(x, y);
    std::vector<T> in_place = x;
    s.apply(in_place, in_place);
    CHECK(in_place == y);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const auto &m = s.features()[i / axis.inner % 4];
      const auto u = static_cast<long double>(limits::epsilon() / 2);
      const auto mean = static_cast<long double>(m.mean());
      const auto deviation = m.deviation() == 0 ? 1.0L : static_cast<long double>(m.deviation());
      const long double want = (static_cast<long double>(x[i]) - mean) / deviation;
      // The relative error of the mean that `apply` subtracts. For float the mean has two parts.
      const long double known = sizeof(T) == 4 ? 2 * u * u : u;
      wrong += !(std::fabs(static_cast<long double>(y[i]) - want) <=
                 4 * u * std::fabs(want) * (1 + 4 * u) + known * std::fabs(mean) / deviation);
    }
    CHECK(wrong == 0);
    xact::standardizer<T> again(axis);
    again.observe(y);
    for (std::size_t c = 0; c < 3; ++c) {
      CHECK(std::fabs(again.features()[c].mean()) < 1e-6);
      CHECK(std::fabs(again.features()[c].variance() - 1) < 1e-5);
    }
    CHECK(s.features()[3].deviation() == 0);
    CHECK(again.features()[3].mean() == 0);
    std::vector<T> back(x.size());
    s.undo(y, back);
    s.undo(y, y);
    CHECK(back == y);
    for (std::size_t i = 0; i < x.size(); ++i)
      wrong += !(std::fabs(static_cast<double>(back[i] - x[i])) <=
                 4 * static_cast<double>(limits::epsilon()) *
                     (std::fabs(static_cast<double>(x[i])) + std::fabs(s.features()[i / axis.inner % 4].mean())));
    CHECK(wrong == 0);
  }
}

TEST_CASE("constant features, no features, and numbers that are not finite") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  std::vector<float> x;
  for (int i = 0; i < 3000; ++i)
    x.insert(x.end(), {0.1F, i == 2000 ? nan : 1.F, i == 0 ? inf : 2.F, static_cast<float>(i)});
  xact::standardizer<float> s({.channels = 4});
  std::vector<float> y(x.size());
  s.apply(x, y);
  CHECK(std::equal(x.begin(), x.end(), y.begin(), [](float a, float b) { return same(a, b); }));
  s.observe(x);
  CHECK(s.features()[0].mean() == static_cast<double>(0.1F));
  CHECK(s.features()[0].variance() == 0);
  CHECK(std::isnan(s.features()[1].mean()));
  CHECK(std::isnan(s.features()[1].variance()));
  CHECK(std::isnan(s.features()[2].variance()));
  CHECK(s.features()[3].mean() == 1499.5);
  s.apply(x, y);
  CHECK(y[4] == 0);
  CHECK(std::isnan(y[5]));
  CHECK(std::isnan(y[6]));
  s.undo(y, y);
  CHECK(y[4] == 0.1F);
  CHECK(xact::moments().count() == 0);
  CHECK(std::isnan(xact::moments().mean()));
  CHECK(std::isnan(xact::moments().variance()));
}

TEST_CASE("misuse of a standardizer is reported, and nothing changes") {
  xact::standardizer<float> s({.channels = 3});
  std::vector<float> x(10);
  const auto says = [](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("xact::standardizer::observe: x has 1 rows of 10 elements", [&] { s.observe(x); });
  says("xact::standardizer::apply: ", [&] { s.apply(x, x); });
  says("xact::standardizer::undo: y has 9 elements but x has 10", [&] { s.undo(std::span(x).first(9), x); });
  says("xact::standardizer::apply: y (6 elements", [&] { s.apply(std::span(x).first(6), std::span(x).subspan(1, 6)); });
  says("xact::standardizer::merge: the other object has 2 channels but this one has 3",
       [&] { s.merge(xact::standardizer<float>({.channels = 2})); });
  CHECK(s.features()[0].count() == 0);

  const xact::standardizer<float> moved = std::move(s);
  says("xact::standardizer::observe: there are 0 channels", [&] { s.observe(x); });
  says("xact::standardizer::apply: there are 0 channels", [&] { s.apply(x, x); });
  says("xact::standardizer::merge: the other object has 3 channels but this one has 0", [&] { s.merge(moved); });
  CHECK(s.features().size() == 0);
  s = moved;
  CHECK(s.features().size() == 3);
  CHECK(x == std::vector<float>(10));
}

namespace {

/// Observes batches of one feature, and compares the moments with sums in long double.
void check_bounds(const std::vector<std::vector<double>> &batches) {
  xact::standardizer<double> s(xact::channel_axis{});
  long double count = 0, sum = 0, squares = 0, largest = 0;
  for (const auto &batch : batches) {
    s.observe(batch);
    for (const double x : batch) {
      ++count;
      sum += static_cast<long double>(x);
      largest = std::max(largest, std::fabs(static_cast<long double>(x)));
    }
  }
  const long double mean = sum / count;
  for (const auto &batch : batches)
    for (const double x : batch)
      squares += (static_cast<long double>(x) - mean) * (static_cast<long double>(x) - mean);
  const long double variance = squares / count;
  const xact::moments got = s.features()[0];
  CHECK(std::fabs(static_cast<long double>(got.mean()) - mean) <= 0x1p-49L * largest + 5e-14L * std::sqrt(variance));
  CHECK(std::fabs(static_cast<long double>(got.variance()) - variance) <= 2e-13L * variance);
}

} // namespace

TEST_CASE("the error of a mean is at most 2^-49 times the largest element plus 5e-14 standard deviations") {
  check_bounds({{1, 1e-10, -1}});
  // The elements are integers. If the centre is no integer, the differences from the centre have similar rounding
  // errors, which add up.
  std::vector<double> whole(208);
  for (std::size_t i = 0; i < whole.size(); ++i)
    whole[i] = static_cast<double>(i * i % 31) - 16;
  check_bounds({whole});
  // In the sum of these elements all partial sums are rounded down.
  std::vector<double> halves(2048, -1.0);
  std::fill(halves.begin() + 1024, halves.end(), 1 + 0x1p-47);
  check_bounds({halves});
  check_bounds({std::vector<double>(1024), halves});
}

TEST_CASE("a large batch far from the earlier batches costs the variance no digits") {
  for (const double level : {1e6 + 1.0 / 3, 1.1, -1e120 / 3})
    for (const std::size_t before : {1U, 5U})
      check_bounds({std::vector<double>(before, level / 1e9), std::vector<double>(1023, level)});
}

TEST_CASE("the centre follows the observed numbers, so that numbers far from the first ones cost no digits") {
  check_bounds({std::vector<double>(1024), std::vector<double>(1 << 18, 0.1)});
  // A merge also moves the centre: here to the mean of the standardizer that is merged.
  std::vector<double> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = 1e9 + static_cast<double>(i % 2);
  xact::standardizer<double> s(xact::channel_axis{}), merged(xact::channel_axis{});
  s.observe(x);
  merged.merge(s);
  merged.observe(x);
  CHECK(merged.features()[0].mean() == 1e9 + 0.5);
  CHECK(merged.features()[0].variance() == 0.25);
}

TEST_CASE("the moments of all features are a range") {
  xact::standardizer<float> s({.channels = 3});
  s.observe(std::vector<float>{1, 7, 3, 2, 9, 4});
  const auto most = std::ranges::max_element(s.features(), {}, [](const xact::moments &m) { return m.mean(); });
  CHECK((*most).mean() == 8);
  CHECK(std::ranges::distance(s.features()) == 3);
}

TEST_CASE("the sum of squares of equal numbers is 0, not below 0") {
  using fields = xact::kernels::moment_fields;
  int negative = 0; // differences that would be negative without a limit
  for (int i = 1; i <= 1000; ++i) {
    const double distance = 1 + i / 1000.0; // of each of three equal numbers from the centre
    const double sum = distance + distance + distance;
    const double squares = distance * distance + distance * distance + distance * distance;
    negative += squares - sum * (sum * (1.0 / 3)) < 0;
    double all[fields::size] = {};
    fields::add(all, 3.0, 1.0 / 3, 5.0, sum, squares);
    CHECK(all[fields::squares] >= 0);
  }
  CHECK(negative > 100);
}
