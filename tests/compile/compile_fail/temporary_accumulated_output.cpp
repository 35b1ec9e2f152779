// expect: this output is a temporary
#include <xact/xact.hpp>

#include <vector>

void compile_fail(const std::vector<float> &x) {
  xact::backward(xact::relu{}, x, x, xact::accumulate(std::vector<float>(x.size())));
}
