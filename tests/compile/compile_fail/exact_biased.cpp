// expect: apply exact to the activation, as in xact::biased
#include <xact/xact.hpp>

#include <vector>

void compile_fail() {
  std::vector<float> x(8), b(8);
  xact::forward(xact::exact(xact::biased(xact::elu{}, b, {.channels = 8})), x, x);
}
