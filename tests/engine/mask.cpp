// Tests of masks with one bit per element, for every rectifier: forward_with_mask sets the bits where x > 0 or NaN, and
// backward_from_mask gives the same bits of dx as backward.

#include "../catch.hpp"
#include "../support.hpp"

#include <algorithm>

using namespace test;

namespace {

constexpr std::size_t bytes_of(std::size_t n) { return (n + 7) / 8; }

template <class T> bool same_bits(std::span<const T> a, std::span<const T> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same<T>);
}

/// Returns the mask of x, computed by the definition: a bit is set if x > 0 or x is NaN.
template <class T> std::vector<std::uint8_t> mask_of(std::span<const T> x) {
  std::vector<std::uint8_t> mask(bytes_of(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(x[i] <= 0))
      mask[i / 8] = static_cast<std::uint8_t>(mask[i / 8] | 1U << i % 8);
  return mask;
}

/// Returns random numbers. Every fifth number is a special value.
template <class T> std::vector<T> mixed(std::size_t n, std::uint64_t seed) {
  std::vector<T> x = random_numbers<T>(n, T(3), seed);
  const std::vector<T> special{std::numeric_limits<T>::quiet_NaN(),
                               T(0),
                               -T(0),
                               std::numeric_limits<T>::infinity(),
                               -std::numeric_limits<T>::infinity(),
                               std::numeric_limits<T>::denorm_min(),
                               -std::numeric_limits<T>::denorm_min()};
  for (std::size_t i = seed % 5; i < n; i += 5)
    x[i] = special[i / 5 % special.size()];
  return x;
}

/// Compares forward_with_mask with forward, and backward_from_mask with backward, out of place and in place.
template <class T, class F> void round_trip(const F &f, std::span<const T> x, std::span<const T> dy) {
  const std::size_t n = x.size();
  const std::vector<std::uint8_t> truth = mask_of(x);
  std::vector<T> y(n), y2(n), dx(n), dx2(n);
  xact::forward(f, x, y);
  xact::backward(f, x, dy, dx);

  guarded<std::uint8_t> bits(bytes_of(n));
  const auto mask = bits.back(bytes_of(n), 0);
  std::fill(mask.begin(), mask.end(), std::uint8_t(0xA5));
  xact::forward_with_mask(f, x, y2, mask);
  CHECK(same_bits<T>(y, y2));
  CHECK(std::equal(truth.begin(), truth.end(), mask.begin()));
  std::vector<T> in_place(x.begin(), x.end());
  std::fill(mask.begin(), mask.end(), std::uint8_t(0x5A));
  xact::forward_with_mask(f, in_place, in_place, mask);
  CHECK(same_bits<T>(y, in_place));
  CHECK(std::equal(truth.begin(), truth.end(), mask.begin()));

  xact::backward_from_mask(f, mask, dy, dx2);
  CHECK(same_bits<T>(dx, dx2));
  std::vector<T> room(n + 1);
  const auto unaligned = std::span(room).subspan(1);
  xact::backward_from_mask(f, mask, dy, xact::streamed(unaligned));
  CHECK(same_bits<T>(dx, unaligned));
  in_place.assign(dy.begin(), dy.end());
  xact::backward_from_mask(f, mask, in_place, in_place);
  CHECK(same_bits<T>(dx, in_place));
  std::vector<T> sum(n, T(0.3)), sum2(n, T(0.3));
  xact::backward(f, x, dy, xact::accumulate(sum));
  xact::backward_from_mask(f, mask, dy, xact::accumulate(sum2));
  CHECK(same_bits<T>(sum, sum2));
}

} // namespace

