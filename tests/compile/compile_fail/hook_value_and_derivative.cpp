// expect: xact: this functor's value_and_derivative must be template <xact::batch V> xact::value_derivative_pair<V>
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
  template <xact::batch V> std::array<V, 2> value_and_derivative(V x) const { return {x * x, x + x}; }
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
