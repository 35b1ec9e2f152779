// expect: xact: this formula's output_determines_derivative must be template <xact::scalar T> bool
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> V parameter_derivative(V x, V) const { return x; }
  bool output_determines_derivative() const { return true; }
};

void refused(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::channelwise<wrong, float>(x, {.channels = 3}), x, y);
}
