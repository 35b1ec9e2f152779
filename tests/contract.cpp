// Every law of the numeric contract, for every activation of the catalogue and every sample of its parameters.

#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"

#include <array>
#include <numeric>

using namespace test;

namespace {

constexpr std::size_t longest = 67; // more than four of the widest vectors and a tail

/// The special inputs, in the order of xact::special_values.
template <class T>
constexpr std::array<T, 5> special_inputs{std::numeric_limits<T>::quiet_NaN(), -T(0), T(0),
                                          -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::infinity()};

template <class T> std::array<T, 5> expected(const xact::special_values &s) {
  return {static_cast<T>(s.nan), static_cast<T>(s.minus_zero), static_cast<T>(s.plus_zero),
          static_cast<T>(s.minus_infinity), static_cast<T>(s.plus_infinity)};
}

/// What op does to one number, to one lane of a batch and to one element of an array at each place gives `want`, and
/// the neighbours are what they are without it.
template <class T, class Op, class Kernel>
void check_everywhere(T input, T want, const Op &op, const Kernel &kernel, const std::string &what) {
  INFO(what << " at " << show(input) << ": want " << show(want));
  {
    INFO("scalar gives " << show(op(input)));
    CHECK(same(op(input), want));
  }
  using V = xact::native_batch<T>;
  for (std::size_t lane = 0; lane < V::size; ++lane) {
    T in[V::size];
    T out[V::size];
    for (std::size_t i = 0; i < V::size; ++i)
      in[i] = T(i % 2 == 0 ? -0.5 : 0.75);
    in[lane] = input;
    op(V::load_unaligned(in)).store_unaligned(out);
    for (std::size_t i = 0; i < V::size; ++i) {
      INFO("lane " << i << " with the input in lane " << lane << " gives " << show(out[i]));
      CHECK(same(out[i], i == lane ? want : op(in[i])));
    }
  }
  for (std::size_t n : {std::size_t(1), std::size_t(7), longest})
    for (std::size_t place = 0; place < n; ++place) {
      std::vector<T> x(n, T(-0.5));
      std::vector<T> y(n);
      x[place] = input;
      kernel(x, y);
      for (std::size_t i = 0; i < n; ++i)
        if (!same(y[i], i == place ? want : op(T(-0.5)))) {
          INFO("element " << i << " of " << n << " with the input at " << place << " gives " << show(y[i]));
          CHECK(same(y[i], i == place ? want : op(T(-0.5))));
        }
    }
}

/// Inputs on both sides of the kinks, subnormals and large numbers among them.
template <class T> std::vector<T> mixed(std::size_t n, std::uint64_t seed) {
  std::vector<T> x = random_numbers<T>(n, T(100), seed);
  for (std::size_t i = 0; i < n; i += 3)
    x[i] = T(-3) + T(6) * static_cast<T>((i * 7 + seed) % 101) / T(101);
  return x;
}

} // namespace

TEMPLATE_TEST_CASE("special values are bit for bit the contract's", "", float, double) {
  using T = TestType;
  for_each_sample([](const auto &f, const std::string &what) {
    const auto values = expected<T>(f.facts().value);
    const auto slopes = expected<T>(f.facts().derivative);
    for (std::size_t i = 0; i < 5; ++i) {
      check_everywhere<T>(
          special_inputs<T>[i], values[i], [&](auto x) { return f(x); },
          [&](const auto &x, auto &y) { xact::forward(f, x, y); }, what);
      check_everywhere<T>(
          special_inputs<T>[i], slopes[i], [&](auto x) { return f.derivative(x); },
          [&](const auto &x, auto &y) { xact::derivative(f, x, y); }, "derivative of " + what);
    }
  });
}

