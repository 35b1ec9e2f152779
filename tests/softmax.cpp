// Tests of softmax and log_softmax: special values bit for bit, equal bits in every layout, memory accesses, gradients
// compared with long double, and misuse. tests/accuracy compares both functions with MPFR.

#include "catch.hpp"
#include "support.hpp"

#include <xact/softmax.hpp>

#include <algorithm>

using namespace test;

namespace {

template <class T> constexpr T inf = std::numeric_limits<T>::infinity();
template <class T> constexpr T not_a_number = std::numeric_limits<T>::quiet_NaN();

/// Returns random logits. Some lie far below the largest logit, some are equal, and some are -∞.
template <class T> std::vector<T> logits(std::size_t n, std::uint64_t seed) {
  std::vector<T> x(n);
  std::mt19937_64 bits(seed);
  for (T &v : x) {
    const auto u = static_cast<T>(static_cast<double>(bits() >> 11) * 0x1p-53);
    const auto kind = bits() % 8;
    v = kind == 0 ? -inf<T> : kind == 1 ? T(1.5) : kind == 2 ? T(-100) * u : 4 * u;
  }
  return x;
}

/// Copies one slice at a time to contiguous arrays, runs `call` on these arrays, and copies the results to the places
/// of the slice.
template <class F, class T, class Call>
std::vector<T> by_slices(const std::vector<std::vector<T>> &arrays, xact::channel_axis axis, const Call &call) {
  const std::size_t n = arrays[0].size();
  std::vector<T> result(n);
  const std::size_t period = axis.channels * axis.inner;
  for (std::size_t p = 0; p < n / axis.channels; ++p) {
    const auto at = [&](std::size_t c) { return p / axis.inner * period + c * axis.inner + p % axis.inner; };
    std::vector<std::vector<T>> own(arrays.size(), std::vector<T>(axis.channels));
    for (std::size_t k = 0; k < arrays.size(); ++k)
      for (std::size_t c = 0; c < axis.channels; ++c)
        own[k][c] = arrays[k][at(c)];
    std::vector<T> out(axis.channels);
    call(F{}, own, out);
    for (std::size_t c = 0; c < axis.channels; ++c)
      result[at(c)] = out[c];
  }
  return result;
}

struct layout {
  std::size_t slices_of_inner; ///< number of groups of `inner` interleaved slices
  xact::channel_axis axis;
};
const std::vector<layout> layouts{
    {1, {.channels = 1, .inner = 1}},    {5, {.channels = 1, .inner = 3}},    {40, {.channels = 10, .inner = 1}},
    {3, {.channels = 67, .inner = 1}},   {2, {.channels = 10, .inner = 1}},   {4, {.channels = 3, .inner = 2}},
    {2, {.channels = 21, .inner = 49}},  {1, {.channels = 300, .inner = 17}}, {2, {.channels = 9001, .inner = 1}},
    {1, {.channels = 4500, .inner = 5}}, {6000, {.channels = 10, .inner = 1}}};

} // namespace

TEMPLATE_TEST_CASE("special values of softmax and log_softmax", "", float, double) {
  using T = TestType;
  const T max = std::numeric_limits<T>::max();
  struct line {
    std::vector<T> x, softmax, log;
  };
  const T nan = not_a_number<T>;
  const T i = inf<T>;
  for (const line &l : std::vector<line>{
           {{T(-3)}, {1}, {0}},
           {{max}, {1}, {0}},
           {{-max}, {1}, {0}},
           {{T(0), T(-0.0)}, {T(0.5), T(0.5)}, {}},
           {{T(7.3), T(7.3), T(7.3)}, {T(1) / 3, T(1) / 3, T(1) / 3}, {}},
           {{max, -max}, {1, 0}, {0, -i}},
           {{-i, 2, -i}, {0, 1, 0}, {-i, 0, -i}},
           {{-i, 2, 2}, {0, T(0.5), T(0.5)}, {}},
           {{-2000, 0}, {0, 1}, {-2000, 0}},
           {{nan}, {nan}, {nan}},
           {{1, nan, -i}, {nan, nan, nan}, {nan, nan, nan}},
           {{nan, 1, 2}, {nan, nan, nan}, {nan, nan, nan}},
           {{i}, {nan}, {nan}},
           {{-i}, {nan}, {nan}},
           {{-i, -i, -i}, {nan, nan, nan}, {nan, nan, nan}},
           {{i, 1, -i}, {nan, nan, nan}, {nan, nan, nan}},
           {{i, i}, {nan, nan}, {nan, nan}},
       })
    // The array has one copy of the slice or 37 copies, as rows or as columns.
    for (const std::size_t copies : {std::size_t(1), std::size_t(37)})
      for (const bool in_columns : {false, true}) {
        const std::size_t n = l.x.size();
        std::vector<T> x(n * copies);
        for (std::size_t k = 0; k < x.size(); ++k)
          x[k] = l.x[in_columns ? k / copies : k % n];
        const xact::channel_axis axis{.channels = n, .inner = in_columns ? copies : 1};
        std::vector<T> y(x.size());
        const auto differ = [&](const std::vector<T> &want) {
          std::size_t wrong = 0;
          for (std::size_t k = 0; k < y.size() && !want.empty(); ++k)
            wrong += !same(y[k], want[in_columns ? k / copies : k % n]);
          return wrong;
        };
        INFO(show(l.x[0]) << " first of " << n << ", " << copies << (in_columns ? " columns" : " rows"));
        xact::forward(xact::softmax{axis}, x, y);
        CHECK(differ(l.softmax) == 0);
        xact::forward(xact::log_softmax{axis}, x, y);
        CHECK(differ(l.log) == 0);
      }
}

