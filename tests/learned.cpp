// Tests of `learned` with the activations of the catalogue whose parameter can be learned.

#include "catch.hpp"
#include "support.hpp"
#include "ulp.hpp"

#include <cmath>
#include <random>
#include <tuple>
#include <vector>

using namespace test;

namespace {

using wide = long double;

/// An activation with the derivative in its parameter p as a function of x and p, and the largest error of this
/// derivative in ULP of float and of double.
struct swish {
  using functor = xact::swish;
  static constexpr double ulp[] = {1, 3};
  static wide in_parameter(wide x, wide p) {
    const wide e = std::exp(-std::fabs(x * p));
    return x * x * e / ((1 + e) * (1 + e));
  }
};

template <class F> F with_parameter(double p) {
  F f;
  f.*F::parameters()[0].member = p;
  return f;
}

/// Inputs and parameters of channels that have `rows` elements each.
template <class T> struct arrays {
  std::vector<T> x, dy, parameters;

  arrays(std::size_t channels, std::size_t rows) : x(channels * rows), dy(channels * rows), parameters(channels) {
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    for (T &v : x)
      v = static_cast<T>(normal(random) * std::exp(2 * normal(random)));
    for (T &v : dy)
      v = static_cast<T>(normal(random));
    for (T &v : parameters)
      v = static_cast<T>(std::exp(normal(random)));
  }
};

} // namespace

TEMPLATE_PRODUCT_TEST_CASE("a learned parameter has the same effect as the member", "", (std::tuple),
                           ((swish, float), (swish, double))) {
  using F = typename std::tuple_element_t<0, TestType>::functor;
  using T = std::tuple_element_t<1, TestType>;
  const arrays<T> in(37, 11);
  const xact::learned f{F{}, in.parameters, {.channels = 37}};
  std::vector<T> y(in.x.size()), d(in.x.size()), dx(in.x.size()), dp(37);
  xact::forward(f, in.x, y);
  xact::derivative(f, in.x, d);
  xact::backward(f, in.x, in.dy, dx, dp);
  for (std::size_t i = 0; i < in.x.size(); ++i) {
    const F member = with_parameter<F>(static_cast<double>(in.parameters[i % 37]));
    INFO(show(in.x[i]) << " with " << show(in.parameters[i % 37]));
    CHECK(same(y[i], member(in.x[i])));
    CHECK(same(d[i], member.derivative(in.x[i])));
    CHECK(same(dx[i], static_cast<T>(in.dy[i] * d[i])));
  }
}

TEMPLATE_PRODUCT_TEST_CASE("the gradient of a learned parameter is the sum of its terms", "", (std::tuple),
                           ((swish, float), (swish, double))) {
  using F = std::tuple_element_t<0, TestType>;
  using T = std::tuple_element_t<1, TestType>;
  const arrays<T> in(300, 1);
  const std::vector<T> ones(300, T(1));
  std::vector<T> dp(300);
  const xact::learned each{typename F::functor{}, in.parameters, {.channels = 300}};
  xact::backward(each, in.x, ones, xact::skip, dp);
  wide sum = 0;
  wide magnitudes = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const wide term = F::in_parameter(in.x[i], in.parameters[i]);
    INFO(show(in.x[i]) << " with " << show(in.parameters[i]) << ": " << show(dp[i]));
    CHECK(ulp_error(dp[i], term) <= F::ulp[sizeof(T) / 8]);
    const wide of_first = in.dy[i] * F::in_parameter(in.x[i], in.parameters[0]);
    sum += of_first;
    magnitudes += std::fabs(of_first);
  }
  std::vector<T> total{T(1)};
  const std::vector<T> first{in.parameters[0]};
  xact::backward(xact::learned{typename F::functor{}, first}, in.x, in.dy, xact::skip, xact::accumulate(total));
  CHECK(std::fabs(total[0] - 1 - sum) <= 274 * std::numeric_limits<T>::epsilon() * (magnitudes + 1));
}

TEMPLATE_TEST_CASE("exact of a learned activation is correctly rounded", "", swish) {
  using F = typename TestType::functor;
  const arrays<float> in(97, 9);
  const auto f = xact::exact(xact::learned{F{}, in.parameters, {.channels = 97}});
  std::vector<float> y(in.x.size()), dx(in.x.size()), dp(97);
  xact::forward(f, in.x, y);
  xact::backward(f, in.x, in.dy, dx, dp);
  for (std::size_t c = 0; c < 97; ++c) {
    const xact::exact member{with_parameter<F>(static_cast<double>(in.parameters[c]))};
    wide sum = 0;
    for (std::size_t i = c; i < in.x.size(); i += 97) {
      CHECK(same(y[i], member(in.x[i])));
      CHECK(same(dx[i], in.dy[i] * member.derivative(in.x[i])));
      sum += wide(in.dy[i]) * static_cast<float>(TestType::in_parameter(in.x[i], in.parameters[c]));
    }
    CHECK(ulp_error(dp[c], sum) <= 0.5001);
  }
}
