// expect: the slopes are a temporary
#include <xact/xact.hpp>

#include <vector>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::prelu{std::vector<float>{0.1F, 0.2F}, {.channels = 2}}, x, y);
}
