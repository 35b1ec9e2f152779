#include "catch.hpp"
#include "reference.hpp"
#include "support.hpp"

#include <xact/exact.hpp>

using namespace test;

namespace {

/// Calls fn(f, g, what) for each activation with each of its test parameters. f is the exact form, g is the activation
/// with its parameters rounded to float, and `what` describes f.
template <class Fn> void for_each_exact_sample(Fn &&fn) {
  for_each_test_parameters(
      [&](const auto &f, const std::string &what) { fn(xact::exact(f), rounded<float>(f), "exact " + what); });
}

std::vector<float> inputs() {
  std::vector<float> x = interesting<float>();
  for (const float most : {1e-30F, 1.F, 120.F})
    for (const float v : random_numbers<float>(20000, most, 17))
      x.push_back(v);
  return x;
}

/// These functions return a product and a sum that the compiler cannot fuse with other operations.
float times(float a, float b) {
  volatile float product = a * b;
  return product;
}
float plus(float a, float b) {
  volatile float sum = a + b;
  return sum;
}

} // namespace

TEST_CASE("exact is correctly rounded") {
  const std::vector<float> x = inputs();
  for_each_exact_sample([&]<class G>(const auto &f, const G &g, const std::string &what) {
    // Other functions are evaluated in double, so that the error can be slightly above half an ULP.
    constexpr bool is_correct = xact::evaluates_on_double_double<G> || xact::detail::is_correctly_rounded<G>();
    std::vector<float> y(x.size());
    std::vector<float> d(x.size());
    xact::forward(f, x, y);
    xact::derivative(f, x, d);
    // The derivative of snake has no bound for large x.
    const float most =
        xact::is_finite(g.facts().derivative_error.float_ulp) ? std::numeric_limits<float>::max() : 0x1p19F;
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (std::isnan(x[i]) || std::fabs(x[i]) > most)
        continue;
      const long double wide = wide_value(g, x[i]);
      const long double wide_d = wide_derivative(g, x[i]);
      const auto value = static_cast<float>(wide);
      const auto derivative = static_cast<float>(wide_d);
      // The reference can be the midpoint of two floats although the true value is not. This test then accepts both
      // floats. The next test checks that `exact` chooses the correct float.
      const auto agrees = [](float got, float rounded, long double exact) {
        const auto distance = [exact](float to) { return std::fabs(exact - static_cast<long double>(to)); };
        return same(got, rounded) || (got != rounded && (distance(got) == distance(rounded) ||
                                                         (!is_correct && ulp_error(got, exact) <= 0.50001)));
      };
      if (!agrees(y[i], value, wide) || !agrees(d[i], derivative, wide_d)) {
        INFO(what << " at " << show(x[i]) << ": " << show(y[i]) << ", exact " << show(value) << "; derivative "
                  << show(d[i]) << ", exact " << show(derivative));
        CHECK(same(y[i], value));
        CHECK(same(d[i], derivative));
      }
    }
  });
}

