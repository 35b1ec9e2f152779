// Arrays without elements: every verb and every binding does nothing, whatever axis and shape are.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training.hpp>

#include <algorithm>

using namespace test;

namespace {

/// Elements that no call may touch.
template <class T> struct untouched {
  std::vector<T> all = std::vector<T>(64, T(77));

  T *inside() { return all.data() + 20; }
  [[nodiscard]] bool is_whole() const { return all == std::vector<T>(64, T(77)); }
};

/// Calls fn(array, what) with an empty array of each kind.
template <class T, class Fn> void for_each_empty(untouched<T> &memory, const Fn &fn) {
  constexpr std::size_t huge = std::size_t{1} << 62;
  fn(std::span<T>(), "a null pointer");
  fn(std::span<T>(memory.inside(), 0), "a pointer into an array");
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
      fn(xact::strided<T>{at, rows, columns, stride},
         std::to_string(rows) + " rows of " + std::to_string(columns) + ", stride " + std::to_string(stride));
}

/// Axes of usual layers, and axes with a dimension of 0. There are at most 1500 channels.
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

/// Calls fn(on) without an executor and with one.
template <class Fn> void for_each_executor(const Fn &fn) {
  fn(xact::this_thread{});
  fn(xact::executor_ref(backwards));
}

/// Calls every verb of f on empty arrays a, in place and not; `other` is an array of another kind.
template <class T, class On, class F, class A, class B> void call_verbs(const On &on, const F &f, A a, B other) {
  xact::forward(on, f, a, a);
  xact::forward(on, f, a, other);
  xact::forward(on, f, other, xact::streamed(a));
  xact::derivative(on, f, a, other);
  xact::value_and_derivative(on, f, a, other, std::span<T>());
  xact::backward(on, f, a, other, a);
  xact::backward(on, f, other, a, xact::accumulate(a));
  xact::backward(on, f, a, a, xact::skip);
  xact::backward_from_output(on, f, a, other, a);
  xact::backward_from_output(on, f, a, other, xact::accumulate(other));
}

template <class On, class F, class A> void call_masks(const On &on, const F &f, A a) {
  std::uint8_t none[1] = {0xA5};
  const std::span<std::uint8_t> mask(none, 0);
  xact::forward_with_mask(on, f, a, a, mask);
  xact::backward_from_mask(on, f, mask, a, a);
  xact::backward_from_mask(on, f, mask, a, xact::accumulate(a));
  CHECK(none[0] == 0xA5);
}

/// Checks that the gradient of the parameters is 0, or unchanged if it is accumulated.
template <class T, class On, class F, class A> void call_gradients(const On &on, const F &f, A a) {
  const std::size_t channels = f.parameters().size();
  const std::vector<T> zeros(channels);
  std::vector<T> before(channels, T(5));
  before[0] = -T(0);
  const auto is = [](const std::vector<T> &dw, const std::vector<T> &want) {
    return std::equal(dw.begin(), dw.end(), want.begin(), want.end(), same<T>);
  };
  std::vector<T> dw = before;
  xact::backward(on, f, a, a, a, xact::accumulate(dw));
  xact::backward(on, f, a, a, xact::accumulate(a), xact::accumulate(dw));
  xact::backward(on, f, a, a, xact::skip, xact::accumulate(dw));
  xact::backward(on, f, a, a, a, xact::skip);
  CHECK(is(dw, before));
  xact::backward(on, f, a, a, a, dw);
  CHECK(is(dw, zeros));
  dw = before;
  xact::backward(on, f, a, a, xact::accumulate(a), dw);
  CHECK(is(dw, zeros));
  dw = before;
  xact::backward(on, f, a, a, xact::skip, dw);
  CHECK(is(dw, zeros));
}

/// Calls fn(binding, name) for each kind of binding with parameters per channel.
template <class T, class Fn>
void for_each_binding(std::span<const T> parameters, xact::channel_axis axis, const Fn &fn) {
  fn(xact::prelu{parameters, axis}, "prelu");
  fn(xact::biased(xact::relu{}, parameters, axis), "biased(relu)");
  fn(xact::biased(xact::elu{}, parameters, axis), "biased(elu)");
  if constexpr (std::is_same_v<T, float>)
    fn(xact::exact(xact::prelu{parameters, axis}), "exact(prelu)");
}

/// Calls fn(on, array) for every executor and every empty array; nothing is touched and no misuse is reported.
template <class T, class Fn> void without_effect(const std::string &what, const Fn &fn) {
  untouched<T> memory;
  for_each_empty<T>(memory, [&](auto a, const std::string &shape) {
    for_each_executor([&](const auto &on) {
      INFO(what << ", " << shape << (std::is_same_v<decltype(on), const xact::this_thread &> ? "" : ", an executor"));
      const misuse_trap trap;
      fn(on, a);
      CHECK(trap.message() == "");
      CHECK(memory.is_whole());
    });
  });
}

} // namespace

TEMPLATE_TEST_CASE("no elements: functions do nothing", "", float, double) {
  using T = TestType;
  for_each_kind([](auto f) {
    without_effect<T>(std::string(f.name), [&](const auto &on, auto a) {
      call_verbs<T>(on, f, a, std::span<T>());
      call_verbs<T>(on, f, a, a);
    });
  });
  without_effect<T>("masks", [&](const auto &on, auto a) { call_masks(on, xact::relu{}, a); });
}

