// Statistics of units, compared with the results of plain loops. (tests/accuracy compares mean and variance with sums
// of MPFR.)

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training/unit_statistics.hpp>

#include <algorithm>

using namespace test;

namespace {

struct reference {
  std::size_t seen = 0;
  std::size_t zeros = 0;
  std::size_t saturated = 0;
  std::size_t non_finite = 0;
  long double sum = 0;
  long double mean = 0;
  long double squares = 0;
  long double largest = 0;
};

template <class T>
std::vector<reference> statistics(std::span<const T> y, xact::channel_axis axis, xact::saturation beyond) {
  std::vector<reference> all(axis.channels);
  const auto of = [&](std::size_t i) -> reference & { return all[i / axis.inner % axis.channels]; };
  for (std::size_t i = 0; i < y.size(); ++i) {
    reference &r = of(i);
    ++r.seen;
    if (!std::isfinite(y[i])) {
      ++r.non_finite;
      continue;
    }
    r.zeros += y[i] == 0;
    r.saturated += y[i] != 0 && (y[i] <= static_cast<T>(beyond.low) || y[i] >= static_cast<T>(beyond.high));
    r.sum += static_cast<long double>(y[i]);
    r.largest = std::max(r.largest, std::fabs(static_cast<long double>(y[i])));
  }
  for (reference &r : all)
    r.mean = r.sum / static_cast<long double>(r.seen - r.non_finite);
  for (std::size_t i = 0; i < y.size(); ++i)
    if (std::isfinite(y[i])) {
      const long double d = static_cast<long double>(y[i]) - of(i).mean;
      of(i).squares += d * d;
    }
  return all;
}

/// Bounds of errors: the error of a mean in standard deviations, and the relative error of a variance.
struct bounds {
  long double mean;
  long double variance;
};
constexpr bounds of_double{1e-14L, 2e-13L};
/// The bounds if all outputs are finite. The bounds for float are smaller than the documented bounds, but the errors in
/// these tests do not exceed them.
template <class T> constexpr bounds usual = std::is_same_v<T, float> ? bounds{1e-6L, 2e-6L} : of_double;

void check_units(const auto &got, const std::vector<reference> &want, const bounds &within) {
  REQUIRE(got.size() == want.size());
  std::size_t wrong = 0;
  for (std::size_t c = 0; c < got.size(); ++c) {
    const reference &r = want[c];
    const auto finite = static_cast<long double>(r.seen - r.non_finite);
    wrong += got[c].seen() != static_cast<double>(r.seen);
    wrong += got[c].zeros() != static_cast<double>(r.zeros);
    wrong += got[c].saturated() != static_cast<double>(r.saturated);
    wrong += got[c].non_finite() != static_cast<double>(r.non_finite);
    wrong += got[c].dead() != (r.seen > 0 && r.zeros + r.saturated == r.seen);
    if (finite > 0) {
      const long double variance = r.squares / finite;
      const long double rounding = r.largest * 0x1p-52L;
      wrong += !(std::fabs(static_cast<long double>(got[c].mean()) - r.mean) <=
                 within.mean * std::sqrt(variance) + rounding);
      wrong += !(std::fabs(static_cast<long double>(got[c].variance()) - variance) <=
                 within.variance * variance + rounding * rounding);
    } else {
      wrong += !std::isnan(got[c].mean()) + !std::isnan(got[c].variance());
    }
  }
  CHECK(wrong == 0);
}

/// Returns outputs from -1 to 1.5, with many zeros of both signs. From index `bad` on every 97th output is not finite.
template <class T> std::vector<T> outputs(std::size_t count, std::size_t bad) {
  std::vector<T> y(count);
  std::mt19937_64 bits(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto u = static_cast<T>(static_cast<double>(bits() % 5001) / 2000 - 1);
    y[i] = u < 0 && i % 3 != 0 ? (i % 2 == 0 ? T(0) : T(-0.0)) : u;
    if (i >= bad && (i - bad) % 97 == 0)
      y[i] = i % 3 == 0   ? std::numeric_limits<T>::quiet_NaN()
             : i % 3 == 1 ? std::numeric_limits<T>::infinity()
                          : -std::numeric_limits<T>::infinity();
  }
  return y;
}

} // namespace

