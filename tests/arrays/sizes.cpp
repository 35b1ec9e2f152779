// Impossible sizes: arrays with more than PTRDIFF_MAX bytes, including sizes whose product wraps modulo 2^64. Each call
// must report an impossible array, and must neither read nor write an array.

#include "../catch.hpp"
#include "../every_call.hpp"

#include <xact/training.hpp>

using namespace test;

namespace {

constexpr std::size_t most = ~std::size_t{0};

struct shape {
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
};

/// Returns true if an array with this shape can exist. `element` is the size of an element in bytes. The arithmetic in
/// 128 bits does not wrap.
bool exists(const shape &s, std::size_t element) {
  if (s.rows == 0 || s.columns == 0)
    return true;
  __extension__ using wide = unsigned __int128;
  const wide stride = s.stride < s.columns ? s.columns : s.stride;
  const wide limit = PTRDIFF_MAX / element;
  return s.columns <= limit && (s.rows == 1 || stride * (s.rows - 1) <= limit - s.columns); // < 2^128
}

/// Shapes that are impossible for float and double. Two of them are possible for std::uint8_t. In most shapes the
/// number of elements, or the distance between the first and the last element, wraps modulo 2^64, often to a small
/// value.
const std::vector<shape> impossible{{(most >> 2) + 2, 4, 4},
                                    {(most >> 2) + 2, 4, 5},
                                    {(most >> 2) + 3, 4, 4},
                                    {(most >> 3) + 2, 8, 8},
                                    {2, 4, most - 2},
                                    {2, 4, (most >> 1) + 1},
                                    {3, 4, (most >> 1) + 1},
                                    {most, 4, 4},
                                    {4, (most >> 2) + 2, 8},
                                    {(most >> 2) + 2, 4, 0},
                                    {(most >> 2) + 2, 4, 3},
                                    {std::size_t{1} << 32, (std::size_t{1} << 32) + 1, (std::size_t{1} << 32) + 1},
                                    {2, 4, (most >> 3) + 1},
                                    {most / 12, 4, 12},
                                    {(most >> 4) - 1, 4, 4},
                                    {most, most, most},
                                    {(most >> 2) + 2, 4, most},
                                    {1, (most >> 1) + 1, 4},
                                    {1, most, most}};

/// Four elements before a page that cannot be accessed, so that an access after the last element fails.
template <class T> struct four {
  guarded<T> memory{4};
  std::span<T> all = memory.back(4, 0);
  four() { reset(); }
  void reset() { std::fill(all.begin(), all.end(), T(-3)); }
  [[nodiscard]] bool untouched() const {
    return all[0] == T(-3) && all[1] == T(-3) && all[2] == T(-3) && all[3] == T(-3);
  }
};

/// Checks that each call reports the impossible size of the array `name`, and that no call writes x or y.
template <class T, class... Calls>
void each_says(const four<T> &x, const four<T> &y, const std::string &name, const Calls &...calls) {
  std::size_t number = 0;
  const auto check = [&](const auto &call) {
    INFO("call " << number++ << ", " << name);
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says(": " + name + " cannot exist: "));
    CHECK(trap.message().find('\n') == std::string::npos);
    CHECK((x.untouched() && y.untouched()));
  };
  (check(calls), ...);
}

} // namespace

TEMPLATE_TEST_CASE("a size is possible if pointers can address every element", "", float, double, std::uint8_t) {
  using T = TestType;
  const auto wrong = [](const shape &s) {
    const xact::detail::view<T> v{"v", nullptr, s.rows, s.columns, s.stride};
    return xact::kernels::is_possible(xact::kernels::as_operand(v)) != exists(s, sizeof(T));
  };
  std::size_t count = 0;
  std::vector<std::size_t> sizes{0, 1, 2, 3, 4, 5, 12};
  for (std::size_t bits = 20; bits < 64; ++bits)
    for (const std::size_t near : {most, std::size_t{0}, std::size_t{1}, std::size_t{2}})
      sizes.push_back((std::size_t{1} << bits) + near);
  sizes.insert(sizes.end(), {most, most - 1, most / 3, most / 5, most / 12});
  for (const std::size_t rows : sizes)
    for (const std::size_t columns : sizes)
      for (const std::size_t stride : sizes)
        count += wrong({rows, columns, stride});
  // The largest possible sizes and the smallest impossible sizes.
  constexpr std::size_t limit = PTRDIFF_MAX / sizeof(T);
  for (const std::size_t d : {std::size_t{0}, std::size_t{1}, std::size_t{2}})
    for (const shape &s : {shape{1, limit - 1 + d, 0}, shape{2, 4, limit - 5 + d}, shape{3, 4, (limit - 4) / 2 + d}})
      count += wrong(s);
  CHECK(count == 0);
}