TEMPLATE_TEST_CASE("lengths 0 to 67 at every alignment touch nothing else and give the bits of the scalar", "", float,
                   double) {
  using T = TestType;
  constexpr T untouched = T(12345);
  guarded<T> in(2 * longest);
  guarded<T> in2(2 * longest);
  guarded<T> out(2 * longest);
  guarded<T> out2(2 * longest);
  xact::for_each_activation([&](auto f) {
    const auto check = [&](std::span<T> x, std::span<T> dy, std::span<T> y, std::span<T> d, bool back) {
      const std::vector<T> values = mixed<T>(x.size(), x.size());
      const std::vector<T> gradients = mixed<T>(x.size(), x.size() + 1000);
      std::copy(values.begin(), values.end(), x.begin());
      std::copy(gradients.begin(), gradients.end(), dy.begin());
      const auto clear = [&] {
        std::fill(out.all().begin(), out.all().end(), untouched);
        std::fill(out2.all().begin(), out2.all().end(), untouched);
      };
      bool right = true;
      const auto expect = [&](guarded<T> &memory, std::span<T> result, auto want) {
        for (std::size_t i = 0; i < result.size(); ++i)
          right = right && same(result[i], want(i));
        for (T &v : memory.all())
          right = right && ((&v >= result.data() && &v < result.data() + result.size()) || v == untouched);
      };
      clear();
      xact::forward(f, x, y);
      expect(out, y, [&](std::size_t i) { return f(values[i]); });
      clear();
      xact::derivative(f, x, d);
      expect(out2, d, [&](std::size_t i) { return f.derivative(values[i]); });
      clear();
      xact::value_and_derivative(f, x, y, d);
      expect(out, y, [&](std::size_t i) { return f(values[i]); });
      expect(out2, d, [&](std::size_t i) { return f.derivative(values[i]); });
      clear();
      xact::backward(f, x, dy, y);
      expect(out, y, [&](std::size_t i) {
        return f.derivative(values[i]) == 0 ? T(0) : gradients[i] * f.derivative(values[i]);
      });
      INFO(describe(f) << ", " << x.size() << " elements, " << (back ? "at the end of a page" : "at the front"));
      CHECK(right);
    };
    for (std::size_t n = 0; n <= longest; ++n)
      for (std::size_t offset = 0; offset < 64 / sizeof(T); ++offset) {
        const std::size_t other = (offset * 5 + 3) % (64 / sizeof(T));
        check(in.front(n, offset), in2.front(n, other), out.front(n, other), out2.front(n, offset), false);
        check(in.back(n, offset), in2.back(n, other), out.back(n, other), out2.back(n, offset), true);
      }
    check(in.front(longest, 0), in2.front(longest, 0), out.front(longest, 0), out2.front(longest, 0), false);
  });
}

TEMPLATE_TEST_CASE("the place of an element never changes its bits", "", float, double) {
  using T = TestType;
  const std::vector<T> inputs = interesting<T>();
  for_each_sample([&](const auto &f, const std::string &what) {
    std::vector<T> first(inputs.size());
    std::vector<T> slopes(inputs.size());
    xact::forward(f, inputs, first);
    xact::derivative(f, inputs, slopes);
    std::size_t wrong = 0;
    for (const std::size_t shift : {1U, 2U, 3U, 5U, 16U, 33U}) {
      std::vector<T> x(inputs.begin() + static_cast<std::ptrdiff_t>(shift), inputs.end());
      std::vector<T> y(x.size());
      std::vector<T> d(x.size());
      xact::value_and_derivative(f, x, y, d);
      for (std::size_t i = 0; i < x.size(); ++i)
        wrong += !same(y[i], first[i + shift]) + !same(d[i], slopes[i + shift]);
    }
    for (std::size_t i = 0; i < inputs.size(); ++i)
      wrong += !same(f(inputs[i]), first[i]) + !same(f.derivative(inputs[i]), slopes[i]);
    INFO(what);
    CHECK(wrong == 0);
  });
}

TEMPLATE_TEST_CASE("every kernel works in place", "", float, double) {
  using T = TestType;
  for (const std::size_t n : {std::size_t(5), longest, std::size_t(1000)})
    for_each_sample([&](const auto &f, const std::string &what) {
      const std::vector<T> x = mixed<T>(n, 1);
      const std::vector<T> dy = mixed<T>(n, 2);
      std::vector<T> y(n);
      std::vector<T> d(n);
      std::vector<T> dx(n);
      xact::forward(f, x, y);
      xact::derivative(f, x, d);
      xact::backward(f, x, dy, dx);
      INFO(what);
      std::vector<T> a = x;
      xact::forward(f, a, a);
      CHECK(a == y);
      a = x;
      xact::derivative(f, a, a);
      CHECK(a == d);
      a = x;
      std::vector<T> b(n);
      xact::value_and_derivative(f, a, a, b);
      CHECK((a == y && b == d));
      a = x;
      xact::value_and_derivative(f, a, b, a);
      CHECK((b == y && a == d));
      a = x;
      xact::backward(f, a, dy, a);
      CHECK(a == dx);
      a = dy;
      xact::backward(f, x, a, a);
      CHECK(a == dx);
    });
}

