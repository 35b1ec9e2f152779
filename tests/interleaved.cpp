// Tests of gates whose inputs alternate in one array.

#include "catch.hpp"
#include "support.hpp"

using namespace test;

namespace {

template <class T> std::vector<T> alternate(const std::vector<T> &a, const std::vector<T> &b) {
  std::vector<T> x;
  for (std::size_t i = 0; i < a.size(); ++i) {
    x.push_back(a[i]);
    x.push_back(b[i]);
  }
  return x;
}

} // namespace

TEMPLATE_TEST_CASE("interleave is the inverse of deinterleave, for any length", "", float, double) {
  using T = TestType;
  for (std::size_t n = 0; n < 70; ++n) {
    const std::vector<T> a = random_numbers<T>(n, T(9), 1), b = random_numbers<T>(n, T(9), 2);
    const std::vector<T> x = alternate(a, b);
    std::vector<T> of_a(n + 1, T(77)), of_b(n + 1, T(77)), back(2 * n + 1, T(77));
    xact::deinterleave(x.data(), n, of_a.data(), of_b.data());
    CHECK(std::equal(a.begin(), a.end(), of_a.begin()));
    CHECK(std::equal(b.begin(), b.end(), of_b.begin()));
    xact::interleave(a.data(), b.data(), n, back.data());
    CHECK(std::equal(x.begin(), x.end(), back.begin()));
    CHECK((of_a[n] == T(77) && of_b[n] == T(77) && back[2 * n] == T(77)));
  }
}

TEMPLATE_TEST_CASE("a gate of alternating inputs has the bits of a gate of two arrays", "", float, double) {
  using T = TestType;
  const xact::gated g{xact::silu{}, {.limit = 2, .factor_offset = 1}};
  for (const std::size_t n : {0, 1, 2, 7, 255, 256, 257, 513, 20000}) {
    const std::vector<T> a = random_numbers<T>(n, T(5), 1), b = random_numbers<T>(n, T(5), 2);
    const std::vector<T> dy = random_numbers<T>(n, T(5), 3);
    std::vector<T> y(n), da(n), db(n);
    xact::forward(g, a, b, y);
    xact::backward(g, a, b, dy, da, db);
    std::vector<T> x = alternate(a, b), of_pairs(n), dx(2 * n);
    INFO(n);
    xact::forward(backwards, g, xact::interleaved(x), of_pairs);
    CHECK(of_pairs == y);
    xact::backward(backwards, g, xact::interleaved(x), dy, dx);
    CHECK(dx == alternate(da, db));
    xact::backward(g, xact::interleaved(x), dy, x); // in place
    CHECK(x == dx);
  }
}

TEST_CASE("arrays with gaps and alternating inputs") {
  const std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8};
  std::vector<float> y(8, -1.F), dx(8);
  xact::forward(xact::bilinear{}, xact::interleaved(xact::strided{x.data(), 2, 4, 4}),
                xact::strided{y.data(), 4, 1, 2});
  CHECK(y == std::vector<float>{2, -1, 12, -1, 30, -1, 56, -1});
  const std::vector<float> dy{1, 0, 2, 0, 3, 0, 4, 0};
  xact::backward(xact::bilinear{}, xact::interleaved(x), xact::strided{dy.data(), 4, 1, 2}, dx);
  CHECK(dx == std::vector<float>{2, 1, 8, 6, 18, 15, 32, 28});
}

TEST_CASE("misuse of alternating inputs is reported, and nothing is written") {
  const std::vector<float> x(8, 1.F), dy(4, 1.F);
  std::vector<float> y(4, 7.F), dx(8, 7.F);
  const auto reports = [&](const char *text, const auto &call) {
    misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
    CHECK(y == std::vector<float>(4, 7.F));
    CHECK(dx == std::vector<float>(8, 7.F));
  };
  const auto first = [&](std::size_t n) { return std::span(x).first(n); };
  reports("x has 7 elements", [&] { xact::forward(xact::glu{}, xact::interleaved(first(7)), y); });
  reports("4 elements apart",
          [&] { xact::forward(xact::glu{}, xact::interleaved(xact::strided{x.data(), 2, 2, 4}), y); });
  reports("y has", [&] { xact::forward(xact::glu{}, xact::interleaved(first(6)), y); });
  reports("dx has 7 elements", [&] { xact::backward(xact::glu{}, xact::interleaved(x), dy, std::span(dx).first(7)); });
  reports("has", [&] { xact::backward(xact::glu{}, xact::interleaved(x), dy, std::span(dx).first(6)); });
  reports("the limit 0 ", [&] { xact::forward(xact::gated{xact::relu{}, {.limit = 0}}, xact::interleaved(x), y); });
  std::vector<float> z(8, 1.F);
  misuse_trap trap;
  xact::forward(xact::glu{}, xact::interleaved(z), std::span(z).first(4));
  INFO(trap.message());
  CHECK(trap.says("overlap"));
  CHECK(z == std::vector<float>(8, 1.F));
}
