// expect: the biases are a temporary
#include <xact/xact.hpp>

#include <vector>

void compile_fail() {
  std::vector<float> x(8);
  xact::forward(xact::biased(xact::relu{}, std::vector<float>(1)), x, x);
}
