// Tests of calls on arrays without elements, for any axis and shape. Such a call writes only sums, which are 0. The
// call reports misuse only if axis, parameters and labels do not fit each other.

#include "../catch.hpp"
#include "../every_call.hpp"

#include <xact/training.hpp>

using namespace test;

namespace {

/// Memory that no call is allowed to change.
template <class T> struct untouched {
  std::vector<T> all = std::vector<T>(64, T(77));

  T *inside() { return all.data() + 20; }
  [[nodiscard]] bool is_whole() const { return all == std::vector<T>(64, T(77)); }
};

/// An empty array and its description.
template <class T> struct empty_array {
  xact::strided<T> view;
  std::string shape;
};
template <class T> std::vector<empty_array<T>> empty_arrays(untouched<T> &memory) {
  constexpr std::size_t huge = std::size_t{1} << 62;
  std::vector<empty_array<T>> all;
  for (T *const at : {static_cast<T *>(nullptr), memory.inside()})
    for (const auto &[rows, columns, stride] : {std::array<std::size_t, 3>{0, 0, 0},
                                                {0, 3, 3},
                                                {0, 48, 50},
                                                {0, 5, 2},
                                                {0, huge, huge},
                                                {1, 0, 0},
                                                {1, 0, 9},
                                                {4, 0, 0},
                                                {4, 0, 7},
                                                {huge, 0, 4},
                                                {huge, 0, huge},
                                                {~std::size_t{0}, 0, 1}})
      all.push_back({{at, rows, columns, stride},
                     std::to_string(rows) + " rows of " + std::to_string(columns) + ", stride " +
                         std::to_string(stride) + (at == nullptr ? ", a null pointer" : "")});
  return all;
}

/// Axes of common layers, and axes with an inner dimension that is 0 or huge. No axis has more than 1500 channels.
constexpr xact::channel_axis axes[] = {{},
                                       {.channels = 1, .inner = 0},
                                       {.channels = 3},
                                       {.channels = 3, .inner = 16},
                                       {.channels = 7, .inner = 0},
                                       {.channels = 64, .inner = 49},
                                       {.channels = 1100, .inner = 3},
                                       {.channels = 1500},
                                       {.channels = 2, .inner = 5000},
                                       {.channels = 3, .inner = ~std::size_t{0}},
                                       {.channels = 4, .inner = std::size_t{1} << 62}};

std::string show(xact::channel_axis axis) {
  return std::to_string(axis.channels) + " channels of " + std::to_string(axis.inner);
}

/// Runs each call on empty arrays of every shape, on this thread and on an executor. x and dy have the same shape, or
/// one of them is a single empty row. A call may write only the gradient of the parameters: 0, or the old value if the
/// gradient is accumulated. No call may report misuse.
template <class T> void have_no_effect(const calls<T> &list, std::size_t channels) {
  untouched<T> memory;
  std::uint8_t byte[1] = {0xA5};
  std::vector<T> before(channels, T(5));
  before[0] = -T(0);
  const std::vector<T> zeros(channels);
  const xact::strided<T> none{nullptr, 1, 0, 0}; // a single row matches any shape
  for (const auto &[a, shape] : empty_arrays<T>(memory))
    for (const xact::executor_ref &on : {xact::executor_ref(xact::this_thread{}), xact::executor_ref(backwards)})
      for (const auto &[x, dy] : {std::array{a, a}, {a, none}, {none, a}})
        for (const call<T> &c : list) {
          std::vector<T> gradient = before;
          const misuse_trap trap;
          c.run({.on = on,
                 .x = x,
                 .dy = dy,
                 .y = a,
                 .more = none,
                 .sum = a,
                 .gradient = gradient,
                 .mask = std::span(byte, 0)});
          const bool sums = c.name.find("with gradient") != c.name.npos;
          const bool adds = c.name.find("accumulated") != c.name.npos;
          if (!all_same(gradient, sums && !adds ? zeros : before) || !trap.message().empty() || !memory.is_whole() ||
              byte[0] != 0xA5)
            FAIL_CHECK(c.name << ", " << shape << ": " << trap.message());
        }
}

} // namespace

TEMPLATE_TEST_CASE("no elements: calls of unary functors do nothing", "", float, double) {
  have_no_effect(element_calls<TestType>(), 1);
  have_no_effect(element_calls<TestType>(xact::stores::streamed), 1);
}