TEMPLATE_TEST_CASE("values and derivatives are within their bounds of a wide reference", "", float, double) {
  using T = TestType;
  std::vector<T> inputs = interesting<T>();
  for (const T most : {T(1), T(120), T(800)})
    for (const T x : random_numbers<T>(20000, most, 7))
      inputs.push_back(x);
  for (int i = 0; i < 20000; ++i)
    inputs.push_back(T(-110) + T(i) * T(0.0056));
  for_each_sample([&](const auto &f, const std::string &what) {
    const xact::contract facts = f.facts();
    const bool narrow = std::is_same_v<T, float>;
    double worst = 0;
    T worst_at = 0;
    double worst_slope = 0;
    T worst_slope_at = 0;
    for (const T x : inputs) {
      if (std::isnan(x) || std::isinf(x))
        continue;
      const double error = ulp_error(f(x), wide_value(f, x));
      if (error > worst) {
        worst = error;
        worst_at = x;
      }
      const double slope_error = ulp_error(f.derivative(x), wide_slope(f, x));
      if (slope_error > worst_slope) {
        worst_slope = slope_error;
        worst_slope_at = x;
      }
    }
    INFO(what << ": value off by " << worst << " ULP at " << show(worst_at) << ", derivative by " << worst_slope
              << " ULP at " << show(worst_slope_at));
    CHECK(worst <= (narrow ? facts.value_error.float_ulp : facts.value_error.double_ulp));
    CHECK(worst_slope <= (narrow ? facts.derivative_error.float_ulp : facts.derivative_error.double_ulp));
  });
}

TEST_CASE("the derivative is the slope of the value") {
  // An eighth-order central difference of the value in double; its steps stay on one side of every kink.
  constexpr double weights[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
  for_each_sample([&](const auto &f, const std::string &what) {
    for (int i = -4000; i <= 4000; ++i) {
      const double x = i * 0.0025 + 0.00125;
      double h = 0.02;
      for (const double kink : f.facts().kinks)
        if (!std::isnan(kink))
          h = std::min(h, std::fabs(x - kink) / 5);
      double difference = 0;
      for (int k = 1; k <= 4; ++k)
        difference += weights[k - 1] * (f(x + k * h) - f(x - k * h));
      const double error = std::fabs(difference / h - f.derivative(x));
      // The rounding of f, up to a few ULP of 10, is divided by h.
      if (error > 1e-14 / h + 1e-12) {
        INFO(what << " at " << x << ": the value's slope is " << difference / h << ", the derivative says "
                  << f.derivative(x));
        CHECK(error <= 1e-14 / h + 1e-12);
      }
    }
    // From the left at a kink, as far as the value tells.
    for (const double kink : f.facts().kinks)
      if (!std::isnan(kink)) {
        const double h = 1e-6;
        INFO(what << " at its kink " << kink);
        CHECK(std::fabs((f(kink) - f(kink - h)) / h - f.derivative(kink)) < 1e-5);
      }
  });
}

TEMPLATE_TEST_CASE("monotone where the mathematics is", "", float, double) {
  using T = TestType;
  std::vector<T> inputs = interesting<T>();
  for (const T x : random_numbers<T>(20000, T(100), 3))
    inputs.push_back(x);
  for_each_sample([&](const auto &f, const std::string &what) {
    if (!f.facts().increasing)
      return;
    for (const T x : inputs) {
      const T next = std::nextafter(x, std::numeric_limits<T>::infinity());
      if (std::isnan(x) || std::isinf(x) || std::isnan(f(x)))
        continue;
      if (!(f(x) <= f(next))) {
        INFO(what << " falls from " << show(f(x)) << " to " << show(f(next)) << " at " << show(x));
        CHECK(f(x) <= f(next));
      }
    }
  });
}

TEMPLATE_TEST_CASE("backward adds to dx when told to", "", float, double) {
  using T = TestType;
  for_each_sample([](const auto &f, const std::string &what) {
    const std::size_t n = 100;
    const std::vector<T> x = mixed<T>(n, 5);
    const std::vector<T> dy = mixed<T>(n, 6);
    const std::vector<T> before = mixed<T>(n, 7);
    std::vector<T> dx(n);
    std::vector<T> sum = before;
    xact::backward(f, x, dy, dx);
    xact::backward(f, x, dy, xact::accumulate(sum));
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < n; ++i)
      // With FMA the product is not rounded before it is added.
      wrong += sum[i] != before[i] + dx[i] && sum[i] != std::fma(dy[i], f.derivative(x[i]), before[i]);
    INFO(what);
    CHECK(wrong == 0);
    CHECK(sum != before);
    xact::backward(f, x, dy, xact::skip);
  });
}

