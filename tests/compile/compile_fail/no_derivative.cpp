// expect: this activation has no derivative
#include <xact/xact.hpp>

struct square {
  template <xact::batch V> V operator()(V x) const { return x * x; }
};

void compile_fail(std::span<const float> x, std::span<float> d) { xact::derivative(square{}, x, d); }
