// expect: these are several slopes
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  float slopes[] = {0.1F, 0.2F, 0.3F};
  xact::forward(xact::prelu{slopes}, x, y);
}
