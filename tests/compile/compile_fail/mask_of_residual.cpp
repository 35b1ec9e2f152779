// expect: xact: forward_with_mask takes with_residual(x, r) only for an activation without parameters per channel
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y, std::span<std::uint8_t> mask,
                  std::span<const float> slopes) {
  xact::forward_with_mask(xact::prelu{slopes, {.channels = 3}}, xact::with_residual(x, x), y, mask);
}
