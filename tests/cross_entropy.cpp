// Tests of cross_entropy from logits: losses and gradients compared with long double in every layout, with labels and
// with targets; types of labels; special values; misuse. tests/accuracy compares losses and gradients with MPFR.

#include "catch.hpp"
#include "support.hpp"

#include <xact/cross_entropy.hpp>

#include <algorithm>

using namespace test;

namespace {

template <class T> std::vector<T> logits(std::size_t n) {
  std::vector<T> x(n);
  std::mt19937_64 bits(n);
  for (T &v : x)
    v = static_cast<T>(static_cast<double>(bits() >> 11) * 0x1p-53 * 30 - 15);
  return x;
}

struct expected {
  std::vector<long double> losses;
  std::vector<long double> gradient;
  std::vector<long double> large; ///< the larger of the two terms whose difference is the gradient
  long double mean = 0;
};

/// Computes losses and gradients with the textbook formulas. The targets of a slice may have any sum.
template <class T> expected reference(const std::vector<T> &x, const std::vector<T> &targets, xact::channel_axis axis) {
  const std::size_t slices = x.size() / axis.channels;
  const auto count = static_cast<long double>(slices);
  expected e{std::vector<long double>(slices), std::vector<long double>(x.size()), std::vector<long double>(x.size())};
  for (std::size_t p = 0; p < slices; ++p) {
    const auto at = [&](std::size_t c) { return (p / axis.inner * axis.channels + c) * axis.inner + p % axis.inner; };
    long double most = -std::numeric_limits<long double>::infinity();
    for (std::size_t c = 0; c < axis.channels; ++c)
      most = std::max(most, static_cast<long double>(x[at(c)]));
    std::size_t top = 0;
    std::vector<long double> power(axis.channels);
    long double weight = 0;
    for (std::size_t c = 0; c < axis.channels; ++c) {
      top = x[at(c)] > x[at(top)] ? c : top;
      power[c] = std::exp(static_cast<long double>(x[at(c)]) - most);
      weight += static_cast<long double>(targets[at(c)]);
    }
    // Adds all powers except one. If the others are small, the whole sum minus this power would have few digits.
    const auto sum_without = [&](std::size_t left_out) {
      long double sum = 0;
      for (std::size_t c = 0; c < axis.channels; ++c)
        sum += c == left_out ? 0 : power[c];
      return sum;
    };
    const long double log_sum = std::log1p(sum_without(top));
    const long double sum = 1 + sum_without(top);
    for (std::size_t c = 0; c < axis.channels; ++c) {
      const long double t = static_cast<long double>(targets[at(c)]);
      if (t != 0)
        e.losses[p] += t * (log_sum - (static_cast<long double>(x[at(c)]) - most));
      e.gradient[at(c)] = (power[c] * (weight - t) - t * sum_without(c)) / sum / count;
      e.large[at(c)] = std::max(power[c] / sum * weight, t) / count;
    }
    e.mean += e.losses[p] / count;
  }
  return e;
}

template <class T> bool near(T got, long double want, long double size, double ulp) {
  return std::fabs(static_cast<long double>(got) - want) <=
         static_cast<long double>(ulp) * static_cast<long double>(std::numeric_limits<T>::epsilon()) * std::fabs(size);
}

struct layout {
  std::size_t periods; ///< number of groups of channels·inner elements
  xact::channel_axis axis;
};
const std::vector<layout> layouts{{32, {.channels = 10}},
                                  {1, {.channels = 700}},
                                  {3, {.channels = 21, .inner = 49}},
                                  {5, {.channels = 1}},
                                  {4000, {.channels = 3, .inner = 5}},
                                  {2, {.channels = 3, .inner = 17}}};

} // namespace

