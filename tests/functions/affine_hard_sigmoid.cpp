#include "../catch.hpp"
#include "../support.hpp"

#include <cmath>

using namespace test;

TEST_CASE("the derivative of affine_hard_sigmoid is alpha where the line is below 1 but rounds to 1") {
  const xact::affine_hard_sigmoid f{.alpha = 0x1p-20, .beta = 0.5};
  const float below = std::nextafter(0x1p19F, 0.F); // the line is 1 - 2^-25 here
  CHECK(same(f(below), 1.F));
  CHECK(same(f.derivative(below), 0x1p-20F));
  CHECK(same(f.derivative(0x1p19F), 0.F));
}

TEST_CASE("affine_hard_sigmoid is accurate next to the zero of its line") {
  const xact::affine_hard_sigmoid f{};
  float x = -2.5F;
  for (int i = 0; i < 1000; ++i, x = std::nextafter(x, 0.F)) {
    const double line = static_cast<double>(0.2F) * static_cast<double>(x) + 0.5; // exact
    const float want = line > 0 ? static_cast<float>(line) : 0.F;
    CHECK(same(f(x), want));
  }
}
