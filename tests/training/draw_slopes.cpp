// Tests of the random slopes of rrelu.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/draw_slopes.hpp>

#include <algorithm>
#include <numeric>
#include <random>

using namespace test;

TEMPLATE_TEST_CASE("drawn slopes are uniformly distributed between their bounds", "", float, double) {
  using T = TestType;
  std::vector<T> slopes(20001);
  std::mt19937_64 generator(3);
  xact::draw_slopes(xact::rrelu{.lower = -0.5, .upper = 1.5}, slopes, generator);
  CHECK(generator == [] {
    std::mt19937_64 same_draws(3);
    same_draws.discard(20001);
    return same_draws;
  }());
  std::sort(slopes.begin(), slopes.end());
  CHECK(slopes.front() >= T(-0.5));
  CHECK(slopes.back() <= T(1.5));
  // The statistic of Kolmogorov and Smirnov exceeds 1.95 with a probability of 1 in 1000.
  double distance = 0;
  for (std::size_t i = 0; i < slopes.size(); ++i)
    distance = std::max(distance, std::fabs((static_cast<double>(slopes[i]) + 0.5) / 2 -
                                            static_cast<double>(i) / static_cast<double>(slopes.size())));
  CHECK(distance * std::sqrt(20001.) < 1.95);
}

TEST_CASE("drawn slopes have known bits") {
  std::vector<double> slopes(3);
  std::mt19937_64 generator;
  xact::draw_slopes(xact::rrelu{}, slopes, generator);
  std::mt19937_64 again;
  for (const double slope : slopes) {
    const double unit = static_cast<double>(again() >> 12) * 0x1p-52;
    CHECK(same(slope, 0.125 + unit * (1.0 / 3 - 0.125)));
  }
}

TEST_CASE("equal bounds give equal slopes, and prelu with drawn slopes is rrelu in training") {
  const std::vector<float> x{-2, -0.F, 0, 3}, dy{1, 2, 3, 4};
  std::vector<float> slopes(4), y(4), dx(4);
  std::mt19937 generator(1);
  xact::draw_slopes(xact::rrelu{.lower = 0.25, .upper = 0.25}, slopes, generator);
  CHECK(slopes == std::vector<float>(4, 0.25F));
  xact::draw_slopes(xact::rrelu{}, slopes, generator);
  const xact::prelu noisy{slopes, {.channels = 4}};
  xact::forward(noisy, x, y);
  xact::backward(noisy, x, dy, dx);
  CHECK(y == std::vector<float>{-2 * slopes[0], 0, 0, 3});
  CHECK(dx == std::vector<float>{slopes[0], 2 * slopes[1], 3 * slopes[2], 4});
}

TEST_CASE("misuse of draw_slopes is reported, and nothing is written") {
  std::vector<float> slopes(3, 7.F);
  std::mt19937 generator;
  const auto reports = [&](const xact::rrelu &f, const char *text) {
    misuse_trap trap;
    xact::draw_slopes(f, slopes, generator);
    INFO(trap.message());
    CHECK(trap.says(text));
    CHECK(slopes == std::vector<float>(3, 7.F));
  };
  reports({.lower = 0.5, .upper = 0.25}, "the lower bound 0.5 is larger than the upper bound 0.25");
  reports({.lower = std::numeric_limits<double>::quiet_NaN()}, "rrelu's lower is nan");
  reports({.upper = 1e39}, "rrelu's upper is 1e+39");
}
