// Arrays given as std::mdspan, where the standard library has it, and as a class with the same members.

#include "catch.hpp"
#include "own_mdspan.hpp"
#include "support.hpp"

#if __has_include(<mdspan>) && __cplusplus > 202002L
#include <mdspan>
#endif

namespace {

template <class T, std::size_t Rank = 2> using with_strides = test::own_mdspan<T, test::any_strides, Rank>;

template <class T> with_strides<T> matrix(T *p, int rows, int columns, int row_stride, int stride = 1) {
  return {p, {test::extents2({rows, columns}), {row_stride, stride}}};
}
template <class T> with_strides<T, 1> vector(T *p, int n, int stride = 1) {
  return {p, {test::extents2({n, 1}), {stride, 1}}};
}

/// Checks that y[i·stride] is elu(x[i·stride]) for i < n, and that the elements between are still 7.
void check_column(const std::vector<float> &x, const std::vector<float> &y, std::size_t n, std::size_t stride) {
  for (std::size_t i = 0; i < n * stride; ++i)
    CHECK(test::same(y[i], i % stride == 0 ? xact::elu{}(x[i]) : 7.0F));
}

} // namespace

TEST_CASE("an mdspan of rank 1 is an array, with any stride") {
  const std::vector<float> x = test::random_numbers<float>(60, 4, 1);
  for (const int stride : {1, 2, 3}) {
    std::vector<float> y(60, 7);
    xact::forward(xact::elu{}, vector(x.data(), 20, stride), vector(y.data(), 20, stride));
    check_column(x, y, 20, static_cast<std::size_t>(stride));
  }
}

TEST_CASE("an mdspan of rank 2 is a matrix of rows with gaps") {
  const std::vector<float> x = test::random_numbers<float>(60, 4, 1);
  std::vector<float> y(60, 7), expected(60, 7);
  xact::forward(xact::elu{}, matrix(x.data(), 6, 7, 10), matrix(y.data(), 6, 7, 10));
  xact::forward(xact::elu{}, xact::strided{x.data(), 6, 7, 10}, xact::strided{expected.data(), 6, 7, 10});
  CHECK(y == expected);

  // Gradients per channel, and a matrix that is passed with an array of as many elements.
  const std::vector<float> slopes(7, 0.5F);
  std::vector<float> dx(42), dslopes(7), expected_dslopes(7);
  const xact::prelu f{slopes, {.channels = 7}};
  xact::backward(f, matrix(x.data(), 6, 7, 10), matrix(x.data() + 3, 6, 7, 10), dx, dslopes);
  xact::backward(f, xact::strided{x.data(), 6, 7, 10}, xact::strided{x.data() + 3, 6, 7, 10}, dx, expected_dslopes);
  CHECK(dslopes == expected_dslopes);
}

TEST_CASE("a single row or column of an mdspan may have gaps") {
  const std::vector<float> x = test::random_numbers<float>(60, 4, 1);
  std::vector<float> y(60, 7), z(60, 7);
  xact::forward(xact::elu{}, matrix(x.data(), 1, 20, 99, 3), matrix(y.data(), 1, 20, 99, 3));
  check_column(x, y, 20, 3);
  xact::forward(xact::elu{}, matrix(x.data(), 20, 1, 3, 99), matrix(z.data(), 20, 1, 3, 99));
  check_column(x, z, 20, 3);
}

TEST_CASE("a call reports an mdspan whose rows have gaps between elements") {
  std::vector<float> x(60), y(60);
  {
    const test::misuse_trap trap;
    xact::forward(xact::elu{}, matrix(x.data(), 6, 5, 10, 2), matrix(y.data(), 6, 5, 5));
    CHECK(trap.message() == "xact::forward: rows of x overlap: its stride is 0, less than its 5 columns (an mdspan "
                            "counts as stride 0 if its last stride is not 1)");
  }
  {
    const test::misuse_trap trap;
    xact::forward(xact::elu{}, matrix(x.data(), 6, 5, 5), matrix(y.data(), 6, 5, 1, 6));
    CHECK(trap.message() == "xact::forward: rows of y overlap: its stride is 0, less than its 5 columns (an mdspan "
                            "counts as stride 0 if its last stride is not 1)");
  }
}

// These are refused at compile time.
static_assert(!xact::detail::is_usable_mdspan<test::own_mdspan<float, test::columns_first>>());
static_assert(!xact::detail::is_usable_mdspan<test::own_mdspan<float, test::any_strides, 3>>());
static_assert(!xact::detail::is_usable_mdspan<test::own_mdspan<float, test::any_strides, 2, float>>());

#if defined(__cpp_lib_mdspan)
TEST_CASE("std::mdspan is an array") {
  const std::vector<float> x = test::random_numbers<float>(60, 4, 1);
  std::vector<float> y(60, 7), z(60, 7);
  xact::forward(xact::elu{}, std::mdspan(x.data(), 60), std::mdspan(y.data(), 60));
  check_column(x, y, 60, 1);
  using rows = std::dextents<std::size_t, 2>;
  const std::layout_stride::mapping<rows> map(rows(6, 7), std::array<std::size_t, 2>{10, 1});
  xact::forward(xact::elu{}, std::mdspan(x.data(), map), std::mdspan(z.data(), map));
  for (std::size_t i = 0; i < 60; ++i)
    CHECK(test::same(z[i], i % 10 < 7 ? y[i] : 7.0F));
  static_assert(!xact::detail::is_usable_mdspan<std::mdspan<float, rows, std::layout_left>>());
  static_assert(xact::detail::is_usable_mdspan<std::mdspan<float, rows>>());
}
#endif
