// expect: exact rounds all parameters of an activation to float; list them in
#include <xact/xact.hpp>

struct scaled {
  double factor;
  template <xact::batch V> V operator()(V x) const { return xact::param<V>(factor) * x; }
  template <xact::batch V> V derivative(V) const { return xact::param<V>(factor); }
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(xact::exact(scaled{2}), x, y); }