TEMPLATE_TEST_CASE("counts and moments of units agree in every layout", "", float, double) {
  using T = TestType;
  const xact::saturation beyond{.low = -0.5, .high = 1.25};
  struct layout {
    std::size_t batch;
    xact::channel_axis axis;
  };
  // The layouts cover the plans of the engine (engine/plan.hpp): one or several passes, with few channels in the last
  // pass; runs of as many channels as fit into two tiles of terms, and of more channels; blocks of one line, with more
  // channels than fit into one tile.
  for (const layout &l :
       {layout{1, {}}, layout{5, {.channels = 3}}, layout{3000, {.channels = 3}}, layout{50, {.channels = 700}},
        layout{50, {.channels = 90}}, layout{50, {.channels = 171}}, layout{900, {.channels = 5, .inner = 7}},
        layout{20, {.channels = 30, .inner = 49}}, layout{300, {.channels = 64, .inner = 16}},
        layout{20, {.channels = 130, .inner = 33}}, layout{4, {.channels = 48, .inner = 2064}}, layout{400000, {}},
        layout{2, {.channels = 2, .inner = 140000}}}) {
    const xact::channel_axis axis = l.axis;
    for (const bool all_finite : {false, true}) {
      const std::size_t count = l.batch * axis.channels * axis.inner;
      const auto y = outputs<T>(count, all_finite ? count : 11);
      const auto want = statistics<T>(y, axis, beyond);
      const bounds within = all_finite ? usual<T> : of_double;
      INFO(all_finite << ": " << l.batch << " x " << axis.channels << " x " << axis.inner);
      xact::unit_statistics<T> s(axis, beyond);
      s.observe(y);
      check_units(s.units(), want, within);

      xact::unit_statistics<T> threads(axis, beyond);
      threads.observe(backwards, y);
      for (std::size_t c = 0; c < axis.channels; ++c)
        CHECK(same(threads.units()[c].variance(), s.units()[c].variance()));

      // Each of two objects observes one batch of rows with gaps. Then the objects are merged.
      const std::size_t columns = axis.channels * axis.inner;
      std::vector<T> gaps(l.batch * (columns + 1), T(77));
      for (std::size_t i = 0; i < y.size(); ++i)
        gaps[i / columns * (columns + 1) + i % columns] = y[i];
      const std::size_t half = l.batch / 2;
      xact::unit_statistics<T> first(axis, beyond);
      xact::unit_statistics<T> second(axis, beyond);
      first.observe(xact::strided<T>{gaps.data(), half, columns, columns + 1});
      second.observe(xact::strided<T>{gaps.data() + half * (columns + 1), l.batch - half, columns, columns + 1});
      first.merge(second);
      check_units(first.units(), want, usual<T>); // not of_double: a batch may have only finite outputs
    }
  }
}

TEMPLATE_TEST_CASE("rows that are longer than one block of counts", "", float, double) {
  using T = TestType;
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 2}, xact::channel_axis{}, xact::channel_axis{.channels = 1, .inner = 6}}) {
    constexpr std::size_t columns = 300'000;
    for (const std::size_t bad : {std::size_t{11}, 2 * columns}) {
      const auto y = outputs<T>(2 * columns, bad);
      std::vector<T> gaps(2 * columns + 1, T(77));
      std::copy(y.begin(), y.begin() + columns, gaps.begin());
      std::copy(y.begin() + columns, y.end(), gaps.begin() + columns + 1);
      xact::unit_statistics<T> s(axis);
      s.observe(xact::strided<T>{gaps.data(), 2, columns, columns + 1});
      check_units(s.units(), statistics<T>(y, axis, {}), bad == 11 ? of_double : usual<T>);
    }
  }
}

