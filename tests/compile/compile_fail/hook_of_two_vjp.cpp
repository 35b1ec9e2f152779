// expect: xact: this functor's vjp must be template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
#if CASE == 0
  template <xact::batch V> V vjp(V x, V dy) const { return x * dy; }
#elif CASE == 1
  template <xact::batch V> V vjp(V x, V p, V dy) const { return x * p * dy; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::learned{wrong{}, x, {.channels = 3}}, x, y);
}
