// The same call gives the same bits however it runs: on this thread or on an executor, with cached or with non-temporal
// stores, on single rows or on rows with gaps, out of place or in place. A way is one combination of these choices.
// Calls on this thread with single rows and cached stores can run without a record (engine/launch.hpp); calls in all
// other ways need a record.

#include "../catch.hpp"
#include "../every_call.hpp"

#include <algorithm>

using namespace test;

namespace {

struct shape {
  std::size_t batch;
  xact::channel_axis axis;
  [[nodiscard]] std::size_t size() const { return batch * axis.channels * axis.inner; }
};

/// One way to run a call. The default is a call on this thread, with cached stores, on single rows, out of place.
struct way {
  const char *name;
  bool shares = false;     ///< the call runs on an executor
  bool streams = false;    ///< the call uses non-temporal stores
  std::size_t columns = 0; ///< the length of rows with gaps; 0 for a single row
  bool over_x = false;     ///< the output is x
  bool over_dy = false;    ///< the output is dy
};

/// Returns the ways for arrays of a shape. With several channels a row with gaps holds one period (all channels once)
/// or half a run (the `inner` adjacent elements of one channel). With one channel a row holds a third of the elements.
std::vector<way> ways_of(const shape &s) {
  std::vector<way> ways{{.name = "executor", .shares = true},
                        {.name = "streamed", .streams = true},
                        {.name = "streamed on an executor", .shares = true, .streams = true},
                        {.name = "in place of x", .over_x = true},
                        {.name = "in place of dy", .over_dy = true},
                        {.name = "in place of x, on an executor", .shares = true, .over_x = true}};
  const auto add_rows = [&](std::size_t columns) {
    if (columns != 0 && columns < s.size()) {
      ways.push_back({.name = "rows with gaps", .columns = columns});
      ways.push_back({.name = "rows with gaps, on an executor", .shares = true, .columns = columns});
    }
  };
  add_rows(s.axis.channels == 1 ? s.size() % 3 == 0 ? s.size() / 3 : 0 : s.axis.channels * s.axis.inner);
  add_rows(s.axis.inner % 2 == 0 ? s.axis.inner / 2 : 0);
  return ways;
}

/// A matrix whose rows have a gap of three elements after them.
template <class T> struct matrix {
  std::size_t rows, columns, stride;
  std::vector<T> all;

  matrix(const std::vector<T> &elements, std::size_t of_columns)
      : rows(of_columns == 0 ? 1 : elements.size() / of_columns), columns(elements.size() / rows),
        stride(columns + (rows > 1 ? 3 : 0)), all(rows * stride, T(77)) {
    for (std::size_t i = 0; i < elements.size(); ++i)
      all[i / columns * stride + i % columns] = elements[i];
  }
  xact::strided<T> view() { return {all.data(), rows, columns, stride}; }
  /// Appends the elements to a list, and checks that the gaps still hold 77.
  void add_to(std::vector<T> &list) const {
    for (std::size_t r = 0; r < rows; ++r)
      list.insert(list.end(), all.data() + r * stride, all.data() + r * stride + columns);
    CHECK(std::count(all.begin(), all.end(), T(77)) == static_cast<std::ptrdiff_t>(rows * (stride - columns)));
  }
};

template <class T> struct inputs {
  std::vector<T> x, dy, parameters;
  explicit inputs(const shape &s) : x(s.size()), dy(s.size()), parameters(s.axis.channels) {
    std::mt19937_64 bits(s.size() * 31 + s.axis.inner);
    const auto number = [&] { return static_cast<T>(static_cast<double>(bits() % 2001) / 1000 - 1); };
    std::generate(x.begin(), x.end(), number);
    std::generate(dy.begin(), dy.end(), number);
    std::generate(parameters.begin(), parameters.end(), [&] { return number() + T(1); });
    for (std::size_t i = 3; i < x.size(); i += 7)
      x[i] = i % 2 == 0 ? T(0) : -T(0);
    for (std::size_t i = 5; s.size() % 3 == 0 && i < x.size(); i += 41)
      (i % 2 == 0 ? x : dy)[i] = i % 3 == 0 ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::quiet_NaN();
  }
};

/// Returns all outputs of a call that runs in one way.
template <class T> std::vector<T> outputs(const call<T> &c, const way &w, const inputs<T> &in) {
  const std::size_t n = in.x.size();
  matrix<T> x(in.x, w.columns), dy(in.dy, w.columns);
  matrix<T> y(std::vector<T>(n, T(7)), w.columns), more = y, sum = y;
  std::vector<T> gradient(in.parameters.size(), T(0.3));
  std::vector<std::uint8_t> mask((n + 7) / 8, 0x5A);
  matrix<T> &out = w.over_x ? x : w.over_dy ? dy : y;
  c.run({.on = w.shares ? xact::executor_ref(backwards) : xact::executor_ref(xact::this_thread{}),
         .x = x.view(),
         .dy = dy.view(),
         .y = out.view(),
         .more = more.view(),
         .sum = sum.view(),
         .gradient = gradient,
         .mask = mask});
  std::vector<T> all(mask.begin(), mask.end());
  all.insert(all.end(), gradient.begin(), gradient.end());
  more.add_to(all);
  sum.add_to(all);
  if (c.writes_y)
    out.add_to(all);
  return all;
}

/// Compares every call in every way with the same call in the default way. `streamed` is the same list of calls with
/// non-temporal stores.
template <class T>
void check_all_ways(const calls<T> &list, const calls<T> &streamed, const shape &s, const inputs<T> &in) {
  REQUIRE(list.size() == streamed.size());
  for (std::size_t k = 0; k < list.size(); ++k) {
    const std::vector<T> want = outputs(list[k], {}, in);
    for (const way &w : ways_of(s)) {
      if (w.columns % 8 != 0 && list[k].writes_mask)
        continue;
      const std::vector<T> got = outputs(w.streams ? streamed[k] : list[k], w, in);
      if (!all_same(want, got))
        FAIL_CHECK(list[k].name << ", " << w.name << " of " << w.columns << ": " << s.batch << " x " << s.axis.channels
                                << " x " << s.axis.inner);
    }
  }
}

template <class T> void same_with_channels(const shape &s, const inputs<T> &in) {
  const std::span<const T> parameters(in.parameters);
  check_all_ways(channel_calls<T>(parameters, s.axis), channel_calls<T>(parameters, s.axis, xact::stores::streamed), s,
                 in);
}

} // namespace

