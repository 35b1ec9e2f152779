#pragma once

/// The rows of the contract's tables, written out once more by hand: the facts of a functor are held against them, so
/// that a functor and its facts cannot be wrong together.

#include "../support.hpp"

namespace test {

template <class T> constexpr T none = std::numeric_limits<T>::quiet_NaN();
template <class T> constexpr T inf = std::numeric_limits<T>::infinity();
template <class T> constexpr T tiny = std::numeric_limits<T>::denorm_min();

/// value and derivative of f at x, in the scalar and in an array.
template <class F, class T> bool row(const F &f, T x, T value, T slope) {
  std::vector<T> in(3, x);
  std::vector<T> y(3);
  std::vector<T> d(3);
  xact::forward(f, in, y);
  xact::derivative(f, in, d);
  return same(f(x), value) && same(f.derivative(x), slope) && same(y[2], value) && same(d[2], slope);
}

/// dx for one element.
template <class F, class T> T backward_of(const F &f, T x, T dy) {
  std::vector<T> in(1, x);
  std::vector<T> g(1, dy);
  xact::backward(f, in, g, g);
  return g[0];
}

} // namespace test