TEST_CASE("exact rounds to the correct side of an apparent tie") {
  // For alpha = ±0.5, alpha·x is an odd multiple of half the least subnormal, and so the midpoint of two floats.
  // alpha(e^x - 1) lies slightly closer to 0.
  for (const int n : {1, 3, 5, 4095, 8388607}) {
    const float x = static_cast<float>(-n) * 0x1p-149F;
    CHECK(same(xact::exact(xact::elu{.alpha = 0.5})(x), -(static_cast<float>(n / 2) * 0x1p-149F)));
    CHECK(same(xact::exact(xact::elu{.alpha = -0.5})(x), static_cast<float>(n / 2) * 0x1p-149F));
    CHECK(same(xact::exact(xact::elu{})(x), x));
  }
  // alpha·x is again the midpoint of two floats, because 1.5·(2^23 + 1) ends in .5.
  CHECK(same(xact::exact(xact::elu{.alpha = 1.5})(-0x1.000002p-40F), -0x1.800002p-40F));
  CHECK(same(xact::exact(xact::elu{.alpha = 1.5})(-0x1.000006p-40F), -0x1.800008p-40F));
  CHECK(same(xact::exact(xact::elu{.alpha = 3})(-0x1.000002p-60F), -0x1.800002p-59F));
  // The double nearest to the true value is the midpoint of two floats; the true value is not.
  CHECK(same(xact::exact(xact::elu{.alpha = 0.1}).derivative(-0x1.c154a6p+4F), 0x1.1e8c02p-44F));
  CHECK(same(xact::exact(xact::elu{.alpha = 1.673})(-0x1.17a6eap-46F), -0x1.d3db9ap-46F));
  // One lane has one of these two inputs. The other lanes have NaN, except for one -∞ in the second call.
  const std::vector<float> none(67, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < none.size(); ++i) {
    std::vector<float> y = none;
    y[i] = -0x1.c154a6p+4F;
    xact::derivative(xact::exact(xact::elu{.alpha = 0.1}), y, y);
    CHECK(same(y[i], 0x1.1e8c02p-44F));
    y = none;
    y[i] = -0x1.17a6eap-46F;
    y[(i + 1) % y.size()] = -std::numeric_limits<float>::infinity();
    xact::forward(xact::exact(xact::elu{.alpha = 1.673}), y, y);
    CHECK(same(y[i], -0x1.d3db9ap-46F));
    CHECK(same(y[(i + 1) % y.size()], -1.673F));
    CHECK(std::isnan(y[(i + 2) % y.size()]));
  }
  // The values or the derivatives of these inputs lie closest to the midpoint of two floats.
  for (const float x : {-0x1.eb97f8p-19F, -0x1.f676d8p-9F, -0x1.d2259ap+3F}) {
    const auto wide = static_cast<long double>(x);
    CHECK(same(xact::exact(xact::elu{})(x), static_cast<float>(std::expm1(wide))));
    CHECK(same(xact::exact(xact::elu{}).derivative(x), static_cast<float>(std::exp(wide))));
  }
}

TEST_CASE("exact rounds its parameters to float") {
  CHECK(xact::exact(xact::elu{.alpha = 0.1}).activation().alpha == static_cast<double>(0.1F));
  CHECK(xact::exact(xact::elu{.alpha = 0.1}).derivative(0.F) == 0.1F);
}

TEST_CASE("facts() of exact states what the tests prove") {
  for (const double alpha : {1.0, -1.0, 0.5, 0x1p-149, 0x1p127, 0.1, 1.673, -1.673, 0.3, 1.5, 1e38}) {
    CHECK(xact::exact(xact::elu{.alpha = alpha}).facts().value_error.float_ulp == 0.5);
    CHECK(xact::exact(xact::elu{.alpha = alpha}).facts().derivative_error.float_ulp == 0.5);
  }
  CHECK(xact::exact(xact::elu{.alpha = 0.7}).facts().value_error.float_ulp == 0.500001);
  CHECK(xact::exact(xact::leaky_relu{.slope = 0.123456789}).facts().value_error.float_ulp == 0.5);
}

TEST_CASE("exact with -alpha gives the negated bits of exact with alpha") {
  const std::vector<float> x = inputs();
  for (const double alpha : {0.1, 1.673, 0x1p-140, 1e38}) {
    const xact::exact f(xact::elu{.alpha = alpha});
    const xact::exact g(xact::elu{.alpha = -alpha});
    std::size_t wrong = 0;
    for (const float v : x)
      if (v < 0)
        wrong += !same(g(v), -f(v)) + !same(g.derivative(v), -f.derivative(v));
    CHECK(wrong == 0);
  }
}

TEST_CASE("a scalar, a lane and an element have the same bits with exact") {
  const std::vector<float> x = inputs();
  for_each_exact_sample([&](const auto &f, const auto &, const std::string &what) {
    std::vector<float> values(x.size());
    std::vector<float> derivatives(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
      values[i] = f(x[i]);
      derivatives[i] = f.derivative(x[i]);
    }
    std::size_t wrong = 0;
    for (const std::size_t shift : {0U, 1U, 3U, 16U}) {
      const auto from = std::span(x).subspan(shift);
      std::vector<float> y(from.size());
      std::vector<float> d(from.size());
      xact::value_and_derivative(f, from, y, d);
      for (std::size_t i = 0; i < from.size(); ++i)
        wrong += !same(y[i], values[shift + i]) + !same(d[i], derivatives[shift + i]);
    }
    INFO(what);
    CHECK(wrong == 0);
  });
}

