// Matrices with gaps between the rows. A call on a matrix gives the same bits as calls on its single rows, and does not
// write the gaps. Channels may be columns or rows. The last tests check overlap and different shapes.

#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

namespace {

constexpr std::size_t rows = 6;

template <class T> xact::strided<T> matrix(std::vector<T> &v, std::size_t columns, std::size_t stride) {
  return {v.data(), rows, columns, stride};
}

template <class T> std::vector<T> numbers(std::size_t n, std::uint64_t seed) {
  return random_numbers<T>(n, T(4), seed);
}

/// Returns true if v differs from `before` only in the first `columns` elements of each row, not in the gaps.
template <class T>
bool gaps_untouched(const std::vector<T> &v, const std::vector<T> &before, std::size_t columns, std::size_t stride) {
  for (std::size_t i = 0; i < v.size(); ++i)
    if (i % stride >= columns && !same(v[i], before[i]))
      return false;
  return true;
}

} // namespace

TEMPLATE_TEST_CASE("strided rows give the bits of each row and keep the gaps", "", float, double) {
  using T = TestType;
  for_each_kind([](auto f) {
    for (const std::size_t columns : {std::size_t(1), std::size_t(5), std::size_t(16), std::size_t(37)})
      for (const std::size_t gap : {std::size_t(0), std::size_t(1), std::size_t(8)}) {
        const std::size_t stride = columns + gap;
        std::vector<T> x = numbers<T>(rows * stride, 1);
        std::vector<T> dy = numbers<T>(rows * columns, 2);
        std::vector<T> y = numbers<T>(rows * (stride + 3), 3);
        std::vector<T> dx = numbers<T>(rows * stride, 4);
        const std::vector<T> y_before = y;
        const std::vector<T> dx_before = dx;
        xact::forward(f, matrix(x, columns, stride), matrix(y, columns, stride + 3));
        // dy is contiguous: it has the number of elements of x, but no gaps.
        xact::backward(f, matrix(x, columns, stride), dy, matrix(dx, columns, stride));
        std::size_t wrong = 0;
        for (std::size_t r = 0; r < rows; ++r) {
          std::vector<T> want(columns);
          const std::span row = std::span(x).subspan(r * stride, columns);
          xact::forward(f, row, want);
          for (std::size_t c = 0; c < columns; ++c)
            wrong += !same(y[r * (stride + 3) + c], want[c]);
          xact::backward(f, row, std::span(dy).subspan(r * columns, columns), want);
          for (std::size_t c = 0; c < columns; ++c)
            wrong += !same(dx[r * stride + c], want[c]);
        }
        INFO(f.name << ", " << columns << " columns, stride " << stride);
        CHECK(wrong == 0);
        CHECK(gaps_untouched(y, y_before, columns, stride + 3));
        CHECK(gaps_untouched(dx, dx_before, columns, stride));
      }
  });
}

