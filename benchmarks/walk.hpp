#pragma once

/// The activations that the benchmarks walk: those of the catalogue, and prelu bound to its slopes.

#include "verbs.hpp"

#include <xact/catalogue.hpp>

#include <array>

namespace suite {

/// A layout of channels for prelu. Every working set is a multiple of its period.
struct layout {
  const char *name;
  xact::channel_axis axis;

  /// n elements as batch × channels × inner. What all share is one row: peers are slow over many rows of one element.
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

/// Slopes that outlive every benchmark.
template <class T> std::span<const T> slopes(std::size_t channels) {
  static const std::vector<T> all(64, T(channel_slope));
  return std::span(all).first(channels);
}

/// Calls fn(name, f, layout) with prelu bound to its slopes in each layout.
template <class T, class Fn> void for_each_prelu(Fn fn) {
  for (const layout &l : layouts)
    fn(std::string("prelu_") + l.name, xact::prelu{slopes<T>(l.axis.channels), l.axis}, l);
}

/// Calls fn(name, f) with each activation of the catalogue and each binding of prelu.
template <class T, class Fn> void for_each_activation(Fn fn) {
  xact::for_each_activation([&](auto f) { fn(std::string(f.name), f); });
  for_each_prelu<T>([&](const std::string &name, const auto &f, const layout &) { fn(name, f); });
}

} // namespace suite
