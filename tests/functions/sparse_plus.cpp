#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of sparse_plus is sparse_sigmoid", "", float, double) {
  using T = TestType;
  for (const T x : random_numbers<T>(5000, T(1.5), 9))
    CHECK(same(xact::sparse_plus{}.derivative(x), xact::sparse_sigmoid{}(x)));
}