TEMPLATE_TEST_CASE("the derivative from the output agrees, and is refused where the output does not tell it", "", float,
                   double) {
  using T = TestType;
  for_each_sample([](const auto &f, const std::string &what) {
    if constexpr (xact::has_derivative_from_output<std::remove_cvref_t<decltype(f)>>) {
      const std::vector<T> x = mixed<T>(500, 11);
      const std::vector<T> dy(x.size(), T(2));
      std::vector<T> y(x.size());
      std::vector<T> dx(x.size(), T(77));
      xact::forward(f, x, y);
      INFO(what);
      misuse_trap trap;
      xact::backward_from_output(f, y, dy, dx);
      if (!f.template output_determines_derivative<T>()) {
        CHECK(trap.says("xact::backward_from_output"));
        CHECK(trap.says(f.name));
        CHECK(dx == std::vector<T>(x.size(), T(77)));
        return;
      }
      CHECK(trap.message().empty());
      const T most = T(8) * std::numeric_limits<T>::epsilon() * std::max(T(1), f.derivative(T(0)));
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < x.size(); ++i)
        wrong += !(std::fabs(dx[i] - T(2) * f.derivative(x[i])) <= most);
      CHECK(wrong == 0);
      std::vector<T> sum(x.size(), T(1));
      xact::backward_from_output(f, y, dy, xact::accumulate(sum));
      for (std::size_t i = 0; i < x.size(); ++i)
        wrong += sum[i] != T(1) + dx[i];
      CHECK(wrong == 0);
    }
  });
}

TEMPLATE_TEST_CASE("misuse is reported with both names and nothing is written", "", float, double) {
  using T = TestType;
  xact::for_each_activation([](auto f) {
    std::vector<T> x(10, T(-1));
    std::vector<T> dy(10, T(1));
    std::vector<T> y(9, T(5));
    INFO(f.name);
    misuse_trap trap;
    xact::forward(f, x, y);
    CHECK(trap.says("xact::forward: x has 10 elements but y has 9"));
    CHECK(y == std::vector<T>(9, T(5)));
    xact::derivative(f, x, y);
    CHECK(trap.says("xact::derivative: x has 10 elements but d has 9"));
    xact::backward(f, x, y, dy);
    CHECK(trap.says("xact::backward: x has 10 elements but dy has 9"));
    CHECK(dy == std::vector<T>(10, T(1)));

    const std::vector<T> before = x;
    xact::forward(f, std::span(x).first(8), std::span(x).subspan(1, 8));
    CHECK(trap.says("xact::forward: y (8 elements at"));
    CHECK(trap.says("overlaps x (8 elements at"));
    CHECK(x == before);
    xact::forward(f, std::span(x).subspan(1, 8), std::span(x).first(8));
    CHECK(trap.says("overlaps x (8 elements at"));
    xact::value_and_derivative(f, x, dy, dy);
    CHECK(trap.says("xact::value_and_derivative: d (10 elements at"));
    CHECK(trap.says("overlaps y (10 elements at"));
    CHECK(x == before);
  });
}

TEMPLATE_TEST_CASE("an empty array with a null pointer is fine", "", float, double) {
  using T = TestType;
  misuse_trap trap;
  xact::for_each_activation([](auto f) {
    const std::span<T> none;
    xact::forward(f, none, none);
    xact::derivative(f, none, none);
    xact::value_and_derivative(f, none, none, none);
    xact::backward(f, none, none, none);
    xact::backward(f, none, none, xact::accumulate(none));
  });
  CHECK(trap.message().empty());
}

TEST_CASE("every entry of the catalogue documents itself and is found by name") {
  xact::for_each_activation([]<class F>(F) {
    STATIC_REQUIRE(xact::documented<F>);
    STATIC_REQUIRE(xact::activation<F>);
    CHECK_FALSE(F::name.empty());
    CHECK_FALSE(F{}.facts().source.empty());
    CHECK(F::samples().size() >= 1);
    bool called = false;
    CHECK(xact::visit(F::name, {}, [&](const auto &f) { called = std::is_same_v<decltype(f), const F &>; }));
    CHECK(called);
  });
}