TEMPLATE_TEST_CASE("backward_from_mask has the bits of backward", "", float, double) {
  using T = TestType;
  std::size_t rectifiers = 0;
  for_each_test_parameters([&](const auto &f, const std::string &what) {
    if constexpr (xact::is_rectifier<std::remove_cvref_t<decltype(f)>>) {
      INFO(what);
      ++rectifiers;
      for (const std::size_t n :
           {std::size_t(0), std::size_t(1), std::size_t(7), std::size_t(8), std::size_t(9), std::size_t(16),
            std::size_t(31), std::size_t(67), std::size_t(200), std::size_t(5003)}) {
        INFO(n << " elements");
        round_trip<T>(f, mixed<T>(n, n), random_numbers<T>(n, T(2), n + 1));
      }
      round_trip<T>(f, interesting<T>(), random_numbers<T>(interesting<T>().size(), T(2), 9));
    }
  });
  CHECK(rectifiers >= 3);
}

TEMPLATE_TEST_CASE("masks work with prelu in every layout", "", float, double) {
  using T = TestType;
  const std::vector<T> slopes = random_numbers<T>(70, T(2), 5);
  for (const xact::channel_axis axis :
       {xact::channel_axis{}, xact::channel_axis{.channels = 5}, xact::channel_axis{.channels = 70},
        xact::channel_axis{.channels = 3, .inner = 7}, xact::channel_axis{.channels = 7, .inner = 49},
        xact::channel_axis{.channels = 64, .inner = 16}, xact::channel_axis{.channels = 3, .inner = 1001}}) {
    INFO(axis.channels << " channels of " << axis.inner);
    const xact::prelu f{std::span(slopes).first(axis.channels), axis};
    for (const std::size_t batch : {std::size_t(1), std::size_t(13)}) {
      const std::size_t n = batch * axis.channels * axis.inner;
      round_trip<T>(f, mixed<T>(n, 3), random_numbers<T>(n, T(2), 4));
    }
  }
}

TEMPLATE_TEST_CASE("the mask of rows has one bit per element, without gaps between rows", "", float, double) {
  using T = TestType;
  constexpr std::size_t rows = 5, columns = 24, stride = 29;
  const std::vector<T> x = mixed<T>(rows * stride, 6);
  const std::vector<T> dy = random_numbers<T>(rows * stride, T(2), 7);
  std::vector<T> flat_x, flat_dy, y(rows * columns), dx(rows * columns), dx2(rows * columns);
  for (std::size_t r = 0; r < rows; ++r) {
    flat_x.insert(flat_x.end(), &x[r * stride], &x[r * stride] + columns);
    flat_dy.insert(flat_dy.end(), &dy[r * stride], &dy[r * stride] + columns);
  }
  std::vector<std::uint8_t> mask(bytes_of(rows * columns));
  xact::forward_with_mask(xact::leaky_relu{}, xact::strided{x.data(), rows, columns, stride}, y, mask);
  CHECK(mask == mask_of<T>(flat_x));
  xact::backward(xact::leaky_relu{}, flat_x, flat_dy, dx);
  xact::backward_from_mask(xact::leaky_relu{}, mask, xact::strided{dy.data(), rows, columns, stride}, dx2);
  CHECK(same_bits<T>(dx, dx2));
}