TEMPLATE_TEST_CASE("losses and gradients agree with long double in every layout", "", float, double) {
  using T = TestType;
  for (const layout &l : layouts) {
    const std::size_t periods = l.periods;
    const xact::channel_axis axis = l.axis;
    const std::size_t n = periods * axis.channels * axis.inner;
    const std::size_t slices = n / axis.channels;
    INFO(periods << " of " << axis.channels << " x " << axis.inner);
    const auto x = logits<T>(n);
    std::vector<int> labels(slices);
    std::vector<T> one_hot(n), smooth(n);
    std::mt19937_64 bits(slices);
    for (std::size_t p = 0; p < slices; ++p) {
      labels[p] = static_cast<int>(bits() % axis.channels);
      for (std::size_t c = 0; c < axis.channels; ++c) {
        const std::size_t at = (p / axis.inner * axis.channels + c) * axis.inner + p % axis.inner;
        one_hot[at] = static_cast<int>(c) == labels[p] ? T(1) : T(0);
        smooth[at] = T(0.9) * one_hot[at] + T(0.1) / static_cast<T>(axis.channels);
      }
    }
    const xact::softmax f{axis};
    const auto check = [&](const auto &targets, const expected &want, bool relative) {
      std::vector<T> dx(n), losses(slices);
      const double mean = xact::cross_entropy(f, x, targets, dx, losses);
      std::size_t wrong = 0;
      for (std::size_t p = 0; p < slices; ++p)
        wrong += !near(losses[p], want.losses[p], want.losses[p], 2);
      for (std::size_t i = 0; i < n; ++i)
        wrong += !near(dx[i], want.gradient[i], relative ? want.gradient[i] : want.large[i], 2);
      CHECK(wrong == 0);
      CHECK(near(static_cast<T>(mean), want.mean, want.mean, 2));

      CHECK(xact::cross_entropy(f, x, targets, xact::skip) == mean);
      std::vector<T> other = x, other_losses(slices);
      CHECK(xact::cross_entropy(backwards, f, other, targets, other, other_losses) == mean);
      CHECK(all_same(other, dx));
      CHECK(all_same(other_losses, losses));
      std::vector<T> sum(n, T(0.5));
      CHECK(xact::cross_entropy(f, x, targets, xact::accumulate(sum)) == mean);
      for (std::size_t i = 0; i < n; ++i)
        wrong += !near(sum[i], static_cast<long double>(T(0.5) + dx[i]), 0.5L, 1);
      CHECK(wrong == 0);

      const std::size_t columns = axis.channels * axis.inner;
      std::vector<T> gaps(periods * (columns + 2), T(77));
      for (std::size_t i = 0; i < n; ++i)
        gaps[i / columns * (columns + 2) + i % columns] = x[i];
      const xact::strided<T> rows{gaps.data(), periods, columns, columns + 2};
      CHECK(xact::cross_entropy(f, rows, targets, rows, other_losses) == mean);
      for (std::size_t i = 0; i < n; ++i)
        wrong += !same(gaps[i / columns * (columns + 2) + i % columns], dx[i]);
      for (std::size_t r = 0; r < periods; ++r)
        wrong += gaps[r * (columns + 2) + columns] != T(77);
      CHECK(wrong == 0);
    };
    check(labels, reference(x, one_hot, axis), axis.channels > 1);
    check(smooth, reference(x, smooth, axis), false);
  }
}

TEMPLATE_TEST_CASE("labels of every integer type give the same result", "", std::int8_t, std::uint8_t, std::uint16_t,
                   std::uint64_t) {
  // There is one class per nonnegative value of the type, up to 1000 classes. Some labels of std::uint8_t therefore
  // have the top bit set.
  const std::size_t classes = std::min<std::size_t>(std::numeric_limits<TestType>::max(), 999) + 1;
  for (const std::size_t inner : {std::size_t(1), std::size_t(5)}) {
    const std::size_t slices = 40 * inner;
    const auto x = logits<float>(slices * classes);
    std::vector<int> labels(slices);
    for (std::size_t p = 0; p < slices; ++p)
      labels[p] = static_cast<int>((classes - 1 + 7 * p) % classes);
    const std::vector<TestType> same_labels(labels.begin(), labels.end());
    const xact::softmax f{{.channels = classes, .inner = inner}};
    std::vector<float> dx(x.size()), losses(slices), other(x.size()), other_losses(slices);
    const double mean = xact::cross_entropy(f, x, labels, dx, losses);
    CHECK(xact::cross_entropy(f, x, same_labels, other, other_losses) == mean);
    CHECK(all_same(other, dx));
    CHECK(all_same(other_losses, losses));
  }
}

