#include <xact/xact.hpp>

#include <array>
#include <span>
#include <vector>

// These calls are corrected forms of calls in ../compile_fail.
void compile_pass(const std::vector<float> &x, std::vector<float> &y, std::array<double, 4> &z, float (&slopes)[2]) {
  xact::forward(xact::elu{}, x, y);
  xact::derivative(xact::elu{}, std::span<const float>(x), y);
  xact::backward_from_output(xact::relu{}, x, y, std::span(y));
  xact::forward(xact::relu{}, z, z);
  xact::forward(xact::prelu{slopes, {.channels = 2}}, x, y);
}
