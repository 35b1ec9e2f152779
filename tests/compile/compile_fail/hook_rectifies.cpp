// expect: xact: this functor's rectifies must be static constexpr bool rectifies
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  bool rectifies = true;
#elif CASE == 1
  bool rectifies() const { return true; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
