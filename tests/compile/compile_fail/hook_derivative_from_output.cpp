// expect: xact: this functor's derivative_from_output must be template <xact::batch V> V derivative_from_output
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  template <xact::batch V> V derivative_from_output(V x, V y) const { return x + y; }
#elif CASE == 1
  template <xact::batch V> V derivative_from_output(V y) { return y; } // not const
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
