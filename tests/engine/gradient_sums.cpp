// Tests of the sums of gradients per channel: the bound on the rounding error, rows with gaps, several passes, and the
// order of the blocks. (engine/plan.hpp defines pass, block and segment.)

#include "../catch.hpp"
#include "../support.hpp"

using namespace test;

namespace {

/// The bound on the error of a sum, in roundings: the largest number of roundings that a term passes through. One is
/// the rounding of the product x·dy, 256 are additions in a block, 10 are in the tree over a tile of 1024 numbers, and
/// 3 are in the sum of the blocks.
constexpr double roundings = 270;

struct sums {
  long double sum = 0;
  long double magnitude = 0;
};

/// Returns the sum of the terms, and the sum of their magnitudes, for each channel. All terms are integers, so that the
/// sums are exact.
std::vector<sums> reference(std::span<const float> x, std::span<const float> dy, xact::channel_axis axis) {
  std::vector<std::int64_t> sum(axis.channels);
  std::vector<std::int64_t> magnitude(axis.channels);
  for (std::size_t begin = 0, c = 0; begin < x.size(); begin += axis.inner, c = c + 1 == axis.channels ? 0 : c + 1)
    for (std::size_t i = begin; i < begin + axis.inner; ++i) {
      const auto term = x[i] < 0 ? static_cast<std::int64_t>(x[i]) * static_cast<std::int64_t>(dy[i]) : 0;
      sum[c] += term;
      magnitude[c] += std::abs(term);
    }
  std::vector<sums> all;
  for (std::size_t c = 0; c < axis.channels; ++c)
    all.push_back({static_cast<long double>(sum[c]), static_cast<long double>(magnitude[c])});
  return all;
}

/// Fills x and dy so that the sum of the products first becomes large and then cancels nearly to 0. In a plain running
/// sum all rounding errors would have the same sign, and the error of the sum would be thousands of times the bound.
void cancelling(std::span<float> x, std::span<float> dy) {
  const std::size_t up = x.size() / 3 * 2;
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = -0xAAAAABp0F - static_cast<float>(i < up ? 2 * (i % 3) : 0);
    dy[i] = i < up ? 1.F : -2.F;
  }
}

} // namespace

TEST_CASE("the slope gradient of 100 million terms that cancel is within its bound", "[sample]") {
  const std::size_t n = 100'000'000 / (64 * 25) * (64 * 25);
  std::vector<float> x(n);
  std::vector<float> dy(n);
  cancelling(x, dy);
  const std::vector<float> slopes(64, 0.25F);
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 64}, xact::channel_axis{.channels = 2, .inner = n / 2},
        xact::channel_axis{.channels = 64, .inner = 25}}) {
    const xact::prelu f{std::span(slopes).first(axis.channels), axis};
    const std::vector<sums> want = reference(x, dy, axis);
    std::vector<float> dw(axis.channels);
    std::vector<float> exact_dw(axis.channels);
    xact::backward(f, x, dy, xact::skip, dw);
    xact::backward(xact::exact(f), x, dy, xact::skip, exact_dw);
    double worst = 0;
    double worst_exact = 0;
    for (std::size_t c = 0; c < axis.channels; ++c) {
      // The error is measured in roundings of a float: multiples of 2^-24 (half an epsilon) of the magnitude.
      worst = std::max(worst, static_cast<double>(std::fabs(static_cast<long double>(dw[c]) - want[c].sum) /
                                                  want[c].magnitude * 0x1p24L));
      worst_exact = std::max(worst_exact, ulp_error(exact_dw[c], want[c].sum));
    }
    INFO(axis.channels << " channels of " << axis.inner << ": " << worst << " roundings, exact " << worst_exact
                       << " ULP");
    CHECK(worst <= roundings);
    CHECK(worst_exact <= 0.501);
  }
}

