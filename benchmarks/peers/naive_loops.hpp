#pragma once

#include <cstddef>

struct prelu_shape {
  std::size_t batch, channels, inner;
};

/// Plain loops over arrays. naive_loops.cpp is compiled once without and once with -ffast-math.
template <class T> struct naive_loops {
  void (*relu)(const T *x, T *y, std::size_t n);
  void (*leaky_relu)(const T *x, T *y, std::size_t n, T slope);
  void (*elu)(const T *x, T *y, std::size_t n, T alpha);
  void (*sigmoid)(const T *x, T *y, std::size_t n);
  void (*tanh)(const T *x, T *y, std::size_t n);
  void (*softplus)(const T *x, T *y, std::size_t n);
  void (*relu_backward)(const T *x, const T *dy, T *dx, std::size_t n);
  void (*leaky_relu_backward)(const T *x, const T *dy, T *dx, std::size_t n, T slope);
  void (*elu_backward)(const T *x, const T *dy, T *dx, std::size_t n, T alpha);
  void (*prelu)(const T *x, T *y, const T *slopes, prelu_shape shape);
  void (*prelu_backward)(const T *x, const T *dy, T *dx, const T *slopes, T *gradient, prelu_shape shape);
};

namespace naive {
extern const naive_loops<float> floats;
extern const naive_loops<double> doubles;
} // namespace naive
namespace naive_fast_math {
extern const naive_loops<float> floats;
extern const naive_loops<double> doubles;
} // namespace naive_fast_math
