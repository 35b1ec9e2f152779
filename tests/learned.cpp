// Tests of `learned` with the activations of the catalogue whose parameter can be learned.

#include "learned.hpp"

#include "catch.hpp"
#include "support.hpp"
#include "ulp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

using namespace test;

namespace {

using wide = long double;

/// An activation with the derivative in its parameter p as a function of x and p, and the largest error of this
/// derivative in ULP of float and of double.
struct swish {
  static constexpr xact::swish function{};
  static constexpr double ulp[] = {1, 3};
  static wide in_parameter(wide x, wide p) {
    const wide e = std::exp(-std::fabs(x * p));
    return x * x * e / ((1 + e) * (1 + e));
  }
};

struct softplus {
  static constexpr xact::softplus function{};
  static constexpr double ulp[] = {1, 4};
  static wide in_parameter(wide x, wide p) {
    const wide a = std::fabs(x * p);
    const wide e = std::exp(-a);
    return -(std::log1p(e) + a * e / (1 + e)) / (p * p);
  }
};

struct celu {
  static constexpr xact::celu function{};
  static constexpr double ulp[] = {1, 2};
  static wide in_parameter(wide x, wide p) {
    if (x >= 0)
      return 0;
    const wide u = x / p;
    if (u < -0.125)
      return std::expm1(u) - u * std::exp(u);
    wide sum = 0;
    wide power = 1; // u^k / k!
    for (int k = 0; k < 20; power *= u / ++k)
      sum += power / (k + 2);
    return -u * u * sum;
  }
};

struct snake {
  static constexpr xact::snake function{};
  static constexpr double ulp[] = {1, 4};
  static wide in_parameter(wide x, wide p) {
    const wide u = x * p;
    return std::fabs(u) < 1e-4L ? x * x * (1 - u * u) : (u * std::sin(2 * u) - std::sin(u) * std::sin(u)) / (p * p);
  }
  static wide larger_term(wide x, wide p) {
    const wide u = x * p;
    return std::max(std::fabs(x * std::sin(2 * u) / p), std::sin(u) * std::sin(u) / (p * p));
  }
};

struct elu {
  static constexpr xact::elu function{};
  static constexpr double ulp[] = {1, 2};
  static wide in_parameter(wide x, wide) { return x < 0 ? std::expm1(x) : 0; }
};

struct scaled_elu {
  static constexpr xact::elu function{.scale = 1.5, .input_scale = 0.75};
  static constexpr double ulp[] = {1.5, 2};
  static wide in_parameter(wide x, wide) { return x < 0 ? 1.5L * std::expm1(0.75L * x) : 0; }
};

template <class... F> using in_both_types = std::tuple<std::tuple<F, float>..., std::tuple<F, double>...>;
using cases = in_both_types<swish, softplus, celu, snake, elu, scaled_elu>;

/// The function of the case F, whose learned parameter is its first one, with a value of this parameter.
template <class F> auto with_parameter(double p) {
  auto f = F::function;
  f.*f.parameters()[0].member = p;
  return f;
}

/// The error of a derivative in the parameter, in ULP. For snake in double it is relative to the larger term.
template <class F, class T> double parameter_error(T got, wide x, wide p) {
  const wide exact = F::in_parameter(x, p);
  if constexpr (sizeof(T) == 8 && requires { F::larger_term(x, p); })
    return static_cast<double>(std::fabs(got - exact) / F::larger_term(x, p)) / std::numeric_limits<T>::epsilon();
  return ulp_error(got, exact);
}

} // namespace

TEMPLATE_LIST_TEST_CASE("a learned parameter has the same effect as the member", "", cases) {
  using F = std::tuple_element_t<0, TestType>;
  using T = std::tuple_element_t<1, TestType>;
  learned_arrays<T> in(37, 11);
  using limits = std::numeric_limits<T>;
  std::ranges::copy(std::vector<T>{0, -T(0), limits::denorm_min(), -limits::denorm_min(), limits::infinity(),
                                   -limits::infinity(), limits::quiet_NaN(), 50, -50},
                    in.x.begin());
  in.parameters[9] = 1;
  const xact::learned f{F::function, in.parameters, {.channels = 37}};
  std::vector<T> y(in.x.size()), d(in.x.size()), dx(in.x.size()), dp(37);
  xact::forward(f, in.x, y);
  xact::derivative(f, in.x, d);
  xact::backward(f, in.x, in.dy, dx, dp);
  for (std::size_t i = 0; i < in.x.size(); ++i) {
    const auto member = with_parameter<F>(static_cast<double>(in.parameters[i % 37]));
    INFO(show(in.x[i]) << " with " << show(in.parameters[i % 37]));
    CHECK(same(y[i], member(in.x[i])));
    CHECK(same(d[i], member.derivative(in.x[i])));
    CHECK(same(dx[i], static_cast<T>(in.dy[i] * d[i])));
  }
}

TEMPLATE_LIST_TEST_CASE("the gradient of a learned parameter is the sum of its terms", "", cases) {
  using F = std::tuple_element_t<0, TestType>;
  using T = std::tuple_element_t<1, TestType>;
  const learned_arrays<T> in(300, 1);
  const std::vector<T> ones(300, T(1));
  std::vector<T> dp(300);
  const xact::learned each{F::function, in.parameters, {.channels = 300}};
  xact::backward(each, in.x, ones, xact::skip, dp);
  wide sum = 0;
  wide magnitudes = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    INFO(show(in.x[i]) << " with " << show(in.parameters[i]) << ": " << show(dp[i]));
    CHECK(parameter_error<F>(dp[i], in.x[i], in.parameters[i]) <= F::ulp[sizeof(T) / 8]);
    const wide of_first = in.dy[i] * F::in_parameter(in.x[i], in.parameters[0]);
    sum += of_first;
    magnitudes += std::fabs(of_first);
  }
  std::vector<T> total{T(1)};
  const std::vector<T> first{in.parameters[0]};
  xact::backward(xact::learned{F::function, first}, in.x, in.dy, xact::skip, xact::accumulate(total));
  CHECK(std::fabs(total[0] - 1 - sum) <= 274 * std::numeric_limits<T>::epsilon() * (magnitudes + 1));
}

TEMPLATE_TEST_CASE("exact of a learned activation is correctly rounded", "", swish, softplus, celu, elu, scaled_elu) {
  using F = TestType;
  const learned_arrays<float> in(97, 9);
  const auto f = xact::exact(xact::learned{F::function, in.parameters, {.channels = 97}});
  std::vector<float> y(in.x.size()), dx(in.x.size()), dp(97);
  xact::forward(f, in.x, y);
  xact::backward(f, in.x, in.dy, dx, dp);
  for (std::size_t c = 0; c < 97; ++c) {
    const xact::exact member{with_parameter<F>(static_cast<double>(in.parameters[c]))};
    wide sum = 0;
    for (std::size_t i = c; i < in.x.size(); i += 97) {
      CHECK(same(y[i], member(in.x[i])));
      CHECK(same(dx[i], in.dy[i] * member.derivative(in.x[i])));
      sum += wide(in.dy[i]) * static_cast<float>(F::in_parameter(in.x[i], in.parameters[c]));
    }
    CHECK(ulp_error(dp[c], sum) <= 0.5001);
  }
}
