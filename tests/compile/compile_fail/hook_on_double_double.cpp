// expect: xact: this functor's on_double_double must be static constexpr bool on_double_double
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  bool on_double_double = true;
#elif CASE == 1
  static constexpr int on_double_double = 1;
#elif CASE == 2
  static bool on_double_double() { return true; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
