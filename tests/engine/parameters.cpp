// Tests of extreme parameters. A parameter that the type of the arrays cannot represent is a misuse. Each call on
// arrays checks its parameters once.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/testing/conformance.hpp>

using namespace test;

namespace {

/// min(x, limit), with a limit that may be infinite.
struct capped {
  static constexpr std::string_view name = "capped";
  double limit = xact::infinity;
  static constexpr auto parameters() {
    return std::array{xact::parameter<capped>{.name = "limit", .member = &capped::limit, .may_be_infinite = true}};
  }
  template <xact::batch V> V operator()(V x) const { return xact::at_most(x, xact::param<V>(limit)); }
  template <xact::batch V> V derivative(V x) const { return select(x >= xact::param<V>(limit), V(0), V(1)); }
};

/// A functor with two parameters.
struct line {
  static constexpr std::string_view name = "line";
  double factor = 1;
  double offset = 0;
  static constexpr auto parameters() {
    return std::array{xact::parameter<line>{"factor", &line::factor}, xact::parameter<line>{"offset", &line::offset}};
  }
  template <xact::batch V> V operator()(V x) const {
    return xact::mul_add(xact::param<V>(factor), x, xact::param<V>(offset));
  }
  template <xact::batch V> V derivative(V) const { return xact::param<V>(factor); }
};

/// Checks that every verb reports the parameter of f with the message `words`, and writes nothing.
template <class T, class F> void refused(const F &f, const std::string &words) {
  const std::vector<T> x(20, T(-1));
  const std::vector<T> untouched(20, T(5));
  std::vector<T> y = untouched;
  std::vector<T> d = untouched;
  std::vector<std::uint8_t> mask(3, 0xA5);
  misuse_trap trap;
  const auto said = [&](const char *verb) {
    CHECK(trap.message() == "xact::" + std::string(verb) + ": " + words);
    CHECK(y == untouched);
    CHECK(d == untouched);
    CHECK(mask == std::vector<std::uint8_t>(3, 0xA5));
  };
  xact::forward(f, x, y);
  said("forward");
  xact::forward(backwards, f, x, xact::streamed(y));
  said("forward");
  xact::derivative(f, x, d);
  said("derivative");
  xact::value_and_derivative(f, x, y, d);
  said("value_and_derivative");
  xact::backward(f, x, x, d);
  said("backward");
  xact::backward(f, x, x, xact::accumulate(d));
  said("backward");
  if constexpr (xact::has_derivative_from_output<F>) {
    xact::backward_from_output(f, x, x, d);
    said("backward_from_output");
  }
  if constexpr (xact::is_rectifier<F>) {
    xact::forward_with_mask(f, x, y, mask);
    said("forward_with_mask");
    xact::backward_from_mask(f, mask, x, d);
    said("backward_from_mask");
  }
}

template <class T, class F> void taken(const F &f) {
  const std::vector<T> x(20, T(-1));
  std::vector<T> y(20, T(5));
  misuse_trap trap;
  xact::forward(f, x, y);
  CHECK(trap.message().empty());
  CHECK(y != std::vector<T>(20, T(5)));
}

} // namespace

TEST_CASE("every verb refuses a parameter that overflows in float, and accepts it with arrays of double") {
  const std::string advice = ", which float cannot hold; use a finite float or arrays of double";
  refused<float>(xact::elu{.alpha = 1e39}, "elu's alpha is 1e+39" + advice);
  refused<float>(xact::leaky_relu{.slope = -1e300}, "leaky_relu's slope is -1e+300" + advice);
  refused<float>(xact::formula::prelu{1e39}, "prelu's slope is 1e+39" + advice);
  refused<float>(line{.offset = 1e39}, "line's offset is 1e+39" + advice);
  refused<float>(capped{1e39}, "capped's limit is 1e+39" + advice);
  taken<double>(xact::elu{.alpha = 1e39});
  taken<double>(xact::leaky_relu{.slope = -1e300});
  taken<double>(line{.offset = 1e39});
  const auto most = static_cast<double>(std::numeric_limits<float>::max());
  taken<float>(xact::elu{.alpha = most});
  taken<float>(xact::elu{.alpha = -most});
  taken<float>(xact::elu{.alpha = 1e-300}); // rounds to 0
}

TEMPLATE_TEST_CASE("a parameter that is not finite is a misuse, unless the formula has a limit there", "", float,
                   double) {
  using T = TestType;
  const std::string advice = ", which is not finite; use a finite number";
  refused<T>(xact::elu{.alpha = xact::nan}, "elu's alpha is nan" + advice);
  refused<T>(xact::elu{.alpha = xact::infinity}, "elu's alpha is inf" + advice);
  refused<T>(xact::leaky_relu{.slope = -xact::infinity}, "leaky_relu's slope is -inf" + advice);
  refused<T>(line{.factor = xact::nan}, "line's factor is nan" + advice);
  refused<T>(capped{xact::nan}, "capped's limit is nan" + advice);
  taken<T>(capped{xact::infinity});
  taken<T>(capped{-xact::infinity});
}