TEMPLATE_TEST_CASE("certain, impossible and unbounded logits", "", float, double) {
  using T = TestType;
  constexpr T inf = std::numeric_limits<T>::infinity();
  constexpr T nan = std::numeric_limits<T>::quiet_NaN();
  const auto of = [](std::vector<T> x, int label) {
    std::vector<T> dx(x.size()), t(x.size()), dx2(x.size()), loss(1), loss2(1);
    t[static_cast<std::size_t>(label)] = 1;
    const std::vector<int> labels{label};
    const double mean = xact::cross_entropy(xact::softmax{}, x, labels, dx, loss);
    CHECK(same(mean, static_cast<double>(loss[0])));
    xact::cross_entropy(xact::softmax{}, x, t, dx2, loss2);
    CHECK(same(loss[0], loss2[0]));
    dx.insert(dx.begin(), loss[0]);
    return dx;
  };
  CHECK(all_same(of({3}, 0), {0, 0}));
  CHECK(all_same(of({-2000, 2000}, 0), {4000, -1, 1}));
  CHECK(all_same(of({-2000, 2000}, 1), {0, 0, 0}));
  CHECK(all_same(of({0, 0}, 1), {static_cast<T>(std::log(2.0L)), T(0.5), T(-0.5)}));
  CHECK(all_same(of({-inf, 5}, 0), {inf, -1, 1}));
  CHECK(all_same(of({-inf, 5}, 1), {0, 0, 0}));
  CHECK(all_same(of({inf, 5}, 1), {nan, nan, nan}));
  CHECK(all_same(of({-inf, -inf}, 1), {nan, nan, nan}));
  CHECK(all_same(of({nan, 5}, 1), {nan, nan, nan}));
  // If the probability of the label is close to 1, the loss keeps its digits.
  const auto left = of({40, 0}, 0);
  const long double e = std::exp(-40.0L);
  CHECK(near(left[0], e, e, 2));
  CHECK(near(left[1], -e, e, 2));
  CHECK(near(left[2], e, e, 2));
}

TEMPLATE_TEST_CASE("logits with the largest possible distance, as for a masked class, with targets", "", float,
                   double) {
  using T = TestType;
  constexpr T most = std::numeric_limits<T>::max();
  const auto loss = [](std::vector<T> x, std::vector<T> t) {
    std::vector<T> dx(x.size());
    const double mean = xact::cross_entropy(xact::softmax{}, x, t, dx);
    for (std::size_t i = 0; i < x.size(); ++i)
      CHECK(dx[i] == (x[i] == *std::max_element(x.begin(), x.end()) ? T(1) : T(0)) - t[i]);
    return mean;
  };
  CHECK(loss({1, -most}, {0, 1}) == static_cast<double>(most));
  CHECK(loss({1, -most}, {T(0.75), T(0.25)}) == static_cast<double>(most) / 4);
  CHECK(loss({most, 0}, {T(0.5), T(0.5)}) == static_cast<double>(most) / 2);
  CHECK(loss({most, 0, 0}, {1, 0, 0}) == 0);
  CHECK(std::isinf(loss({most, -most}, {T(0.5), T(0.5)})));
}

TEMPLATE_TEST_CASE("targets times a power of two have the gradients times this power", "", float, double) {
  using T = TestType;
  constexpr std::size_t rows = 9, classes = 6;
  const auto x = random_numbers<T>(rows * classes, T(9), 1);
  auto t = random_numbers<T>(rows * classes, T(1), 2);
  for (T &v : t)
    v = std::abs(v) + T(0.01);
  std::vector<T> dx(x.size()), scaled(x.size());
  xact::cross_entropy(xact::softmax{{.channels = classes}}, x, t, dx);
  for (const int k : {-2, sizeof(T) == 4 ? 40 : 300, sizeof(T) == 4 ? -70 : -600}) {
    INFO("2^" << k);
    auto small = t;
    for (T &v : small)
      v = std::ldexp(v, k);
    xact::cross_entropy(xact::softmax{{.channels = classes}}, x, small, scaled);
    for (T &v : scaled)
      v = std::ldexp(v, -k);
    CHECK(all_same(dx, scaled));
  }
}

