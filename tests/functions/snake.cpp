#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("the derivative of snake is accurate next to its zeros", "", float, double) {
  using T = TestType;
  for (const double alpha : {1.0, 0.25, -2.0}) // for these α long double holds αx
    for (int k = -3000; k < 3000; ++k) {
      const xact::snake f{.alpha = alpha};
      T x = static_cast<T>((k - 0.25L) * 3.14159265358979323846264338327950288L / static_cast<long double>(alpha));
      for (int i = 0; i < 4; ++i, x = std::nextafter(x, T(0))) {
        // With w = αx - (k - 1/4)·π the derivative is 2·sin²(w). Two long doubles hold π.
        const long double high = 0x1.921fb54442d1846ap+1L, low = -0x7.6733ae8fe47c65d8p-67L;
        const long double w =
            std::fma(-(k - 0.25L), high, static_cast<long double>(alpha) * static_cast<long double>(x)) -
            (k - 0.25L) * low;
        const long double s = std::sin(w);
        if (ulp_error(f.derivative(x), 2 * s * s) > 2)
          FAIL("off at " << show(x) << " for alpha = " << alpha);
      }
    }
}

TEST_CASE("snake is the identity for alpha = 0, and its derivative is 1 for large arguments") {
  CHECK(xact::snake{.alpha = 0}(-1.25F) == -1.25F);
  CHECK(xact::snake{.alpha = 0}.derivative(-1.25F) == 1);
  CHECK(xact::snake{}.derivative(0x1p30F) == 1);
  CHECK(xact::snake{}.derivative(0x1p60) == 1);
}
