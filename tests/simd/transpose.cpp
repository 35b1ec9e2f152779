#include "catch.hpp"
#include "support.hpp"

#include <xact/simd/exchange.hpp>
#include <xact/simd/rows.hpp>
#include <xact/simd/transpose.hpp>

#include <algorithm>
#include <vector>

namespace {

template <class T> constexpr std::size_t lanes = xact::native_batch<T>::size;

/// Returns a different number for each element.
template <class T> T number(std::size_t row, std::size_t column) { return static_cast<T>(1 + column + 1000 * row); }

} // namespace

TEMPLATE_TEST_CASE("a transposed load gives one vector per column and reads no byte past the rows", "", float, double) {
  using T = TestType;
  for (std::size_t count = 1; count <= 3 * lanes<T> + 1; ++count) {
    // Each row is a separate allocation, so that sanitizers and valgrind detect a read beyond the row.
    std::vector<std::vector<T>> data(lanes<T>, std::vector<T>(count));
    const T *rows[lanes<T>];
    for (std::size_t r = 0; r < lanes<T>; ++r) {
      rows[r] = data[r].data();
      for (std::size_t c = 0; c < count; ++c)
        data[r][c] = number<T>(r, c);
    }
    std::vector<T> columns((count + 1) * lanes<T>, T(-1));
    xact::transpose(rows, count, columns.data());
    std::size_t wrong = 0;
    for (std::size_t c = 0; c < count; ++c)
      for (std::size_t r = 0; r < lanes<T>; ++r)
        wrong += columns[c * lanes<T> + r] != number<T>(r, c);
    INFO(count << " columns");
    CHECK(wrong == 0);
    CHECK(std::count(columns.end() - lanes<T>, columns.end(), T(-1)) == lanes<T>);
  }
}

TEMPLATE_TEST_CASE("a transposed store writes one vector per column to the rows, and nothing else", "", float, double) {
  using T = TestType;
  for (std::size_t count = 1; count <= 3 * lanes<T> + 1; ++count)
    for (std::size_t used = 1; used <= lanes<T>; ++used) {
      std::vector<T> columns((count + lanes<T> - 1) / lanes<T> * lanes<T> * lanes<T>);
      for (std::size_t c = 0; c < count; ++c)
        for (std::size_t r = 0; r < lanes<T>; ++r)
          columns[c * lanes<T> + r] = number<T>(r, c);
      const std::size_t stride = count + 2;
      std::vector<T> data(lanes<T> * stride, T(-1));
      T *rows[lanes<T>];
      for (std::size_t r = 0; r < lanes<T>; ++r)
        rows[r] = data.data() + r * stride + 1;
      xact::transpose_back(columns.data(), count, rows, used);
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < lanes<T>; ++r)
        for (std::size_t i = 0; i < stride; ++i) {
          const bool written = r < used && i > 0 && i <= count;
          wrong += data[r * stride + i] != (written ? number<T>(r, i - 1) : T(-1));
        }
      INFO(count << " columns, " << used << " rows");
      CHECK(wrong == 0);
    }
}

TEMPLATE_TEST_CASE("the totals are the sums of rows, and nothing beyond the last row is read", "", float, double) {
  using T = TestType;
  const auto check = []<std::size_t Width>() {
    for (std::size_t rows = 1; rows <= 3 * lanes<T> + 1; ++rows) {
      test::guarded<T> memory(rows * Width);
      const std::span<T> x = memory.back(rows * Width, 0);
      for (std::size_t i = 0; i < x.size(); ++i)
        x[i] = number<T>(i / Width, i % Width);
      xact::tree_totals<Width>(x.data(), rows);
      std::size_t wrong = 0;
      for (std::size_t r = 0; r < rows; ++r)
        wrong += x[r] != T(Width) * number<T>(r, 0) + T(Width * (Width - 1) / 2);
      INFO(rows << " rows of " << Width);
      CHECK(wrong == 0);
    }
  };
  check.template operator()<8>();
  check.template operator()<16>();
}

TEMPLATE_TEST_CASE("exchange swaps lanes, and over_lanes adds lanes in the order of a balanced tree", "", float,
                   double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  T x[lanes<T>], y[lanes<T>], sums[lanes<T>];
  for (std::size_t i = 0; i < lanes<T>; ++i)
    x[i] =
        static_cast<T>(std::size_t{1} << 5 * (lanes<T> - i) % 23) + static_cast<T>(i); // sums of many lanes are rounded
  const V v = xact::load(x);
  const auto check = [&]<std::size_t K>(std::integral_constant<std::size_t, K>) {
    std::size_t wrong = 0;
    if constexpr (K < lanes<T>) {
      xact::store(y, xact::exchange<K>(v));
      for (std::size_t i = 0; i < lanes<T>; ++i)
        wrong += y[i] != x[i ^ K];
    }
    if constexpr (K <= lanes<T>) {
      xact::store(sums, xact::over_lanes<K>(v, [](V a, V b) { return a + b; }));
      for (std::size_t i = 0; i < K; ++i)
        wrong += sums[i] != xact::tree_total<K>(x);
    }
    INFO("distance " << K);
    CHECK(wrong == 0);
  };
  check(std::integral_constant<std::size_t, 1>());
  check(std::integral_constant<std::size_t, 2>());
  check(std::integral_constant<std::size_t, 4>());
  check(std::integral_constant<std::size_t, 8>());
  check(std::integral_constant<std::size_t, 16>());
}
