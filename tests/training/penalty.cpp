// Penalties on weights: the error of the value, and the bits of the gradient. (tests/accuracy compares the sums with
// MPFR.)

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/penalty.hpp>

#include <numeric>

using namespace test;

namespace {

template <class T> T gradient(const xact::penalty &p, T w) {
  const T sign = w > 0 ? static_cast<T>(p.l1) : w < 0 ? -static_cast<T>(p.l1) : w;
  const T product = w * static_cast<T>(p.l2);
  return p.l2 == 0 ? sign : p.l1 == 0 ? product : sign + product;
}

const std::vector<xact::penalty> penalties{xact::l1(0.1), xact::l2(0.3), xact::elastic_net(0.5, 0.25), xact::penalty{}};

} // namespace

TEST_CASE("an elastic net divides its strength between L1 and L2") {
  CHECK(xact::elastic_net(0.5, 0.25).l1 == 0.125);
  CHECK(xact::elastic_net(0.5, 0.25).l2 == 0.375);
}

TEMPLATE_TEST_CASE("value and gradient of a penalty, for any length", "", float, double) {
  using T = TestType;
  for (const xact::penalty &p : penalties)
    for (std::size_t n = 0; n < 5000; n = n < 70 ? n + 1 : 2 * n + 1) {
      const auto w = random_numbers<T>(n, T(100), n + 1);
      long double absolute = 0;
      long double squares = 0;
      for (const T v : w) {
        absolute += static_cast<long double>(std::fabs(v));
        squares += static_cast<long double>(v) * static_cast<long double>(v);
      }
      const long double want = static_cast<long double>(p.l1) * absolute + static_cast<long double>(p.l2) * squares / 2;
      guarded<T> memory(n);
      const std::span<T> dw = n % 2 == 0 ? memory.front(n, 0) : memory.back(n, 0);
      const double got = xact::penalize(p, w, dw);
      INFO(n << " weights, l1 = " << p.l1 << ", l2 = " << p.l2);
      CHECK(std::fabs(static_cast<long double>(got) - want) <= 280 * 0x1p-53L * want);
      CHECK(xact::penalize(p, w, xact::skip) == got);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i)
        wrong += !same(dw[i], gradient(p, w[i]));
      std::vector<T> sum(n, T(2));
      CHECK(xact::penalize(p, w, xact::accumulate(sum)) == got);
      for (std::size_t i = 0; i < n; ++i)
        wrong += !same(sum[i], T(2) + gradient(p, w[i]));
      std::vector<T> in_place = w;
      CHECK(xact::penalize(p, in_place, in_place) == got);
      for (std::size_t i = 0; i < n; ++i)
        wrong += !same(in_place[i], gradient(p, w[i]));
      CHECK(wrong == 0);
    }
}

TEST_CASE("a penalty over rows with gaps, and on several threads, has the bits of a contiguous array") {
  constexpr std::size_t rows = 300;
  constexpr std::size_t columns = 37;
  const auto w = random_numbers<float>(rows * columns, 10.F, 1);
  std::vector<float> gaps(rows * 40, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < w.size(); ++i)
    gaps[i / columns * 40 + i % columns] = w[i];
  std::vector<float> dw(w.size());
  std::vector<float> dw2(w.size());
  const auto p = xact::elastic_net(0.5, 0.25);
  const double want = xact::penalize(p, w, dw);
  CHECK(xact::penalize(test::backwards, p, w, dw2) == want);
  CHECK(dw2 == dw);
  const double by_rows = xact::penalize(p, xact::strided<float>{gaps.data(), rows, columns, 40}, dw2);
  CHECK(std::fabs(by_rows - want) <= 280 * 0x1p-53 * want);
  CHECK(dw2 == dw);
}

TEST_CASE("the penalty of special weights") {
  const float inf = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const xact::penalty &p : penalties)
    for (const float w : {0.F, -0.F, inf, -inf, nan}) {
      const float x[] = {w};
      float dw[] = {99};
      const double value = xact::penalize(p, x, dw);
      CHECK(same(dw[0], gradient(p, w)));
      // If l1 and l2 are 0, the penalty is 0, even for weights that are not finite.
      CHECK(same(value, p.l1 == 0 && p.l2 == 0 ? 0.0 : w == 0 ? 0.0 : std::isnan(w) ? xact::nan : xact::infinity));
    }
}

TEST_CASE("misuse of penalize is reported, and the gradient does not change") {
  const std::vector<float> w(10, 1.F);
  std::vector<float> dw(9, 99.F);
  const misuse_trap trap;
  CHECK(xact::penalize(xact::l2(1), w, dw) == 0);
  CHECK(trap.says("xact::penalize: w has 10 elements but dw has 9"));
  CHECK(dw == std::vector<float>(9, 99.F));
}