TEMPLATE_TEST_CASE("results beside a dominant logit keep their digits", "", float, double) {
  using T = TestType;
  for (const double below : {1.0, 12.5, 40.0, sizeof(T) == 4 ? 103.0 : 744.0})
    for (const std::size_t n : {std::size_t(2), std::size_t(40)}) {
      std::vector<T> x(n, static_cast<T>(-below)), y(n);
      x[n / 2] = 0;
      xact::forward(xact::log_softmax{}, x, y);
      const long double others = static_cast<long double>(n - 1) * std::exp(-static_cast<long double>(below));
      INFO(n << " elements, " << below << " below");
      CHECK(ulp_error(y[n / 2], -std::log1p(others)) <= 2);
      CHECK(ulp_error(y[0], -static_cast<long double>(below) - std::log1p(others)) <= 2);
      xact::forward(xact::softmax{}, x, y);
      CHECK(ulp_error(y[0], std::exp(-static_cast<long double>(below)) / (1 + others)) <= 2);
    }
}

TEMPLATE_TEST_CASE("a special value stays in its slice", "", float, double) {
  using T = TestType;
  std::vector<T> x(5 * 33, T(1));
  x[2 * 33 + 32] = not_a_number<T>;
  std::vector<T> y(x.size());
  xact::forward(xact::softmax{{.channels = 33}}, x, y);
  for (std::size_t i = 0; i < x.size(); ++i)
    CHECK(same(y[i], i / 33 == 2 ? not_a_number<T> : T(1) / 33));
  xact::forward(xact::softmax{{.channels = 5, .inner = 33}}, x, y);
  for (std::size_t i = 0; i < x.size(); ++i)
    CHECK(same(y[i], i % 33 == 32 ? not_a_number<T> : T(1) / 5));
}

TEMPLATE_TEST_CASE("a slice has the same bits in every layout, in place, with gaps and on threads", "", float, double) {
  using T = TestType;
  const auto check = [&]<class F>(F) {
    for (const layout &l : layouts) {
      const std::size_t period = l.axis.channels * l.axis.inner;
      const std::size_t n = l.slices_of_inner * period;
      const auto x = logits<T>(n, n);
      const auto dy = random_numbers<T>(n, T(4), n + 1);
      INFO(F::name << ", " << l.axis.channels << " of " << l.axis.inner << ", " << n << " elements");
      const F f{l.axis};
      const auto want =
          by_slices<F, T>({x}, l.axis, [](F g, const auto &in, auto &out) { xact::forward(g, in[0], out); });
      std::vector<T> y(n);
      xact::forward(f, x, y);
      CHECK(all_same(y, want));
      std::vector<T> in_place = x;
      xact::forward(f, in_place, in_place);
      CHECK(all_same(in_place, want));
      std::vector<T> y2(n);
      xact::forward(backwards, f, x, y2);
      CHECK(all_same(y2, want));

      const auto want_dx = by_slices<F, T>(
          {y, dy}, l.axis, [](F g, const auto &in, auto &out) { xact::backward_from_output(g, in[0], in[1], out); });
      std::vector<T> dx(n);
      xact::backward_from_output(f, y, dy, dx);
      CHECK(all_same(dx, want_dx));
      in_place = y;
      xact::backward_from_output(backwards, f, in_place, dy, in_place);
      CHECK(all_same(in_place, want_dx));
      in_place = dy;
      xact::backward_from_output(f, y, in_place, in_place);
      CHECK(all_same(in_place, want_dx));
      std::vector<T> sum(n, T(3));
      xact::backward_from_output(f, y, dy, xact::accumulate(sum));
      for (std::size_t i = 0; i < n; ++i)
        dx[i] = T(3) + want_dx[i];
      CHECK(all_same(sum, dx));

      // Rows with gaps. If a row has channels·inner elements, each slice lies within a row. If a row has `inner`
      // elements, each slice has one element in each of several rows.
      for (const std::size_t columns : {period, l.axis.inner}) {
        const std::size_t rows = n / columns;
        std::vector<T> gaps(rows * (columns + 3), T(77));
        for (std::size_t i = 0; i < n; ++i)
          gaps[i / columns * (columns + 3) + i % columns] = x[i];
        xact::forward(f, xact::strided<const T>{gaps.data(), rows, columns, columns + 3},
                      xact::strided<T>{gaps.data(), rows, columns, columns + 3});
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < gaps.size(); ++i)
          wrong += i % (columns + 3) < columns ? !same(gaps[i], want[i / (columns + 3) * columns + i % (columns + 3)])
                                               : gaps[i] != T(77);
        CHECK(wrong == 0);
      }
    }
  };
  check(xact::softmax{});
  check(xact::log_softmax{});
}

