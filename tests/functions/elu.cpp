#include "../catch.hpp"
#include "../reference.hpp"
#include "gradient.hpp"

using namespace test;

TEMPLATE_TEST_CASE("elu is alpha times x near 0, rounded once and never flushed", "", float, double) {
  using T = TestType;
  for (const double alpha : {1.0, 0.5, 2.0, -1.0, 0.1, 1.673, 1e38}) {
    const T a = static_cast<T>(alpha);
    const xact::elu f{.alpha = alpha};
    INFO(describe(f));
    for (const int n : {1, 2, 3, 5, 6, 10, 11, 1000, 123456}) {
      const T x = static_cast<T>(-n) * tiny<T>;
      INFO(n << " of the least number");
      CHECK(f(x) == static_cast<T>(static_cast<long double>(a) * static_cast<long double>(x)));
    }
    CHECK(same(backward_of(f, T(3), inf<T>), inf<T>));
    CHECK(same(backward_of(f, none<T>, T(7)), T(7)));
    CHECK(same(backward_of(f, T(0), T(7)), a * T(7)));
  }
}

TEST_CASE("elu multiplies by alpha before it multiplies by the power of two") {
  // Without the factor alpha, e^x would be subnormal, with few digits, or 0.
  CHECK(ulp_error(xact::elu{.alpha = 1000}.derivative(-100.F), 1000 * std::exp(-100.0L)) <= 2);
  const auto huge = static_cast<long double>(1e38F);
  for (const float x : {-110.F, -150.F, -174.F, -176.F, -187.F, -190.F, -192.F})
    CHECK(ulp_error(xact::elu{.alpha = 1e38}.derivative(x), huge * std::exp(static_cast<long double>(x))) <= 2);
  CHECK(xact::elu{.alpha = 1e38}.derivative(-193.F) == 0);
  for (const double x : {-1400.0, -1450.0})
    CHECK(ulp_error(xact::elu{.alpha = 1e308}.derivative(x), 1e308L * std::exp(static_cast<long double>(x))) <= 2);
  // With the largest alpha no intermediate result overflows.
  const float most = std::numeric_limits<float>::max();
  const xact::elu f{.alpha = static_cast<double>(most)};
  for (const float x : {-0.4F, -0.5F, -1e-3F, -1.F})
    CHECK(ulp_error(f.derivative(x), static_cast<long double>(most) * std::exp(static_cast<long double>(x))) <= 2);
}

TEMPLATE_TEST_CASE("elu's derivative keeps its sign when it underflows", "", float, double) {
  using T = TestType;
  for (const double alpha : {-1e-30, -0.5, -1.0, -2.0, -3e38})
    for (int i = 0; i <= 20000; ++i) {
      const T x = -T(i) * T(0.08);
      if (!std::signbit(xact::elu{.alpha = alpha}.derivative(x))) {
        INFO("alpha " << alpha << " at " << show(x));
        CHECK(std::signbit(xact::elu{.alpha = alpha}.derivative(x)));
      }
    }
}

TEST_CASE("the error of elu is at most 2 ULP over a grid of alpha, and 1 ULP for powers of two") {
  const auto inputs = random_numbers<float>(20000, 110.F, 5, true);
  for (const double alpha :
       {1e-3, 0.01, 0.1, 0.3, 0.7, 1.0, 1.5, 1.673, 3.0, 10.0, 1e3, 1e10, 1e38, 1e-38, 1e-42, -0.7, -1.0, 0.25, 8.0}) {
    const xact::elu f{.alpha = alpha};
    const xact::elu exact = rounded<float>(f);
    double value_error = 0;
    double derivative_error = 0;
    for (const float x : inputs) {
      value_error = std::max(value_error, ulp_error(f(x), value(exact, static_cast<long double>(x))));
      derivative_error =
          std::max(derivative_error, ulp_error(f.derivative(x), derivative(exact, static_cast<long double>(x))));
    }
    INFO(describe(f) << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= f.facts().value_error.float_ulp);
    CHECK(derivative_error <= f.facts().derivative_error.float_ulp);
  }
}

