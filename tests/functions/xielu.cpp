// Tests of xielu.

#include "../learned.hpp"

#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

using namespace test;

// f has a zero at -2.4325 and f' has a zero at -0.9808 for the default parameters. In double, errors are relative to
// the largest term there; in float the results are accurate.
TEST_CASE("the zeros of xielu and of its derivative are accurate in float") {
  const xact::xielu f;
  const long double an = 0.8F;
  const auto value = [an](long double x) { return an * (std::expm1(x) - x) + x / 2; };
  const auto derivative = [an](long double x) { return an * std::expm1(x) + 0.5L; };
  long double zero = -1.5L;
  for (int k = 0; k < 50; ++k)
    zero -= value(zero) / derivative(zero);
  REQUIRE(zero == Approx(-2.43248427693145));
  for (const auto &[at, is_value] : {std::pair{zero, true}, std::pair{std::log1p(-0.5L / an), false}}) {
    auto x = static_cast<float>(at);
    for (int k = 0; k < 40; ++k)
      x = std::nextafter(x, -9.F);
    for (int k = 0; k < 80; ++k, x = std::nextafter(x, 0.F)) {
      INFO(show(x));
      if (is_value)
        CHECK(ulp_error(f(x), value(x)) <= 1);
      else
        CHECK(ulp_error(f.derivative(x), derivative(x)) <= 1);
    }
  }
}

TEST_CASE("for equal factors the derivative of xielu is an exponential down to underflow") {
  const xact::xielu f{.alpha_p = 1, .alpha_n = 0.75, .beta = 0.75};
  for (float x = -86; x < 0; x += 0.37F)
    CHECK(ulp_error(f.derivative(x), 0.75L * std::exp(static_cast<long double>(x))) <= 1);
  CHECK(f.derivative(-1e30F) == 0);
  CHECK(f(-1e30F) == -0.75F);
  for (double x = -690; x < 0; x += 1.7)
    CHECK(ulp_error(f.derivative(x), 0.75L * std::exp(static_cast<long double>(x))) <= 2);
}

TEST_CASE("xielu in double keeps the digits of its largest term") {
  const xact::xielu f{.alpha_p = 0.3, .alpha_n = 2, .beta = 0};
  for (double x = -0.3; x < -1e-300; x *= 0.83) {
    long double term = 1;
    long double exact = 0; // 2·(e^x - 1 - x)
    for (int k = 2; k < 30; ++k) {
      term *= k == 2 ? static_cast<long double>(x) * x : x / static_cast<long double>(k);
      exact += term;
    }
    INFO(show(x));
    CHECK(ulp_error(f(x), exact) <= 5);
  }
  CHECK(f(-1e300) == 2e300);
  CHECK(f(1e150) == Approx(0.3e300).epsilon(1e-15));
  CHECK(f(1e160) == std::numeric_limits<double>::infinity());
}

namespace {

/// Arrays for xielu with three learned parameters per channel, and the results of a call.
template <class T> struct xielu_arrays {
  static constexpr std::size_t channels = 37;
  learned_arrays<T> in;
  std::vector<T> p, n, b, dx, dp, dn, db;

  explicit xielu_arrays(std::size_t rows)
      : in(channels, rows), p(in.parameters), n(p.rbegin(), p.rend()), b(p), dx(in.x.size()), dp(channels),
        dn(channels), db(channels) {
    std::ranges::rotate(b, b.begin() + 5);
  }
  auto function(std::size_t inner = 1) const {
    return xact::learned{xact::xielu{}, p, n, b, {.channels = channels, .inner = inner}};
  }
  bool same_results(const xielu_arrays &other) const {
    return dx == other.dx && dp == other.dp && dn == other.dn && db == other.db;
  }
};

} // namespace