TEMPLATE_TEST_CASE("short slices have the same bits alone, in few rows, in many rows, in columns and on threads", "",
                   float, double) {
  using T = TestType;
  const auto check = [&]<class F>(F) {
    const std::vector<T> offsets{T(0), T(250), T(300), T(5000), T(-120), T(-140), T(-3000)};
    for (std::size_t n = 1; n < 40; ++n)
      for (const std::size_t rows : {2, 3, 4, 7, 13, 40}) {
        // The largest elements lie near 0, far above 0 or far below 0.
        const T offset = offsets[(n + rows) % offsets.size()];
        auto x = logits<T>(n * rows, n * rows);
        for (T &v : x)
          v += offset;
        const auto dy = random_numbers<T>(n * rows, T(4), n);
        std::vector<T> alone(x.size()), y(x.size()), columns(x.size()), transposed(x.size()), dx(x.size());
        std::vector<T> from_x(x.size());
        for (std::size_t r = 0; r < rows; ++r) {
          const auto of_row = [&](auto &a) { return std::span(a).subspan(r * n, n); };
          xact::forward(F{}, of_row(x), of_row(alone));
          xact::backward_from_output(F{}, of_row(alone), of_row(dy), of_row(dx));
          xact::backward(F{}, of_row(x), of_row(dy), of_row(from_x));
        }
        INFO(F::name << ", " << rows << " rows of " << n << ", offset " << offset);
        const F f{{.channels = n}};
        xact::forward(f, x, y);
        CHECK(all_same(y, alone));
        xact::forward(backwards, f, x, y);
        CHECK(all_same(y, alone));
        std::vector<T> gradient(x.size());
        xact::backward_from_output(f, alone, dy, gradient);
        CHECK(all_same(gradient, dx));
        xact::backward(f, x, dy, gradient);
        CHECK(all_same(gradient, from_x));
        for (std::size_t i = 0; i < x.size(); ++i)
          transposed[i % n * rows + i / n] = x[i];
        xact::forward(F{{.channels = n, .inner = rows}}, transposed, transposed);
        for (std::size_t i = 0; i < x.size(); ++i)
          columns[i] = transposed[i % n * rows + i / n];
        CHECK(all_same(columns, alone));
      }
  };
  check(xact::softmax{});
  check(xact::log_softmax{});
}

TEMPLATE_TEST_CASE("a common offset of the logits that is exact does not change the errors", "", float, double) {
  using T = TestType;
  for (const T offset : {T(64), T(128), T(-128), T(256), T(-256), T(512), T(2048), T(-2048), T(65536)})
    for (const std::size_t n : {std::size_t(3), std::size_t(50)}) {
      std::vector<T> x(n), shifted(n), y(n), z(n);
      for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(i * 37 % 64) * T(-0.125); // the sum with the offset is exact
        shifted[i] = x[i] + offset;
      }
      xact::forward(xact::softmax{}, x, y);
      xact::forward(xact::softmax{}, shifted, z);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i)
        wrong += ulp_error(z[i], static_cast<long double>(y[i])) > 2;
      INFO(n << " elements, offset " << offset);
      CHECK(wrong == 0);
    }
}