TEMPLATE_TEST_CASE("a parameter that must be positive is a misuse if it is not above 0", "", float, double) {
  using T = TestType;
  const std::string advice = ", which is not above 0 in the type of the arrays; use a positive number";
  refused<T>(xact::softplus{.beta = 0}, "softplus's beta is 0" + advice);
  refused<T>(xact::squareplus{.b = -0.0}, "squareplus's b is -0" + advice);
  refused<T>(xact::elu{.input_scale = -1}, "elu's input_scale is -1" + advice);
  refused<T>(xact::celu{.alpha = -2}, "celu's alpha is -2" + advice);
  refused<T>(xact::hard_sigmoid{.half_width = 0}, "hard_sigmoid's half_width is 0" + advice);
  refused<T>(xact::hard_swish{.half_width = -3}, "hard_swish's half_width is -3" + advice);
  refused<T>(xact::softplus{.beta = -xact::infinity},
             "softplus's beta is -inf, which is not finite; use a finite number");
}
TEST_CASE("a parameter that must be positive is a misuse if it rounds to 0") {
  refused<float>(xact::softplus{.beta = 1e-60}, "softplus's beta is 1e-60, which is not above 0 in the type of the "
                                                "arrays; use a positive number");
  taken<double>(xact::softplus{.beta = 1e-60});
}

TEST_CASE("the parameters of the functor inside biased and exact are checked") {
  const std::vector<float> x(20, -1.F);
  std::vector<float> y(20, 5.F);
  const std::vector<float> bias{std::numeric_limits<float>::infinity()}; // biases are data and are not checked
  misuse_trap trap;
  xact::forward(xact::biased(xact::elu{}, bias), x, y);
  CHECK(trap.message().empty());
  xact::forward(xact::biased(xact::elu{.alpha = 1e39}, bias), x, y);
  CHECK(trap.says("xact::forward: elu's alpha is 1e+39, which float cannot hold"));
  xact::forward(xact::exact(xact::elu{.alpha = 1e39}), x, y);
  CHECK(trap.says("xact::forward: elu's alpha is inf"));
  xact::forward(xact::biased(xact::exact(xact::elu{.alpha = xact::nan}), bias), x, y);
  CHECK(trap.says("xact::forward: elu's alpha is nan"));
}

TEST_CASE("slopes and biases in arrays are data and are not checked") {
  const std::vector<float> x(4, -1.F);
  std::vector<float> y(4);
  const std::vector<float> slope{std::numeric_limits<float>::infinity()};
  misuse_trap trap;
  xact::forward(xact::prelu{slope}, x, y);
  CHECK(trap.message().empty());
  CHECK(y == std::vector<float>(4, -std::numeric_limits<float>::infinity()));
}

TEST_CASE("single numbers are evaluated for any parameter") {
  misuse_trap trap;
  CHECK(std::isnan(xact::elu{.alpha = xact::nan}(-1.F)));
  CHECK(trap.message().empty());
}

TEST_CASE("at parameter 0 all promises hold, and the output determines the derivative") {
  const auto keeps = []<class F>(const F &f) {
    INFO(describe(f));
    const auto report = xact::conformance(f);
    INFO(report.summary());
    CHECK(report);
    const auto exact = xact::conformance(xact::exact(f));
    INFO(exact.summary());
    CHECK(exact);
    CHECK(xact::output_determines_derivative<float>(f));
    CHECK(xact::output_determines_derivative<double>(f));
    const std::vector<float> x{-3, -0.F, 0, 2};
    std::vector<float> y(4);
    std::vector<float> dx(4);
    xact::forward(f, x, y);
    xact::backward_from_output(f, y, std::vector<float>(4, 7.F), dx);
    CHECK(dx == std::vector<float>{0, 0, 0, 7});
    const std::vector<float> bias{-1};
    xact::forward(xact::biased(f, bias), x, y);
    for (const float v : {y[0], y[1], y[2]})
      CHECK(same(v, f(-1.F)));
    CHECK(y[3] == 1);
  };
  for (const double zero : {0.0, -0.0}) {
    keeps(xact::elu{.alpha = zero});
    keeps(xact::leaky_relu{.slope = zero});
    keeps(xact::formula::prelu{zero});
  }
}

TEMPLATE_TEST_CASE("elu with alpha 0 is -0 at x < 0, in every specialized form", "", float, double) {
  using T = TestType;
  const std::vector<T> x = interesting<T>();
  std::vector<T> y(x.size());
  std::vector<T> both(x.size());
  std::vector<T> d(x.size());
  for (const double alpha : {0.0, -0.0, sizeof(T) == 4 ? 1e-50 : 0.0}) {
    const xact::elu f{.alpha = alpha};
    xact::forward(f, x, y);
    xact::value_and_derivative(f, x, both, d);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const T want = x[i] < 0 ? static_cast<T>(-alpha) : x[i];
      wrong += !same(y[i], want) || !same(both[i], want) || !same(f(x[i]), want);
    }
    INFO(describe(f));
    CHECK(wrong == 0);
  }
}
