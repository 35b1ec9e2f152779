// Every elementary function and operation gives the same bits for a single number as for a lane of a register. Calls of
// relu, leaky_relu and identity on single numbers are also constant expressions.

#include "numbers.hpp"
#include "../catch.hpp"

#include <xact/math/exp.hpp>
#include <xact/math/expm1.hpp>
#include <xact/math/log1p.hpp>
#include <xact/math/sigmoid.hpp>
#include <xact/math/softplus.hpp>
#include <xact/math/tanh.hpp>

using namespace test;

namespace {

/// A functor of a user with an operator() for batches and a different operator() for single numbers.
struct with_both {
  template <xact::batch V> V operator()(V x) const { return x; }
  template <xact::scalar T> constexpr T operator()(T x) const { return x + T(1); }
};
static_assert(with_both{}(1.0F) == 2);

constexpr float inf = std::numeric_limits<float>::infinity();
static_assert(xact::relu{}(2.0F) == 2 && xact::relu{}(-2.0) == 0 && xact::relu{}(-inf) == 0);
static_assert(xact::relu{}.derivative(2.0) == 1 && xact::relu{}.derivative(0.0F) == 0);
static_assert(xact::leaky_relu{.slope = 0.5}(-2.0F) == -1 && xact::leaky_relu{}(3.0) == 3);
static_assert(xact::leaky_relu{.slope = 0.5}.derivative(-2.0) == 0.5 && xact::leaky_relu{}.derivative(1.0F) == 1);
static_assert(xact::identity{}(-7.0) == -7 && xact::identity{}.derivative(3.0F) == 1);

} // namespace

TEMPLATE_TEST_CASE("elementary functions give a single number the bits of a lane", "", float, double) {
  using T = TestType;
  namespace math = xact::math;
  const std::vector<T> x = all_numbers<T>();
  check_numbers(x, "exp", [](auto v) { return math::exp(v); });
  check_numbers(x, "expm1", [](auto v) { return math::expm1(v); });
  check_numbers(x, "tanh", [](auto v) { return math::tanh(v); });
  check_numbers(x, "tanh_derivative", [](auto v) { return math::tanh_derivative(v); });
  check_numbers(x, "sigmoid", [](auto v) { return math::sigmoid(v); });
  check_numbers(x, "sigmoid_derivative", [](auto v) { return math::sigmoid_derivative(v); });
  check_numbers(x, "softplus", [](auto v) { return math::softplus(v); });
  std::vector<T> in_unit;
  std::vector<T> negative;
  for (const T v : x) {
    if (v >= 0 && v <= 1)
      in_unit.push_back(v);
    if (v <= 0)
      negative.push_back(v);
  }
  check_numbers(in_unit, "unit_log1p", [](auto v) { return math::unit_log1p(v); });
  for (const double scale : {1.0, 0.3, -1000.0}) {
    check_numbers(negative, "nonpositive_exp",
                  [=](auto v) { return math::nonpositive_exp(v, xact::param<decltype(v)>(scale)); });
    check_numbers(negative, "nonpositive_expm1",
                  [=](auto v) { return math::nonpositive_expm1(v, xact::param<decltype(v)>(scale)); });
  }
}

TEMPLATE_TEST_CASE("operations give a single number the bits of a lane", "", float, double) {
  using T = TestType;
  const std::vector<T> x = all_numbers<T>();
  for (const T c : {T(0), T(-2.5), std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()}) {
    check_numbers(x, "at_least", [=](auto v) { return xact::at_least(v, decltype(v)(c)); });
    check_numbers(x, "at_most", [=](auto v) { return xact::at_most(v, decltype(v)(c)); });
    check_numbers(x, "above_or_nan", [=](auto v) {
      using V = decltype(v);
      return xact::select(xact::above_or_nan(v, V(c)), V(1), V(0));
    });
    check_numbers(x, "mul_add", [=](auto v) { return xact::mul_add(v, decltype(v)(T(1.1)), decltype(v)(c)); });
    check_numbers(x, "multiply_where", [=](auto v) {
      using V = decltype(v);
      return xact::multiply_where(v < V(c), v, V(T(0.1)));
    });
    check_numbers(x, "keep_where", [=](auto v) { return xact::keep_where(v < decltype(v)(c), v); });
    check_numbers(x, "add_where", [=](auto v) {
      using V = decltype(v);
      return xact::add_where(v < V(c), V(1), v);
    });
    check_numbers(x, "keep_where_positive_or_nan",
                  [=](auto v) { return xact::keep_where_positive_or_nan(v, decltype(v)(c)); });
    check_numbers(x, "with_sign_of", [=](auto v) { return xact::with_sign_of(decltype(v)(T(2)), v); });
    if (c >= 0)
      check_numbers(x, "smaller_magnitude", [=](auto v) {
        using V = decltype(v);
        return xact::smaller_magnitude(v, xact::select(v == v, V(c), v));
      });
    check_numbers(x, "quotient", [=](auto v) { return xact::quotient(v, decltype(v)(c)); });
  }
  check_numbers(x, "minus_abs", [](auto v) { return xact::minus_abs(v); });
  check_numbers(x, "magnitude", [](auto v) { return xact::magnitude(v); });
  check_numbers(x, "square_root", [](auto v) { return xact::square_root(v); });
  check_numbers(x, "unfused", [](auto v) { return xact::unfused(v); });
  check_numbers(x, "a shifted lane", [](auto v) {
    return decltype(v)(xact::from_bits<T>(xact::shift_left<3>(xact::shift_right<5>(xact::to_bits(v)))));
  });
  std::vector<T> finite;
  for (const T v : x)
    if (std::fabs(v) <= T(1e30))
      finite.push_back(v);
  check_numbers(finite, "first_half", [](auto v) { return xact::first_half(v); });
  check_numbers(finite, "negative_at_least", [](auto v) { return xact::negative_at_least(v, decltype(v)(T(-3))); });
}
