// Tests of initial weights: the distributions that the papers of initialize.hpp define, and bits that are equal with
// every compiler and on every machine.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/initialize.hpp>

#include <algorithm>

using namespace test;

namespace {

template <class T> std::uint64_t hash_of(const std::vector<T> &values) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const T v : values) {
    hash = (hash ^ std::bit_cast<bits_t<T>>(v)) * 0x100000001b3U;
    hash ^= hash >> 32;
  }
  return hash;
}

template <class T, class G = std::mt19937_64>
std::vector<T> weights(const xact::distribution &d, std::size_t count, G generator = G(1)) {
  std::vector<T> w(count);
  xact::initialize(d, w, generator);
  return w;
}

const xact::distribution standard_normal{xact::distribution::form::normal, 1};
const xact::distribution standard_uniform{xact::distribution::form::uniform, 1};

/// A generator with a range of `width` bits that returns the given numbers one after the other.
template <int width> struct scripted {
  using result_type = std::uint64_t;
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0} >> (64 - width); }
  std::vector<std::uint64_t> numbers;
  std::size_t next = 0;
  std::uint64_t operator()() { return numbers.at(next++); }
};

/// Returns the statistic of the test of Kolmogorov and Smirnov: the largest distance between the distribution function
/// of the sample and `cdf`, times the square root of the size of the sample. If the sample has the distribution `cdf`,
/// the probability of a value above 1.95 is 1 in 1000.
template <class T, class Cdf> double kolmogorov_smirnov(std::vector<T> sample, Cdf cdf) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double p = cdf(static_cast<double>(sample[i]));
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return distance * std::sqrt(n);
}

/// Checks normal and uniform weights: the errors of the sample's mean and variance are below 4 standard deviations of
/// these two estimates, and the statistic of kolmogorov_smirnov is below 1.95.
template <class T> void check_distribution(std::size_t count) {
  const auto moments = [&](const std::vector<T> &w, double variance, double kurtosis) {
    long double sum = 0;
    long double squares = 0;
    for (const T v : w) {
      sum += static_cast<long double>(v);
      squares += static_cast<long double>(v) * static_cast<long double>(v);
    }
    const auto n = static_cast<double>(count);
    CHECK(std::fabs(static_cast<double>(sum) / n) < 4 * std::sqrt(variance / n));
    CHECK(std::fabs(static_cast<double>(squares) / n - variance) < 4 * variance * std::sqrt((kurtosis - 1) / n));
  };
  const auto normal = weights<T>(xact::he_normal({.in = 50, .out = 7}), count);
  moments(normal, 0.04, 3);
  CHECK(kolmogorov_smirnov(normal, [](double x) { return std::erfc(-x / 0.2 / std::sqrt(2.0)) / 2; }) < 1.95);
  const auto uniform = weights<T>(xact::xavier_uniform({.in = 2, .out = 4}), count);
  moments(uniform, 1.0 / 3, 1.8);
  CHECK(kolmogorov_smirnov(uniform, [](double x) { return (x + 1) / 2; }) < 1.95);
}

} // namespace

TEST_CASE("the scales agree with the papers") {
  using form = xact::distribution::form;
  const xact::fans layer{.in = 300, .out = 100};
  const auto is = [](const xact::distribution &d, form shape, double scale) {
    return d.shape == shape && std::fabs(d.scale - scale) <= 1e-15 * scale;
  };
  CHECK(is(xact::he_normal(layer), form::normal, std::sqrt(2.0 / 300)));
  CHECK(is(xact::he_normal(layer, xact::fan::out), form::normal, std::sqrt(2.0 / 100)));
  CHECK(is(xact::he_normal(layer, xact::fan::average), form::normal, std::sqrt(2.0 / 200)));
  CHECK(is(xact::he_uniform(layer), form::uniform, std::sqrt(6.0 / 300)));
  CHECK(is(xact::he_uniform(layer, xact::fan::out), form::uniform, std::sqrt(6.0 / 100)));
  CHECK(is(xact::xavier_normal(layer), form::normal, std::sqrt(2.0 / 400)));
  CHECK(is(xact::xavier_uniform(layer), form::uniform, std::sqrt(6.0 / 400)));
  CHECK(is(xact::lecun_normal(layer), form::normal, std::sqrt(1.0 / 300)));
  CHECK(is(xact::lecun_uniform(layer), form::uniform, std::sqrt(3.0 / 300)));
  CHECK(is(xact::scaled_normal(1.5, layer), form::normal, 1.5 / std::sqrt(300.0)));
  CHECK(is(xact::scaled_uniform(1.5, layer, xact::fan::out), form::uniform, 1.5 * std::sqrt(3.0 / 100)));
}

TEST_CASE("normal_quantile inverts the normal distribution function") {
  long double worst = 0;
  std::mt19937_64 generator(3);
  for (int i = 0; i < 200000; ++i) {
    // A quarter of the numbers are uniform, a quarter are near the median, a quarter are far out in the tail, and a
    // quarter are at a border between two formulas.
    const double u = static_cast<double>(generator() >> 12) * 0x1p-52 + 0x1p-53;
    const double q = i % 4 == 0   ? u - 0.5
                     : i % 4 == 1 ? (u - 0.5) * 0x1p-20
                     : i % 4 == 2 ? 0x1p-53 * static_cast<double>(1 + generator() % 1000000) - 0.5
                                  : 0.075 + (u - 0.5) * 1e-3 - 0.5;
    const double z = xact::lane(q, [](auto v) { return xact::normal_quantile(v); });
    REQUIRE(same(xact::lane(-q, [](auto v) { return xact::normal_quantile(v); }), -z));
    // The error of z is the size of one step of Newton's method. The distribution function is computed by erfc, which
    // has a small relative error in the tail.
    const long double p = 0.5L - std::fabs(static_cast<long double>(q));
    const auto far = -std::fabs(static_cast<long double>(z));
    const long double phi = std::exp(far * far / -2) * 0.398942280401432677939946L;
    const long double off = q == 0 ? 0.0L : (std::erfc(-far * 0.707106781186547524400844L) / 2 - p) / phi;
    if (std::fabs(q) > 1e-3)
      worst = std::max(worst, std::fabs(off / far));
    else
      // Near the median p is close to ½ and lacks the last digits of q. A short series is accurate enough there.
      REQUIRE(std::fabs(z / q - 2.50662827463100050242 * (1 + 1.0471975512 * q * q)) < 1e-11);
  }
  INFO(static_cast<double>(worst));
  CHECK(worst < 4e-15L);
}

