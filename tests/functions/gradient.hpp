#pragma once

/// Helpers for the tests of single activations: the gradient for one element, and constants.

#include "../support.hpp"

namespace test {

template <class T> constexpr T none = std::numeric_limits<T>::quiet_NaN();
template <class T> constexpr T inf = std::numeric_limits<T>::infinity();
template <class T> constexpr T tiny = std::numeric_limits<T>::denorm_min();

/// Returns dx for one element. The call is in place: dx is the array of dy.
template <class F, class T> T backward_of(const F &f, T x, T dy) {
  std::vector<T> in(1, x);
  std::vector<T> g(1, dy);
  xact::backward(f, in, g, g);
  return g[0];
}

} // namespace test
