// Eigen's matrices as the arrays of a call.

#include "matrices.hpp"

#include "../catch.hpp"

using namespace test;

TEMPLATE_TEST_CASE("verbs on matrices with gaps have the bits of spans and do not write the gaps", "", float, double) {
  using T = TestType;
  const auto check = [](auto order) {
    using M = matrix<T, order()>;
    const M x = numbers<M>(20, 17, 11);
    const M dy = numbers<M>(20, 17, 12);
    const auto in = x.block(2, 3, 16, 11);
    const auto g = dy.block(3, 1, 16, 11);
    const M before = numbers<M>(20, 17, 13);
    for_two([&](const auto &f, const char *what) {
      INFO(what << (order() == Eigen::RowMajor ? ", by rows" : ", by columns"));
      M y = before;
      M want = before;
      xact::forward(f, in, y.block(1, 2, 16, 11));
      want.block(1, 2, 16, 11) = on_spans(f, in);
      CHECK(same_bits(y, want));

      Eigen::Ref<M> through = y;
      xact::forward(f, x, through);
      CHECK(same_bits(y, on_spans(f, x)));
      Eigen::Map<M> mapped(y.data(), 20, 17);
      xact::forward(f, dy, xact::cached(mapped));
      CHECK(same_bits(y, on_spans(f, dy)));

      y = before;
      want = before;
      M slopes = in;
      const std::span all(slopes.data(), static_cast<std::size_t>(slopes.size()));
      xact::derivative(f, all, all);
      xact::derivative(f, in, y.block(1, 2, 16, 11));
      want.block(1, 2, 16, 11) = slopes;
      CHECK(same_bits(y, want));

      M both = before;
      xact::value_and_derivative(f, in, both.block(0, 0, 16, 11), y.block(1, 2, 16, 11));
      CHECK(same_bits(both.block(0, 0, 16, 11), on_spans(f, in)));
      CHECK(same_bits(y, want));

      y = before;
      want = before;
      M dx = g;
      const M z = in;
      const std::span products(dx.data(), static_cast<std::size_t>(dx.size()));
      xact::backward(f, std::span(z.data(), products.size()), products, products);
      xact::backward(f, in, g, y.block(1, 2, 16, 11));
      want.block(1, 2, 16, 11) = dx;
      CHECK(same_bits(y, want));
      xact::backward(f, z, g, xact::accumulate(y.block(1, 2, 16, 11)));
      for (Eigen::Index r = 0; r < 16; ++r)
        for (Eigen::Index c = 0; c < 11; ++c) {
          T one = dx(r, c);
          const T v = z(r, c), gradient = g(r, c);
          xact::backward(f, std::span(&v, 1), std::span(&gradient, 1), xact::accumulate(std::span(&one, 1)));
          want(r + 1, c + 2) = one;
        }
      CHECK(same_bits(y, want));
    });
  };
  check(std::integral_constant<int, Eigen::ColMajor>{});
  check(std::integral_constant<int, Eigen::RowMajor>{});
}

TEMPLATE_TEST_CASE("vectors, even with gaps between elements, are arrays and may be combined with spans", "", float,
                   double) {
  using T = TestType;
  const matrix<T> m = numbers<matrix<T>>(6, 40, 14);
  const xact::elu f{};
  const auto want = on_spans(f, m);
  matrix<T> y = m;
  xact::forward(f, m.row(2), y.row(2)); // elements with a distance of 6
  CHECK(same_bits(y.row(2), want.row(2)));
  CHECK(same_bits(y.topRows(2), m.topRows(2)));
  CHECK(same_bits(y.bottomRows(3), m.bottomRows(3)));
  vector<T> packed(40);
  xact::forward(f, m.row(2), packed);
  CHECK(same_bits(packed.transpose(), want.row(2)));
  std::vector<T> span(40);
  xact::forward(f, m.row(2), span);
  CHECK(std::equal(span.begin(), span.end(), packed.data(), [](T a, T b) { return same(a, b); }));
  xact::forward(f, std::vector<T>(m.data(), m.data() + m.size()), y);
  CHECK(same_bits(y, want));
  xact::forward(f, (m + m).eval(), y);
  CHECK(same_bits(y, on_spans(f, (m + m).eval())));
  y = m;
  xact::forward(f, y.array(), y.array());
  CHECK(same_bits(y, want));
  y = m;
  xact::forward(f, y.transpose(), y.transpose());
  CHECK(same_bits(y, want));
  matrix<T> none(0, 5);
  xact::forward(f, none, none);
  xact::forward(f, vector<T>(), none);
}

