// xact::biased adds a bias and applies an activation in one pass. The tests use one activation of each kind that the
// kernels distinguish. All results except the gradient of the bias are bitwise equal to those of two passes.

#include "catch.hpp"
#include "support.hpp"

#include <algorithm>

using namespace test;

namespace {

constexpr std::size_t batch = 3;

/// One channel for all elements, and several channels, each with 16, 49 or 1 adjacent elements.
constexpr xact::channel_axis axes[] = {
    {.channels = 1}, {.channels = 64, .inner = 16}, {.channels = 7, .inner = 49}, {.channels = 5}, {.channels = 64}};

template <class T, class F> void is_two_passes(const F &f, const std::string &what, xact::channel_axis axis) {
  INFO(what << ", " << axis.channels << " channels of " << axis.inner);
  const std::size_t n = axis.channels == 1 ? 1000 : batch * axis.channels * axis.inner;
  const std::size_t inner = axis.channels == 1 ? n : axis.inner;
  const std::vector<T> x = random_numbers<T>(n, T(4), 1);
  const std::vector<T> dy = random_numbers<T>(n, T(4), 2);
  const std::vector<T> b = random_numbers<T>(axis.channels, T(2), 3);
  const xact::biased g(f, b, axis);
  std::vector<T> sum(n);
  for (std::size_t i = 0; i < n; ++i)
    sum[i] = x[i] + b[i / inner % axis.channels];

  std::vector<T> y(n), y2(n), d(n), d2(n), dx(n), dx2(n), db(axis.channels);
  xact::value_and_derivative(f, sum, y, d);
  xact::backward(f, sum, dy, dx);
  xact::forward(g, x, y2);
  CHECK(all_same(y, y2));
  xact::value_and_derivative(g, x, y2, d2);
  CHECK(all_same(y, y2));
  CHECK(all_same(d, d2));
  xact::derivative(f, sum, d);
  xact::derivative(g, x, d2);
  CHECK(all_same(d, d2));
  xact::backward(g, x, dy, dx2, db);
  CHECK(all_same(dx, dx2));
  std::vector<T> added(n, T(0.3)), added2 = added;
  xact::backward(f, sum, dy, xact::accumulate(added));
  xact::backward(g, x, dy, xact::accumulate(added2));
  CHECK(all_same(added, added2));
  std::vector<T> alone(axis.channels);
  xact::backward(g, x, dy, xact::skip, alone);
  CHECK(all_same(db, alone));

  std::vector<long double> total(axis.channels), magnitude(axis.channels);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t c = i / inner % axis.channels;
    total[c] += static_cast<long double>(dx[i]);
    magnitude[c] += std::fabs(static_cast<long double>(dx[i]));
  }
  std::size_t wrong = 0;
  for (std::size_t c = 0; c < axis.channels; ++c) {
    const long double most = 20 * static_cast<long double>(std::numeric_limits<T>::epsilon()) * magnitude[c];
    wrong += !(std::fabs(static_cast<long double>(db[c]) - total[c]) <= most);
  }
  CHECK(wrong == 0);

  if constexpr (xact::has_derivative_from_output<F>)
    if (xact::output_determines_derivative<T>(f)) {
      xact::backward_from_output(f, y, dy, dx);
      xact::backward_from_output(g, y, dy, dx2);
      CHECK(all_same(dx, dx2));
    }
}

} // namespace

TEMPLATE_TEST_CASE("bias and activation in one pass have the bits of two passes", "", float, double) {
  for_each_test_parameters_of_kinds([](const auto &f, const std::string &what) {
    for (const xact::channel_axis axis : axes)
      is_two_passes<TestType>(f, what, axis);
  });
}

TEST_CASE("biased accepts an exact functor") {
  for (const xact::channel_axis axis : axes)
    is_two_passes<float>(xact::exact(xact::elu{.alpha = 0.3}), "exact elu", axis);
}

TEST_CASE("a dead unit adds 0 to the gradient of its bias for any dy") {
  const std::vector<float> x{-1, -1, 3, -1};
  const std::vector<float> dy{std::numeric_limits<float>::infinity(), 5, 7, std::numeric_limits<float>::quiet_NaN()};
  const std::vector<float> b{0.5F, -0.5F};
  std::vector<float> dx(4);
  std::vector<float> db{10, 20};
  xact::backward(xact::biased(xact::relu{}, b, {.channels = 2}), x, dy, dx, xact::accumulate(db));
  CHECK(dx == std::vector<float>{0, 0, 7, 0});
  CHECK(db == std::vector<float>{17, 20});
}

TEST_CASE("biases that do not fit are a misuse, and the message has the numbers") {
  const std::vector<float> b(64, 0.1F);
  std::vector<float> x(100, -1.F);
  misuse_trap trap;
  xact::forward(xact::biased(xact::elu{}, b), x, x);
  CHECK(trap.says("xact::forward: there are 64 biases for channel_axis{.channels = 1"));
  CHECK(x == std::vector<float>(100, -1.F));
}
