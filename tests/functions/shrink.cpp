#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

TEMPLATE_TEST_CASE("shrink is hard_shrink for bias 0, and soft_shrink for bias lambda", "", float, double) {
  using T = TestType;
  for (const double lambda : {0.5, 0.3, 1e-20})
    for (const T x : random_numbers<T>(2000, T(3), 9)) {
      CHECK(same(xact::shrink{.lambda = lambda, .bias = 0}(x), xact::hard_shrink{.lambda = lambda}(x)));
      CHECK(same(xact::shrink{.lambda = lambda, .bias = lambda}(x), xact::soft_shrink{.lambda = lambda}(x)));
    }
}

TEST_CASE("the output of shrink determines the derivative unless bias exceeds lambda or lambda is negative") {
  CHECK(xact::output_determines_derivative<float>(xact::shrink{.lambda = 0.5, .bias = 0.5}));
  CHECK_FALSE(xact::output_determines_derivative<float>(xact::shrink{.lambda = 0.5, .bias = 0.75}));
  CHECK_FALSE(xact::output_determines_derivative<float>(xact::shrink{.lambda = -1, .bias = -1}));
}
