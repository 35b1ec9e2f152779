// expect: all arrays of a call must hold the same type
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<double> dy, std::span<float> dx) {
  xact::backward(xact::relu{}, x, dy, dx);
}
