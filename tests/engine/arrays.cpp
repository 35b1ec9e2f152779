// Tests of the promises about the arrays of a call: a call accesses no other memory, works in place, adds to
// accumulated outputs, accepts empty arrays, and reports misuse.

#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

namespace {

constexpr std::size_t longest = 67; // four of the widest vectors and a tail

/// Returns numbers of either sign: two thirds with random bits and magnitudes up to 100, one third from -3 to 3.
template <class T> std::vector<T> mixed(std::size_t n, std::uint64_t seed) {
  std::vector<T> x = random_numbers<T>(n, T(100), seed);
  for (std::size_t i = 0; i < n; i += 3)
    x[i] = T(-3) + T(6) * static_cast<T>((i * 7 + seed) % 101) / T(101);
  return x;
}

} // namespace

TEMPLATE_TEST_CASE(
    "calls of lengths 0 to 67 at every alignment access nothing else and have the bits of single numbers", "", float,
    double) {
  using T = TestType;
  constexpr T untouched = T(12345);
  guarded<T> in(2 * longest);
  guarded<T> in2(2 * longest);
  guarded<T> out(2 * longest);
  guarded<T> out2(2 * longest);
  for_each_kind([&](auto f) {
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

TEMPLATE_TEST_CASE("every kernel works in place", "", float, double) {
  using T = TestType;
  for (const std::size_t n : {std::size_t(5), longest, std::size_t(1000)})
    for_each_test_parameters_of_kinds([&](const auto &f, const std::string &what) {
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

TEMPLATE_TEST_CASE("backward adds to an accumulated dx", "", float, double) {
  using T = TestType;
  for_each_test_parameters_of_kinds([](const auto &f, const std::string &what) {
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
      // With FMA (fused multiply-add) the product is not rounded before the addition.
      wrong += sum[i] != before[i] + dx[i] && sum[i] != std::fma(dy[i], f.derivative(x[i]), before[i]);
    INFO(what);
    CHECK(wrong == 0);
    CHECK(sum != before);
    xact::backward(f, x, dy, xact::skip);
  });
}

TEMPLATE_TEST_CASE("backward_from_output is a misuse if the output does not determine the derivative", "", float,
                   double) {
  using T = TestType;
  for_each_test_parameters_of_kinds([](const auto &f, const std::string &what) {
    if constexpr (xact::has_derivative_from_output<std::remove_cvref_t<decltype(f)>>) {
      const std::vector<T> x = mixed<T>(500, 11);
      const std::vector<T> dy(x.size(), T(2));
      std::vector<T> y(x.size());
      std::vector<T> dx(x.size(), T(77));
      xact::forward(f, x, y);
      INFO(what);
      misuse_trap trap;
      xact::backward_from_output(f, y, dy, dx);
      if (!xact::output_determines_derivative<T>(f)) {
        CHECK(trap.says("xact::backward_from_output"));
        CHECK(trap.says(f.name));
        CHECK(dx == std::vector<T>(x.size(), T(77)));
        return;
      }
      CHECK(trap.message().empty());
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < x.size(); ++i)
        wrong += dx[i] != T(2) * xact::lane(y[i], [&](auto v) { return f.derivative_from_output(v); });
      std::vector<T> sum(x.size(), T(1));
      xact::backward_from_output(f, y, dy, xact::accumulate(sum));
      for (std::size_t i = 0; i < x.size(); ++i)
        wrong += sum[i] != T(1) + dx[i];
      CHECK(wrong == 0);
    }
  });
}

TEMPLATE_TEST_CASE("misuse is reported with the names of both arrays, and nothing is written", "", float, double) {
  using T = TestType;
  for_each_kind([](auto f) {
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

TEMPLATE_TEST_CASE("an empty array may have a null pointer", "", float, double) {
  using T = TestType;
  misuse_trap trap;
  for_each_kind([](auto f) {
    const std::span<T> none;
    xact::forward(f, none, none);
    xact::derivative(f, none, none);
    xact::value_and_derivative(f, none, none, none);
    xact::backward(f, none, none, none);
    xact::backward(f, none, none, xact::accumulate(none));
  });
  CHECK(trap.message().empty());
}
