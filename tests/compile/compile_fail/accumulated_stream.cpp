// expect: an accumulated output is also read and therefore cached
#include <xact/xact.hpp>

#include <vector>

void compile_fail(const std::vector<float> &x, const std::vector<float> &dy, std::vector<float> &dx) {
  xact::backward(xact::relu{}, x, dy, xact::accumulate(xact::streamed(dx)));
}
