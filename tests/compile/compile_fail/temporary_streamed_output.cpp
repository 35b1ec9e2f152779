// expect: this output is a temporary
#include <xact/xact.hpp>

#include <vector>

void compile_fail(const std::vector<float> &x) {
  xact::forward(xact::relu{}, x, xact::streamed(std::vector<float>(x.size())));
}
