// Gates: values and gradients have the bits of products with the values of the activation, or are near the exact
// products; inputs in one array; options; misuse.

#include "catch.hpp"
#include "support.hpp"

using namespace test;

namespace {

template <class T> struct inputs {
  std::size_t n;
  std::vector<T> a = random_numbers<T>(n, T(8), 1), b = random_numbers<T>(n, T(8), 2),
                 dy = random_numbers<T>(n, T(8), 3);
  std::vector<T> fa = std::vector<T>(n), dfa = std::vector<T>(n); ///< f(a) and f'(a)

  template <class F> inputs(std::size_t size, const F &f) : n(size) {
    a[n / 2] = std::numeric_limits<T>::quiet_NaN();
    b[n / 3] = std::numeric_limits<T>::infinity();
    xact::value_and_derivative(f, a, fa, dfa);
  }
};

/// x·y element by element.
template <class T> std::vector<T> times(const std::vector<T> &x, const std::vector<T> &y) {
  std::vector<T> product(x.size());
  for (std::size_t i = 0; i < x.size(); ++i)
    product[i] = x[i] * y[i];
  return product;
}

/// The largest error of da against dy·b·f'(a), in ULP, for results that are so large that no product underflows.
template <class T> double error_of_da(const inputs<T> &in, const std::vector<T> &da) {
  double worst = 0;
  for (std::size_t i = 0; i < in.n; ++i) {
    const long double exact = static_cast<long double>(in.dy[i]) * in.b[i] * in.dfa[i];
    if (std::isfinite(static_cast<T>(exact)) &&
        std::abs(exact) >= std::numeric_limits<T>::min() / std::numeric_limits<T>::epsilon())
      worst = std::max(worst, ulp_error(da[i], exact));
  }
  return worst;
}

/// The rows of a matrix with the columns of `first`, followed by the columns of `second`.
template <class T>
std::vector<T> side_by_side(const std::vector<T> &first, const std::vector<T> &second, std::size_t columns) {
  std::vector<T> all;
  for (std::size_t i = 0; i < first.size(); i += columns)
    for (const auto *half : {&first, &second})
      all.insert(all.end(), half->begin() + static_cast<std::ptrdiff_t>(i),
                 half->begin() + static_cast<std::ptrdiff_t>(i + columns));
  return all;
}

template <class T, class F> void check_products(const F &f) {
  const xact::gated g{f};
  for (const std::size_t n : {1, 5, 100, 5000}) {
    INFO(xact::name_of<F>() << ", " << n << " elements");
    const inputs<T> in(n, f);
    std::vector<T> y(n), da(n), db(n);
    xact::forward(g, in.a, in.b, y);
    CHECK(all_same(y, times(in.fa, in.b)));
    xact::backward(g, in.a, in.b, in.dy, da, db);
    CHECK(all_same(db, times(in.dy, in.fa)));
    CHECK(error_of_da(in, da) <= (xact::is_rectifier<F> || !xact::has_fma ? 1.01 : 0.51));
    CHECK(std::isnan(da[n / 2]) == std::isnan(in.dfa[n / 2]));
    std::vector<T> a = in.a, b = in.b; // in place
    xact::backward(backwards, g, a, b, in.dy, a, b);
    CHECK(all_same(a, da));
    CHECK(all_same(b, db));
    xact::forward(backwards, g, in.a, in.b, a = in.a);
    CHECK(all_same(y, a));
  }
}

template <class T, class F> void check_halves(const F &f) {
  const xact::gated g{f};
  constexpr std::size_t half = 19;
  const inputs<T> in(7 * half, f);
  std::vector<T> y(in.n), da(in.n), db(in.n), y2(in.n), dx(2 * in.n);
  xact::forward(g, in.a, in.b, y);
  xact::backward(g, in.a, in.b, in.dy, da, db);
  auto x = side_by_side(in.a, in.b, half);
  xact::forward(g, xact::halves(x, 2 * half), y2);
  CHECK(all_same(y, y2));
  xact::backward(g, xact::halves(x, 2 * half), in.dy, dx);
  CHECK(all_same(dx, side_by_side(da, db, half)));
  xact::backward(g, xact::halves(x, 2 * half), in.dy, x); // in place
  CHECK(all_same(dx, x));
  x = side_by_side(in.b, in.a, half);
  xact::forward(backwards, g, xact::halves(x, 2 * half, xact::factor_first), y2);
  CHECK(all_same(y, y2));
  xact::backward(backwards, g, xact::halves(x, 2 * half, xact::factor_first), in.dy, dx);
  CHECK(all_same(dx, side_by_side(db, da, half)));
}

} // namespace

