// expect: exact takes an activation
#include <xact/xact.hpp>

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::exact([](auto v) { return v; }), x, y);
}