TEST_CASE("exact rounds the product of backward, and an accumulated sum once more") {
  const std::vector<float> x = random_numbers<float>(2000, 20.F, 21);
  const std::vector<float> dy = random_numbers<float>(2000, 3.F, 22);
  const std::vector<float> before = random_numbers<float>(2000, 3.F, 23);
  for_each_exact_sample([&](const auto &f, const auto &, const std::string &what) {
    std::vector<float> dx(x.size());
    std::vector<float> sum = before;
    xact::backward(f, x, dy, dx);
    xact::backward(f, x, dy, xact::accumulate(sum));
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const float product = times(dy[i], f.derivative(x[i]));
      wrong += !(dx[i] == product) + !(sum[i] == plus(before[i], product));
    }
    if constexpr (xact::has_derivative_from_output<std::remove_cvref_t<decltype(f)>>)
      if (xact::output_determines_derivative<float>(f)) {
        sum = before;
        std::vector<float> y(x.size());
        xact::forward(f, x, y);
        xact::backward_from_output(f, y, dy, dx);
        xact::backward_from_output(f, y, dy, xact::accumulate(sum));
        std::vector<float> ones(x.size(), 1.F);
        std::vector<float> derivative(x.size());
        xact::backward_from_output(f, y, ones, derivative);
        for (std::size_t i = 0; i < x.size(); ++i) {
          const float product = times(dy[i], derivative[i]);
          wrong += !(dx[i] == product) + !(sum[i] == plus(before[i], product));
        }
      }
    INFO(what);
    CHECK(wrong == 0);
  });
}

namespace {
/// Returns the exact gradient of slope c. All products are multiples of 2^-40, so a sum in 128 bits needs no rounding.
long double slope_gradient(std::span<const float> x, std::span<const float> dy, std::size_t c,
                           xact::channel_axis axis) {
  __extension__ typedef __int128 wide;
  wide sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (i / axis.inner % axis.channels == c && x[i] < 0)
      sum += static_cast<wide>(static_cast<double>(x[i]) * static_cast<double>(dy[i]) * 0x1p40);
  return static_cast<long double>(sum) * 0x1p-40L;
}

std::uint64_t hash(std::uint64_t seed, std::span<const float> values) {
  for (const float v : values)
    seed = (seed ^ std::bit_cast<std::uint32_t>(v)) * 0x100000001b3U;
  return seed;
}
} // namespace

TEST_CASE("exact sums the gradient of the slopes in double, with the same bits everywhere") {
  std::uint64_t all = 0xcbf29ce484222325U;
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 3}, xact::channel_axis{.channels = 64, .inner = 16},
        xact::channel_axis{.channels = 7, .inner = 49}, xact::channel_axis{.channels = 700},
        xact::channel_axis{.channels = 5, .inner = 9}}) {
    const std::size_t n = axis.channels * axis.inner * (100000 / (axis.channels * axis.inner));
    std::vector<float> x(n);
    std::vector<float> dy(n);
    std::vector<float> slopes(axis.channels);
    std::mt19937_64 bits(n);
    const auto number = [&] { return static_cast<float>(static_cast<int>(bits() % 2000001) - 1000000) * 0x1p-20F; };
    std::generate(x.begin(), x.end(), number);
    std::generate(dy.begin(), dy.end(), number);
    std::generate(slopes.begin(), slopes.end(), number);
    const xact::exact f(xact::prelu{slopes, axis});
    std::vector<float> y(n);
    std::vector<float> dx(n);
    std::vector<float> dw(axis.channels);
    xact::forward(f, x, y);
    xact::backward(f, x, dy, dx, dw);
    std::size_t wrong = 0;
    for (std::size_t c = 0; c < axis.channels; ++c)
      wrong += dw[c] != static_cast<float>(slope_gradient(x, dy, c, axis));
    CHECK(wrong == 0);
    std::vector<float> sum(axis.channels, 0.1F);
    xact::backward(f, x, dy, xact::accumulate(dx), xact::accumulate(sum));
    for (std::size_t c = 0; c < axis.channels; ++c)
      wrong += sum[c] != plus(0.1F, dw[c]);
    CHECK(wrong == 0);
    for (const auto &result : {y, dx, dw, sum})
      all = hash(all, result);
  }
  CHECK(all == 0x37e7bde81f01b948U);
}