TEMPLATE_TEST_CASE("forward has the bits of elu for each specialized form", "", float, double) {
  using T = TestType;
  // The inputs extend to numbers for which e^x - 1 rounds to -1, and include the neighbours of every power of two.
  std::vector<T> x = interesting<T>();
  const T lowest = sizeof(T) == 4 ? T(-18) : T(-39);
  for (const T v : random_numbers<T>(100000, -lowest, 31))
    x.push_back(v);
  for (int i = 0; i <= 100000; ++i)
    x.push_back(lowest * static_cast<T>(i) / T(100000));
  std::vector<T> y(x.size());
  for (const xact::elu &f : xact::elu::test_parameters()) {
    xact::forward(f, x, y);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
      wrong += !same(y[i], f(x[i]));
    INFO(describe(f));
    CHECK(wrong == 0);
  }
}

namespace {
/// A functor of a user, derived from elu.
struct halved_elu : xact::elu {
  template <xact::batch V> V operator()(V x) const { return xact::elu::operator()(x) * V(0.5); }
};
} // namespace

TEST_CASE("forward uses the formula of a class derived from elu") {
  const std::vector<float> x{-1, 2};
  std::vector<float> y(2);
  xact::forward(halved_elu{}, x, y);
  CHECK(y[0] == xact::elu{}(-1.0f) / 2);
  CHECK(y[1] == 1);
}

TEST_CASE("the error of elu is at most 1 ULP on 50 million floats", "[sample]") {
  constexpr std::size_t batch = 1'000'000;
  double worst_value = 0;
  double worst_derivative = 0;
  std::vector<float> y(batch);
  std::vector<float> d(batch);
  for (std::uint64_t block = 0; block < 50; ++block) {
    const auto x = random_numbers<float>(batch, 110.F, 100 + block, true);
    xact::value_and_derivative(xact::elu{}, x, y, d);
    for (std::size_t i = 0; i < batch; ++i) {
      // The reference in double has an error below 1e-8 ULP of a float.
      const auto wide = static_cast<double>(x[i]);
      worst_value = std::max(worst_value, ulp_error(y[i], static_cast<long double>(std::expm1(wide))));
      worst_derivative = std::max(worst_derivative, ulp_error(d[i], static_cast<long double>(std::exp(wide))));
    }
  }
  INFO("value " << worst_value << " ULP, derivative " << worst_derivative << " ULP");
  CHECK(worst_value <= 1);
  CHECK(worst_derivative <= 1);
}

TEST_CASE("the error of elu is at most 2 ULP on 10 million doubles", "[sample]") {
  constexpr std::size_t batch = 1'000'000;
  double worst_value = 0;
  double worst_derivative = 0;
  std::vector<double> y(batch);
  std::vector<double> d(batch);
  for (std::uint64_t block = 0; block < 10; ++block) {
    auto x = random_numbers<double>(batch, 746, 200 + block, true);
    for (std::size_t i = 0; i < batch; i += 2) // else most numbers would be close to 0
      x[i] = x[i] * 1e-9 - static_cast<double>(std::bit_cast<std::uint64_t>(x[i]) % 1000003) * 0.000745;
    xact::value_and_derivative(xact::elu{}, x, y, d);
    for (std::size_t i = 0; i < batch; ++i) {
      const auto wide = static_cast<long double>(x[i]);
      worst_value = std::max(worst_value, ulp_error(y[i], std::expm1(wide)));
      worst_derivative = std::max(worst_derivative, ulp_error(d[i], std::exp(wide)));
    }
  }
  INFO("value " << worst_value << " ULP, derivative " << worst_derivative << " ULP");
  CHECK(worst_value <= 2);
  CHECK(worst_derivative <= 2);
}

TEMPLATE_TEST_CASE("elu's derivative from its output is y + alpha", "", float, double) {
  using T = TestType;
  const std::vector<T> y{T(-0.5), T(-1), T(0), -T(0), T(2), none<T>};
  std::vector<T> dx(y.size());
  xact::backward_from_output(xact::elu{}, y, std::vector<T>(y.size(), T(4)), dx);
  CHECK(dx == std::vector<T>{2, 0, 4, 4, 4, 4});
  // At 0 the result is the derivative from the left, which is alpha.
  xact::backward_from_output(xact::elu{.alpha = 0.5}, y, std::vector<T>(y.size(), T(4)), dx);
  CHECK(dx == std::vector<T>{0, -2, 2, 2, 4, 4});
  misuse_trap trap;
  xact::backward_from_output(xact::elu{.alpha = -1}, y, y, dx);
  CHECK(trap.says("the output of elu does not determine its derivative with these parameters; use "
                  "backward with the input x"));
}
