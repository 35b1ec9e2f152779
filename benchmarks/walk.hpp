#pragma once

/// The activations that the benchmarks walk: those of the catalogue, and prelu bound to its slopes.

#include "verbs.hpp"

#include <xact/catalogue.hpp>

namespace suite {

/// A layout of channels for prelu. Every working set is a multiple of its period.
struct layout {
  const char *name;
  xact::channel_axis axis;
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

/// Calls fn(name, f) with each activation of the catalogue and each binding of prelu.
template <class T, class Fn> void for_each_activation(Fn fn) {
  xact::for_each_activation([&](auto f) { fn(std::string(f.name), f); });
  for (const auto &[name, axis] : layouts)
    fn(std::string("prelu_") + name, xact::prelu{slopes<T>(axis.channels), axis});
}

} // namespace suite
