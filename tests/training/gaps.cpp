// Arrays with gaps between the rows give the same bits as arrays without gaps: for statistics, for standardized arrays,
// for penalties, and for gradients of slopes.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training.hpp>

using namespace test;

namespace {

struct shape {
  std::size_t rows;
  std::size_t columns;
  xact::channel_axis axis;
};

/// An array of contiguous elements, and an array with the same elements in rows, where the gaps between rows hold NaN.
template <class T> struct both {
  shape of;
  std::size_t stride;
  std::vector<T> packed;
  std::vector<T> gapped;

  both(const shape &s, std::size_t gap, std::vector<T> elements)
      : of(s), stride(s.columns + gap), packed(std::move(elements)),
        gapped(s.rows * stride, std::numeric_limits<T>::quiet_NaN()) {
    for (std::size_t i = 0; i < packed.size(); ++i)
      gapped[i / of.columns * stride + i % of.columns] = packed[i];
  }
  [[nodiscard]] xact::strided<T> rows() { return {gapped.data(), of.rows, of.columns, stride}; }
  /// Returns true if both arrays hold the same elements, and all gaps hold NaN.
  [[nodiscard]] bool agree() const {
    const both again(of, stride - of.columns, packed);
    return std::equal(gapped.begin(), gapped.end(), again.gapped.begin(), same<T>);
  }
};

template <class T> bool same_records(const xact::standardizer<T> &a, const xact::standardizer<T> &b) {
  for (std::size_t c = 0; c < a.features().size(); ++c)
    if (const xact::moments m = a.features()[c], n = b.features()[c];
        m.count() != n.count() || !same(m.mean(), n.mean()) || !same(m.variance(), n.variance()) ||
        !same(m.mean_minus(m.mean()), n.mean_minus(n.mean())))
      return false;
  return true;
}
template <class T> bool same_records(const xact::unit_statistics<T> &a, const xact::unit_statistics<T> &b) {
  for (std::size_t c = 0; c < a.units().size(); ++c)
    if (const xact::unit m = a.units()[c], n = b.units()[c];
        m.seen() != n.seen() || m.zeros() != n.zeros() || m.saturated() != n.saturated() ||
        m.non_finite() != n.non_finite() || !same(m.mean(), n.mean()) || !same(m.variance(), n.variance()))
      return false;
  return a.first_non_finite().found == b.first_non_finite().found &&
         a.first_non_finite().index == b.first_non_finite().index;
}

/// Returns numbers from -0.25 to 2.25. About 5 % are 0. If `finite` is false, about 3 % are infinite.
template <class T> std::vector<T> numbers(std::size_t count, bool finite, std::uint64_t seed) {
  std::vector<T> x(count);
  std::mt19937_64 bits(seed);
  for (T &v : x) {
    v = static_cast<T>(static_cast<double>(bits() % 100003) / 40000 - 0.25);
    const std::uint64_t kind = bits() % 100;
    v = kind < 5 ? T(0) : !finite && kind < 8 ? std::numeric_limits<T>::infinity() : v;
  }
  return x;
}

template <class T> void check(const xact::executor_ref &on, const shape &s, std::size_t gap, bool finite) {
  INFO(s.rows << " rows of " << s.columns << " + " << gap << ", " << s.axis.channels << " channels of " << s.axis.inner
              << (finite ? "" : ", not finite"));
  const std::size_t n = s.rows * s.columns;
  xact::standardizer<T> features(s.axis), features_of_rows(s.axis);
  xact::unit_statistics<T> units(s.axis, {.low = -0.125}), units_of_rows = units, outputs(s.axis),
                                                           outputs_of_rows(s.axis);
  both<T> y(s, gap, std::vector<T>(n));
  // The second batch is summed with the centres that result from the first batch.
  for (const std::uint64_t batch : {1U, 2U}) {
    both<T> x(s, gap, numbers<T>(n, finite, batch));
    features.observe(on, x.packed);
    features_of_rows.observe(on, x.rows());
    CHECK(same_records(features, features_of_rows));
    units.observe(on, x.packed);
    units_of_rows.observe(on, x.rows());
    CHECK(same_records(units, units_of_rows));
    outputs.forward(on, xact::relu{}, x.packed, y.packed);
    auto y_rows = y.rows();
    outputs_of_rows.forward(on, xact::relu{}, x.rows(), y_rows);
    CHECK(same_records(outputs, outputs_of_rows));
    CHECK(y.agree());

    features.apply(on, x.packed, y.packed);
    features.apply(on, x.rows(), y_rows);
    CHECK(y.agree());
    features.undo(on, y.packed, y.packed);
    features.undo(on, y_rows, y_rows);
    CHECK(y.agree());
    const xact::penalty p = xact::elastic_net(0.5, 0.25);
    CHECK(same(xact::penalize(on, p, x.packed, y.packed), xact::penalize(on, p, x.rows(), y_rows)));
    CHECK(y.agree());

    const std::vector<T> slopes(s.axis.channels, T(0.25));
    std::vector<T> sums(s.axis.channels), sums_of_rows(s.axis.channels);
    const xact::prelu f{slopes, s.axis};
    xact::backward(on, f, x.packed, x.packed, y.packed, sums);
    xact::backward(on, f, x.rows(), x.rows(), y_rows, sums_of_rows);
    CHECK(y.agree());
    CHECK(std::equal(sums.begin(), sums.end(), sums_of_rows.begin(), same<T>));
  }
}

} // namespace