namespace {

/// Passes the impossible array of shape s to each call in place of each operand in turn. Checks that the call reports
/// the impossible array and writes nothing. Operands that the call does not use are left out: for these the call does
/// not report a wrong length either.
template <class T> void check_operands(const calls<T> &list, const shape &s, four<T> &x, four<T> &y) {
  std::uint8_t byte[1] = {0xA5};
  const int labels[4] = {0, 0, 0, 0};
  T gradient[1] = {T(-3)};
  const auto view = [](four<T> &of, std::size_t n) { return xact::strided<T>{of.all.data(), 1, n, n}; };
  const xact::strided<T> one = view(x, 4), three = view(x, 3);
  const xact::strided<T> impossible_array{x.all.data(), s.rows, s.columns, s.stride};
  std::size_t minded = 0;
  for (const call<T> &c : list)
    for (const auto operand :
         {&operands<T>::x, &operands<T>::dy, &operands<T>::y, &operands<T>::more, &operands<T>::sum}) {
      const auto message_with = [&](const xact::strided<T> &array) {
        operands<T> a{.x = one,
                      .dy = one,
                      .y = one,
                      .more = view(y, 4),
                      .sum = one,
                      .gradient = gradient,
                      .mask = byte,
                      .labels = labels};
        a.*operand = array;
        x.reset();
        y.reset();
        byte[0] = 0xA5;
        gradient[0] = T(-3);
        const misuse_trap trap;
        c.run(a);
        return trap.message();
      };
      // `observe` has only one operand and accepts every length, but must report the impossible array.
      const bool alone = c.name.find("observe") != c.name.npos && operand == &operands<T>::x;
      if (!alone && message_with(three).empty())
        continue;
      ++minded;
      const std::string message = message_with(impossible_array);
      INFO(c.name << ": " << message);
      CHECK(message.find(" cannot exist: ") != message.npos);
      CHECK(message.find('\n') == message.npos);
      CHECK((x.untouched() && y.untouched() && byte[0] == 0xA5 && gradient[0] == T(-3)));
    }
  CHECK(minded >= list.size());
}

} // namespace

TEMPLATE_TEST_CASE("each call reports an impossible array", "", float, double) {
  using T = TestType;
  four<T> x;
  four<T> y;
  const T parameters[1] = {T(0.5)};
  for (const shape &s : impossible) {
    REQUIRE(!exists(s, sizeof(T)));
    INFO(s.rows << " rows of " << s.columns << ", stride " << s.stride);
    check_operands(every_call<T>(parameters, {}), s, x, y);
  }
}

TEMPLATE_TEST_CASE("impossible losses, labels, masks, weights and slopes are reported", "", float, double) {
  using T = TestType;
  four<T> x;
  four<T> y;
  std::uint8_t byte[1] = {0xA5};
  int labels[4] = {0, 0, 0, 0};
  const std::span<T> b = y.all;
  const xact::relu f;
  for (const shape &s : impossible) {
    INFO(s.rows << " rows of " << s.columns << ", stride " << s.stride);
    const xact::strided<T> a{x.all.data(), s.rows, s.columns, s.stride};
    each_says(x, y, "w", [&] { xact::initialize(xact::he_normal({.in = 3, .out = 4}), a, std::mt19937_64(1)); });
    each_says(x, y, "targets", [&] { xact::cross_entropy(xact::softmax{}, b, a, xact::skip); });
    each_says(x, y, "losses", [&] { xact::cross_entropy(xact::softmax{{.channels = 1}}, b, labels, xact::skip, a); });
    each_says(x, y, "slopes", [&] { xact::initialize_slopes(a); });
    if (!exists(s, 4))
      each_says(x, y, "labels", [&] {
        xact::cross_entropy(xact::softmax{{.channels = 1}}, b, xact::strided<int>{labels, s.rows, s.columns, s.stride},
                            xact::skip);
      });
    if (!exists(s, 1)) {
      const xact::strided<std::uint8_t> mask{byte, s.rows, s.columns, s.stride};
      each_says(
          x, y, "mask", [&] { xact::forward_with_mask(f, b, b, mask); },
          [&] { xact::backward_from_mask(f, mask, b, b); });
    }
    CHECK(byte[0] == 0xA5);
  }
}

