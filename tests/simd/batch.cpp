// Tests of the operations in include/xact/simd.

#include "catch.hpp"
#include "support.hpp"

#include <xact/simd/batch.hpp>
#include <xact/simd/memory.hpp>

using namespace test;

namespace {
template <class T> constexpr std::size_t width = xact::native_batch<T>::size;

/// Returns a batch with the lanes values[start], values[start + 1], ...; values[0] follows the last value. A loop over
/// all `start` puts each value into each lane.
template <class T> xact::native_batch<T> window(const std::vector<T> &values, std::size_t start) {
  T lanes[width<T>];
  for (std::size_t i = 0; i < width<T>; ++i)
    lanes[i] = values[(start + i) % values.size()];
  return xact::load(lanes);
}
} // namespace

TEMPLATE_TEST_CASE("at_least is select(x < bound, bound, x), also for NaN and signed zeros", "", float, double) {
  using T = TestType;
  const std::vector<T> values{T(1),
                              -T(0),
                              T(0),
                              T(-2),
                              std::numeric_limits<T>::quiet_NaN(),
                              std::numeric_limits<T>::infinity(),
                              -std::numeric_limits<T>::infinity()};
  for (const T bound : {T(0), T(-2), T(5)})
    for (std::size_t start = 0; start < values.size(); ++start) {
      T got[width<T>];
      xact::store(got, xact::at_least(window(values, start), xact::native_batch<T>(bound)));
      for (std::size_t i = 0; i < width<T>; ++i) {
        const T x = values[(start + i) % values.size()];
        INFO("at_least(" << show(x) << ", " << show(bound) << ") is " << show(got[i]));
        CHECK(same(got[i], x < bound ? bound : x));
      }
    }
}

TEMPLATE_TEST_CASE("mul_add rounds once exactly if has_fma", "", float, double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  const T e = std::numeric_limits<T>::epsilon();
  // (1 + e)(1 - e) - 1 is -e². If the product is rounded first, the result is 0.
  const T got = xact::first_lane(xact::mul_add(V(T(1) + e), V(T(1) - e), V(T(-1))));
  CHECK(got == (xact::has_fma ? -e * e : T(0)));
  // The same for 1 - (1 + e)(1 - e), in a register and for a single number.
  CHECK(xact::first_lane(xact::negated_mul_add(V(T(1) + e), V(T(1) - e), V(T(1)))) == (xact::has_fma ? e * e : T(0)));
  CHECK(xact::negated_mul_add(T(1) + e, T(1) - e, T(1)) == (xact::has_fma ? e * e : T(0)));
}

TEMPLATE_TEST_CASE("bits of numbers, and logical shifts", "", float, double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  const auto bits = xact::to_bits(V(T(1)));
  CHECK(xact::first_lane(xact::from_bits<T>(bits)) == T(1));
  constexpr int mantissa = std::numeric_limits<T>::digits - 1;
  using B = decltype(bits);
  CHECK(xact::first_lane(xact::from_bits<T>(xact::shift_left<mantissa>(
            std::remove_const_t<B>(static_cast<bits_t<T>>(std::numeric_limits<T>::max_exponent + 2))))) == T(8));
  // The shift is logical: the upper bits of the result are 0, although the highest bit of -3 is 1.
  const auto odd = std::remove_const_t<B>(static_cast<bits_t<T>>(-3));
  CHECK(std::bit_cast<bits_t<T>>(xact::first_lane(xact::from_bits<T>(xact::shift_right<1>(odd)))) ==
        static_cast<bits_t<T>>(-3) / 2);
  CHECK(std::bit_cast<bits_t<T>>(xact::first_lane(xact::from_bits<T>(xact::shift_right<mantissa>(odd)))) ==
        static_cast<bits_t<T>>(-3) >> mantissa);
}

TEMPLATE_TEST_CASE("square roots and quotients are correctly rounded", "", float, double) {
  using T = TestType;
  for (const T x : {T(0), T(-0.0), T(2), T(3), T(0.1), std::numeric_limits<T>::max(),
                    std::numeric_limits<T>::denorm_min(), std::numeric_limits<T>::infinity(), T(-1)})
    CHECK(same(xact::lane(x, [](auto v) { return xact::square_root(v); }), std::sqrt(x)));
  for (int i = 1; i < 1000; ++i) {
    const T x = static_cast<T>(i) / 7;
    CHECK(same(xact::lane(x, [](auto v) { return xact::square_root(v); }), std::sqrt(x)));
    CHECK(same(xact::lane(x, [](auto v) { return xact::quotient(v, decltype(v)(T(3.3))); }), x / T(3.3)));
  }
}

