// Compares penalties, and the moments of units and features, with sums that MPFR computes.

#include "../catch.hpp"

#include <xact/training.hpp>

#include <mpreal.h>

#include <random>
#include <vector>

namespace {

using number = mpfr::mpreal;

/// Returns numbers of many magnitudes. A plain sum would lose most of the small numbers beside the largest numbers.
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

TEMPLATE_TEST_CASE("penalties are the rounded sums of MPFR", "", float, double) {
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

TEMPLATE_TEST_CASE("the moments of units and features agree with MPFR", "", float, double) {
  using T = TestType;
  number::set_default_prec(300);
  auto y = weights<T>(300'000);
  // The numbers of y lie far from 0, in two clusters. The copy z also has infinities, which the statistics of units
  // ignore.
  for (std::size_t i = 0; i < y.size(); ++i)
    y[i] = y[i] * T(0x1p-20) + (i < 1000 ? T(3) : T(1000));
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 3}, xact::channel_axis{.channels = 3, .inner = 100}}) {
    xact::standardizer<T> features(axis);
    features.observe(y);
    auto z = y;
    for (std::size_t i = 500; i < z.size(); i += 5003)
      z[i] = std::numeric_limits<T>::infinity();
    xact::unit_statistics<T> units(axis);
    units.observe(z);
    for (std::size_t c = 0; c < axis.channels; ++c)
      for (const bool finite_only : {false, true}) {
        const std::vector<T> &x = finite_only ? z : y;
        number sum = 0;
        number squares = 0;
        double count = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
          if (i / axis.inner % axis.channels == c && std::isfinite(x[i])) {
            const number v = static_cast<double>(x[i]);
            sum += v;
            squares += v * v;
            ++count;
          }
        const number mean = sum / count;
        const number variance = squares / count - mean * mean;
        CHECK(relative(finite_only ? units.units()[c].mean() : features.features()[c].mean(), mean) <= 0x1p-52);
        CHECK(relative(finite_only ? units.units()[c].variance() : features.features()[c].variance(), variance) <
              2e-13);
      }
  }
}