TEMPLATE_TEST_CASE("prelu's channels lie in strided rows as columns or as rows", "", float, double) {
  using T = TestType;
  struct layout {
    std::size_t columns;
    xact::channel_axis axis;
  };
  // In the order of the list: one channel per column; rows that hold several channels or several periods (a period is
  // channels·inner elements); one channel per row, with 10, 16 and 8 columns (a sum of floats has 16 lanes, a sum of
  // doubles has 8); two or three rows per channel; one channel for all elements.
  for (const auto &[columns, axis] :
       {layout{20, {.channels = 20}}, layout{60, {.channels = 3, .inner = 20}}, layout{6, {.channels = 3, .inner = 2}},
        layout{12, {.channels = 2, .inner = 1}}, layout{10, {.channels = 6, .inner = 10}},
        layout{16, {.channels = 6, .inner = 16}}, layout{8, {.channels = 6, .inner = 8}},
        layout{9, {.channels = 3, .inner = 18}}, layout{5, {.channels = 2, .inner = 15}}, layout{7, {}}}) {
    const std::size_t stride = columns + 5;
    std::vector<T> slopes = numbers<T>(axis.channels, 9);
    std::vector<T> x = numbers<T>(rows * stride, 1);
    std::vector<T> dy = numbers<T>(rows * stride, 2);
    std::vector<T> y(rows * stride, T(77));
    std::vector<T> dx(rows * stride, T(77));
    std::vector<T> dw(axis.channels);
    const std::vector<T> before = y;
    const xact::prelu f{slopes, axis};
    xact::forward(f, matrix(x, columns, stride), matrix(y, columns, stride));
    xact::backward(f, matrix(x, columns, stride), matrix(dy, columns, stride), matrix(dx, columns, stride), dw);
    std::vector<double> sums(axis.channels);
    std::size_t wrong = 0;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < columns; ++c) {
        const std::size_t channel = (r * columns + c) / axis.inner % axis.channels;
        const std::size_t i = r * stride + c;
        wrong += !same(y[i], x[i] < 0 ? slopes[channel] * x[i] : x[i]);
        wrong += dx[i] != (x[i] <= 0 ? slopes[channel] * dy[i] : dy[i]);
        if (x[i] < 0)
          sums[channel] += static_cast<double>(x[i]) * static_cast<double>(dy[i]);
      }
    for (std::size_t c = 0; c < axis.channels; ++c)
      wrong += !(std::fabs(static_cast<double>(dw[c]) - sums[c]) <= 1e-5 * (1 + std::fabs(sums[c])));
    INFO(columns << " columns, " << axis.channels << " channels, inner " << axis.inner);
    CHECK(wrong == 0);
    CHECK(gaps_untouched(y, before, columns, stride));
    CHECK(gaps_untouched(dx, before, columns, stride));
  }
}

TEST_CASE("different shapes of rows, overlapping rows and interleaved matrices") {
  std::vector<float> a(100, -1.F);
  std::vector<float> b(100, 3.F);
  misuse_trap trap;
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{b.data(), 5, 4, 10});
  CHECK(trap.says("x has 4 rows of 5 but y has 5 rows of 4"));
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{b.data(), 3, 5, 10});
  CHECK(trap.says("x has 4 rows of 5 but y has 3 rows of 5"));
  xact::forward(xact::relu{}, std::span(a.data(), 21), xact::strided<float>{b.data(), 5, 4, 10});
  CHECK(trap.says("y has 5 rows of 4 but x has 1 rows of 21"));
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 3}, xact::strided<float>{b.data(), 4, 5, 5});
  CHECK(trap.says("rows of x overlap: its stride is 3, less than its 5 columns"));
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, std::span(b).first(19));
  CHECK(trap.says("y has"));
  // Overlapping blocks of columns of one matrix, and two matrices with the same first element but different strides.
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{a.data() + 4, 4, 5, 10});
  CHECK(trap.says("y (20 elements at"));
  xact::forward(xact::relu{}, xact::strided<float>{a.data() + 4, 4, 5, 10}, xact::strided<float>{a.data(), 4, 5, 10});
  CHECK(trap.says("overlaps x (20 elements at"));
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{a.data(), 4, 5, 11});
  CHECK(trap.says("overlaps x (20 elements at"));
  CHECK(a == std::vector<float>(100, -1.F));
  CHECK(b == std::vector<float>(100, 3.F));
}

TEST_CASE("column blocks of one matrix do not overlap; a matrix may be its own output") {
  std::vector<float> a(40, -1.F);
  misuse_trap trap;
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{a.data() + 5, 4, 5, 10});
  CHECK(trap.message().empty());
  for (std::size_t i = 0; i < a.size(); ++i)
    CHECK(a[i] == (i % 10 < 5 ? -1.F : 0.F));
  xact::forward(xact::relu{}, xact::strided<float>{a.data(), 4, 5, 10}, xact::strided<float>{a.data(), 4, 5, 10});
  CHECK(trap.message().empty());
  CHECK(a == std::vector<float>(40, 0.F));
}
