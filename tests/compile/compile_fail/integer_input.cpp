// expect: arrays must hold float or double
#include <xact/xact.hpp>

void compile_fail(std::span<int> x, std::span<float> y) { xact::forward(xact::relu{}, x, y); }
