// expect: xact: this formula's backward must be template <xact::batch V> V backward(V x, V p, V dy) const
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> V parameter_derivative(V x, V) const { return x; }
  template <xact::batch V> V backward(V x, V dy) const { return x * dy; }
};

void refused(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::channelwise<wrong, float>(x, {.channels = 3}), x, y);
}