TEST_CASE("labels may be any array without gaps") {
  std::vector<float> x{1, 2, 3, 4}, dx(4), dx2(4);
  int labels[] = {1, 9, 0, 9};
  const xact::softmax f{{.channels = 2}};
  const misuse_trap trap;
  CHECK(xact::cross_entropy(f, x, xact::strided<int>{labels, 2, 1, 2}, dx) == 0);
  CHECK(trap.says("xact::cross_entropy: the elements of labels lie 2 apart"));
  labels[1] = 0;
  const double loss = xact::cross_entropy(f, x, std::span(labels).first(2), dx);
  CHECK(xact::cross_entropy(f, x, xact::strided<int>{labels, 2, 1, 1}, dx2) == loss);
  CHECK(all_same(dx, dx2));
}

TEST_CASE("the loss of no rows is 0") {
  std::vector<float> x, dx;
  CHECK(xact::cross_entropy(xact::softmax{{.channels = 10}}, x, std::vector<int>{}, dx) == 0);
}

TEST_CASE("one infinite loss makes the mean infinite, on any number of slices") {
  const std::size_t rows = 30000;
  std::vector<float> x(rows * 3, 1.F);
  const std::vector<short> labels(rows, 1);
  CHECK(std::isfinite(xact::cross_entropy(xact::softmax{{.channels = 3}}, x, labels, xact::skip)));
  x[3 * 12345 + 1] = -std::numeric_limits<float>::infinity();
  CHECK(xact::cross_entropy(xact::softmax{{.channels = 3}}, x, labels, xact::skip) == xact::infinity);
}

TEST_CASE("misuse of cross_entropy is reported, and nothing is written") {
  std::vector<float> x(12, 1.F), dx(12, 99.F), losses(4, 99.F), t(12, 0.F);
  std::vector<long> labels{0, 1, 2, 0};
  const xact::softmax f{{.channels = 3}};
  const auto says = [](const char *text, const auto &call) {
    const misuse_trap trap;
    CHECK(call() == 0);
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("xact::cross_entropy: there are 3 labels for 4 slices of logits",
       [&] { return xact::cross_entropy(f, x, std::vector<int>(3), dx); });
  says("xact::cross_entropy: there are 3 losses for 4 slices of logits",
       [&] { return xact::cross_entropy(f, x, labels, dx, std::span(losses).first(3)); });
  labels[2] = 3;
  says("xact::cross_entropy: the label of row 2 is 3, but there are 3 classes, from 0 on",
       [&] { return xact::cross_entropy(f, x, labels, dx, losses); });
  labels[2] = -1;
  says("xact::cross_entropy: the label of row 2 is -1, but there are 3 classes, from 0 on",
       [&] { return xact::cross_entropy(f, x, labels, dx, losses); });
  says("xact::cross_entropy: the label of row 1 is 18446744073709551615, but there are 3 classes",
       [&] { return xact::cross_entropy(f, x, std::vector<std::uint64_t>{0, ~std::uint64_t{0}, 0, 0}, dx); });
  labels[2] = 0;
  says("xact::cross_entropy: dx (12 elements at", [&] { return xact::cross_entropy(f, x, t, t); });
  says("xact::cross_entropy: losses (4 elements at",
       [&] { return xact::cross_entropy(f, x, labels, dx, std::span(x).first(4)); });
  says("xact::cross_entropy: x has 12 elements but targets has 9",
       [&] { return xact::cross_entropy(f, x, std::span<const float>(t).first(9), dx); });
  says("which channel_axis{.channels = 5, .inner = 1} does not divide",
       [&] { return xact::cross_entropy(xact::softmax{{.channels = 5}}, x, labels, dx); });
  CHECK(dx == std::vector<float>(12, 99.F));
  CHECK(losses == std::vector<float>(4, 99.F));
  CHECK(x == std::vector<float>(12, 1.F));
}