namespace {

/// A vector class of a user.
template <class T> struct named : vector<T> {
  using vector<T>::vector;
  std::string name;
};

} // namespace

TEMPLATE_TEST_CASE("head, tail and segment of vectors, and classes derived from vectors, are arrays", "", float,
                   double) {
  using T = TestType;
  const vector<T> x = numbers<vector<T>>(40, 1, 21);
  const Eigen::Matrix<T, 1, Eigen::Dynamic> by_rows = x.transpose();
  const xact::elu f{.alpha = 0.5};
  const vector<T> want = on_spans(f, x);
  vector<T> y = vector<T>::Zero(40);
  vector<T> expected = y;
  xact::forward(f, x.head(9), y.tail(9));
  expected.tail(9) = want.head(9);
  xact::forward(f, x.template segment<4>(1), y.template segment<4>(20));
  expected.segment(20, 4) = want.segment(1, 4);
  xact::forward(f, by_rows.segment(30, 3), xact::cached(y.head(3)));
  expected.head(3) = want.segment(30, 3);
  CHECK(same_bits(y, expected));
  auto part = y.segment(5, 10);
  part = x.segment(5, 10);
  xact::forward(f, part, part);
  expected.segment(5, 10) = want.segment(5, 10);
  CHECK(same_bits(y, expected));
  vector<T> ones = vector<T>::Ones(40);
  xact::backward(f, x.head(9), ones.head(9), xact::accumulate(y.head(9)));
  for (Eigen::Index i = 0; i < 9; ++i)
    xact::backward(f, std::span(&x[i], 1), std::span(&ones[i], 1), xact::accumulate(std::span(&expected[i], 1)));
  CHECK(same_bits(y, expected));

  // The tail of a row of a column-major matrix has gaps, like the row.
  matrix<T> m = numbers<matrix<T>>(3, 40, 22);
  matrix<T> all = m;
  xact::forward(f, x.head(7), m.row(1).tail(7));
  all.row(1).tail(7) = want.head(7).transpose();
  CHECK(same_bits(m, all));

  named<T> z(40);
  xact::forward(f, x, z);
  CHECK(same_bits(z, want));
  static_assert(!xact::detail::lasting<named<T>> && xact::detail::lasting<decltype(z.head(2))>);

  const xact::prelu by_part{x.head(2), xact::channel_axis{.channels = 2}};
  const std::vector<T> slopes{x[0], x[1]};
  const xact::prelu by_vector{slopes, xact::channel_axis{.channels = 2}};
  xact::forward(by_part, x, y);
  xact::forward(by_vector, x, z);
  CHECK(same_bits(y, z));
  const xact::prelu of_rows{x.head(5), xact::each_row(x.head(5))};
  const xact::prelu of_columns{x.head(5), xact::each_column(by_rows.tail(5))};
  xact::forward(of_rows, x.tail(5), y.head(5));
  xact::forward(of_columns, by_rows.tail(5), y.tail(5));
  CHECK(same_bits(y.head(5), y.tail(5)));
  for (Eigen::Index i = 0; i < 5; ++i)
    CHECK(same(y[i], x[35 + i] < 0 ? x[i] * x[35 + i] : x[35 + i]));
}

