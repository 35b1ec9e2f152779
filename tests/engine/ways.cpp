// A call goes one of several ways, and has the same bits by all of them: short calls on plain arrays by their plan
// alone, the others by a record; on an executor, past the caches, over rows with gaps, and in place.

#include "../catch.hpp"
#include "../support.hpp"

#include <algorithm>

using namespace test;

namespace {

struct shape {
  std::size_t batch;
  xact::channel_axis axis;
  [[nodiscard]] std::size_t size() const { return batch * axis.channels * axis.inner; }
};

/// The arrays of a way: their rows, and where they lie.
struct way {
  const char *name;
  bool shares = false;
  bool streams = false;
  std::size_t columns = 0; ///< of rows with gaps; 0 for a single row
  bool over_x = false;     ///< the output is x
  bool over_dy = false;    ///< the output is dy
};

/// The ways of arrays of a shape: rows with gaps hold a period, a part of a run, or a third of a single channel.
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

/// Elements in rows, with a gap of three after each but the last.
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
  /// Adds the elements to a list, and the gaps, which no call may touch.
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

template <class T, class Out> struct arguments {
  xact::executor_ref on;
  xact::strided<T> x, dy;
  Out y, d;
  xact::strided<T> sum;
  std::span<T> dw;
  std::span<std::uint8_t> mask;
};

enum verb { forward, derivative, both, backward, gradient, from_output, with_mask, from_mask, writes_y };
enum adding_verb { add = writes_y, add_both, gradient_alone, add_from_output, add_from_mask, verbs };

/// Runs one verb. Those before `writes_y` write y.
template <class F, class T, class Out> void call(int number, const F &f, const arguments<T, Out> &a) {
  switch (number) {
  case forward:
    return xact::forward(a.on, f, a.x, a.y);
  case derivative:
    return xact::derivative(a.on, f, a.x, a.y);
  case both:
    return xact::value_and_derivative(a.on, f, a.x, a.y, a.d);
  case backward:
    return xact::backward(a.on, f, a.x, a.dy, a.y);
  case from_output:
    return xact::backward_from_output(a.on, f, a.x, a.dy, a.y);
  case add:
    return xact::backward(a.on, f, a.x, a.dy, xact::accumulate(a.sum));
  case add_from_output:
    return xact::backward_from_output(a.on, f, a.x, a.dy, xact::accumulate(a.sum));
  default:
    break;
  }
  if constexpr (xact::channel_bound<F>)
    switch (number) {
    case gradient:
      return xact::backward(a.on, f, a.x, a.dy, a.y, a.dw);
    case add_both:
      return xact::backward(a.on, f, a.x, a.dy, xact::accumulate(a.sum), xact::accumulate(a.dw));
    case gradient_alone:
      return xact::backward(a.on, f, a.x, a.dy, xact::skip, a.dw);
    default:
      break;
    }
  if constexpr (xact::is_rectifier<F>)
    switch (number) {
    case with_mask:
      return xact::forward_with_mask(a.on, f, a.x, a.y, a.mask);
    case from_mask:
      return xact::backward_from_mask(a.on, f, a.mask, a.dy, a.y);
    case add_from_mask:
      return xact::backward_from_mask(a.on, f, a.mask, a.dy, xact::accumulate(a.sum));
    default:
      break;
    }
}
template <class F> bool has(int number) {
  const bool sums = number == gradient || number == add_both || number == gradient_alone;
  const bool masks = number == with_mask || number == from_mask || number == add_from_mask;
  return sums ? xact::channel_bound<F> : !masks || xact::is_rectifier<F>;
}

/// All that a verb writes by one way.
template <class T, class F> std::vector<T> outputs(int number, const way &w, const F &f, const inputs<T> &in) {
  const std::size_t n = in.x.size();
  matrix<T> x(in.x, w.columns), dy(in.dy, w.columns);
  matrix<T> y(std::vector<T>(n, T(7)), w.columns), d = y, sum = y;
  std::vector<T> dw(in.parameters.size(), T(0.3));
  std::vector<std::uint8_t> mask((n + 7) / 8, 0x5A);
  matrix<T> &out = w.over_x ? x : w.over_dy ? dy : y;
  const auto on = w.shares ? xact::executor_ref(backwards) : xact::executor_ref(xact::this_thread{});
  auto y_view = out.view(), d_view = d.view();
  if (w.streams) {
    using streamed = decltype(xact::streamed(y_view));
    call(number, f, arguments<T, streamed>{on, x.view(), dy.view(), {y_view}, {d_view}, sum.view(), dw, mask});
  } else {
    call(number, f, arguments<T, xact::strided<T>>{on, x.view(), dy.view(), y_view, d_view, sum.view(), dw, mask});
  }
  std::vector<T> all(mask.begin(), mask.end());
  all.insert(all.end(), dw.begin(), dw.end());
  d.add_to(all);
  sum.add_to(all);
  if (number < writes_y)
    out.add_to(all);
  return all;
}

/// Every verb of f by every way against the call on this thread, over single rows.
template <class T, class F> void same_by_all_ways(const F &f, const shape &s, const inputs<T> &in) {
  for (int number = 0; number < verbs; ++number)
    if (has<F>(number)) {
      const std::vector<T> want = outputs(number, {}, f, in);
      for (const way &w : ways_of(s)) {
        if (w.columns % 8 != 0 && number == with_mask)
          continue;
        const std::vector<T> got = outputs(number, w, f, in);
        if (!std::equal(want.begin(), want.end(), got.begin(), got.end(), same<T>))
          FAIL_CHECK("verb " << number << ", " << w.name << " of " << w.columns << ": " << s.batch << " x "
                             << s.axis.channels << " x " << s.axis.inner);
      }
    }
}

template <class T> void same_with_channels(const shape &s) {
  const inputs<T> in(s);
  const xact::prelu f{in.parameters, s.axis};
  same_by_all_ways(f, s, in);
  same_by_all_ways(xact::biased(xact::elu{}, in.parameters, s.axis), s, in);
  if constexpr (sizeof(T) == 4)
    same_by_all_ways(xact::exact(f), s, in);
}

} // namespace

TEMPLATE_TEST_CASE("single channels have the same bits by all ways", "", float, double) {
  using T = TestType;
  const misuse_trap trap;
  std::vector<std::size_t> sizes(71);
  std::generate(sizes.begin(), sizes.end(), [n = std::size_t{0}]() mutable { return n++; });
  sizes.insert(sizes.end(), {127, 255, 256, 1000, 1366, 2731, 4095, 4097, 8192, 9000});
  for (const std::size_t n : sizes) {
    const shape s{n, {}};
    const inputs<T> in(s);
    same_by_all_ways(xact::relu{}, s, in);
    same_by_all_ways(xact::elu{.alpha = 0.5}, s, in);
    if constexpr (sizeof(T) == 4)
      same_by_all_ways(xact::exact(xact::elu{}), s, in);
    same_with_channels<T>(s);
  }
  CHECK(trap.message() == "");
}

TEMPLATE_TEST_CASE("channels have the same bits by all ways", "", float, double) {
  using T = TestType;
  const misuse_trap trap;
  for (const std::size_t channels : {1U, 2U, 3U, 4U, 15U, 16U, 17U, 64U, 130U, 1100U})
    for (const std::size_t inner : {1U, 2U, 7U, 15U, 16U, 17U, 32U, 100U})
      for (const std::size_t batch : {1U, 2U, 5U, 40U})
        if (const shape s{batch, {.channels = channels, .inner = inner}}; s.size() <= 9000)
          same_with_channels<T>(s);
  CHECK(trap.message() == "");
}
