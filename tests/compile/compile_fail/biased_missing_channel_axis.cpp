// expect: these are several biases
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  const std::array<float, 3> biases{0.1F, 0.2F, 0.3F};
  xact::forward(xact::biased(xact::relu{}, biases), x, y);
}