TEMPLATE_TEST_CASE("sums of doubles replace sums of floats that would be inaccurate", "", float, double) {
  using T = TestType;
  constexpr xact::channel_axis axis{.channels = 3, .inner = 5};
  const auto check = [&](std::vector<T> y, const bounds &within) {
    xact::unit_statistics<T> s(axis);
    s.observe(y);
    check_units(s.units(), statistics<T>(y, axis, {}), within);
  };
  auto y = outputs<T>(6000, 6000);
  const auto scaled = [&](T by) {
    std::vector<T> z = y;
    for (T &v : z)
      v *= by;
    return z;
  };
  check(scaled(T(1e-15)), of_double);
  check(scaled(T(1e25)), of_double); // the squares overflow in float
  check(std::vector<T>(6000, T(0.1)), of_double);
  auto moved = scaled(T(0.0625));
  // The mean of the second batch is many standard deviations away from the mean of the first batch. The first batch is
  // small. With a large first batch the distance of the means would determine almost all of the variance.
  xact::unit_statistics<T> s(axis);
  y.resize(15);
  s.observe(y);
  for (T &v : moved)
    v += 64;
  s.observe(moved);
  y.insert(y.end(), moved.begin(), moved.end());
  check_units(s.units(), statistics<T>(y, axis, {}), usual<T>);
}

TEMPLATE_TEST_CASE("statistics that are fused into forward equal statistics after it", "", float, double) {
  using T = TestType;
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 64}, xact::channel_axis{.channels = 4, .inner = 49}, xact::channel_axis{}}) {
    const auto x = random_numbers<T>(axis.channels * axis.inner * 200, T(50), 1);
    const auto both = [&](const auto &f) {
      std::vector<T> y(x.size());
      std::vector<T> y2(x.size());
      std::vector<T> y3 = x;
      std::vector<T> y4(x.size());
      xact::unit_statistics<T> after(axis, {.low = -0.99});
      xact::unit_statistics<T> fused = after;
      xact::unit_statistics<T> in_place = after;
      xact::unit_statistics<T> streamed = after;
      for (int batch = 0; batch < 2; ++batch) {
        xact::forward(f, x, y);
        after.observe(y);
        fused.forward(f, x, y2);
        std::copy(x.begin(), x.end(), y3.begin());
        in_place.forward(f, y3, y3);
        streamed.forward(f, x, xact::streamed(y4));
      }
      CHECK(y2 == y);
      CHECK(y3 == y);
      CHECK(y4 == y);
      CHECK(after.batches() == 2);
      CHECK(fused.batches() == 2);
      for (std::size_t c = 0; c < axis.channels; ++c)
        for (const auto *s : {&fused, &in_place, &streamed}) {
          const xact::unit &got = s->units()[c];
          const xact::unit &want = after.units()[c];
          CHECK(got.zeros() == want.zeros());
          CHECK(got.saturated() == want.saturated());
          CHECK(got.mean() == want.mean());
          CHECK(got.variance() == want.variance());
        }
    };
    if constexpr (sizeof(T) == 4) // one activation per type, because each takes long to compile
      both(xact::elu{});
    else
      both(xact::relu{});
  }
}

TEST_CASE("first_non_finite returns the place of the first output that is not finite") {
  std::vector<float> y(5000, 1.F);
  xact::unit_statistics<float> s({.channels = 5});
  s.observe(y);
  CHECK_FALSE(s.first_non_finite().found);
  y[4321] = std::numeric_limits<float>::infinity();
  y[4990] = std::numeric_limits<float>::quiet_NaN();
  s.observe(y);
  s.observe(std::vector<float>(5, std::numeric_limits<float>::quiet_NaN()));
  CHECK(s.first_non_finite().found);
  CHECK(s.first_non_finite().batch == 1);
  CHECK(s.first_non_finite().index == 4321);
  CHECK(std::isinf(s.first_non_finite().value));
  CHECK(s.units()[1].non_finite() == 2);

  xact::unit_statistics<float> merged({.channels = 5});
  merged.observe(std::vector<float>(5, 1.F));
  merged.merge(s);
  CHECK(merged.first_non_finite().batch == 2);
  CHECK(merged.first_non_finite().index == 4321);
  CHECK(merged.batches() == 4);

  // The index does not count gaps between rows. If `forward` computes the output, the index is that of an element of y.
  std::vector<float> rows(40 * 12, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < 40 * 10; ++i)
    rows[i / 10 * 12 + i % 10] = i == 234 ? -std::numeric_limits<float>::infinity() : -1.F;
  xact::unit_statistics<float> by_rows({.channels = 10});
  by_rows.observe(xact::strided<float>{rows.data(), 40, 10, 12});
  CHECK(by_rows.first_non_finite().index == 234);
  std::vector<float> out(400);
  xact::unit_statistics<float> fused({.channels = 10});
  fused.forward(xact::leaky_relu{}, xact::strided<float>{rows.data(), 40, 10, 12}, out);
  CHECK(fused.first_non_finite().index == 234);
  CHECK(fused.units()[4].non_finite() == 1);
}

