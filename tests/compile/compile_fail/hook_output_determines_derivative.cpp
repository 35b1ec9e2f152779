// expect: xact: this functor's output_determines_derivative must be bool output_determines_derivative() const
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  bool output_determines_derivative = true;
#elif CASE == 1
  bool output_determines_derivative(float) const { return true; }
#elif CASE == 2
  int output_determines_derivative() const { return 1; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
