// Tests of orthogonal initial weights.

#include "catch.hpp"
#include "support.hpp"

#include <xact/interop/orthogonal.hpp>

using namespace test;

namespace {

/// Returns the largest error of the scalar products of the rows of a matrix (or of its columns, if columns are fewer
/// than rows), compared with the products of orthogonal vectors of length `gain`.
template <class T>
double off(const std::vector<T> &w, std::size_t rows, std::size_t columns, std::size_t stride, double gain) {
  const bool by_rows = rows <= columns;
  const auto at = [&](std::size_t vector, std::size_t i) {
    return static_cast<double>(by_rows ? w[vector * stride + i] : w[i * stride + vector]);
  };
  double worst = 0;
  for (std::size_t a = 0; a < std::min(rows, columns); ++a)
    for (std::size_t b = 0; b <= a; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < std::max(rows, columns); ++i)
        product += at(a, i) * at(b, i);
      worst = std::max(worst, std::fabs(product - (a == b ? gain * gain : 0)));
    }
  return worst;
}

template <class T> std::vector<T> weights(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  std::vector<T> w(rows * columns);
  std::mt19937_64 generator(seed);
  xact::initialize(xact::orthogonal{}, xact::strided<T>{w.data(), rows, columns, columns}, generator);
  return w;
}

} // namespace

TEMPLATE_TEST_CASE("the shorter dimension of orthogonal weights is orthogonal", "", float, double) {
  using T = TestType;
  const double most = sizeof(T) == 4 ? 1e-6 : 1e-14;
  for (const auto &[rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {5, 5}, {40, 7}, {7, 40}, {1, 9}})
    CHECK(off(weights<T>(rows, columns, 1), rows, columns, columns, 1) < most);
  std::vector<T> with_gaps(5 * 8, T(99));
  std::mt19937_64 generator(1);
  xact::initialize(xact::orthogonal{.gain = 3}, xact::strided<T>{with_gaps.data(), 5, 6, 8}, generator);
  CHECK(off(with_gaps, 5, 6, 8, 3) < 20 * most);
  CHECK(with_gaps[6] == T(99));
  CHECK(with_gaps[7] == T(99));
}

TEST_CASE("orthogonal weights depend on their seed, and both signs are equally likely") {
  CHECK(weights<float>(6, 6, 1) == weights<float>(6, 6, 1));
  CHECK(weights<float>(6, 6, 1) != weights<float>(6, 6, 2));
  int positive[2] = {};
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto w = weights<double>(2, 2, seed);
    positive[0] += w[0] > 0;
    positive[1] += w[3] > 0;
  }
  for (const int count : positive) {
    CHECK(count > 30);
    CHECK(count < 70);
  }
}

TEST_CASE("orthogonal weights in overlapping rows are a misuse") {
  const misuse_trap trap;
  float w[10] = {};
  std::mt19937_64 generator(1);
  xact::initialize(xact::orthogonal{}, xact::strided<float>{w, 2, 5, 4}, generator);
  CHECK(trap.says("xact::initialize: rows of w overlap"));
}

TEST_CASE("orthogonal weights of an impossible size are a misuse") {
  const misuse_trap trap;
  float w[4] = {99, 99, 99, 99};
  std::mt19937_64 generator(1);
  xact::initialize(xact::orthogonal{}, xact::strided<float>{w, (std::size_t{1} << 62) + 1, 4, 4}, generator);
  CHECK(trap.says("xact::initialize: w cannot exist"));
  CHECK(w[0] == 99);
}

TEST_CASE("an invalid gain of orthogonal weights is a misuse") {
  float w[] = {99, 99, 99, 99};
  std::mt19937_64 generator(1);
  for (const double gain : {-1., xact::nan, xact::infinity}) {
    const misuse_trap trap;
    xact::initialize(xact::orthogonal{gain}, xact::strided<float>{w, 2, 2, 2}, generator);
    CHECK(trap.says("xact::initialize: the gain of orthogonal weights is "));
    CHECK(w[0] == 99);
  }
}