TEST_CASE("outputs that are not finite, and empty batches, do not change the moments") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  xact::unit_statistics<float> s({.channels = 2});
  s.merge(xact::unit_statistics<float>({.channels = 2}));
  s.observe(std::vector<float>{nan, 8, nan, 8});
  CHECK(std::isnan(s.units()[0].mean()));
  xact::unit_statistics<float> merged({.channels = 2});
  merged.merge(s);
  for (auto *of : {&s, &merged}) {
    of->observe(std::vector<float>{1, 8, 3, 8});
    CHECK(of->units()[0].non_finite() == 2);
    CHECK(of->units()[0].mean() == 2);
    CHECK(of->units()[0].variance() == 1);
    CHECK(of->units()[1].mean() == 8);
    CHECK(of->units()[1].variance() == 0);
  }
}

TEMPLATE_TEST_CASE("outputs that are not finite do not move the centre", "", float, double) {
  using T = TestType;
  const T inf = std::numeric_limits<T>::infinity();
  constexpr xact::channel_axis axis{.channels = 3, .inner = 2};
  for (const T level : {T(1000), T(-65536)})
    for (const std::size_t period : {2U, 5U}) {
      std::vector<T> y(6000);
      for (std::size_t i = 0; i < y.size(); ++i)
        y[i] = i / 6 % period == 0 ? (i % 4 == 0 ? -inf : inf) : level + static_cast<T>(i * 7919 % 64) / 64;
      xact::unit_statistics<T> s(axis);
      s.observe(y);
      check_units(s.units(), statistics<T>(y, axis, {}), of_double);
      // All of the first outputs are NaN.
      const std::vector<T> none(600, std::numeric_limits<T>::quiet_NaN());
      xact::unit_statistics<T> later(axis);
      later.observe(none);
      later.observe(y);
      y.insert(y.begin(), none.begin(), none.end());
      check_units(later.units(), statistics<T>(y, axis, {}), of_double);
    }
}

TEST_CASE("long runs of one unit do not change the centres of other units") {
  constexpr std::size_t run = 140'000; // more than unit_fields::most, so that a run needs several sums
  std::vector<double> y(2 * run);
  for (std::size_t i = 0; i < run; ++i) {
    y[i] = 1 + static_cast<double>(i % 2) * 0x1p-20;
    y[run + i] = i == 0 ? 0.0 : 1e9;
  }
  xact::unit_statistics<double> s({.channels = 2, .inner = run});
  s.observe(y);
  s.observe(y);
  CHECK(std::fabs(s.units()[0].variance() * 0x1p42 - 1) < 1e-9);
}

TEST_CASE("the outputs of one unit change no bit of another") {
  constexpr std::size_t batch = 500, units = 8; // 8 units fill all lanes of a vector
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto first_unit = [&](double before, double after) {
    std::mt19937_64 bits(1);
    std::vector<double> y(units * batch, 0.5);
    const auto fill = [&](double level, double neighbour) {
      for (std::size_t i = 0; i < y.size(); i += units) {
        y[i] = level + static_cast<double>(bits() >> 11) * 0x1p-53;
        y[i + 1] = neighbour;
      }
    };
    xact::unit_statistics<double> s({.channels = units});
    fill(0, before);
    s.observe(y);
    fill(10, after);
    y[1] = nan; // so that both calls use the sums that count non-finite outputs
    s.observe(y);
    const xact::unit u = s.units()[0];
    return std::pair(u.mean(), u.variance());
  };
  // In the first call of first_unit the centre of the second unit stays at 0.5. In the second call this centre moves
  // from 0 to 1e9.
  CHECK(first_unit(0.5, 0.5) == first_unit(nan, 1e9));
}

