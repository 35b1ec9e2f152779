#pragma once

/// Each bit of each verb, which no executor may change.

#include "catch.hpp"
#include "support.hpp"

#include <algorithm>

namespace test {

/// The outputs of all verbs of f, run by `call(verb, arguments...)`.
template <class T, class F, class X, class Call>
std::vector<std::vector<T>> all_outputs(const F &f, const X &x, const X &dy, std::size_t n, const Call &call) {
  std::vector<std::vector<T>> out;
  const auto next = [&]() -> std::vector<T> & { return out.emplace_back(n, T(0.1)); };
  out.reserve(20);
  call([](auto &&...a) { xact::forward(a...); }, f, x, next());
  auto &streamed = next();
  call([&](auto &&...a) { xact::forward(a..., xact::streamed(streamed)); }, f, x);
  call([](auto &&...a) { xact::derivative(a...); }, f, x, next());
  auto &value = next();
  call([](auto &&...a) { xact::value_and_derivative(a...); }, f, x, value, next());
  call([](auto &&...a) { xact::backward(a...); }, f, x, dy, next());
  auto &sum = next();
  call([&](auto &&...a) { xact::backward(a..., xact::accumulate(sum)); }, f, x, dy);
  if constexpr (xact::channel_bound<F>) {
    auto &dw = out.emplace_back(f.parameters().size());
    call([](auto &&...a) { xact::backward(a...); }, f, x, dy, next(), dw);
    auto &alone = out.emplace_back(f.parameters().size());
    call([&](auto &&...a) { xact::backward(a..., xact::skip, alone); }, f, x, dy);
  }
  if constexpr (xact::is_rectifier<F>) {
    std::vector<std::uint8_t> mask((n + 7) / 8, 0xA5);
    call([](auto &&...a) { xact::forward_with_mask(a...); }, f, x, next(), mask);
    call([](auto &&...a) { xact::backward_from_mask(a...); }, f, mask, dy, next());
    auto &bits = out.emplace_back();
    for (const std::uint8_t byte : mask)
      bits.push_back(static_cast<T>(byte));
  }
  return out;
}

/// Checks every verb of f on the executor `on` against the same call without one.
template <class T, class F, class X>
void same_as_one_thread(const xact::executor_ref &on, const F &f, const X &x, const X &dy, std::size_t n) {
  const auto here = all_outputs<T>(f, x, dy, n, [](auto verb, auto &&...a) { verb(a...); });
  const auto there = all_outputs<T>(f, x, dy, n, [&](auto verb, auto &&...a) { verb(on, a...); });
  REQUIRE(here.size() == there.size());
  for (std::size_t k = 0; k < here.size(); ++k) {
    INFO("output " << k);
    CHECK(std::equal(here[k].begin(), here[k].end(), there[k].begin(), there[k].end(), same<T>));
  }
}

/// All verbs, flat and in rows, for one functor and for channels of every layout; long enough for many pieces.
template <class T> void same_on_ref(const xact::executor_ref &on) {
  const std::size_t n = 300 * 1024;
  const std::vector<T> x = random_numbers<T>(n, T(4), 1);
  const std::vector<T> dy = random_numbers<T>(n, T(4), 2);
  const std::vector<T> p = random_numbers<T>(2048, T(2), 3);
  const auto flat = [&](const std::vector<T> &v, std::size_t count) { return std::span<const T>(v).first(count); };
  for (const std::size_t count : {std::size_t(0), std::size_t(5), std::size_t(100001), n})
    same_as_one_thread<T>(on, xact::leaky_relu{}, flat(x, count), flat(dy, count), count);
  const auto rows = [](const std::vector<T> &v) { return xact::strided<const T>{v.data(), 300, 1000, 1024}; };

  struct layout {
    xact::channel_axis axis;
    std::size_t size;
  };
  for (const auto &[axis, size] :
       {layout{{}, n}, layout{{}, 100001}, layout{{.channels = 64, .inner = 16}, n},
        layout{{.channels = 7, .inner = 49}, 7 * 49 * 500}, layout{{.channels = 2, .inner = n / 2}, n},
        layout{{.channels = 64}, n}, layout{{.channels = 5}, 5 * 60000}, layout{{.channels = 2048}, n},
        layout{{.channels = 1100, .inner = 3}, 3300 * 80}}) {
    INFO(axis.channels << " channels of " << axis.inner << ", " << size << " elements");
    const auto own = std::span<const T>(p).first(axis.channels);
    same_as_one_thread<T>(on, xact::prelu{own, axis}, flat(x, size), flat(dy, size), size);
  }
  // Runs made of whole rows, and periods that lie within one.
  for (const xact::channel_axis axis :
       {xact::channel_axis{.channels = 3, .inner = 50000}, // 50 rows
        xact::channel_axis{.channels = 10, .inner = 100}, xact::channel_axis{.channels = 500}, xact::channel_axis{}}) {
    INFO(axis.channels << " channels of " << axis.inner << " in rows");
    same_as_one_thread<T>(on, xact::prelu{std::span<const T>(p).first(axis.channels), axis}, rows(x), rows(dy),
                          300 * 1000);
  }
}

template <class T, class On> void same_on(const On &on) {
  // The type of an executor matters to the way into a call only.
  std::vector<T> x = random_numbers<T>(200000, T(4), 1), y(x.size()), y2(x.size());
  xact::forward(on, xact::relu{}, x, y);
  xact::forward(xact::relu{}, x, y2);
  CHECK(std::equal(y.begin(), y.end(), y2.begin(), same<T>));
  same_on_ref<T>(xact::executor_ref(on));
}

} // namespace test
