// The input with_residual(x, r) has the bits of separate passes: one that adds the bias, one that adds the residual r,
// and one that evaluates the activation.

#include "catch.hpp"
#include "support.hpp"

using namespace test;

namespace {

template <class T> struct arrays {
  std::size_t n;
  std::vector<T> x = random_numbers<T>(n, T(4), 1), r = random_numbers<T>(n, T(4), 2),
                 dy = random_numbers<T>(n, T(4), 3), sum = std::vector<T>(n);
  explicit arrays(std::size_t size) : n(size) {
    for (std::size_t i = 0; i < n; ++i)
      sum[i] = x[i] + r[i];
  }
};

/// Compares all verbs on with_residual(x, r) with the verbs on the array u, the sum of x, of the bias of g, and of r.
/// The functor f is the activation, and g is f, or f with a bias.
template <class T, class F, class G>
void has_bits_of_passes(const F &f, const G &g, const arrays<T> &a, const std::vector<T> &u) {
  std::vector<T> y(a.n), y2(a.n), d(a.n), d2(a.n);
  xact::forward(f, u, y);
  xact::forward(g, xact::with_residual(a.x, a.r), y2);
  CHECK(all_same(y, y2));
  xact::value_and_derivative(g, xact::with_residual(a.x, a.r), y2, d2);
  xact::derivative(f, u, d);
  CHECK(all_same(y, y2));
  CHECK(all_same(d, d2));
  xact::derivative(g, xact::with_residual(a.x, a.r), y2);
  CHECK(all_same(d, y2));
  xact::backward(f, u, a.dy, d);
  xact::backward(g, xact::with_residual(a.x, a.r), a.dy, d2);
  CHECK(all_same(d, d2));
  y = y2 = d;
  xact::backward(f, u, a.dy, xact::accumulate(y));
  xact::backward(g, xact::with_residual(a.x, a.r), a.dy, xact::accumulate(y2));
  CHECK(all_same(y, y2));
}

} // namespace

TEST_CASE("a residual is added before the activation") {
  for (const std::size_t n : {1, 7, 100, 3000}) {
    INFO(n << " elements");
    has_bits_of_passes<float>(xact::relu{}, xact::relu{}, arrays<float>(n), arrays<float>(n).sum);
    const xact::elu f{.alpha = 0.5};
    has_bits_of_passes<double>(f, f, arrays<double>(n), arrays<double>(n).sum);
  }
}

TEST_CASE("a bias is added before the residual") {
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 1}, {.channels = 64, .inner = 16}, {.channels = 5}}) {
    INFO(axis.channels << " channels of " << axis.inner);
    const xact::elu f{.alpha = 0.5};
    const arrays<float> a(axis.channels == 1 ? 1000 : 3 * axis.channels * axis.inner);
    const std::vector<float> b = random_numbers<float>(axis.channels, 2.F, 4);
    std::vector<float> u(a.n);
    for (std::size_t i = 0; i < a.n; ++i)
      u[i] = (a.x[i] + b[axis.channels == 1 ? 0 : i / axis.inner % axis.channels]) + a.r[i];
    const xact::biased g(f, b, axis);
    has_bits_of_passes<float>(f, g, a, u);
    // The gradient of the bias is the same sum as without a residual.
    std::vector<float> dx(a.n), dx2(a.n), db(axis.channels), db2(axis.channels);
    const std::vector<float> zero(axis.channels);
    xact::backward(xact::biased(f, zero, axis), u, a.dy, dx, db);
    xact::backward(g, xact::with_residual(a.x, a.r), a.dy, dx2, db2);
    CHECK(all_same(dx, dx2));
    CHECK(all_same(db, db2));
  }
}

TEST_CASE("prelu adds the residual before it multiplies by the slope") {
  const arrays<float> a(64 * 16 * 3);
  const std::vector<float> slopes = random_numbers<float>(64, 1.f, 5);
  const xact::prelu f(slopes, {.channels = 64, .inner = 16});
  has_bits_of_passes<float>(f, f, a, a.sum);
  std::vector<float> dx(a.n), dx2(a.n), dw(64), dw2(64);
  xact::backward(f, a.sum, a.dy, dx, dw);
  xact::backward(f, xact::with_residual(a.x, a.r), a.dy, dx2, dw2);
  CHECK(all_same(dx, dx2));
  CHECK(all_same(dw, dw2));
  std::vector<float> accumulated = dx, accumulated2 = dx;
  xact::backward(f, a.sum, a.dy, xact::accumulate(accumulated), dw);
  xact::backward(f, xact::with_residual(a.x, a.r), a.dy, xact::accumulate(accumulated2), xact::accumulate(dw2));
  CHECK(all_same(accumulated, accumulated2));
}

TEST_CASE("a mask of x + r, outputs in place, threads and constant sums") {
  arrays<float> a(5000);
  std::vector<float> y(a.n), y2(a.n);
  std::vector<std::uint8_t> mask((a.n + 7) / 8), mask2(mask);
  xact::forward_with_mask(xact::relu{}, a.sum, y, mask);
  xact::forward_with_mask(xact::relu{}, xact::with_residual(a.x, a.r), y2, mask2);
  CHECK(all_same(y, y2));
  CHECK(mask == mask2);
  const auto sum = xact::with_residual(a.x, a.r);
  const auto backwards = [](std::size_t count, const auto &job) {
    while (count != 0)
      job(--count);
  };
  xact::forward(xact::executor{backwards}, xact::relu{}, sum, y2);
  CHECK(all_same(y, y2));
  std::vector<float> in_place = a.x;
  xact::forward(xact::relu{}, xact::with_residual(in_place, a.r), in_place);
  CHECK(all_same(y, in_place));
  in_place = a.r;
  xact::forward(xact::relu{}, xact::with_residual(a.x, in_place), in_place);
  CHECK(all_same(y, in_place));
}

TEST_CASE("a residual of another length is a misuse that names it") {
  const std::vector<float> x(8), r(7);
  std::vector<float> y(8, 3.f);
  const misuse_trap trap;
  xact::forward(xact::elu{}, xact::with_residual(x, r), y);
  CHECK(trap.message() == "xact::forward: x has 8 elements but the residual has 7; they must have the same length");
  CHECK(y == std::vector<float>(8, 3.f));
}