TEMPLATE_TEST_CASE("xielu learns three parameters", "", float, double) {
  using T = TestType;
  constexpr std::size_t channels = xielu_arrays<T>::channels;
  xielu_arrays<T> a(30);
  const std::size_t inner = GENERATE(1U, 3U, 30U);
  const auto f = a.function(inner);
  std::vector<T> y(a.in.x.size());
  xact::forward(f, a.in.x, y);
  xact::backward(f, a.in.x, a.in.dy, a.dx, a.dp, a.dn, a.db);
  std::vector<long double> sums[3]{std::vector<long double>(channels), std::vector<long double>(channels),
                                   std::vector<long double>(channels)};
  long double magnitudes = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t c = i / inner % channels;
    const xact::xielu member{static_cast<double>(a.p[c]), static_cast<double>(a.n[c]), static_cast<double>(a.b[c])};
    const T x = a.in.x[i];
    INFO("inner " << inner << ", x = " << show(x));
    CHECK(same(y[i], member(x)));
    CHECK(same(a.dx[i], static_cast<T>(a.in.dy[i] * member.derivative(x))));
    const long double dy = a.in.dy[i];
    sums[0][c] += x >= 0 ? dy * x * x : 0;
    sums[1][c] += x < 0 ? dy * (std::expm1(static_cast<long double>(x)) - x) : 0;
    sums[2][c] += dy * x;
    magnitudes += std::fabs(dy * x) * (1 + std::fabs(x));
  }
  const long double allowed = 274 * std::numeric_limits<T>::epsilon() * magnitudes;
  for (std::size_t c = 0; c < channels; ++c) {
    CHECK(std::fabs(a.dp[c] - sums[0][c]) <= allowed);
    CHECK(std::fabs(a.dn[c] - sums[1][c]) <= allowed);
    CHECK(std::fabs(a.db[c] - sums[2][c]) <= allowed);
  }
}

TEMPLATE_TEST_CASE("three learned parameters: markers, executors and rows with gaps change no bits", "", float,
                   double) {
  using T = TestType;
  const xielu_arrays<T> fresh(30);
  const auto f = fresh.function();
  xielu_arrays<T> a(fresh);
  xact::backward(f, fresh.in.x, fresh.in.dy, a.dx, a.dp, a.dn, a.db);
  SECTION("with an executor") {
    xielu_arrays<T> b(fresh);
    xact::backward(backwards, f, fresh.in.x, fresh.in.dy, b.dx, b.dp, b.dn, b.db);
    CHECK(b.same_results(a));
  }
  SECTION("in place, with a skipped gradient") {
    xielu_arrays<T> b(a);
    b.dx = fresh.in.dy;
    b.dp.assign(b.dp.size(), 0);
    xact::backward(f, fresh.in.x, b.dx, b.dx, b.dp, xact::skip, b.db);
    CHECK(b.same_results(a));
  }
  SECTION("accumulated") {
    xielu_arrays<T> b(a);
    xact::backward(f, fresh.in.x, fresh.in.dy, xact::accumulate(b.dx), xact::accumulate(b.dp), b.dn,
                   xact::accumulate(b.db));
    for (std::vector<T> *v : {&a.dx, &a.dp, &a.db})
      for (T &sum : *v)
        sum += sum;
    CHECK(b.same_results(a));
  }
  SECTION("without the gradients") {
    xielu_arrays<T> b(a);
    b.dx.assign(b.dx.size(), 0);
    xact::backward(f, fresh.in.x, fresh.in.dy, b.dx);
    CHECK(b.same_results(a));
  }
  SECTION("in rows with gaps") {
    const std::size_t columns = fresh.channels;
    std::vector<T> x(30 * (columns + 3));
    for (std::size_t i = 0; i < fresh.in.x.size(); ++i)
      x[i / columns * (columns + 3) + i % columns] = fresh.in.x[i];
    xielu_arrays<T> b(fresh);
    xact::backward(f, xact::strided{x.data(), 30, columns, columns + 3}, fresh.in.dy, b.dx, b.dp, b.dn, b.db);
    CHECK(b.same_results(a));
  }
}
