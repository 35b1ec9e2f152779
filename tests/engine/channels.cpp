// Tests of functors with one parameter per channel, mostly prelu: comparison with plain loops in every layout
// (engine/plan.hpp), the error of the gradient of the slopes, and misuse.

#include "../catch.hpp"
#include "../support.hpp"

#include <algorithm>

using namespace test;

namespace {

struct shape {
  std::size_t batch;
  std::size_t channels;
  std::size_t inner;
  [[nodiscard]] std::size_t size() const { return batch * channels * inner; }
  [[nodiscard]] std::size_t channel(std::size_t i) const { return i / inner % channels; }
  [[nodiscard]] xact::channel_axis axis() const { return {.channels = channels, .inner = inner}; }
};

/// Shapes around the limits of engine/plan.hpp: the number of virtual lanes, the size of a tile, the number of periods
/// in a segment, and the size of a block of sums.
const std::vector<shape> shapes{
    {1, 1, 1},    {1, 1, 100},  {40, 1, 1},    {1, 3, 1},    {5, 3, 1},    {100, 3, 1},  {17, 2, 1},
    {9, 7, 3},    {300, 3, 1},  {4, 64, 1},    {33, 64, 1},  {7, 65, 1},   {3, 1024, 1}, {3, 1500, 1},
    {2, 200, 7},  {5, 5, 15},   {3, 64, 16},   {2, 3, 17},   {2, 64, 49},  {3, 130, 16}, {2, 2, 5000},
    {1, 1, 9000}, {5000, 2, 1}, {600, 4, 16},  {70, 20, 10}, {4200, 1, 1}, {0, 4, 4},    {3, 300, 5},
    {260, 70, 2}, {1, 80, 16},  {260, 300, 1}, {2, 1088, 1}, {2, 544, 1},  {9, 1152, 1}, {20, 4, 16},
    {70, 8, 1},   {34, 16, 1},  {65, 32, 1},   {19, 128, 1}, {2, 3, 4112}, {2, 3, 4104},
};

template <class T> struct data {
  std::vector<T> x, dy, slopes;
  explicit data(const shape &s) : x(s.size()), dy(s.size()), slopes(s.channels) {
    std::mt19937_64 bits(s.size() * 31 + s.inner);
    const auto number = [&] { return static_cast<T>(static_cast<double>(bits() % 2001) / 1000 - 1); };
    std::generate(x.begin(), x.end(), number);
    std::generate(dy.begin(), dy.end(), number);
    std::generate(slopes.begin(), slopes.end(), number);
    for (std::size_t i = 3; i < x.size(); i += 7)
      x[i] = i % 2 == 0 ? T(0) : -T(0);
  }
};

/// Returns the gradient dw[c] of the slope of channel c, and the sum of the magnitudes of its terms, in long double.
template <class T> std::pair<long double, long double> slope_gradient(const shape &s, const data<T> &v, std::size_t c) {
  long double sum = 0;
  long double magnitude = 0;
  for (std::size_t i = 0; i < s.size(); ++i)
    if (s.channel(i) == c && v.x[i] < 0) {
      const long double term = static_cast<long double>(v.x[i]) * static_cast<long double>(v.dy[i]);
      sum += term;
      magnitude += std::fabs(term);
    }
  return {sum, magnitude};
}

} // namespace

TEMPLATE_TEST_CASE("prelu over channels agrees with its formula in every layout", "", float, double) {
  using T = TestType;
  for (const shape &s : shapes) {
    const data<T> v(s);
    const xact::prelu f{v.slopes, s.axis()};
    std::vector<T> y(s.size());
    std::vector<T> d(s.size());
    std::vector<T> dx(s.size());
    std::vector<T> y2(s.size());
    std::vector<T> d2(s.size());
    xact::forward(f, v.x, y);
    xact::derivative(f, v.x, d);
    xact::backward(f, v.x, v.dy, dx);
    xact::value_and_derivative(f, v.x, y2, d2);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
      const T p = v.slopes[s.channel(i)];
      wrong += !same(y[i], v.x[i] < 0 ? p * v.x[i] : v.x[i]);
      wrong += !same(d[i], v.x[i] <= 0 ? p : T(1));
      wrong += dx[i] != (v.x[i] <= 0 ? p * v.dy[i] : v.dy[i]);
    }
    INFO(s.batch << " x " << s.channels << " x " << s.inner);
    CHECK(wrong == 0);
    CHECK(y == y2);
    CHECK(d == d2);
  }
}