TEST_CASE("the message is one line with the call, the array and its sizes") {
  four<float> x;
  const misuse_trap trap;
  xact::forward(xact::relu{}, xact::strided<float>{x.all.data(), (most >> 2) + 2, 4, 4}, x.all);
  CHECK(trap.message() == "xact::forward: x cannot exist: 4611686018427387905 rows of 4 elements, with a stride of 4, "
                          "are more bytes than PTRDIFF_MAX; pass the sizes that it has");
}

TEST_CASE("overlapping rows are reported before sizes that do not match") {
  std::vector<float> x(20, -1.F);
  const misuse_trap trap;
  xact::forward(xact::relu{}, x, xact::strided<float>{x.data(), 3, 5, 4});
  CHECK(trap.message() == "xact::forward: rows of y overlap: its stride is 4, less than its 5 columns");
}

TEMPLATE_TEST_CASE("an axis whose channels times inner wraps fits no array", "", float, double) {
  using T = TestType;
  four<T> x;
  const std::vector<T> parameters(8, T(0.5));
  four<T> y;
  const auto check = [&](const calls<T> &list, std::size_t channels) {
    const xact::strided<T> a{x.all.data(), 1, 4, 4}, more{y.all.data(), 1, 4, 4};
    std::vector<T> gradient(channels);
    const std::vector<int> labels(4);
    std::uint8_t byte[1] = {};
    for (const call<T> &c : list) {
      if (c.name.starts_with("backward(") && c.name.ends_with(", skipped"))
        continue; // a call without an output computes nothing
      const misuse_trap trap;
      c.run({.x = a, .dy = a, .y = a, .more = more, .sum = a, .gradient = gradient, .mask = byte, .labels = labels});
      INFO(c.name << ": " << trap.message());
      CHECK(trap.says(" has 1 rows of 4 elements, which channel_axis{.channels = "));
      CHECK(trap.says("does not divide"));
      CHECK(x.untouched());
    }
  };
  // The products channels·inner are 4, 2, 1, 0 and 0 modulo 2^64.
  for (const xact::channel_axis axis : {xact::channel_axis{.channels = 4, .inner = (most >> 2) + 2},
                                        {.channels = 2, .inner = (most >> 1) + 2},
                                        {.channels = 3, .inner = most / 3 * 2 + 1},
                                        {.channels = 4, .inner = (most >> 2) + 1},
                                        {.channels = 8, .inner = (most >> 3) + 1}}) {
    INFO(axis.channels << " channels of " << axis.inner);
    check(channel_calls<T>(std::span(parameters).first(axis.channels), axis), axis.channels);
    check(axis_calls<T>(axis), 1);
    calls<T> statistics = training_calls<T>(axis);
    std::erase_if(statistics, [](const call<T> &c) { return c.name.starts_with("penalize"); });
    check(statistics, 1);
  }
  for (const xact::channel_axis axis : {xact::channel_axis{.channels = std::size_t{1} << 63, .inner = 2},
                                        {.channels = (most >> 2) + 2, .inner = 4},
                                        {.channels = most, .inner = most}})
    check(axis_calls<T>(axis), 1);
  // For large products channels·inner that do not wrap, `divide` succeeds. `divide` does not read the array.
  constexpr std::size_t half = std::size_t{1} << 32;
  xact::program::record r = xact::kernels::make_record("call");
  r.in[0] = xact_array(nullptr, XACT_F32, 4 * half, XACT_DENSE);
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 2, .inner = 2 * half}, {.channels = half, .inner = 4}}) {
    r.channels = axis.channels;
    r.inner = axis.inner;
    xact::kernels::geometry shape{};
    CHECK(xact::kernels::divide(r, shape));
  }
}

TEST_CASE("an impossible gradient of parameters is reported") {
  four<float> x;
  four<float> dw;
  const std::vector<float> slopes(4, 0.5F);
  const xact::prelu f{slopes, {.channels = 4}};
  const xact::strided<float> gradient{dw.all.data(), (most >> 2) + 2, 4, 4};
  each_says(
      x, dw, "dw", [&] { xact::backward(f, x.all, x.all, x.all, gradient); },
      [&] { xact::backward(f, x.all, x.all, xact::skip, xact::accumulate(gradient)); });
}

TEST_CASE("impossible parameters are reported even if the arrays have no elements") {
  four<float> x;
  four<float> dw;
  const std::span<float> none;
  for (const std::size_t channels : {(most >> 2) + 1, (most >> 2) + 2}) { // 4·channels is 0 and 4 modulo 2^64
    const xact::prelu f{std::span<const float>(x.all.data(), channels), {.channels = channels}};
    each_says(
        x, dw, "slopes", [&] { xact::forward(f, none, none); },
        [&] { xact::backward(f, none, none, none, std::span(dw.all.data(), channels)); });
  }
}