TEST_CASE("a slice with the length of a row may begin within a row") {
  xact::standardizer<double> features(xact::channel_axis{}), features_of_rows(xact::channel_axis{});
  const std::vector<double> before(1500, 0.5); // after these, 6000 elements are summed in parts of 1500, 3000 and 1500
  features.observe(before);
  features_of_rows.observe(before);
  both<double> x({2, 3000, {}}, 1, numbers<double>(6000, true, 1));
  features.observe(x.packed);
  features_of_rows.observe(x.rows());
  CHECK(same_records(features, features_of_rows));
}

TEMPLATE_TEST_CASE("gaps between rows change no bit of statistics, penalties and gradients", "", float, double) {
  using T = TestType;
  for (const shape &s :
       {// These arrays have one channel. The statistics are summed in parts, which end within rows, at the ends of
        // rows, or after many rows.
        shape{3, 1000, {}}, shape{70, 77, {}}, shape{5, 2048, {}}, shape{2, 150'000, {}}, shape{9000, 1, {}},
        shape{3, 1, {}},
        // A row of these arrays holds several periods, one period, or a part of a period. (A period is `inner` elements
        // of each channel.)
        shape{7, 700, {.channels = 7}}, shape{90, 64, {.channels = 64}}, shape{3000, 5, {.channels = 5}},
        shape{2, 38'400, {.channels = 64}}, shape{11, 1200, {.channels = 4, .inner = 30}},
        shape{40, 1300, {.channels = 13, .inner = 50}}, shape{30, 1040, {.channels = 65, .inner = 16}},
        shape{120, 130, {.channels = 3, .inner = 1300}}, shape{24, 700, {.channels = 2, .inner = 2800}},
        shape{192, 40, {.channels = 48, .inner = 80}},
        // The `inner` adjacent elements of a channel exceed unit_fields::most, the limit of one sum of unit statistics.
        // They fill half a row, or two rows.
        shape{2, 280'000, {.channels = 2, .inner = 140'000}}, shape{8, 70'000, {.channels = 2, .inner = 140'000}}})
    for (const std::size_t gap : {1U, 16U})
      for (const bool finite : {true, false}) {
        check<T>(xact::this_thread{}, s, gap, finite);
        if (gap == 1)
          check<T>(xact::executor_ref(backwards), s, gap, finite);
      }
}
