#include "../catch.hpp"
#include "../support.hpp"
#include "../ulp.hpp"

#include <xact/exact.hpp>
#include <xact/math/basic.hpp>

using namespace test;

namespace {

/// Returns a number in all lanes of V.
template <class V, class T> V make(T x) { return V(x); }
template <> xact::rounded_double make(float x) { return xact::rounded_double(xact::rounded_double::floats(x)); }
template <> xact::double_double make(float x) { return xact::double_double(static_cast<double>(x)); }

/// Returns the number in the first lane, rounded to float on number types.
template <class V> auto first(V x) {
  if constexpr (std::same_as<V, xact::rounded_double>)
    return xact::first_lane(x.rounded());
  else if constexpr (std::same_as<V, xact::double_double>)
    return static_cast<float>(xact::first_lane(x.hi));
  else
    return xact::first_lane(x);
}

/// Checks that op gives `wanted` on numbers and on registers, and in float also on the number types of `exact`.
template <class T, class Op, class... X> void check(T wanted, const Op &op, X... x) {
  const auto is_same = [&](auto got, const char *type) {
    INFO(type << ": got " << show(got) << ", wanted " << show(wanted));
    CHECK(same(got, wanted));
  };
  is_same(op(x...), "number");
  is_same(first(op(make<xact::native_batch<T>>(x)...)), "register");
  if constexpr (std::same_as<T, float>) {
    is_same(first(op(make<xact::rounded_double>(x)...)), "rounded_double");
    is_same(first(op(make<xact::double_double>(x)...)), "double_double");
  }
}

constexpr auto sqrt_of = [](auto x) { return xact::math::sqrt(x); };
constexpr auto rsqrt_of = [](auto x) { return xact::math::rsqrt(x); };
constexpr auto abs_of = [](auto x) { return (xact::math::abs)(x); };
constexpr auto min_of = [](auto x, auto y) { return (xact::math::min)(x, y); };
constexpr auto max_of = [](auto x, auto y) { return (xact::math::max)(x, y); };
constexpr auto clamp_of = [](auto x, auto least, auto most) { return xact::math::clamp(x, least, most); };
constexpr auto copysign_of = [](auto x, auto y) { return xact::math::copysign(x, y); };

template <class T> std::vector<T> inputs() {
  std::vector<T> x = interesting<T>();
  for (const T v : random_numbers<T>(20000, std::numeric_limits<T>::max(), 11))
    x.push_back(v);
  return x;
}

} // namespace

TEMPLATE_TEST_CASE("sqrt is correctly rounded, and keeps the sign of zero", "", float, double) {
  using T = TestType;
  for (const T x : inputs<T>())
    check(std::sqrt(x), sqrt_of, x);
}

TEMPLATE_TEST_CASE("the error of rsqrt is at most 0.501 ULP", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  const auto is_close = [](T x) {
    const T y = xact::math::rsqrt(x);
    INFO("x = " << show(x) << ", y = " << show(y));
    REQUIRE(same(y, xact::first_lane(xact::math::rsqrt(xact::native_batch<T>(x)))));
    REQUIRE(ulp_error(y, 1 / std::sqrt(static_cast<long double>(x))) <= 0.501);
  };
  for (const T x : inputs<T>())
    if (x > 0 && x <= limits::max())
      is_close(x);
  for (int k = 0; k < 50000; ++k)
    is_close(static_cast<T>(0.4 + k * 1e-4));
  for (int k = limits::min_exponent - limits::digits + 3; k < limits::max_exponent; ++k)
    if (k % 2 == 0)
      check(std::ldexp(T(1), -k / 2), rsqrt_of, std::ldexp(T(1), k));
  check(limits::infinity(), rsqrt_of, T(0));
  check(-limits::infinity(), rsqrt_of, -T(0));
  check(T(0), rsqrt_of, limits::infinity());
  for (const T x : {limits::quiet_NaN(), T(-1), -limits::infinity()})
    check(limits::quiet_NaN(), rsqrt_of, x);
}

