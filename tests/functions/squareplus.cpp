#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("squareplus is accurate for very small and very large b", "", float, double) {
  using T = TestType;
  for (const double b : {1e-40, 1e-30, 1e-20, 0x1p-60, 0x1p60, 1e30})
    for (const T most : {T(1e-10), T(1), T(1e10), T(1e30)}) {
      std::array<double, 2> worst{};
      for (const T x : random_numbers<T>(5000, most, 3)) {
        const xact::squareplus f{.b = static_cast<double>(static_cast<T>(b))};
        worst[0] = std::max(worst[0], ulp_error(f(x), wide_value(f, x)));
        worst[1] = std::max(worst[1], ulp_error(f.derivative(x), wide_derivative(f, x)));
      }
      INFO("b = " << b << ", |x| up to " << most);
      CHECK(worst[0] <= 1);
      CHECK(worst[1] <= 1);
    }
}