TEMPLATE_TEST_CASE("without an axis a single row is one slice, and each row of several rows is a slice", "", float,
                   double) {
  using T = TestType;
  const auto x = logits<T>(6 * 10, 3);
  std::vector<T> y(60), z(60);
  xact::forward(xact::softmax{}, x, y);
  xact::forward(xact::softmax{{.channels = 60}}, x, z);
  CHECK(all_same(y, z));
  xact::forward(xact::softmax{}, xact::strided<const T>{x.data(), 6, 10, 10}, y);
  xact::forward(xact::softmax{{.channels = 10}}, x, z);
  CHECK(all_same(y, z));
  // Each row is also a slice if only the output has several rows.
  xact::forward(xact::softmax{}, x, xact::strided<T>{y.data(), 6, 10, 10});
  CHECK(all_same(y, z));
}

TEMPLATE_TEST_CASE("rows with gaps may hold several short slices", "", float, double) {
  using T = TestType;
  constexpr std::size_t rows = 7, columns = 5 * 3,
                        stride = columns + 2; // five slices per row; a vector of slices can begin at each
  const auto x = logits<T>(rows * columns, 4);
  std::vector<T> gaps(rows * stride), want(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    gaps[i / columns * stride + i % columns] = x[i];
  std::vector<T> y(x.size());
  const xact::softmax f{{.channels = 3}};
  xact::forward(f, x, want);
  xact::forward(f, xact::strided<const T>{gaps.data(), rows, columns, stride}, y);
  CHECK(all_same(y, want));
}

TEMPLATE_TEST_CASE("nothing outside the arrays is accessed, for any length", "", float, double) {
  using T = TestType;
  for (std::size_t n = 0; n < 68; ++n)
    for (const bool front : {false, true}) {
      guarded<T> x_memory(n);
      guarded<T> y_memory(n);
      const auto x = front ? x_memory.front(n, 0) : x_memory.back(n, 0);
      const auto y = front ? y_memory.front(n, 0) : y_memory.back(n, 0);
      std::fill(x.begin(), x.end(), T(2));
      xact::forward(xact::softmax{}, x, y);
      CHECK(std::all_of(y.begin(), y.end(), [&](T v) { return v == T(1) / static_cast<T>(n); }));
      xact::backward_from_output(xact::softmax{}, y, x, x);
      if (n > 0)
        xact::forward(xact::log_softmax{{.channels = 1, .inner = n}}, x, y);
      CHECK(std::all_of(y.begin(), y.end(), [](T v) { return v == 0; }));
    }
}

TEMPLATE_TEST_CASE("nothing outside the arrays is accessed if short rows do not fill a vector of rows", "", float,
                   double) {
  using T = TestType;
  for (std::size_t classes = 1; classes < 20; ++classes)
    for (std::size_t rows = 3; rows < 20; ++rows)
      for (const bool front : {false, true}) {
        const std::size_t n = classes * rows;
        guarded<T> x_memory(n);
        guarded<T> y_memory(n);
        const auto x = front ? x_memory.front(n, 0) : x_memory.back(n, 0);
        const auto y = front ? y_memory.front(n, 0) : y_memory.back(n, 0);
        std::fill(x.begin(), x.end(), T(2));
        xact::forward(xact::softmax{{.channels = classes}}, x, y);
        CHECK(std::all_of(y.begin(), y.end(), [&](T v) { return v == T(1) / static_cast<T>(classes); }));
      }
}

TEMPLATE_TEST_CASE("the gradient agrees with long double", "", float, double) {
  using T = TestType;
  const T u = std::numeric_limits<T>::epsilon() / 2;
  for (const std::size_t n : {std::size_t(1), std::size_t(2), std::size_t(10), std::size_t(1000)})
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto x = logits<T>(n, seed * 1000 + n);
      auto dy = random_numbers<T>(n, T(4), seed);
      for (T &v : dy)
        v += T(0.25) * static_cast<T>(seed); // makes some terms nearly cancel
      std::vector<T> y(n), log(n), dx(n), dlog(n), from_x(n), log_from_x(n);
      xact::forward(xact::softmax{}, x, y);
      if (std::isnan(y[0]))
        continue;
      xact::forward(xact::log_softmax{}, x, log);
      xact::backward_from_output(xact::softmax{}, y, dy, dx);
      xact::backward_from_output(xact::log_softmax{}, log, dy, dlog);
      xact::backward(xact::softmax{}, x, dy, from_x);
      xact::backward(xact::log_softmax{}, x, dy, log_from_x);
      long double dot = 0, sum = 0, absolute = 0;
      for (std::size_t i = 0; i < n; ++i) {
        dot += static_cast<long double>(dy[i]) * static_cast<long double>(y[i]);
        sum += static_cast<long double>(dy[i]);
        absolute += std::fabs(static_cast<long double>(dy[i]));
      }
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const long double p = static_cast<long double>(y[i]);
        const long double g = static_cast<long double>(dy[i]);
        const long double want = p * (g - dot);
        const long double least = static_cast<long double>(std::numeric_limits<T>::denorm_min());
        // The bound of the error of dx from y adds three roundings of the formula and the error of the sum of dy·y. The
        // library computes this sum with twice the digits of T, the reference in long double; the larger error counts.
        wrong +=
            !(std::fabs(static_cast<long double>(dx[i]) - want) <=
              3 * static_cast<long double>(u) * std::fabs(want) +
                  p * absolute * std::max(4 * static_cast<long double>(u) * static_cast<long double>(u), 0x1p-60L) +
                  least);
        // The bound for dx from x is larger than the bound for dx from y, because the computed y also has errors.
        wrong += !(std::fabs(static_cast<long double>(from_x[i]) - want) <=
                   8 * static_cast<long double>(u) * p * (std::fabs(g) + std::fabs(dot)) +
                       8 * p * static_cast<long double>(u) * absolute + least);
        const long double want_log = g - std::exp(static_cast<long double>(log[i])) * sum;
        const long double large = std::fabs(g) + std::exp(static_cast<long double>(log[i])) * absolute;
        wrong += !(std::fabs(static_cast<long double>(dlog[i]) - want_log) <= 4 * static_cast<long double>(u) * large);
        wrong += !(std::fabs(static_cast<long double>(log_from_x[i]) - (g - p * sum)) <=
                   4 * static_cast<long double>(u) * (std::fabs(g) + p * absolute));
      }
      INFO(n << " elements, seed " << seed);
      CHECK(wrong == 0);
    }
}