TEMPLATE_TEST_CASE("the slope gradient agrees with the sum of its terms, in one pass with dx", "", float, double) {
  using T = TestType;
  for (const shape &s : shapes) {
    const data<T> v(s);
    const xact::prelu f{v.slopes, s.axis()};
    std::vector<T> dx(s.size());
    std::vector<T> dw(s.channels, T(99));
    xact::backward(f, v.x, v.dy, dx, dw);
    INFO(s.batch << " x " << s.channels << " x " << s.inner);
    std::size_t wrong = 0;
    for (std::size_t c = 0; c < s.channels; ++c) {
      const auto [sum, magnitude] = slope_gradient(s, v, c);
      const auto terms = static_cast<long double>(std::min(s.batch * s.inner, std::size_t(300)));
      const long double most = terms * static_cast<long double>(std::numeric_limits<T>::epsilon()) * magnitude;
      wrong += !(std::fabs(static_cast<long double>(dw[c]) - sum) <= most);
    }
    CHECK(wrong == 0);
    std::vector<T> alone(s.size());
    xact::backward(f, v.x, v.dy, alone);
    CHECK(dx == alone);

    // The bits of an output stay the same if the other output is overwritten, accumulated or skipped.
    std::vector<T> dw2(s.channels, T(99));
    xact::backward(f, v.x, v.dy, xact::skip, dw2);
    CHECK(dw2 == dw);
    std::vector<T> sum_dw(s.channels, T(2));
    std::vector<T> sum_dx(s.size(), T(3));
    xact::backward(f, v.x, v.dy, xact::accumulate(sum_dx), xact::accumulate(sum_dw));
    std::vector<T> only_dx(s.size());
    xact::backward(f, v.x, v.dy, only_dx, xact::skip);
    CHECK(only_dx == dx);
    for (std::size_t c = 0; c < s.channels; ++c)
      wrong += sum_dw[c] != T(2) + dw[c];
    for (std::size_t i = 0; i < s.size(); ++i)
      wrong += sum_dx[i] != T(3) + dx[i] &&
               sum_dx[i] != std::fma(v.dy[i], v.x[i] <= 0 ? v.slopes[s.channel(i)] : T(1), T(3));
    CHECK(wrong == 0);

    // In-place calls: dx is x, and dx is dy.
    std::vector<T> a = v.x;
    std::vector<T> dw3(s.channels);
    xact::backward(f, a, v.dy, a, dw3);
    CHECK(a == dx);
    CHECK(dw3 == dw);
    a = v.dy;
    xact::backward(f, v.x, a, a, dw3);
    CHECK(a == dx);
    CHECK(dw3 == dw);
  }
}

TEMPLATE_TEST_CASE("alignment does not change a bit of the slope gradient", "", float, double) {
  using T = TestType;
  for (const shape &s : {shape{3, 2, 1000}, shape{50, 3, 1}, shape{1, 1, 9001}}) {
    const data<T> v(s);
    std::vector<T> first;
    for (std::size_t offset = 0; offset < 17; ++offset) {
      std::vector<T> x(s.size() + offset);
      std::vector<T> dy(s.size() + 2 * offset);
      std::copy(v.x.begin(), v.x.end(), x.begin() + static_cast<std::ptrdiff_t>(offset));
      std::copy(v.dy.begin(), v.dy.end(), dy.begin() + static_cast<std::ptrdiff_t>(2 * offset));
      std::vector<T> dw(s.channels);
      xact::backward(xact::prelu{v.slopes, s.axis()}, std::span(x).subspan(offset), std::span(dy).subspan(2 * offset),
                     xact::skip, dw);
      if (offset == 0)
        first = dw;
      CHECK(dw == first);
    }
  }
}

TEST_CASE("the error of the slope gradient does not grow with the number of terms") {
  // For comparison: if one float or 16 floats accumulated the four million terms, the relative error would be some
  // thousandths.
  const std::size_t n = 1 << 22;
  const std::vector<float> x(n, -0.1F);
  const std::vector<float> dy(n, 1.F);
  const std::vector<float> slope(2, 0.25F);
  const double exact = -static_cast<double>(0.1F) * static_cast<double>(n);
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 2}, xact::channel_axis{.channels = 2, .inner = n / 2}}) {
    std::vector<float> dw(axis.channels);
    xact::backward(xact::prelu{std::span(slope).first(axis.channels), axis}, x, dy, xact::skip, dw);
    for (const float w : dw)
      CHECK(std::fabs(static_cast<double>(w) * static_cast<double>(axis.channels) / exact - 1) < 4e-6);
  }
}