TEMPLATE_TEST_CASE("a gate gives the products of the activation and the factor", "", float, double) {
  check_products<TestType>(xact::sigmoid{});
  check_products<TestType>(xact::relu{});
  check_products<TestType>(xact::identity{});
  check_products<TestType>(xact::elu{.alpha = 0.5});
  if constexpr (sizeof(TestType) == 4) {
    const xact::gated g{xact::exact(xact::tanh{})};
    const inputs<float> in(1000, xact::exact(xact::tanh{}));
    std::vector<float> y(1000);
    xact::forward(g, in.a, in.b, y);
    CHECK(all_same(y, times(in.fa, in.b)));
  }
}

TEMPLATE_TEST_CASE("the halves of rows are inputs and outputs of a gate", "", float, double) {
  check_halves<TestType>(xact::sigmoid{});
  check_halves<TestType>(xact::relu{});
}

TEST_CASE("halves of rows with gaps") {
  std::vector<float> x{1, 2, 3, 4, 9, 5, 6, 7, 8, 9}, dx(10, 9.F), y(4);
  xact::forward(xact::bilinear{}, xact::halves(xact::strided{x.data(), 2, 4, 5}, 4), y);
  CHECK(y == std::vector<float>{3, 8, 35, 48});
  xact::strided rows{dx.data(), 2, 4, 5};
  xact::backward(xact::bilinear{}, xact::halves(xact::strided{x.data(), 2, 4, 5}, 4), std::vector<float>(4, 2.F), rows);
  CHECK(dx == std::vector<float>{6, 8, 2, 4, 9, 14, 16, 10, 12, 9});
}

TEST_CASE("relu as the activation of a gate gives no NaN where it is 0") {
  const std::vector<float> a{-1, 0, -2}, b{INFINITY, 1, 2}, dy{1, INFINITY, NAN};
  std::vector<float> da(3), db(3);
  xact::backward(xact::reglu{}, a, b, dy, da, db);
  CHECK(da == std::vector<float>(3, 0.F));
}

TEST_CASE("the options of a gate limit both inputs and move the factor") {
  // gpt-oss: (clamp(b, -7, 7) + 1)·f(min(a, 7)); the gradient is 0 beyond a limit, but not at the limit.
  const xact::gated g{xact::identity{}, {.limit = 7, .factor_offset = 1}};
  const float above = std::nextafter(7.F, 8.F);
  const std::vector<float> a{2, 7, above, -9, 3, 3, 3, NAN, 1}, b{3, 3, 3, 3, 7, above, -8, 1, NAN};
  const std::vector<float> dy(a.size(), 2.F);
  std::vector<float> y(a.size()), da(a.size()), db(a.size());
  xact::forward(g, a, b, y);
  CHECK(all_same(y, {8, 28, 28, -36, 24, 24, -18, NAN, NAN}));
  xact::backward(g, a, b, dy, da, db);
  CHECK(all_same(da, {8, 8, 0, 8, 16, 16, -12, 4, NAN}));
  CHECK(all_same(db, {4, 14, 14, -18, 6, 0, 0, NAN, 2}));
}

TEST_CASE("misuse of gates is reported, and nothing is written") {
  const std::vector<float> a(6, 1.F), b(5, 1.F), dy(3, 1.F);
  std::vector<float> y(6, 3.F), dx(4, 3.F);
  const auto reports = [](std::string_view message, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(message));
  };
  reports("forward: a has 6 elements but b has 5", [&] { xact::forward(xact::glu{}, a, b, y); });
  reports("x has 6 elements, which are no rows of 5 elements with two halves",
          [&] { xact::forward(xact::glu{}, xact::halves(a, 5), y); });
  reports("no rows of 0 elements", [&] { xact::forward(xact::glu{}, xact::halves(a, 0), y); });
  const std::vector<float> rows(10, 1.F);
  reports("no rows of 5 elements",
          [&] { xact::forward(xact::glu{}, xact::halves(xact::strided{rows.data(), 2, 4, 5}, 5), y); });
  reports("no rows of 2 elements",
          [&] { xact::forward(xact::glu{}, xact::halves(xact::strided{rows.data(), 2, 4, 5}, 2), y); });
  reports("no rows of 4 elements", [&] { xact::forward(xact::glu{}, xact::halves(a, 4), y); });
  reports("dx has 4 elements", [&] { xact::backward(xact::glu{}, xact::halves(a, 6), dy, dx); });
  reports("the limit 0 ", [&] { xact::forward(xact::gated{xact::relu{}, {.limit = 0}}, a, a, y); });
  reports("the factor_offset nan", [&] { xact::forward(xact::gated{xact::relu{}, {.factor_offset = NAN}}, a, a, y); });
  reports("elu's alpha", [&] { xact::forward(xact::gated{xact::elu{.alpha = NAN}}, a, a, y); });
  CHECK(y == std::vector<float>(6, 3.F));
  CHECK(dx == std::vector<float>(4, 3.F));
}