TEMPLATE_TEST_CASE("signs, and the first half of the digits", "", float, double) {
  using T = TestType;
  using V = xact::native_batch<T>;
  const T inf = std::numeric_limits<T>::infinity();
  for (const T x : {T(0), T(1.5), std::numeric_limits<T>::denorm_min(), inf}) {
    CHECK(same(xact::first_lane(xact::minus_abs(V(x))), -x));
    CHECK(same(xact::first_lane(xact::minus_abs(V(-x))), -x));
    CHECK(same(xact::first_lane(xact::with_sign_of(V(x), V(-T(0)))), -x));
    CHECK(same(xact::first_lane(xact::with_sign_of(V(x), V(T(3)))), x));
    const T least = x < T(2) ? x : T(2);
    CHECK(same(xact::first_lane(xact::smaller_magnitude(V(x), V(T(2)))), least));
    CHECK(same(xact::first_lane(xact::smaller_magnitude(V(-x), V(T(2)))), -least));
    CHECK(same(xact::first_lane(xact::smaller_magnitude(V(T(-2)), V(x))), -least));
  }
  const V nan(std::numeric_limits<T>::quiet_NaN());
  CHECK(std::isnan(xact::first_lane(xact::smaller_magnitude(nan, nan))));
  CHECK(std::isnan(xact::first_lane(xact::minus_abs(V(std::numeric_limits<T>::quiet_NaN())))));
  std::mt19937_64 random(4);
  for (int i = 0; i < 1000; ++i) {
    const T x = static_cast<T>(static_cast<std::int64_t>(random())) * T(0x1p-50);
    const T half = xact::first_lane(xact::first_half(V(x)));
    // The square of `half` is exact. `half` is x, rounded to `kept` digits: the error is at most half a unit of the
    // last digit.
    const long double square = static_cast<long double>(half) * static_cast<long double>(half);
    CHECK(static_cast<long double>(static_cast<T>(square)) == square);
    const int kept = std::numeric_limits<T>::digits / 2;
    CHECK(std::fabs(half - x) <= std::ldexp(T(1), (x == 0 ? 0 : std::ilogb(x)) - kept));
  }
}

TEMPLATE_TEST_CASE("partial loads, selections and stores touch only the first lanes", "", float, double) {
  using T = TestType;
  guarded<T> memory(width<T>);
  for (std::size_t count = 0; count <= width<T>; ++count)
    for (const bool back : {false, true}) {
      const std::span<T> at = back ? memory.back(count, 0) : memory.front(count, 0);
      for (std::size_t i = 0; i < count; ++i)
        at[i] = static_cast<T>(i + 1);
      T lanes[width<T>];
      xact::store(lanes, xact::load_first(at.data(), count));
      for (std::size_t i = 0; i < width<T>; ++i)
        CHECK(same(lanes[i], i < count ? static_cast<T>(i + 1) : T(0)));
      xact::store(lanes, xact::keep_first(xact::native_batch<T>(T(-7)), count));
      for (std::size_t i = 0; i < width<T>; ++i)
        CHECK(same(lanes[i], i < count ? T(-7) : T(0)));
      std::fill(memory.all().begin(), memory.all().end(), T(9));
      xact::store_first(at.data(), xact::native_batch<T>(T(3)), count);
      for (const T &v : memory.all())
        CHECK(v == (&v >= at.data() && &v < at.data() + count ? T(3) : T(9)));
    }
}

TEMPLATE_TEST_CASE("a non-temporal store writes its vector", "", float, double) {
  using T = TestType;
  alignas(64) T to[2 * width<T>] = {};
  const std::vector<T> values{T(1), T(-2), T(3), T(-4), T(5)};
  xact::stream(to + width<T>, window(values, 1));
  xact::stream_fence();
  for (std::size_t i = 0; i < width<T>; ++i) {
    CHECK(to[i] == T(0));
    CHECK(to[width<T> + i] == values[(1 + i) % values.size()]);
  }
}

TEST_CASE("widening is exact and narrowing rounds to nearest, lane by lane") {
  using limits = std::numeric_limits<float>;
  const std::vector<float> floats{
      1.5F, -0.0F, limits::denorm_min(), limits::max(), -limits::infinity(), limits::min(), 0x1.2p-130F, -3.25F};
  for (std::size_t start = 0; start < floats.size(); ++start) {
    const auto wide = xact::widen(window(floats, start));
    double lanes[width<float>];
    for (std::size_t k = 0; k < wide.size(); ++k)
      xact::store(lanes + k * width<double>, wide[k]);
    float back[width<float>];
    xact::store(back, xact::narrow(wide));
    for (std::size_t i = 0; i < width<float>; ++i) {
      CHECK(same(lanes[i], static_cast<double>(floats[(start + i) % floats.size()])));
      CHECK(same(back[i], floats[(start + i) % floats.size()]));
    }
  }
  const std::vector<double> doubles{1 + 0x1p-24, 1 + 0x1.8p-23, 1 + 0x1.0000001p-24, 0x1p-150, 0x1.8p-150,
                                    1e300,       -1e-300,       -0x1.fffffffp127};
  for (std::size_t start = 0; start < doubles.size(); ++start) {
    float got[width<float>];
    xact::parts<float, double> wide;
    for (std::size_t k = 0; k < wide.size(); ++k)
      wide[k] = window(doubles, start + k * width<double>);
    xact::store(got, xact::narrow(wide));
    for (std::size_t i = 0; i < width<float>; ++i)
      CHECK(same(got[i], static_cast<float>(doubles[(start + i) % doubles.size()])));
  }
}
