// expect: this input is no contiguous array
#include <xact/xact.hpp>

#include <list>

void compile_fail(std::list<float> &x, std::span<float> y) { xact::forward(xact::relu{}, x, y); }
