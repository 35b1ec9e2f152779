// Gradient descent on the slopes of prelu.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/slopes.hpp>

using namespace test;

TEMPLATE_TEST_CASE("slopes begin at 0.25 and follow the gradient, with momentum and without weight decay", "", float,
                   double) {
  using T = TestType;
  for (const std::size_t n : {0U, 1U, 3U, 16U, 67U}) {
    std::vector<T> a(n, T(99));
    xact::initialize_slopes(a);
    CHECK(a == std::vector<T>(n, T(0.25)));
    const auto da = random_numbers<T>(n, T(10), n + 1);
    std::vector<T> v(n);
    std::vector<T> want_a = a;
    std::vector<T> want_v = v;
    for (int step = 0; step < 3; ++step) {
      xact::update_slopes({.rate = 0.01, .momentum = 0.8}, a, da, v);
      for (std::size_t i = 0; i < n; ++i) {
        const T kept = want_v[i] * T(0.8);
        const T added = da[i] * T(0.01);
        want_v[i] = kept + added;
        want_a[i] = want_a[i] - want_v[i];
      }
      CHECK(a == want_a);
      CHECK(v == want_v);
    }
    // If the gradient and the velocity are 0, a large slope does not change, because there is no weight decay.
    std::vector<T> large(n, T(1e6));
    const std::vector<T> nothing(n);
    std::vector<T> still(n);
    xact::update_slopes({.rate = 0.01}, large, nothing, still);
    CHECK(large == std::vector<T>(n, T(1e6)));
  }
}

TEST_CASE("prelu learns the slope from which the data were made") {
  std::vector<float> x(1000);
  std::vector<float> y(x.size());
  std::vector<float> dy(x.size());
  std::vector<float> want(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<float>(i) / 500 - 1;
  xact::forward(xact::leaky_relu{-0.7}, x, want);
  float a[1];
  float da[1];
  float v[1] = {0};
  xact::initialize_slopes(a);
  const xact::prelu f{a};
  for (int step = 0; step < 100; ++step) {
    xact::forward(f, x, y);
    for (std::size_t i = 0; i < x.size(); ++i)
      dy[i] = (y[i] - want[i]) / 100;
    xact::backward(f, x, dy, xact::skip, da);
    xact::update_slopes({.rate = 0.1}, a, da, v);
  }
  CHECK(std::fabs(a[0] + 0.7F) < 0.01F);
}

TEST_CASE("misuse of update_slopes is reported, and nothing changes") {
  std::vector<float> a(3, 1.F);
  std::vector<float> da(3, 1.F);
  std::vector<float> v(2);
  const auto says = [](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("xact::update_slopes: slopes has 3 elements but the velocity has 2",
       [&] { xact::update_slopes({.rate = 1}, a, da, v); });
  says("xact::update_slopes: slopes (3 elements", [&] { xact::update_slopes({.rate = 1}, a, a, da); });
  says("xact::update_slopes: the velocity (3 elements", [&] { xact::update_slopes({.rate = 1}, a, da, da); });
  says("xact::update_slopes: the velocity (3 elements", [&] { xact::update_slopes({.rate = 1}, a, da, a); });
  CHECK(a == std::vector<float>(3, 1.F));
  CHECK(da == a);
}
