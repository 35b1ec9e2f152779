// expect: xact: this functor's backward must be template <xact::batch V> V backward(V x, V dy) const
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
// flags: -DCASE=3
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  template <xact::batch V> V backward(V dy) const { return dy; }
#elif CASE == 1
  template <xact::batch V> void backward(V, V) const {}
#elif CASE == 2
  template <xact::batch V> V backward(V x, V dy) { return x * dy; } // not const
#elif CASE == 3
  template <xact::batch V> V backward(V x, V y, V dy) const { return x + y + dy; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::backward(wrong{}, x, x, y); }
