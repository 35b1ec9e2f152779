// Tests of gelu on the number types of exact, and of its correctly rounded results.

#include "../catch.hpp"
#include "../reference.hpp"
#include "../support.hpp"

#include <xact/exact.hpp>

using namespace test;

namespace {

using number = xact::rounded_double;

std::vector<double> lanes(const number &x) {
  const auto wide = x.doubles();
  std::vector<double> v(number::floats::size);
  for (std::size_t i = 0; i < wide.size(); ++i)
    xact::store(v.data() + i * number::part::size, wide[i]);
  return v;
}

xact::double_double wide(double x, double low = 0) {
  return xact::double_double(xact::native_batch<double>(x), xact::native_batch<double>(low));
}
long double number_of(const xact::double_double &x) {
  return static_cast<long double>(xact::first_lane(x.hi)) + static_cast<long double>(xact::first_lane(x.lo));
}

/// Returns inputs of gelu: all sizes up to the bound where results vanish, and the floats next to the zero of f'.
std::vector<float> inputs() {
  std::vector<float> x;
  for (const float most : {1e-30F, 0.1F, 1.F, 3.F, 14.5F})
    for (const float v : random_numbers<float>(20000, most, 23))
      x.push_back(v);
  float v = -0.7518F;
  for (int i = 0; i < 3000; ++i)
    x.push_back(v = std::nextafter(v, 0.F));
  return x;
}

} // namespace

TEST_CASE("the error of gelu on rounded_double is within the stated error") {
  const xact::gelu f;
  long double worst = 0;
  std::vector<float> x = inputs();
  x.resize(x.size() / number::floats::size * number::floats::size);
  for (std::size_t i = 0; i < x.size(); i += number::floats::size) {
    const number v(xact::load(x.data() + i));
    const auto both = f.value_and_derivative(v);
    const auto value = lanes(both.value);
    const auto derivative = lanes(both.derivative);
    const auto value_alone = lanes(f(v));
    const auto derivative_alone = lanes(f.derivative(v));
    for (std::size_t k = 0; k < value.size(); ++k) {
      CHECK((value[k] == value_alone[k] && derivative[k] == derivative_alone[k]));
      const auto off = [](double got, long double want) { return std::fabs(static_cast<long double>(got) / want - 1); };
      worst =
          std::max({worst, off(value[k], wide_value(f, x[i + k])), off(derivative[k], wide_derivative(f, x[i + k]))});
    }
  }
  INFO("2^" << std::log2(worst));
  CHECK(worst < static_cast<long double>(number::error));
}

TEST_CASE("gelu on double_double agrees with the formula in long double") {
  const xact::gelu f;
  long double worst = 0;
  const auto update = [&](double x) {
    const auto off = [](const xact::double_double &got, long double want) {
      return std::fabs(number_of(got) / want - 1);
    };
    worst = std::max({worst, off(f(wide(x)), value(f, static_cast<long double>(x))),
                      off(f.derivative(wide(x)), derivative(f, static_cast<long double>(x)))});
  };
  const std::vector<float> x = inputs();
  for (std::size_t i = 0; i < x.size(); i += 11)
    update(static_cast<double>(x[i]));
  double v = -0x1.80ead197f00b4p-1; // the zero of f', rounded
  for (int i = 0; i < 100; ++i, v = std::nextafter(v, -1.0))
    update(v);
  INFO("2^" << std::log2(worst));
  CHECK(worst < 0x1p-53L); // the reference has an error of 2^-54 next to the zero
}

TEST_CASE("gelu on double_double is accurate next to the zeros of gelu and of its derivative") {
  const xact::gelu f;
  const auto relative = [](const xact::double_double &got, long double want) {
    return std::fabs(number_of(got) / want - 1);
  };
  // Next to 0, gelu(x) is x/2 + φ(0)·x².
  for (const double x : {0x1p-100, -0x1p-100})
    CHECK(relative(f(wide(x)) - wide(x / 2), normal_density(0.0L) * 0x1p-200L) < 0x1p-50L);
  // Next to z, the zero of f', f'(x) is f''(x)·d - f'''(x)·d²/2 with d = x - z, f'' = (2 - x²)·φ(x) and
  // f''' = (x³ - 4x)·φ(x).
  const double x = -0x1.80ead197f00b4p-1;
  const long double d = -0x1.13e74c58cada8p-56L - 0x1.65d4b5b9cdd03p-111L;
  const auto v = static_cast<long double>(x);
  const long double want = (2 - v * v - v * (v * v - 4) * d / 2) * normal_density(v) * d;
  CHECK(relative(f.derivative(wide(x)), want) < 0x1p-58L);
}

TEST_CASE("both formulas of gelu on double_double agree at -3") {
  // For a step s, f(x + s) - f(x) is s·f'(x) + s²/2·f''(x), and the change of f' is s·f''(x), with f'' = (2 - x²)·φ(x).
  const xact::gelu f;
  const double x = -3;
  const double s = 0x1p-51;
  const long double second = (2 - 9) * normal_density(static_cast<long double>(x));
  const long double change = number_of(f(wide(x + s)) - f(wide(x)));
  CHECK(std::fabs(change - static_cast<long double>(s) * number_of(f.derivative(wide(x)))) < 0x1p-101L);
  const long double of_derivative = number_of(f.derivative(wide(x + s)) - f.derivative(wide(x)));
  CHECK(std::fabs(of_derivative - static_cast<long double>(s) * second) < 0x1p-101L);
}

TEST_CASE("exact gelu rounds correctly where double does not decide") {
  const xact::exact f(xact::gelu{});
  // The values or the derivatives of these inputs lie closest to the midpoint of two floats.
  CHECK(same(f(0x1.6148dep-16F), 0x1.614a62p-17F));
  CHECK(same(f(-0x1.6148dep-16F), -0x1.61475ap-17F));
  CHECK(same(f(0x1.5b4488p-2F), 0x1.b7767cp-3F));
  CHECK(same(f(-0x1.24b10ap+2F), -0x1.705c0cp-17F));
  CHECK(same(f.derivative(-0x1.40d932p-26F), 0x1.fffffep-2F));
  CHECK(same(f.derivative(0x1.40d932p-25F), 0x1.000002p-1F));
  CHECK(same(f.derivative(-0x1.a1becap-14F), 0x1.ffeb2ap-2F));
  CHECK(same(f.derivative(0x1.823608p+1F), 0x1.02ec66p+0F));
  // x/2 is the midpoint of two subnormal floats, and gelu(x) is slightly larger.
  for (const int n : {0, 1, 2, 4096, 4194303}) {
    const float half = static_cast<float>(n) * 0x1p-149F;
    CHECK(same(f(2 * half + 0x1p-149F), half + 0x1p-149F));
    CHECK(same(f(-2 * half - 0x1p-149F), -half));
  }
}