TEMPLATE_TEST_CASE("prelu's and biased's channels are the rows or the columns of a matrix", "", float, double) {
  using T = TestType;
  const auto check = [](auto order, bool rows_are_channels) {
    using M = matrix<T, order()>;
    INFO((order() == Eigen::RowMajor ? "by rows" : "by columns"));
    const M all_x = numbers<M>(30, 21, 15);
    const M all_dy = numbers<M>(30, 21, 16);
    const auto x = all_x.block(4, 2, 24, 17);
    const auto dy = all_dy.block(1, 3, 24, 17);
    const vector<T> slopes = numbers<vector<T>>(rows_are_channels ? 24 : 17, 1, 17);
    const xact::prelu f{slopes, rows_are_channels ? xact::each_row(x) : xact::each_column(x)};
    M y(24, 17), dx(24, 17);
    vector<T> dw(slopes.size());
    xact::forward(f, x, y);
    xact::backward(f, x, dy, dx, dw);
    vector<double> sums = vector<double>::Zero(slopes.size());
    std::size_t wrong = 0;
    for (Eigen::Index r = 0; r < 24; ++r)
      for (Eigen::Index c = 0; c < 17; ++c) {
        const Eigen::Index channel = rows_are_channels ? r : c;
        const T slope = slopes[channel];
        wrong += !same(y(r, c), x(r, c) < 0 ? slope * x(r, c) : x(r, c));
        wrong += !same(dx(r, c), x(r, c) <= 0 ? slope * dy(r, c) : dy(r, c));
        if (x(r, c) < 0)
          sums[channel] += static_cast<double>(x(r, c)) * static_cast<double>(dy(r, c));
      }
    CHECK(wrong == 0);
    CHECK((dw.template cast<double>() - sums).cwiseAbs().maxCoeff() <= 1e-5 * (1 + sums.cwiseAbs().maxCoeff()));

    const xact::biased g(xact::relu{}, slopes, rows_are_channels ? xact::each_row(x) : xact::each_column(x));
    xact::forward(g, x, y);
    for (Eigen::Index r = 0; r < 24; ++r)
      for (Eigen::Index c = 0; c < 17; ++c)
        wrong += !same(y(r, c), xact::relu{}(x(r, c) + slopes[rows_are_channels ? r : c]));
    CHECK(wrong == 0);
  };
  for (const bool rows_are_channels : {true, false}) {
    check(std::integral_constant<int, Eigen::ColMajor>{}, rows_are_channels);
    check(std::integral_constant<int, Eigen::RowMajor>{}, rows_are_channels);
  }
}

TEST_CASE("masks work with matrices with columns of any length") {
  const matrix<float> x = numbers<matrix<float>>(13, 9, 18);
  const matrix<float> dy = numbers<matrix<float>>(13, 9, 19);
  matrix<float> y(13, 9), dx(13, 9), want(13, 9);
  std::vector<std::uint8_t> mask((13 * 9 + 7) / 8);
  const xact::leaky_relu f{};
  xact::forward_with_mask(f, x, y, mask);
  CHECK(same_bits(y, on_spans(f, x)));
  xact::backward(f, x, dy, want);
  xact::backward_from_mask(f, mask, dy, dx);
  CHECK(same_bits(dx, want));
}

TEST_CASE("matrices of different shapes, and sums with gaps, are a misuse") {
  matrix<float> a = numbers<matrix<float>>(3, 4, 20);
  matrix<float> b = a.transpose();
  const matrix<float> before = b;
  misuse_trap trap;
  xact::forward(xact::relu{}, a, b);
  CHECK(trap.says("x has 4 rows of 3 but y has 3 rows of 4"));
  CHECK(same_bits(b, before));
  xact::forward(xact::relu{}, a.leftCols(3), b);
  CHECK(trap.says("x has 3 rows of 3 but y has 3 rows of 4"));
  xact::forward(xact::relu{}, a.leftCols(2), a.middleCols(1, 2));
  CHECK(trap.says("overlaps x"));
  const std::vector<float> slopes{1, 2, 3};
  matrix<float> sums = matrix<float>::Zero(3, 3);
  xact::backward(xact::prelu{slopes, xact::each_row(a)}, a, a, xact::skip, sums.row(1));
  CHECK(trap.says("the elements of dw lie 3 apart; they must be contiguous"));
  CHECK(sums.isZero());
  Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic> masks(3, 2);
  masks.setZero();
  xact::forward_with_mask(xact::relu{}, a, a, masks.row(1));
  CHECK(trap.says("the bytes of the mask lie 3 apart; they must be contiguous"));
  CHECK(masks.isZero());
}