TEMPLATE_TEST_CASE("a slope gradient that overflows is infinite, and a NaN stays in its channel", "", float, double) {
  using T = TestType;
  const T most = std::numeric_limits<T>::max();
  for (const std::size_t n : {std::size_t(400), std::size_t(200'000)}) // one block of sums; many blocks
    for (const xact::channel_axis axis :
         {xact::channel_axis{.channels = 2}, xact::channel_axis{.channels = 2, .inner = 40}}) {
      std::vector<T> x(n, T(-1));
      std::vector<T> dy(n, T(1));
      const std::vector<T> slopes{T(0.1), T(0.2)};
      for (std::size_t i = 0; i < n; ++i)
        if (i / axis.inner % 2 == 0)
          dy[i] = most;
      std::vector<T> dw(2);
      const T other = -static_cast<T>(n / 2);
      xact::backward(xact::prelu{slopes, axis}, x, dy, xact::skip, dw);
      CHECK(dw == std::vector<T>{-std::numeric_limits<T>::infinity(), other});
      dy[0] = std::numeric_limits<T>::quiet_NaN();
      xact::backward(xact::prelu{slopes, axis}, x, dy, xact::skip, dw);
      CHECK(std::isnan(dw[0]));
      CHECK(dw[1] == other);
    }
}

TEST_CASE("channels that do not fit are a misuse, and the message has the numbers") {
  const std::vector<float> slopes(64, 0.1F);
  const std::vector<float> x(100, -1.F);
  std::vector<float> y(100, 5.F);
  const std::vector<float> untouched = y;
  misuse_trap trap;
  xact::forward(xact::prelu{slopes}, x, y);
  CHECK(trap.says("xact::forward: there are 64 slopes for channel_axis{.channels = 1"));
  xact::forward(xact::prelu{slopes, {.channels = 64}}, x, y);
  CHECK(trap.says("x has 1 rows of 100 elements, which channel_axis{.channels = 64, .inner = 1} does not divide"));
  // The `inner` = 8 elements of a channel are two rows of 4, so that two channels are four rows. The array has six
  // rows.
  const auto rows = [](auto *data) { return xact::strided{data, 6, 4, 5}; };
  xact::forward(xact::prelu{std::span(slopes).first(2), {.channels = 2, .inner = 8}}, rows(x.data()), rows(y.data()));
  CHECK(trap.says("x has 6 rows of 4 elements, which channel_axis{.channels = 2, .inner = 8} does not divide"));
  xact::forward(xact::prelu{slopes, {.channels = 64, .inner = 0}}, x, y);
  CHECK(trap.says(".inner = 0"));
  xact::forward(xact::prelu{std::span(slopes).first(1), {.channels = 1, .inner = 0}}, x, y);
  CHECK(trap.says("there are 1 slopes for channel_axis{.channels = 1, .inner = 0}"));
  xact::forward(xact::prelu{std::span<const float>(), {.channels = 0}}, x, y);
  CHECK(trap.says("there are 0 slopes"));
  std::vector<float> dw(63);
  const std::vector<float> x2(128, -1.F);
  std::vector<float> dx(128, 5.F);
  xact::backward(xact::prelu{slopes, {.channels = 64}}, x2, x2, dx, dw);
  CHECK(trap.says("xact::backward: dw has 63 elements but there are 64 channels"));
  std::vector<float> apart(128);
  xact::backward(xact::prelu{slopes, {.channels = 64}}, x2, x2, dx, xact::strided{apart.data(), 64, 1, 2});
  CHECK(trap.says("xact::backward: the elements of dw lie 2 apart; they must be contiguous"));
  CHECK(dx == std::vector<float>(128, 5.F));
  CHECK(y == untouched);
}

TEST_CASE("no output may overlap the slopes, and dw may overlap no array") {
  std::vector<float> slopes(4, 0.1F);
  std::vector<float> x(8, -1.F);
  std::vector<float> dy(8, 1.F);
  std::vector<float> dx(8);
  const xact::prelu f{slopes, {.channels = 4}};
  const std::vector<float> before = slopes;
  misuse_trap trap;
  xact::backward(f, x, dy, dx, slopes);
  CHECK(trap.says("dw (4 elements at"));
  CHECK(trap.says("overlaps slopes (4 elements at"));
  CHECK(slopes == before);
  xact::backward(f, x, dy, dx, std::span(dx).first(4));
  CHECK(trap.says("overlaps dx"));
  xact::backward(f, x, dy, dx, std::span(x).first(4));
  CHECK(trap.says("overlaps x"));
  xact::forward(xact::prelu{std::span(x).first(4), {.channels = 4}}, x, x);
  CHECK(trap.says("y (8 elements at"));
  CHECK(trap.says("overlaps slopes"));
}

namespace {
/// p / x. The unused lanes of the last vector hold x = 0, at which the gradient in p is infinite.
struct reciprocal {
  template <xact::batch V> V operator()(V x, V p) const noexcept { return p / x; }
  template <xact::batch V> V derivative(V x, V p) const noexcept { return -p / (x * x); }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const noexcept {
    return {dy * derivative(x, p), dy * (V(1) / x)};
  }
};
} // namespace

TEMPLATE_TEST_CASE("a formula of a user works over channels, and lanes past the end add nothing", "", float, double) {
  using T = TestType;
  const std::vector<T> p{T(6), T(8)};
  for (const std::size_t inner : {std::size_t(1), std::size_t(3), std::size_t(21)}) {
    const xact::learned f{reciprocal{}, p, {.channels = 2, .inner = inner}};
    const std::vector<T> x(2 * inner, T(2));
    const std::vector<T> dy(2 * inner, T(1));
    std::vector<T> y(2 * inner);
    std::vector<T> dx(2 * inner);
    std::vector<T> dw(2);
    xact::forward(f, x, y);
    xact::backward(f, x, dy, dx, dw);
    CHECK((y.front() == T(3) && y.back() == T(4)));
    CHECK((dx.front() == T(-1.5) && dx.back() == T(-2)));
    CHECK(dw == std::vector<T>(2, static_cast<T>(inner) / T(2)));
  }
}
