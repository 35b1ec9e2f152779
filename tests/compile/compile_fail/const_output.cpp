// expect: this output is const
#include <xact/xact.hpp>

#include <vector>

void compile_fail(const std::vector<float> &x, const std::vector<float> &y) { xact::forward(xact::relu{}, x, y); }
