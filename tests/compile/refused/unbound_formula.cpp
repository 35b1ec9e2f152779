// expect: this formula needs its parameter
#include <xact/xact.hpp>

void refused(std::span<const float> x, std::span<float> y) { xact::forward(xact::formula::prelu{}, x, y); }
