// expect: biased takes an activation without parameters per channel
#include <xact/xact.hpp>

#include <vector>

void compile_fail() {
  std::vector<float> x(8), slopes(8), b(8);
  xact::forward(xact::biased(xact::prelu{slopes, {.channels = 8}}, b, {.channels = 8}), x, x);
}
