// `visit` passes on an element-wise function of one input, which every verb and exact take.

#include "catch.hpp"
#include "support.hpp"

#include <set>

using namespace test;

namespace {

/// Runs every verb that there is for f.
template <class T, class F> void every_verb(const F &f) {
  const std::vector<T> x{-2, -1, 0, 1, 2};
  std::vector<T> y(5, T(77));
  std::vector<T> d(5, T(77));
  std::vector<T> dx(5, T(77));
  xact::forward(f, x, y);
  CHECK(y[3] != T(77));
  xact::derivative(f, x, d);
  CHECK(d[3] != T(77));
  xact::value_and_derivative(f, x, y, d);
  xact::backward(f, x, x, dx);
  CHECK(dx[3] == d[3]);
  xact::backward(f, x, x, xact::accumulate(dx));
  CHECK(dx[3] == 2 * d[3]);
  xact::backward(f, x, x, xact::skip);
  if constexpr (xact::has_derivative_from_output<F, T>)
    if (xact::output_determines_derivative<T>(f))
      xact::backward_from_output(f, y, x, dx);
  if constexpr (xact::is_rectifier<F>) {
    std::vector<std::uint8_t> mask(1);
    xact::forward_with_mask(f, x, y, mask);
    xact::backward_from_mask(f, mask, x, dx);
    CHECK(dx[3] == d[3]);
  }
  const std::vector<T> bias{0};
  xact::forward(xact::biased(f, bias), x, d);
  CHECK(d[4] == y[4]);
  xact::forward(backwards, f, x, d);
  CHECK(d == y);
}

} // namespace

TEST_CASE("every function that visit finds is one that every verb and exact take") {
  std::set<std::string> visited;
  std::size_t listed = 0;
  xact::for_each_activation([&](const auto &known) {
    ++listed;
    misuse_trap trap;
    const auto found = xact::visit(known.name, {}, [&]<class F>(const F &f) {
      INFO(f.name);
      STATIC_REQUIRE(xact::activation<F, float>);
      STATIC_REQUIRE(xact::activation<F, double>);
      STATIC_REQUIRE(xact::documented<F>);
      STATIC_REQUIRE_FALSE(xact::channel_bound<F>);
      every_verb<float>(f);
      every_verb<double>(f);
      every_verb<float>(xact::exact(f));
      const std::vector<float> x{-2, -1, 0, 1, 2};
      std::vector<float> y(5);
      xact::forward(xact::exact(f), x, y);
      for (std::size_t i = 0; i < x.size(); ++i)
        CHECK(y[i] == xact::exact(f)(x[i]));
      visited.insert(std::string(f.name));
    });
    CHECK(found);
    CHECK(trap.message().empty());
  });
  CHECK(visited.size() == listed);
}
