// expect: xact: this functor's derivative must be template <xact::batch V> V derivative(V x) const
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
// flags: -DCASE=3
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
#if CASE == 0
  template <xact::batch V> V derivative(V x, V) const { return x; }
#elif CASE == 1
  template <xact::batch V> V derivative(V x) { return x; } // not const
#elif CASE == 2
  double derivative = 1;
#elif CASE == 3
  float derivative(float x) const { return x; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