TEMPLATE_TEST_CASE("min, max and clamp return the first operand for NaN and for equal operands", "", float, double) {
  using T = TestType;
  using limits = std::numeric_limits<T>;
  const T none = limits::quiet_NaN();
  const T all[] = {T(0), -T(0), T(1), T(-1), T(2.5), limits::infinity(), -limits::infinity(), limits::max(), none};
  for (const T x : all)
    for (const T y : all) {
      check(y < x ? y : x, min_of, x, y);
      check(y > x ? y : x, max_of, x, y);
      if (!std::isnan(y))
        check(x < -1 ? T(-1) : x > y && y >= -1 ? y : x, clamp_of, x, T(-1), y < -1 ? limits::infinity() : y);
    }
  check(none, min_of, none, T(1));
  check(T(1), min_of, T(1), none);
  check(T(1), max_of, T(1), none);
  check(-T(0), min_of, -T(0), T(0));
  check(T(0), min_of, T(0), -T(0));
}

TEMPLATE_TEST_CASE("abs and copysign change only the sign", "", float, double) {
  using T = TestType;
  for (const T x : inputs<T>()) {
    check(std::fabs(x), abs_of, x);
    for (const T y : {T(0), -T(0), T(3), T(-3)})
      check(std::copysign(x, y), copysign_of, x, y);
  }
}

TEST_CASE("abs and copysign on double_double change the signs of both parts") {
  using number = xact::double_double;
  using part = number::part;
  const auto has_parts = [](number got, double hi, double lo) {
    CHECK(same(xact::first_lane(got.hi), hi));
    CHECK(same(xact::first_lane(got.lo), lo));
  };
  for (const double sign : {1.0, -1.0})
    for (const double low : {0x1p-60, -0x1p-60}) {
      const number x{part(sign), part(low)};
      has_parts((xact::math::abs)(x), 1, sign * low);
      has_parts(xact::math::copysign(x, number(-2.0)), -1, -sign * low);
      has_parts(xact::math::copysign(x, number(2.0)), 1, sign * low);
    }
}

namespace {

/// Functions of a user, as activations.
struct roots {
  static constexpr bool on_double_double = true;
  template <xact::batch V> V operator()(V x) const noexcept { return xact::math::sqrt(x) + V(1); }
  template <xact::batch V> V derivative(V x) const noexcept { return xact::math::rsqrt(x); }
};

} // namespace

TEST_CASE("exact rounds square roots of a user's functor correctly") {
  std::vector<float> x = random_numbers<float>(30000, std::numeric_limits<float>::max(), 12);
  for (float &v : x)
    v = std::fabs(v);
  x.insert(x.end(), {0.F, -0.F, 4.F, -1.F, static_cast<float>(xact::infinity), std::nanf("")});
  std::vector<float> y(x.size()), d(x.size());
  xact::forward(xact::exact(roots{}), x, y);
  xact::derivative(xact::exact(roots{}), x, d);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const long double root = std::sqrt(static_cast<long double>(x[i]));
    wrong += !same(y[i], static_cast<float>(root + 1)) + !same(d[i], static_cast<float>(1 / root));
  }
  CHECK(wrong == 0);
}

TEST_CASE("the low parts of sqrt and rsqrt on double_double are 0 where the high parts are 0 or infinite") {
  for (const double x : {0.0, -0.0, xact::infinity}) {
    CHECK(xact::first_lane(xact::math::sqrt(xact::double_double(x)).lo) == 0);
    CHECK(xact::first_lane(xact::math::rsqrt(xact::double_double(x)).lo) == 0);
  }
}

TEST_CASE("the relative errors of sqrt and rsqrt on double_double are below 2^-98") {
  using number = xact::double_double;
  using part = number::part;
  for (int k = 1; k < 3000; ++k)
    for (const double low : {0.0, 0x1.3p-54, -0x1.7p-60}) {
      const double high = k * 0.0123;
      const number x{part(high), part(high * low)};
      const number root = xact::math::sqrt(x);
      const number inverse = xact::math::rsqrt(x);
      INFO("x = " << show(high));
      CHECK(std::fabs(xact::first_lane(((root * root - x) / x).hi)) <= 0x1p-98);
      CHECK(std::fabs(xact::first_lane((root * inverse - number(1.0)).hi)) <= 0x1p-98);
    }
}
