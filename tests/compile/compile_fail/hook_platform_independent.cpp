// expect: xact: this functor's platform_independent must be static constexpr bool platform_independent
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
  bool platform_independent = true;
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
