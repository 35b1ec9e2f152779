// expect: bound parameters must have the element type of the arrays
#include <xact/xact.hpp>

void compile_fail(std::span<const double> slopes, std::span<const float> x, std::span<float> y) {
  xact::forward(xact::prelu{slopes}, x, y);
}