TEST_CASE("a unit is dead while all its outputs are zero or saturated") {
  xact::unit_statistics<float> s({.channels = 4}, {.low = -0.99});
  CHECK(s.dead_units() == 0);
  s.observe(std::vector<float>{0, 0, -1, -1, 0, 0, -1, 0});
  CHECK(s.dead_units() == 4);
  s.observe(std::vector<float>{0, 1, -1, std::numeric_limits<float>::quiet_NaN()});
  CHECK(s.dead_units() == 2);
  CHECK(s.units()[0].sparsity() == 1);
  CHECK(s.units()[1].sparsity() == 2.0 / 3);
  CHECK(s.units()[2].saturated_fraction() == 1);
  CHECK_FALSE(s.units()[3].dead());
  // A zero at or beyond a bound counts as zero, not as saturated. An output that equals a bound is saturated.
  for (const bool all_finite : {true, false}) {
    const float last = all_finite ? 7.F : std::numeric_limits<float>::quiet_NaN();
    xact::unit_statistics<float> high({.channels = 4}, {.low = 0.25, .high = 2});
    high.observe(std::vector<float>{0, 0.25F, 2, last});
    CHECK(high.units()[0].zeros() == 1);
    CHECK(high.units()[0].saturated() == 0);
    CHECK(high.units()[1].saturated() == 1);
    CHECK(high.units()[2].saturated() == 1);
    CHECK(high.units()[3].saturated() == (all_finite ? 1 : 0));
    CHECK(high.dead_units() == (all_finite ? 4 : 3));
    xact::unit_statistics<float> one_bound({.channels = 4}, {.high = 2});
    one_bound.observe(std::vector<float>{-1e30F, 0, 2, last});
    CHECK(one_bound.units()[0].saturated() == 0);
    CHECK(one_bound.units()[2].saturated() == 1);
    xact::unit_statistics<float> below({.channels = 4}, {.high = -0.5});
    below.observe(std::vector<float>{0, -0.5F, -1, last});
    CHECK(below.units()[0].saturated() == 0);
    CHECK(below.units()[1].saturated() == 1);
    CHECK(below.units()[2].saturated() == 0);
  }
  // The variance of a constant output is exactly 0.
  CHECK(s.units()[2].variance() == 0);
  s = xact::unit_statistics<float>({.channels = 4});
  CHECK(s.dead_units() == 0);
  CHECK(std::isnan(s.units()[0].sparsity()));
}

TEST_CASE("counts of one kind that exceed a block of counts") {
  std::vector<float> y(400'000, 0.F);
  for (std::size_t i = 999; i < y.size(); i += 1000)
    y[i] = std::numeric_limits<float>::quiet_NaN();
  xact::unit_statistics<float> s({});
  s.observe(y);
  CHECK(s.units()[0].zeros() == 399'600);
  CHECK(s.units()[0].non_finite() == 400);
}

TEST_CASE("misuse of unit statistics is reported, and the counts do not change") {
  xact::unit_statistics<float> s({.channels = 3});
  std::vector<float> y(10);
  const auto says = [](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("xact::unit_statistics::observe: y has 1 rows of 10 elements", [&] { s.observe(y); });
  says("xact::unit_statistics::forward: x has 9 elements but y has 10",
       [&] { s.forward(xact::relu{}, std::span(y).first(9), y); });
  says("xact::unit_statistics::merge: the other object has 2 channels but this one has 3",
       [&] { s.merge(xact::unit_statistics<float>({.channels = 2})); });
  CHECK(s.batches() == 0);
  CHECK(s.units()[0].seen() == 0);
  s.observe(std::span(y).first(0));
  CHECK(s.batches() == 1);

  const xact::unit_statistics<float> moved = std::move(s);
  says("xact::unit_statistics::observe: there are 0 channels", [&] { s.observe(y); });
  says("xact::unit_statistics::merge: the other object has 3 channels but this one has 0", [&] { s.merge(moved); });
  CHECK(s.dead_units() == 0);
}

TEST_CASE("a bound that is NaN saturates nothing") {
  xact::unit_statistics<float> s({.channels = 2}, {.low = xact::nan, .high = xact::nan});
  s.observe(std::vector<float>{0, 1, 0, 2});
  CHECK(s.units()[0].zeros() == 2);
  CHECK(s.units()[0].saturated() == 0);
  CHECK(s.units()[1].saturated() == 0);
  CHECK(s.dead_units() == 1);
}