TEST_CASE("exact adds the terms of a slope in the same order everywhere") {
  // All terms cancel. The result is the rounding error, which depends on the order of the sum.
  std::vector<float> x = random_numbers<float>(3000, 100.F, 41);
  std::vector<float> dy = random_numbers<float>(3000, 100.F, 42);
  for (std::size_t i = 0; i < 3000; ++i) {
    int exponent = 0; // products with all digits and of several magnitudes, so that each addition rounds
    x[i] = -std::ldexp(std::fabs(std::frexp(x[i], &exponent)), -static_cast<int>(i % 24));
    dy[i] = std::frexp(dy[i], &exponent);
  }
  for (std::size_t k = 0; k < 3000; ++k) {
    const std::size_t i = 7 * k % 3000; // an order that no sum uses
    x.push_back(x[i]);
    dy.push_back(-dy[i]);
  }
  const std::vector<float> slope{0.25F};
  std::vector<float> dw(1);
  xact::backward(xact::exact(xact::prelu{std::span(slope)}), x, dy, xact::skip, dw);
  CHECK(std::bit_cast<std::uint32_t>(dw[0]) == 0xa6000000U);
}

namespace {
/// p·x². Each term of the gradient in p is dy·x²; unlike in prelu, no select sets terms to 0.
struct scaled_square {
  template <xact::batch V> V operator()(V x, V p) const noexcept { return p * x * x; }
  template <xact::batch V> V derivative(V x, V p) const noexcept { return (p + p) * x; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * (x * x)};
  }
};
/// x·p², a functor whose derivatives in x and p differ.
struct times_square {
  template <xact::batch V> V operator()(V x, V p) const noexcept { return x * p * p; }
  template <xact::batch V> V derivative(V, V p) const noexcept { return p * p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * ((x + x) * p)};
  }
};
} // namespace

TEST_CASE("exact accepts a formula of a user that is bound to channels") {
  const std::vector<float> p{0.1F, 0.3F};
  const xact::exact f(xact::learned{scaled_square{}, p, {.channels = 2}});
  const std::vector<float> x = random_numbers<float>(200, 3.F, 31);
  const std::vector<float> dy = random_numbers<float>(200, 3.F, 32);
  std::vector<float> y(x.size());
  std::vector<float> dw(2);
  xact::forward(f, x, y);
  xact::backward(f, x, dy, xact::skip, dw);
  std::size_t wrong = 0;
  std::array<double, 2> sum{};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto wide = static_cast<double>(x[i]);
    // The product has up to 72 bits: it is rounded to double first, and then to float.
    wrong += y[i] != static_cast<float>(static_cast<double>(p[i % 2]) * wide * wide);
    sum[i % 2] += static_cast<double>(dy[i]) * static_cast<double>(times(x[i], x[i]));
  }
  CHECK(wrong == 0);
  for (std::size_t c = 0; c < 2; ++c)
    CHECK(dw[c] == static_cast<float>(sum[c]));

  std::vector<float> dx(x.size());
  xact::backward(xact::exact(xact::learned{times_square{}, p, {.channels = 2}}), x, dy, dx);
  for (std::size_t i = 0; i < x.size(); ++i)
    wrong += dx[i] != times(dy[i], times(p[i % 2], p[i % 2]));
  CHECK(wrong == 0);
}
