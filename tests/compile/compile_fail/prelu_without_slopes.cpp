// expect: prelu needs its slopes, as in
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(xact::prelu{}, x, y); }
