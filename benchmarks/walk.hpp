#pragma once

/// The activations of the benchmarks: the catalogue, and prelu with slopes per channel.

#include "verbs.hpp"

#include <xact/catalogue.hpp>

#include <array>

namespace suite {

/// A layout of channels for prelu. The length of every array is a multiple of channels · inner.
struct layout {
  const char *name;
  xact::channel_axis axis;

  /// Returns the shape batch × channels × inner of n elements. If all elements have one slope, the shape is one row of
  /// n elements, because peers are slow on many rows of one element.
  std::array<std::int64_t, 3> shape(std::size_t n) const {
    const std::size_t inner = axis.channels == 1 ? n : axis.inner;
    return {static_cast<std::int64_t>(n / (axis.channels * inner)), static_cast<std::int64_t>(axis.channels),
            static_cast<std::int64_t>(inner)};
  }
};

inline constexpr layout layouts[] = {
    {"shared", {}},
    {"nchw_64x16", {.channels = 64, .inner = 16}},
    {"nhwc_64", {.channels = 64}},
};

/// Returns slopes that exist as long as the program.
template <class T> std::span<const T> slopes(std::size_t channels) {
  static const std::vector<T> all(64, T(channel_slope));
  return std::span(all).first(channels);
}

/// Calls fn(name, f, layout) for prelu with its slopes in each layout.
template <class T, class Fn> void for_each_prelu(Fn fn) {
  for (const layout &l : layouts)
    fn(std::string("prelu_") + l.name, xact::prelu{slopes<T>(l.axis.channels), l.axis}, l);
}

/// Calls fn(name, f) for each activation of the catalogue, and for prelu in each layout.
template <class T, class Fn> void for_each_activation(Fn fn) {
  xact::for_each_activation([&](auto f) { fn(std::string(f.name), f); });
  for_each_prelu<T>([&](const std::string &name, const auto &f, const layout &) { fn(name, f); });
}

} // namespace suite