TEMPLATE_TEST_CASE("calls with a single channel have the same bits in all ways", "", float, double) {
  using T = TestType;
  const misuse_trap trap;
  std::vector<std::size_t> sizes(71);
  std::generate(sizes.begin(), sizes.end(), [n = std::size_t{0}]() mutable { return n++; });
  sizes.insert(sizes.end(), {127, 255, 256, 1000, 1366, 2731, 4095, 4097, 8192, 9000});
  for (const std::size_t n : sizes) {
    const shape s{n, {}};
    const inputs<T> in(s);
    check_all_ways(element_calls<T>(), element_calls<T>(xact::stores::streamed), s, in);
    same_with_channels(s, in);
  }
  CHECK(trap.message() == "");
}

TEMPLATE_TEST_CASE("calls with channels have the same bits in all ways", "", float, double) {
  using T = TestType;
  const misuse_trap trap;
  for (const std::size_t channels : {1U, 2U, 3U, 4U, 15U, 16U, 17U, 64U, 130U, 1100U})
    for (const std::size_t inner : {1U, 2U, 7U, 15U, 16U, 17U, 32U, 100U})
      for (const std::size_t batch : {1U, 2U, 5U, 40U})
        if (const shape s{batch, {.channels = channels, .inner = inner}}; s.size() <= 9000)
          same_with_channels(s, inputs<T>(s));
  CHECK(trap.message() == "");
}
