#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

namespace test {

/// Inputs and parameters of channels that have `rows` elements each.
template <class T> struct learned_arrays {
  std::vector<T> x, dy, parameters;

  learned_arrays(std::size_t channels, std::size_t rows)
      : x(channels * rows), dy(channels * rows), parameters(channels) {
    std::mt19937 random(7);
    std::normal_distribution<double> normal;
    for (T &v : x)
      v = static_cast<T>(normal(random) * std::exp(2 * normal(random)));
    for (T &v : dy)
      v = static_cast<T>(normal(random));
    for (T &v : parameters)
      v = static_cast<T>(std::exp(normal(random)));
  }
};

} // namespace test
