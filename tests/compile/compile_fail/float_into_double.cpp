// expect: all arrays of a call must hold the same type
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<double> y) { xact::forward(xact::relu{}, x, y); }
