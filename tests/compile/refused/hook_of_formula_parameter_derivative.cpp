// expect: xact: this formula's parameter_derivative must be template <xact::batch V> V parameter_derivative(V x, V p
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> V parameter_derivative(V x) const { return x; }
};

void refused(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
