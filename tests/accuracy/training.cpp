// What training sums up, against sums of MPFR.

#include "../catch.hpp"

#include <xact/training.hpp>

#include <mpreal.h>

#include <random>
#include <vector>

namespace {

using number = mpfr::mpreal;

/// Numbers of every magnitude, most of which the largest ones would swallow in a plain sum.
template <class T> std::vector<T> weights(std::size_t count) {
  std::vector<T> w(count);
  std::mt19937_64 bits(7);
  for (std::size_t i = 0; i < count; ++i) {
    const double u = static_cast<double>(bits() >> 12) * 0x1p-52 - 0.5;
    w[i] = static_cast<T>(std::ldexp(u, i % 1000 == 3 ? 24 : static_cast<int>(bits() % 40) - 40));
  }
  return w;
}

double relative(double got, const number &want) { return abs((number(got) - want) / want).toDouble(); }

} // namespace

TEMPLATE_TEST_CASE("penalties are sums of MPFR, rounded", "", float, double) {
  using T = TestType;
  number::set_default_prec(300);
  const auto w = weights<T>(300'000);
  number absolute = 0;
  number squares = 0;
  for (const T v : w) {
    const number x = static_cast<double>(v);
    absolute += abs(x);
    squares += x * x;
  }
  CHECK(relative(xact::penalize(xact::l1(1), w, xact::skip), absolute) < 280 * 0x1p-53);
  CHECK(relative(xact::penalize(xact::l2(2), w, xact::skip), squares) < 280 * 0x1p-53);
  CHECK(relative(xact::penalize({.l1 = 0.5, .l2 = 3}, w, xact::skip), absolute / 2 + squares * 1.5) < 280 * 0x1p-53);
}
