// expect: xact: this functor's derivative_from_output must be template <xact::batch V> V derivative_from_output(V y
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const { return {dy * p, dy * x}; }
  template <xact::batch V> V derivative_from_output(V y) const { return y; }
};

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::learned{wrong{}, x, {.channels = 3}}, x, y);
}
