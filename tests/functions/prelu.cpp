#include "../catch.hpp"
#include "gradient.hpp"

using namespace test;

TEMPLATE_TEST_CASE("prelu's formula takes one slope per lane", "", float, double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  T x[V::size];
  T p[V::size];
  T y[V::size];
  T d[V::size];
  for (std::size_t i = 0; i < V::size; ++i) {
    x[i] = i % 2 == 0 ? T(-2) : T(4);
    p[i] = static_cast<T>(i) / T(4);
  }
  constexpr xact::formula::prelu f;
  xact::store(y, f(xact::load(x), xact::load(p)));
  xact::store(d, f.derivative(xact::load(x), xact::load(p)));
  for (std::size_t i = 0; i < V::size; ++i) {
    CHECK(same(y[i], i % 2 == 0 ? T(-2) * p[i] : T(4)));
    CHECK(same(d[i], i % 2 == 0 ? p[i] : T(1)));
  }
}

TEMPLATE_TEST_CASE("the gradient of the slope is 0 at a positive input for any dy, since it selects", "", float,
                   double) {
  using T = TestType;
  const auto gradient = [](T x, T dy) {
    const std::vector<T> slope{T(0.25)};
    const std::vector<T> in{x};
    const std::vector<T> g{dy};
    std::vector<T> dw(1, T(99));
    xact::backward(xact::prelu{slope}, in, g, xact::skip, dw);
    return dw[0];
  };
  CHECK(gradient(T(-2), T(3)) == T(-6));
  CHECK(gradient(T(2), T(3)) == T(0));
  CHECK(gradient(T(2), inf<T>) == T(0));
  CHECK(gradient(inf<T>, T(0)) == T(0));
  CHECK(gradient(none<T>, T(3)) == T(0));
  CHECK(gradient(-T(0), T(3)) == T(0));
  CHECK(gradient(T(-2), inf<T>) == -inf<T>);
  CHECK(std::isnan(gradient(T(-2), none<T>)));
}

TEMPLATE_TEST_CASE("backward_from_output of prelu reports a slope below 0 as misuse", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(-1), T(1)};
  const std::vector<T> dy{T(8), T(8)};
  std::vector<T> dx{T(5), T(5)};
  std::vector<T> slopes{T(0.5), T(0.25)};
  xact::backward_from_output(xact::prelu{slopes, {.channels = 2}}, y, dy, dx);
  CHECK(dx == std::vector<T>{4, 8});
  slopes[0] = 0;
  xact::backward_from_output(xact::prelu{slopes, {.channels = 2}}, std::vector<T>{-T(0), T(1)}, dy, dx);
  CHECK(dx == std::vector<T>{0, 8});
  slopes[1] = T(-0.5);
  misuse_trap trap;
  xact::backward_from_output(xact::prelu{slopes, {.channels = 2}}, y, dy, dx);
  CHECK(trap.says("the output of prelu does not determine its derivative"));
  CHECK(dx == std::vector<T>{0, 8});
}
