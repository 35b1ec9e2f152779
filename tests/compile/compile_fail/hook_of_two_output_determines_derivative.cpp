// expect: xact: this functor's output_determines_derivative must be template <xact::scalar T> static bool
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const { return {dy * p, dy * x}; }
  bool output_determines_derivative() const { return true; }
};

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::learned{wrong{}, x, {.channels = 3}}, x, y);
}
