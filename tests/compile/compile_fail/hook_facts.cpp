// expect: xact: this functor's facts must be constexpr xact::contract facts() const
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  static constexpr xact::contract facts(double);
#elif CASE == 1
  xact::ulp_bounds facts() const { return {1, 1}; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