TEST_CASE("the same seed gives the same weights everywhere") {
  constexpr std::size_t count = 1'000'000;
  const auto he = xact::he_normal({.in = 784, .out = 100});
  CHECK(hash_of(weights<float>(he, count)) == 0xe404eb43b6d18f30U);
  CHECK(hash_of(weights<double>(he, count)) == 0x843bd960ad0df85cU);
  CHECK(hash_of(weights<float>(xact::xavier_uniform({.in = 784, .out = 100}), count)) == 0x0d24e25599a1dabbU);
  CHECK(hash_of(weights<float>(he, count, std::mt19937(1))) == 0x7eebc57ee8766278U);
  CHECK(hash_of(weights<float>(he, 1000, std::minstd_rand(1))) == 0x497a3a2aa4dceea6U);
  CHECK(hash_of(weights<float>(he, 1000, std::ranlux48(1))) == 0x97603c5b857a4918U);
}

TEST_CASE("weights in float are the rounded weights in double") {
  for (const auto &d : {standard_normal, standard_uniform}) {
    const auto wide = weights<double>(d, 5000);
    const auto narrow = weights<float>(d, 5000);
    for (std::size_t i = 0; i < wide.size(); ++i)
      REQUIRE(narrow[i] == static_cast<float>(wide[i]));
  }
}

TEST_CASE("each weight uses 52 random bits, the first drawn highest; numbers beyond a power of two are discarded") {
  const auto uniform = [](auto generator) {
    double w[1];
    xact::initialize(standard_uniform, w, generator);
    return w[0];
  };
  const auto want = [](std::uint64_t bits) { return 2 * (static_cast<double>(bits) * 0x1p-52 + 0x1p-53 - 0.5); };
  CHECK(uniform(scripted<64>{{0}}) == -1 + 0x1p-52);
  CHECK(uniform(scripted<64>{{~std::uint64_t{0}}}) == 1 - 0x1p-52);
  CHECK(uniform(scripted<64>{{0x123456789abcdef0}}) == want(0x123456789abcd));
  CHECK(uniform(scripted<32>{{0x12345678, 0x9abcdef0}}) == want(0x123456789abcd));
  CHECK(uniform(scripted<48>{{0x123456789abc, 0xd00000000000}}) == want(0x123456789abcd));
  CHECK(uniform(scripted<30>{{0x12345678, 0x1abcdef1}}) == want(((std::uint64_t{0x12345678} << 30) | 0x1abcdef1) >> 8));
  scripted<1> coin{std::vector<std::uint64_t>(52, 0)};
  coin.numbers[51] = 1;
  CHECK(uniform(coin) == want(1));
  struct up_to_five : scripted<3> {
    static constexpr std::uint64_t max() { return 5; }
  };
  up_to_five die;
  for (int i = 0; i < 26; ++i)
    die.numbers.insert(die.numbers.end(), {4, 3, 5});
  CHECK(uniform(die) == want(~std::uint64_t{0} >> 12));
}

TEST_CASE("rows with gaps get the weights of a contiguous array, and nothing else is written") {
  for (const std::size_t columns : {1U, 5U, 511U, 512U, 1100U}) {
    const std::size_t stride = columns + 3;
    std::vector<float> matrix(4 * stride, 99);
    std::mt19937_64 generator(1);
    xact::initialize(standard_normal, xact::strided<float>{matrix.data(), 4, columns, stride}, generator);
    const auto want = weights<float>(standard_normal, 4 * columns);
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < matrix.size(); ++i)
      wrong += matrix[i] != (i % stride < columns ? want[i / stride * columns + i % stride] : 99.F);
    CHECK(wrong == 0);
  }
}

TEST_CASE("a fan of 0 and an invalid scale are a misuse") {
  float w[] = {99};
  std::mt19937_64 generator(1);
  for (const auto &d :
       {xact::he_normal({.in = 0, .out = 5}), xact::xavier_uniform({.in = 0, .out = 5}),
        xact::xavier_normal({.in = 5, .out = 0}), xact::distribution{standard_normal.shape, -1},
        xact::distribution{standard_normal.shape, xact::nan}, xact::distribution{standard_normal.shape, 1e39}}) {
    const misuse_trap trap;
    xact::initialize(d, w, generator);
    CHECK(trap.says("xact::initialize: the scale of the distribution is "));
    CHECK(w[0] == 99);
  }
  double wide[] = {99};
  xact::initialize(xact::distribution{standard_normal.shape, 1e39}, wide, generator);
  CHECK(wide[0] != 99);
}

TEMPLATE_TEST_CASE("weights have the mean, the variance and the distribution of their kind", "", float, double) {
  check_distribution<TestType>(100'000);
}

TEST_CASE("10 million weights have the mean, the variance and the distribution of their kind", "[.large]") {
  check_distribution<float>(10'000'000);
  check_distribution<double>(10'000'000);
}
