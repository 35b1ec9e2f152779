#include "../catch.hpp"
#include "smooth.hpp"

using namespace test;

TEMPLATE_TEST_CASE("selu never decreases", "", float, double) {
  CHECK(falls<TestType>(xact::selu{}, TestType(0x1p-30), 2000) == 0);
}

TEMPLATE_TEST_CASE("the errors of selu stay within the bound where results are subnormal", "", float, double) {
  using T = TestType;
  for (const T most : {100 * tiny<T>, T(1e7) * tiny<T>, T(20), sizeof(T) == 4 ? T(104) : T(746)}) {
    const auto [value_error, derivative_error] = sampled_errors<T>(xact::selu{}, 50000, most);
    INFO("up to " << show(most) << ": value " << value_error << " ULP, derivative " << derivative_error << " ULP");
    CHECK(value_error <= (sizeof(T) == 4 ? 1 : 2));
    CHECK(derivative_error <= 1);
  }
}

TEMPLATE_TEST_CASE("selu's derivative from its output is y + λα, or λ", "", float, double) {
  using T = TestType;
  const T left = static_cast<T>(1.7580993408473768599402175208123L);
  const T right = static_cast<T>(1.0507009873554804934193349852946L);
  const std::vector<T> y{T(0), -T(0), T(2), none<T>, -left};
  std::vector<T> d(y.size());
  xact::backward_from_output(xact::selu{}, y, std::vector<T>(y.size(), T(1)), d);
  CHECK(d[0] == left);
  CHECK(d[1] == left);
  CHECK(d[2] == right);
  CHECK(std::isnan(d[3]));
  // The difference of λα and its rounded value.
  CHECK(d[4] ==
        static_cast<T>(sizeof(T) == 4 ? 1.7580993408473768599402175208123L - 0x1.c212ccp+0L : 0x1.05161b045a1fep-56L));
}
