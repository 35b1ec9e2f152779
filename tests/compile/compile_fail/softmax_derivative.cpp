// flags: -DDERIVATIVE
// flags: -DSTATISTICS
// expect: xact: softmax works on slices along an axis, not element by element
#include <xact/softmax.hpp>
#include <xact/training.hpp>
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
#ifdef DERIVATIVE
  xact::derivative(xact::softmax{}, x, y);
#else
  xact::unit_statistics<float>({.channels = 10}).forward(xact::softmax{}, x, y);
#endif
}