TEMPLATE_TEST_CASE("no elements: functors over channels do nothing, and the gradient of their parameters is 0", "",
                   float, double) {
  using T = TestType;
  const std::vector<T> parameters(1500, T(0.25));
  for (const xact::channel_axis axis : axes) {
    INFO(show(axis));
    const std::span<const T> own = std::span(parameters).first(axis.channels);
    have_no_effect(channel_calls<T>(own, axis), axis.channels);
    have_no_effect(channel_calls<T>(own, axis, xact::stores::streamed), axis.channels);
  }
}

TEMPLATE_TEST_CASE("no elements: an output among the parameters overlaps nothing", "", float, double) {
  using T = TestType;
  std::vector<T> slopes(3, T(0.25));
  const std::vector<T> before = slopes;
  const xact::strided<T> a{slopes.data() + 1, 1, 0, 0};
  std::vector<T> gradient(3);
  const misuse_trap trap;
  for (const call<T> &c : channel_calls<T>(slopes, {.channels = 3}))
    c.run({.x = a, .dy = a, .y = a, .more = a, .sum = a, .gradient = gradient, .mask = {}});
  CHECK(trap.message() == "");
  CHECK(slopes == before);
}

TEMPLATE_TEST_CASE("no elements: softmax and its losses do nothing", "", float, double) {
  std::vector<xact::channel_axis> all(std::begin(axes), std::end(axes));
  all.push_back({.channels = 0}); // each row is a slice
  all.push_back({.channels = std::size_t{1} << 60, .inner = 4});
  all.push_back({.channels = std::size_t{1} << 60});
  all.push_back({.channels = std::size_t{1} << 62, .inner = 2});
  for (const xact::channel_axis axis : all) {
    INFO(show(axis));
    have_no_effect(axis_calls<TestType>(axis), 1);
  }
}

TEMPLATE_TEST_CASE("no elements: losses and penalties are 0", "", float, double) {
  using T = TestType;
  const std::span<T> none;
  const std::span<const int> labels;
  CHECK(xact::cross_entropy(xact::softmax{}, none, labels, xact::skip, none) == 0);
  CHECK(xact::cross_entropy(xact::softmax{}, none, none, xact::skip, none) == 0);
  CHECK(xact::penalize(xact::l2(1), none, xact::skip) == 0);
}

TEMPLATE_TEST_CASE("no elements: statistics stay as they are", "", float, double) {
  using T = TestType;
  for (const xact::channel_axis axis : axes) {
    INFO(show(axis));
    have_no_effect(training_calls<T>(axis), 1);
  }
  const std::span<T> none;
  xact::standardizer<T> features(xact::channel_axis{.channels = 3});
  features.observe(none);
  CHECK(features.features()[0].count() == 0);
  xact::unit_statistics<T> units(xact::channel_axis{.channels = 3});
  units.observe(none);
  CHECK(units.batches() == 1);
  CHECK(units.units()[0].seen() == 0);
}

TEMPLATE_TEST_CASE("no elements: channels and parameters that do not fit each other are still a misuse", "", float,
                   double) {
  using T = TestType;
  std::vector<T> slopes(3, T(0.25));
  const std::span<T> none;
  const auto says = [&](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("there are 3 slopes for channel_axis{.channels = 4, .inner = 0}",
       [&] { xact::forward(xact::prelu{slopes, {.channels = 4, .inner = 0}}, none, none); });
  says("there are 0 slopes for channel_axis{.channels = 0, .inner = 1}",
       [&] { xact::forward(xact::prelu{std::span(slopes).first(0), {.channels = 0}}, none, none); });
  says("dw has 2 elements but there are 3 channels",
       [&] { xact::backward(xact::prelu{slopes, {.channels = 3}}, none, none, none, std::span(slopes).first(2)); });
  says("both must be at least 1", [&] { xact::forward(xact::softmax{{.channels = 0, .inner = 0}}, none, none); });
  says("there are 1 labels for 0 slices",
       [&] { CHECK(xact::cross_entropy(xact::softmax{{.channels = 3}}, none, std::vector<int>(1), none) == 0); });
  // An inner dimension of 0 is allowed only without elements.
  std::vector<T> x(3, T(-1));
  says("channel_axis{.channels = 3, .inner = 0}",
       [&] { xact::forward(xact::prelu{slopes, {.channels = 3, .inner = 0}}, x, x); });
  says("channel_axis{.channels = 3, .inner = 0}", [&] { xact::forward(xact::softmax{{3, 0}}, x, x); });
  CHECK(x == std::vector<T>(3, T(-1)));
}
