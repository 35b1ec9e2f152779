// Plain loops over the functions of std. This file does not include xact, because -ffast-math is an error in xact.

#include "naive_loops.hpp"

#include <cmath>

namespace NAIVE_LOOPS {
namespace {

template <class T> void relu(const T *x, T *y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = x[i] > 0 ? x[i] : T(0);
}
template <class T> void leaky_relu(const T *x, T *y, std::size_t n, T slope) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = x[i] > 0 ? x[i] : slope * x[i];
}
template <class T> void elu(const T *x, T *y, std::size_t n, T alpha) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = x[i] > 0 ? x[i] : alpha * std::expm1(x[i]);
}
template <class T> void sigmoid(const T *x, T *y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = 1 / (1 + std::exp(-x[i]));
}
template <class T> void tanh(const T *x, T *y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = std::tanh(x[i]);
}
template <class T> void softplus(const T *x, T *y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    y[i] = std::log1p(std::exp(x[i]));
}
template <class T> void relu_backward(const T *x, const T *dy, T *dx, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    dx[i] = x[i] > 0 ? dy[i] : T(0);
}
template <class T> void leaky_relu_backward(const T *x, const T *dy, T *dx, std::size_t n, T slope) {
  for (std::size_t i = 0; i < n; ++i)
    dx[i] = x[i] > 0 ? dy[i] : slope * dy[i];
}
template <class T> void elu_backward(const T *x, const T *dy, T *dx, std::size_t n, T alpha) {
  for (std::size_t i = 0; i < n; ++i)
    dx[i] = x[i] > 0 ? dy[i] : dy[i] * alpha * std::exp(x[i]);
}
template <class T> void prelu(const T *x, T *y, const T *slopes, prelu_shape shape) {
  const auto [batch, channels, inner] = shape;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t c = 0; c < channels; ++c, x += inner, y += inner)
      leaky_relu(x, y, inner, slopes[c]);
}
template <class T>
void prelu_backward(const T *x, const T *dy, T *dx, const T *slopes, T *gradient, prelu_shape shape) {
  const auto [batch, channels, inner] = shape;
  for (std::size_t c = 0; c < channels; ++c)
    gradient[c] = 0;
  for (std::size_t b = 0; b < batch; ++b)
    for (std::size_t c = 0; c < channels; ++c, x += inner, dy += inner, dx += inner) {
      leaky_relu_backward(x, dy, dx, inner, slopes[c]);
      for (std::size_t i = 0; i < inner; ++i)
        gradient[c] += x[i] > 0 ? T(0) : dy[i] * x[i];
    }
}

template <class T>
constexpr naive_loops<T> loops{relu<T>,         leaky_relu<T>, elu<T>,           sigmoid<T>,
                               tanh<T>,         softplus<T>,   relu_backward<T>, leaky_relu_backward<T>,
                               elu_backward<T>, prelu<T>,      prelu_backward<T>};

} // namespace

const naive_loops<float> floats = loops<float>;
const naive_loops<double> doubles = loops<double>;

} // namespace NAIVE_LOOPS
