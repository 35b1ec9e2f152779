// expect: the parameters of channels must hold the same type as the arrays
#include <xact/xact.hpp>

void refused(std::span<const double> slopes, std::span<const float> x, std::span<float> y) {
  xact::forward(xact::prelu{slopes}, x, y);
}