TEST_CASE("a mask that does not fit is a misuse, and nothing is written") {
  std::vector<float> x(100, -1.F), y(100, 5.F), wide(104, 5.F);
  std::vector<std::uint8_t> mask(12, 7);
  misuse_trap trap;
  xact::forward_with_mask(xact::relu{}, x, y, mask);
  CHECK(trap.says("xact::forward_with_mask: the mask has 12 bytes but x has 100 elements, whose bits are 13 bytes"));
  xact::backward_from_mask(xact::relu{}, mask, x, y);
  CHECK(trap.says("xact::backward_from_mask: the mask has 12 bytes but dy has 100 elements"));
  const std::vector<std::uint8_t> longer(14, 7);
  xact::backward_from_mask(xact::relu{}, longer, x, y);
  CHECK(trap.says("xact::backward_from_mask: the mask has 14 bytes but dy has 100 elements"));
  const std::vector<std::uint8_t> apart(26, 7);
  xact::backward_from_mask(xact::relu{}, xact::strided{apart.data(), 13, 1, 2}, x, y);
  CHECK(trap.says("xact::backward_from_mask: the bytes of the mask lie 2 apart; they must be contiguous"));
  std::vector<std::uint8_t> right(13, 7);
  xact::forward_with_mask(xact::relu{}, std::span(x).first(99), y, right);
  CHECK(trap.says("x has 99 elements but y has 100"));
  const std::vector<float> slopes(3, 0.1F);
  xact::forward_with_mask(xact::prelu{slopes, {.channels = 3}}, x, y, right);
  CHECK(trap.says("which channel_axis{.channels = 3, .inner = 1} does not divide"));
  auto *const inside = reinterpret_cast<std::uint8_t *>(y.data());
  xact::forward_with_mask(xact::relu{}, x, y, std::span(inside, 13));
  CHECK(trap.says("mask (13 elements at"));
  xact::backward_from_mask(xact::relu{}, std::span(inside, 13), x, y);
  CHECK(trap.says("dx (100 elements at"));
  xact::forward_with_mask(xact::relu{}, xact::strided{x.data(), 4, 25, 25}, xact::strided{wide.data(), 4, 25, 26},
                          right);
  CHECK(trap.says("rows of 25 elements do not fill whole bytes of the mask"));
  CHECK(x == std::vector<float>(100, -1.F));
  CHECK(y == std::vector<float>(100, 5.F));
  CHECK(wide == std::vector<float>(104, 5.F));
  CHECK(mask == std::vector<std::uint8_t>(12, 7));
  CHECK(right == std::vector<std::uint8_t>(13, 7));
}

TEST_CASE("rows of any length work with a mask if they have no gaps") {
  const std::vector<float> x = random_numbers<float>(100, 2.F, 8);
  std::vector<float> y(100);
  std::vector<std::uint8_t> mask(13);
  xact::forward_with_mask(xact::relu{}, xact::strided{x.data(), 4, 25, 25}, xact::strided{y.data(), 4, 25, 25}, mask);
  CHECK(mask == mask_of<float>(x));
}

TEST_CASE("a mask without bytes has no gaps, for any number of rows") {
  std::vector<float> none;
  std::vector<std::uint8_t> mask(2, 7);
  const misuse_trap trap;
  xact::forward_with_mask(xact::relu{}, none, none, xact::strided{mask.data(), 2, 0, 1});
  CHECK(trap.message() == "");
  CHECK(mask == std::vector<std::uint8_t>(2, 7));
}

TEST_CASE("infinities and NaN in dy at a dead unit give 0, also from the mask") {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x{-1, 1, -1, 0}, dy{infinity, infinity, std::numeric_limits<float>::quiet_NaN(), -infinity};
  std::vector<float> y(4), dx(4);
  std::vector<std::uint8_t> mask(1);
  xact::forward_with_mask(xact::relu{}, x, y, mask);
  CHECK(mask[0] == 2);
  xact::backward_from_mask(xact::relu{}, mask, dy, dx);
  CHECK(dx == std::vector<float>{0, infinity, 0, 0});
}

TEMPLATE_TEST_CASE("the bits after the last element are 0, whatever the other lanes of the mask hold", "", float,
                   double) {
  using writer = xact::bit_writer<TestType>;
  for (std::size_t count = 1; count < writer::width; ++count) {
    std::uint8_t bytes[8] = {};
    writer w{bytes};
    w.template add_first<0>(0, xact::native_batch<TestType>(1) > xact::native_batch<TestType>(0), count);
    unsigned bits = 0;
    for (std::size_t k = 0; k < 4; ++k)
      bits |= static_cast<unsigned>(bytes[k]) << 8 * k;
    CHECK(bits == (1U << count) - 1U);
  }
}