TEMPLATE_TEST_CASE("gaps between rows change no sum of channels that consist of rows", "", float, double) {
  using T = TestType;
  constexpr std::size_t columns = 6, stride = 7;
  for (const std::size_t channels :
       {60U, 70U, 1792U}) { // with float: a segment that packed.hpp copies at once; a longer segment; several passes
    INFO(channels << " channels");
    const std::size_t rows = 2 * channels;
    const std::vector<T> flat = random_numbers<T>(rows * columns, T(4), 1);
    const std::vector<T> dy = random_numbers<T>(rows * columns, T(4), 2);
    const std::vector<T> slopes = random_numbers<T>(channels, T(1), 3);
    std::vector<T> x(rows * stride);
    for (std::size_t i = 0; i < flat.size(); ++i)
      x[i / columns * stride + i % columns] = flat[i];
    const xact::prelu f{slopes, {.channels = channels, .inner = 2 * columns}};
    std::vector<T> want(channels), got(channels), want_dx(flat.size()), dx(flat.size());
    xact::backward(f, flat, dy, want_dx, want);
    xact::backward(f, xact::strided<const T>{x.data(), rows, columns, stride}, dy, dx, got);
    CHECK(std::equal(want.begin(), want.end(), got.begin(), same<T>));
    CHECK(std::equal(want_dx.begin(), want_dx.end(), dx.begin(), same<T>));
  }
}

TEMPLATE_TEST_CASE("sums of more channels than fit into one pass, over many blocks", "", float, double) {
  using T = TestType;
  constexpr std::size_t inner = 16, batch = 258;
  for (const std::size_t channels : {70U, 260U}) { // one group of channels (plan::group); several groups or passes
    INFO(channels << " channels");
    const std::size_t n = batch * channels * inner;
    std::vector<T> x(n), dy(n), want(channels), got(channels);
    for (std::size_t i = 0; i < n; ++i) { // the terms are integers: their sums are exact in any order
      x[i] = -static_cast<T>(i % 7);
      dy[i] = static_cast<T>(i % 5 + 1);
      want[i / inner % channels] += x[i] * dy[i];
    }
    const std::vector<T> slopes(channels, T(0.25));
    xact::backward(xact::prelu{slopes, {.channels = channels, .inner = inner}}, x, dy, xact::skip, got);
    CHECK(got == want);
  }
}

TEST_CASE("the total of the blocks keeps its rounding errors, and adds the blocks in memory order") {
  constexpr std::size_t channels = 8, inner = 16, block = 128 * channels * inner; // `block`: elements of a block
  const std::vector<double> blocks{0x1p106, 0x1p53, 1, 1, -0x1p106};
  std::vector<double> dy(blocks.size() * block);
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (std::size_t c = 0; c < channels; ++c)
      dy[b * block + c * inner] = blocks[b];
  const std::vector<double> x(dy.size(), 1.0), biases(channels);
  const xact::biased f(xact::relu{}, biases, {.channels = channels, .inner = inner});
  std::vector<double> db(channels), db_of_jobs(channels);
  xact::backward(f, x, dy, xact::skip, db);
  CHECK(db == std::vector<double>(channels, 0x1p53)); // the sum of errors 2^53 + 1 rounds to 2^53: each 1 is lost
  xact::backward(backwards, f, x, dy, xact::skip, db_of_jobs);
  CHECK(db_of_jobs == db);
}

TEST_CASE("the error of a sum of doubles does not grow with the number of blocks") {
  constexpr std::size_t n = std::size_t{1} << 20;
  const std::vector<double> x(n, -1.0);
  const std::vector<double> dy(n, 0.1); // all rounding errors of a plain running sum would have the same sign
  const std::vector<double> slopes(2, 0.25);
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 2}, xact::channel_axis{.channels = 2, .inner = 32}}) {
    std::vector<double> dw(axis.channels);
    xact::backward(xact::prelu{std::span(slopes).first(axis.channels), axis}, x, dy, xact::skip, dw);
    const long double want = static_cast<long double>(-0.1) * static_cast<long double>(n / axis.channels);
    for (const double w : dw)
      CHECK(std::fabs(static_cast<long double>(w) / want - 1) <= static_cast<long double>(roundings) * 0x1p-53L);
  }
}
