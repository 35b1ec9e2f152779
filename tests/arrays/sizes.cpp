// Sizes that no array has: their products wrap, or are more bytes than an address can tell apart. Each call reports
// them, and neither reads nor writes.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/training.hpp>

using namespace test;

namespace {

constexpr std::size_t most = ~std::size_t{0};

struct shape {
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
};

/// True if an array of such elements may end that far after its begin, in numbers that do not wrap.
bool exists(const shape &s, std::size_t element) {
  if (s.rows == 0 || s.columns == 0)
    return true;
  __extension__ using wide = unsigned __int128;
  const wide stride = s.stride < s.columns ? s.columns : s.stride;
  const wide limit = PTRDIFF_MAX / element;
  return s.columns <= limit && (s.rows == 1 || stride * (s.rows - 1) <= limit - s.columns); // < 2^128
}

/// Shapes whose number of elements, modulo 2^64, is 4, 8 or another small number, or whose extent wraps.
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

/// Four elements that end where memory does.
template <class T> struct four {
  guarded<T> memory{4};
  std::span<T> all = memory.back(4, 0);
  four() { std::fill(all.begin(), all.end(), T(-3)); }
  [[nodiscard]] bool untouched() const {
    return all[0] == T(-3) && all[1] == T(-3) && all[2] == T(-3) && all[3] == T(-3);
  }
};

/// Checks that each of the calls says that `name` cannot exist, and changes nothing.
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

TEMPLATE_TEST_CASE("possible sizes are those of an array that an address reaches all of", "", float, double,
                   std::uint8_t) {
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
  // The last that exists and the first that does not.
  constexpr std::size_t limit = PTRDIFF_MAX / sizeof(T);
  for (const std::size_t d : {std::size_t{0}, std::size_t{1}, std::size_t{2}})
    for (const shape &s : {shape{1, limit - 1 + d, 0}, shape{2, 4, limit - 5 + d}, shape{3, 4, (limit - 4) / 2 + d}})
      count += wrong(s);
  CHECK(count == 0);
}

TEMPLATE_TEST_CASE("arrays that cannot exist are reported by each call", "", float, double) {
  using T = TestType;
  four<T> x;
  four<T> y;
  std::uint8_t byte[1] = {0xA5};
  int labels[4] = {0, 0, 0, 0};
  const T slope[1] = {T(0.5)};
  xact::standardizer<T> standard(xact::channel_axis{});
  xact::unit_statistics<T> units(xact::channel_axis{});
  for (const shape &s : impossible) {
    if (exists(s, sizeof(T)))
      continue; // (of floats alone)
    INFO(s.rows << " rows of " << s.columns << ", stride " << s.stride);
    const xact::strided<T> a{x.all.data(), s.rows, s.columns, s.stride};
    const std::span<T> b = y.all;
    const xact::relu f;
    each_says(
        x, y, "x", [&] { xact::forward(f, a, b); }, [&] { xact::forward(f, a, a); },
        [&] { xact::forward(backwards, f, a, b); }, [&] { xact::derivative(f, a, b); },
        [&] { xact::value_and_derivative(f, a, b, b); }, [&] { xact::backward(f, a, b, b); },
        [&] { xact::backward(f, a, b, xact::accumulate(b)); }, [&] { xact::forward(xact::prelu{slope}, a, b); },
        [&] { xact::forward_with_mask(f, a, b, byte); }, [&] { xact::forward(xact::softmax{}, a, b); },
        [&] { xact::cross_entropy(xact::softmax{}, a, labels, b); }, [&] { standard.observe(a); },
        [&] { standard.apply(a, b); }, [&] { xact::unit_statistics<T>(xact::channel_axis{}).forward(f, a, b); });
    each_says(
        x, y, "y", [&] { xact::forward(f, b, a); }, [&] { xact::forward(f, b, xact::streamed(a)); },
        [&] { xact::value_and_derivative(f, b, a, b); }, [&] { xact::forward_with_mask(f, b, a, byte); },
        [&] { xact::backward_from_output(xact::elu{}, a, b, b); }, [&] { xact::forward(xact::log_softmax{}, b, a); },
        [&] { standard.undo(a, b); }, [&] { units.observe(a); });
    each_says(
        x, y, "dy", [&] { xact::backward(f, b, a, b); }, [&] { xact::backward_from_mask(f, byte, a, b); },
        [&] { xact::backward(xact::softmax{}, b, a, b); });
    each_says(
        x, y, "dx", [&] { xact::backward(f, b, b, a); }, [&] { xact::backward(f, b, b, xact::accumulate(a)); },
        [&] { xact::backward_from_mask(f, byte, b, a); }, [&] { xact::backward_from_output(xact::softmax{}, b, b, a); },
        [&] { xact::cross_entropy(xact::softmax{}, b, labels, a); });
    each_says(
        x, y, "w", [&] { xact::penalize(xact::l2(1), a, xact::skip); },
        [&] { xact::initialize(xact::he_normal({.in = 3, .out = 4}), a, std::mt19937_64(1)); });
    each_says(x, y, "targets", [&] { xact::cross_entropy(xact::softmax{}, b, a, xact::skip); });
    each_says(x, y, "losses", [&] { xact::cross_entropy(xact::softmax{{.channels = 1}}, b, labels, xact::skip, a); });
    each_says(x, y, "slopes", [&] { xact::initialize_slopes(a); });
    if (!exists(s, 4))
      each_says(x, y, "labels", [&] {
        xact::cross_entropy(xact::softmax{{.channels = 1}}, b, xact::strided<int>{labels, s.rows, s.columns, s.stride},
                            xact::skip);
      });
    if (!exists(s, 1))
      each_says(
          x, y, "mask",
          [&] {
            xact::forward_with_mask(f, b, b, xact::strided<std::uint8_t>{byte, s.rows, s.columns, s.stride});
          },
          [&] {
            xact::backward_from_mask(f, xact::strided<std::uint8_t>{byte, s.rows, s.columns, s.stride}, b, b);
          });
    CHECK(byte[0] == 0xA5);
  }
  CHECK(units.batches() == 0);
}

TEST_CASE("the message names call, array and sizes in one line") {
  four<float> x;
  const misuse_trap trap;
  xact::forward(xact::relu{}, xact::strided<float>{x.all.data(), (most >> 2) + 2, 4, 4}, x.all);
  CHECK(trap.message() == "xact::forward: x cannot exist: 4611686018427387905 rows of 4 elements, with a stride of 4, "
                          "are more bytes than PTRDIFF_MAX; pass the sizes that it has");
}

TEST_CASE("rows that overlap are reported in place of sizes that do not match") {
  std::vector<float> x(20, -1.F);
  const misuse_trap trap;
  xact::forward(xact::relu{}, x, xact::strided<float>{x.data(), 3, 5, 4});
  CHECK(trap.message() == "xact::forward: rows of y overlap: its stride is 4, less than its 5 columns");
}

TEMPLATE_TEST_CASE("channels and neighbours whose product wraps divide no array", "", float, double) {
  using T = TestType;
  four<T> x;
  const std::vector<T> parameters(8, T(0.5));
  const std::span<T> a = x.all;
  const auto check = [&](const auto &call) {
    const misuse_trap trap;
    call();
    INFO(trap.message());
    CHECK(trap.says("x has 1 rows of 4 elements, which channel_axis{.channels = "));
    CHECK(trap.says("does not divide"));
    CHECK(x.untouched());
  };
  // Modulo 2^64 the products are 4, 2, 1 and 0.
  for (const xact::channel_axis axis : {xact::channel_axis{.channels = 4, .inner = (most >> 2) + 2},
                                        {.channels = 2, .inner = (most >> 1) + 2},
                                        {.channels = 3, .inner = most / 3 * 2 + 1},
                                        {.channels = 4, .inner = (most >> 2) + 1},
                                        {.channels = 8, .inner = (most >> 3) + 1}}) {
    INFO(axis.channels << " channels of " << axis.inner);
    const auto own = std::span(parameters).first(axis.channels);
    check([&] { xact::forward(xact::prelu{own, axis}, a, a); });
    check([&] { xact::derivative(xact::biased(xact::elu{}, own, axis), a, a); });
    std::vector<T> dw(axis.channels);
    check([&] { xact::backward(xact::prelu{own, axis}, a, a, a, dw); });
    check([&] { xact::forward(xact::softmax{axis}, a, a); });
    check([&] { xact::backward(xact::log_softmax{axis}, a, a, a); });
    check([&] { xact::cross_entropy(xact::softmax{axis}, a, std::vector<int>(4), a); });
    check([&] { xact::standardizer<T>(axis).observe(a); });
    check([&] { xact::unit_statistics<T>(axis).forward(xact::elu{}, a, a); });
  }
  for (const xact::channel_axis axis : {xact::channel_axis{.channels = std::size_t{1} << 63, .inner = 2},
                                        {.channels = (most >> 2) + 2, .inner = 4},
                                        {.channels = most, .inner = most}})
    check([&] { xact::forward(xact::softmax{axis}, a, a); });
  // Long ones that do not wrap, of an array that is not read.
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

TEST_CASE("a gradient of parameters that cannot exist is reported") {
  four<float> x;
  four<float> dw;
  const std::vector<float> slopes(4, 0.5F);
  const xact::prelu f{slopes, {.channels = 4}};
  const xact::strided<float> gradient{dw.all.data(), (most >> 2) + 2, 4, 4};
  each_says(
      x, dw, "dw", [&] { xact::backward(f, x.all, x.all, x.all, gradient); },
      [&] { xact::backward(f, x.all, x.all, xact::skip, xact::accumulate(gradient)); });
}

TEST_CASE("parameters that cannot exist are reported, also where there are no elements") {
  four<float> x;
  four<float> dw;
  const std::span<float> none;
  for (const std::size_t channels : {(most >> 2) + 1, (most >> 2) + 2}) { // 0 bytes and 4, modulo 2^64
    const xact::prelu f{std::span<const float>(x.all.data(), channels), {.channels = channels}};
    each_says(
        x, dw, "slopes", [&] { xact::forward(f, none, none); },
        [&] { xact::backward(f, none, none, none, std::span(dw.all.data(), channels)); });
  }
}
