// A functor that is evaluated on bundles gives the same bits as the functor evaluated on single vectors, in every verb,
// for every length, and with channels.

#include "catch.hpp"
#include "support.hpp"

#include <algorithm>

using namespace test;

namespace {

/// F, evaluated on bundles.
template <class F, std::size_t count> struct bundled : F {
  static constexpr std::size_t bundle = count;
  explicit bundled(const F &f) : F(f) {}
};

/// Lengths around the steps of bundles, and a length with aligned stores.
std::vector<std::size_t> lengths(std::size_t width) {
  std::vector<std::size_t> all;
  for (std::size_t n = 0; n <= 9 * width; n += n % width == width - 1 || n % width < 2 ? 1 : width - 1 - n % width)
    all.push_back(n);
  all.push_back(1000);
  return all;
}

template <class T, class F, class G> void have_same_bits(const F &f, const G &g, std::size_t n) {
  const std::vector<T> x = random_numbers<T>(n, T(4), 1), dy = random_numbers<T>(n, T(4), 2);
  std::vector<T> y(n), y2(n), d(n), d2(n);
  xact::forward(f, x, y);
  xact::forward(g, x, y2);
  CHECK(all_same(y, y2));
  xact::derivative(f, x, d);
  xact::derivative(g, x, d2);
  CHECK(all_same(d, d2));
  xact::value_and_derivative(g, x, y2, d2);
  CHECK(all_same(y, y2));
  CHECK(all_same(d, d2));
  xact::backward(f, x, dy, d);
  xact::backward(g, x, dy, d2);
  CHECK(all_same(d, d2));
  xact::backward(f, x, dy, xact::accumulate(d));
  xact::backward(g, x, dy, xact::accumulate(d2));
  CHECK(all_same(d, d2));
  xact::backward_from_output(f, y, dy, d);
  xact::backward_from_output(g, y, dy, d2);
  CHECK(all_same(d, d2));
  xact::forward(f, x, xact::streamed(y));
  xact::forward(g, x, xact::streamed(y2));
  CHECK(all_same(y, y2));
}

template <class T, class F, class G> void have_same_bits_with_bias(const F &f, const G &g, xact::channel_axis axis) {
  const std::size_t n = 3 * axis.channels * axis.inner;
  const std::vector<T> b = random_numbers<T>(axis.channels, T(1), 3);
  const xact::biased with_f(f, b, axis);
  const xact::biased with_g(g, b, axis);
  const std::vector<T> x = random_numbers<T>(n, T(4), 1), dy = random_numbers<T>(n, T(4), 2);
  std::vector<T> y(n), y2(n), db(axis.channels), db2(axis.channels);
  xact::forward(with_f, x, y);
  xact::forward(with_g, x, y2);
  CHECK(all_same(y, y2));
  xact::backward(with_f, x, dy, y, db);
  xact::backward(with_g, x, dy, y2, db2);
  CHECK(all_same(y, y2));
  CHECK(all_same(db, db2));
}

template <class T, std::size_t count, class F> void is_same_on_bundles(const F &f) {
  const bundled<F, count> g(f);
  STATIC_REQUIRE(xact::kernels::value_op<bundled<F, count>, T>::bundle == count);
  for (const std::size_t n : lengths(xact::native_batch<T>::size)) {
    INFO(F::name << ", bundles of " << count << ", " << n << " elements");
    have_same_bits<T>(f, g, n);
  }
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 4, .inner = 16}, {.channels = 7, .inner = 300}, {.channels = 5}})
    have_same_bits_with_bias<T>(f, g, axis);
}

} // namespace

TEST_CASE("bundles do not change bits") {
  is_same_on_bundles<float, 2>(xact::elu{});
  is_same_on_bundles<float, 4>(xact::sigmoid{});
  is_same_on_bundles<double, 4>(xact::elu{.alpha = 1.673});
}

namespace {

/// Adds 1 to x on bundles alone, so that a result shows whether the loop evaluated a bundle.
struct marks_bundles {
  static constexpr std::size_t bundle = 4;
  template <xact::batch V> V operator()(V x) const {
    if constexpr (xact::bundle_batch<V>)
      return x + V(1);
    else
      return x;
  }
};

} // namespace

TEST_CASE("the loop evaluates whole bundles at once, and the other vectors alone") {
  constexpr std::size_t width = xact::native_batch<float>::size;
  const std::vector<float> x(9 * width + 1, 2.F);
  std::vector<float> y(x.size());
  xact::forward(marks_bundles{}, x, y);
  std::vector<float> expected(x.size(), 2.F);
  if (width > 1)
    std::fill_n(expected.begin(), 8 * width, 3.F);
  CHECK(y == expected);
}
