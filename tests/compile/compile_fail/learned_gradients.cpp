// expect: xact: backward takes one gradient for each bound array of parameters
// flags: -DGRADIENTS=dp
// flags: -DGRADIENTS=dp,dp
#include <xact/xact.hpp>

#include <vector>

void compile_fail(std::vector<float> &x, const std::vector<float> &p, std::vector<float> &dp) {
  xact::backward(xact::learned{xact::xielu{}, p, p, p, {.channels = 3}}, x, x, x, GRADIENTS);
}
