#pragma once

/// Checks that no executor changes a bit of the results of a call.

#include "catch.hpp"
#include "every_call.hpp"

#include <algorithm>

namespace test {

/// The rows of an array, with or without gaps.
struct row_shape {
  std::size_t rows, columns, stride;
  [[nodiscard]] std::size_t extent() const { return rows * stride; }
  template <class T> xact::strided<T> of(std::vector<T> &v) const { return {v.data(), rows, columns, stride}; }
};

/// All outputs of a call.
template <class T> struct written_arrays {
  std::vector<T> y, more, sum, gradient;
  std::vector<std::uint8_t> mask;

  written_arrays(const row_shape &shape, std::size_t channels)
      : y(shape.extent(), T(0.1)), more(y), sum(y), gradient(channels, T(0.2)),
        mask((shape.rows * shape.columns + 7) / 8, 0xA5) {}
  bool operator==(const written_arrays &other) const {
    return all_same(y, other.y) && all_same(more, other.more) && all_same(sum, other.sum) &&
           all_same(gradient, other.gradient) && mask == other.mask;
  }
};

/// Compares each call on the executor `on` with the same call on the calling thread.
template <class T>
void same_as_one_thread(const xact::executor_ref &on, const calls<T> &list, std::size_t channels,
                        const row_shape &shape) {
  std::vector<T> x = random_numbers<T>(shape.extent(), T(4), 1);
  std::vector<T> dy = random_numbers<T>(shape.extent(), T(4), 2);
  const auto run = [&](const call<T> &c, const xact::executor_ref &where) {
    written_arrays<T> to(shape, channels);
    c.run({.on = where,
           .x = shape.of(x),
           .dy = shape.of(dy),
           .y = shape.of(to.y),
           .more = shape.of(to.more),
           .sum = shape.of(to.sum),
           .gradient = to.gradient,
           .mask = to.mask});
    return to;
  };
  for (const call<T> &c : list)
    if (!(run(c, xact::this_thread{}) == run(c, on)))
      FAIL_CHECK(c.name << ": " << shape.rows << " rows of " << shape.columns);
}

/// Compares calls on the executor `on` with the same calls on the calling thread. Calls without channels have arrays of
/// one row. Calls with channels have arrays of one row in every layout, and rows with gaps. Most arrays are long enough
/// for many jobs.
template <class T> void same_on_ref(const xact::executor_ref &on) {
  constexpr std::size_t n = 100 * 1024;
  const auto flat = [](std::size_t count) { return row_shape{1, count, count}; };
  for (const std::size_t count : {std::size_t(0), std::size_t(5), std::size_t(100001), n})
    same_as_one_thread<T>(on, element_calls<T>(), 0, flat(count));

  std::vector<T> parameters = random_numbers<T>(2048, T(2), 3);
  for (T &p : parameters)
    p = std::fabs(p); // with a negative slope the output does not determine the derivative
  struct layout {
    xact::channel_axis axis;
    row_shape shape;
  };
  const row_shape rows{100, 1000, 1024};
  for (const auto &[axis, shape] :
       {layout{{}, flat(n)}, layout{{}, flat(100001)}, layout{{.channels = 64, .inner = 16}, flat(n)},
        layout{{.channels = 7, .inner = 49}, flat(7 * 49 * 290)}, layout{{.channels = 2, .inner = n / 2}, flat(n)},
        layout{{.channels = 64}, flat(n)}, layout{{.channels = 5}, flat(5 * 20000)},
        layout{{.channels = 2048}, flat(n)}, layout{{.channels = 1100, .inner = 3}, flat(3300 * 30)},
        // Rows with gaps: the elements of a channel fill 50 rows, or each row has elements of all channels.
        layout{{.channels = 2, .inner = 50000}, rows}, layout{{.channels = 10, .inner = 100}, rows},
        layout{{.channels = 500}, rows}, layout{{}, rows}}) {
    INFO(axis.channels << " channels of " << axis.inner);
    const auto own = std::span<const T>(parameters).first(axis.channels);
    same_as_one_thread<T>(on, channel_calls<T>(own, axis), axis.channels, shape);
    same_as_one_thread<T>(on, channel_calls<T>(own, axis, xact::stores::streamed), axis.channels, shape);
  }
}

template <class T, class On> void same_on(const On &on) {
  // The type of the executor affects only the entry of a call, so one call is enough. All other calls run on an
  // executor_ref.
  std::vector<T> x = random_numbers<T>(200000, T(4), 1), y(x.size()), y2(x.size());
  xact::forward(on, xact::relu{}, x, y);
  xact::forward(xact::relu{}, x, y2);
  CHECK(std::equal(y.begin(), y.end(), y2.begin(), same<T>));
  same_on_ref<T>(xact::executor_ref(on));
}

} // namespace test