TEST_CASE("a dy that is not finite makes the gradient of its slice NaN") {
  std::vector<float> y{0.25F, 0.75F, 0.5F, 0.5F}, dx(4);
  for (const float bad : {inf<float>, -inf<float>, not_a_number<float>}) {
    xact::backward_from_output(xact::softmax{{.channels = 2}}, y, std::vector<float>{bad, 1, 1, 3}, dx);
    CHECK(std::isnan(dx[0]));
    CHECK(std::isnan(dx[1]));
    CHECK(dx[2] == -0.5F);
    CHECK(dx[3] == 0.5F);
    xact::backward_from_output(xact::log_softmax{{.channels = 2}}, std::vector<float>{-1, -2, 0, -9},
                               std::vector<float>{bad, 1, 1, 3}, dx);
    CHECK(std::isnan(dx[0]));
    CHECK(std::isnan(dx[1]));
    CHECK(std::isfinite(dx[2] + dx[3]));
  }
}

TEMPLATE_TEST_CASE("gradients of the largest numbers", "", float, double) {
  constexpr TestType most = std::numeric_limits<TestType>::max();
  std::vector<TestType> y{TestType(0.5), TestType(0.5)}, dx(2);
  xact::backward_from_output(xact::softmax{}, y, std::vector<TestType>{most, 0}, dx);
  CHECK(dx[0] == most / 4);
  CHECK(dx[1] == -most / 4);
}

TEST_CASE("misuse of softmax is reported, and nothing is written") {
  std::vector<float> x(12, 1.F), y(12, 99.F), shorter(11, 99.F);
  const auto says = [](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("xact::forward: x has 12 elements but y has 11", [&] { xact::forward(xact::softmax{}, x, shorter); });
  says("xact::forward: x has 1 rows of 12 elements, which channel_axis{.channels = 5, .inner = 1} does not divide",
       [&] { xact::forward(xact::softmax{{.channels = 5}}, x, y); });
  says("xact::forward: channel_axis{.channels = 3, .inner = 0}: both must be at least 1",
       [&] { xact::forward(xact::softmax{{.channels = 3, .inner = 0}}, x, y); });
  says("xact::forward: channel_axis{.channels = 0, .inner = 3}: both must be at least 1",
       [&] { xact::forward(xact::log_softmax{{.channels = 0, .inner = 3}}, x, y); });
  says("xact::forward: y (11 elements at",
       [&] { xact::forward(xact::softmax{}, std::span(y).first(11), std::span(y).last(11)); });
  says("xact::backward_from_output: y has 12 elements but dy has 11",
       [&] { xact::backward_from_output(xact::softmax{}, x, shorter, y); });
  says("xact::backward: x has 12 elements but dx has 11",
       [&] { xact::backward(xact::log_softmax{}, x, x, xact::accumulate(shorter)); });
  CHECK(y == std::vector<float>(12, 99.F));
  CHECK(shorter == std::vector<float>(11, 99.F));
}