TEMPLATE_TEST_CASE("no elements: bindings to channels do nothing, the gradient of their parameters is 0", "", float,
                   double) {
  using T = TestType;
  const std::vector<T> parameters(1500, T(0.25));
  for (const xact::channel_axis axis : axes)
    for_each_binding<T>(std::span(parameters).first(axis.channels), axis, [&](const auto &f, const std::string &name) {
      without_effect<T>(name + ", " + show(axis), [&](const auto &on, auto a) {
        call_verbs<T>(on, f, a, std::span<T>());
        call_gradients<T>(on, f, a);
        if constexpr (xact::is_rectifier<std::remove_cvref_t<decltype(f)>>)
          call_masks(on, f, a);
      });
    });
}

TEMPLATE_TEST_CASE("no elements: an output among the parameters overlaps nothing", "", float, double) {
  using T = TestType;
  std::vector<T> slopes(3, T(0.25));
  const std::vector<T> before = slopes;
  const std::span<T> a(slopes.data() + 1, 0);
  const misuse_trap trap;
  call_verbs<T>(xact::this_thread{}, xact::prelu{slopes, {.channels = 3}}, a, a);
  call_gradients<T>(xact::this_thread{}, xact::prelu{slopes, {.channels = 3}}, a);
  CHECK(trap.message() == "");
  CHECK(slopes == before);
}

TEMPLATE_TEST_CASE("no elements: softmax and its losses do nothing, their mean is 0", "", float, double) {
  using T = TestType;
  std::vector<xact::channel_axis> all(std::begin(axes), std::end(axes));
  all.push_back({.channels = 0}); // whole rows
  all.push_back({.channels = std::size_t{1} << 60, .inner = 4});
  all.push_back({.channels = std::size_t{1} << 60});
  all.push_back({.channels = std::size_t{1} << 62, .inner = 2});
  for (const xact::channel_axis axis : all)
    without_effect<T>(show(axis), [&](const auto &on, auto a) {
      const auto call = [&](const auto &f) {
        xact::forward(on, f, a, a);
        xact::forward(on, f, a, std::span<T>());
        xact::backward(on, f, a, a, a);
        xact::backward(on, f, a, a, xact::accumulate(a));
        xact::backward_from_output(on, f, a, a, a);
        xact::backward_from_output(on, f, a, a, xact::skip);
      };
      call(xact::softmax{axis});
      call(xact::log_softmax{axis});
      const xact::softmax f{axis};
      const std::span<const int> labels;
      const std::span<T> losses;
      CHECK(xact::cross_entropy(on, f, a, labels, a) == 0);
      CHECK(xact::cross_entropy(on, f, a, labels, xact::accumulate(a), losses) == 0);
      CHECK(xact::cross_entropy(on, f, a, labels, xact::skip, losses) == 0);
      const std::span<T> dx;
      CHECK(xact::cross_entropy(on, f, a, a, dx) == 0); // targets
      CHECK(xact::cross_entropy(on, f, a, a, xact::skip, losses) == 0);
    });
}

TEMPLATE_TEST_CASE("no elements: statistics stay as they are", "", float, double) {
  using T = TestType;
  for (const xact::channel_axis axis : axes)
    without_effect<T>(show(axis), [&](const auto &on, auto a) {
      xact::standardizer<T> s(axis);
      s.observe(on, a);
      s.apply(on, a, a);
      s.undo(on, a, std::span<T>());
      CHECK(s.features().size() == axis.channels);
      CHECK(s.features()[0].count() == 0);
      xact::unit_statistics<T> units(axis, {.low = -0.99});
      units.observe(on, a);
      units.forward(on, xact::elu{}, a, a);
      CHECK(units.batches() == 2);
      CHECK(units.units()[0].seen() == 0);
    });
  without_effect<T>("penalty", [&](const auto &on, auto a) {
    CHECK(xact::penalize(on, xact::l2(1), a, xact::skip) == 0);
    CHECK(xact::penalize(on, xact::l1(1), a, a) == 0);
    CHECK(xact::penalize(on, xact::l1(1), a, xact::accumulate(a)) == 0);
  });
}

TEMPLATE_TEST_CASE("no elements: a binding that is wrong in itself is still a misuse", "", float, double) {
  using T = TestType;
  std::vector<T> slopes(3, T(0.25));
  const std::span<T> none;
  const auto says = [&](const char *text, const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(text));
  };
  says("there are 3 slopes for channel_axis{.channels = 4, .inner = 0}", [&] {
    xact::forward(xact::prelu{slopes, {.channels = 4, .inner = 0}}, none, none);
  });
  says("there are 0 slopes for channel_axis{.channels = 0, .inner = 1}", [&] {
    xact::forward(xact::prelu{std::span(slopes).first(0), {.channels = 0}}, none, none);
  });
  says("dw has 2 elements but there are 3 channels", [&] {
    xact::backward(xact::prelu{slopes, {.channels = 3}}, none, none, none, std::span(slopes).first(2));
  });
  says("both must be at least 1", [&] { xact::forward(xact::softmax{{.channels = 0, .inner = 0}}, none, none); });
  says("there are 1 labels for 0 slices",
       [&] { CHECK(xact::cross_entropy(xact::softmax{{.channels = 3}}, none, std::vector<int>(1), none) == 0); });
  // An inner dimension of 0 is allowed only without elements.
  std::vector<T> x(3, T(-1));
  says("channel_axis{.channels = 3, .inner = 0}", [&] {
    xact::forward(xact::prelu{slopes, {.channels = 3, .inner = 0}}, x, x);
  });
  says("channel_axis{.channels = 3, .inner = 0}", [&] { xact::forward(xact::softmax{{3, 0}}, x, x); });
  CHECK(x == std::vector<T>(3, T(-1)));
}
