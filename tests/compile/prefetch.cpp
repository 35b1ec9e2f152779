// A call of a light operation, whose loops prefetch. The test compile.prefetch counts the prefetches in the optimized
// code.

#include <xact/xact.hpp>

void backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx);
void backward(std::span<const float> x, std::span<const float> dy, std::span<float> dx) {
  xact::backward(xact::relu{}, x, dy, dx);
}
