// flags: -DXACT_DISPATCH -Ofast
// expect: xact: this file is compiled with -ffast-math
#include <xact/xact.hpp>

#include <vector>

void of_biased(std::vector<float> &x, std::vector<float> &b) { xact::forward(xact::biased(xact::relu{}, b), x, x); }
