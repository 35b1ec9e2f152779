// expect: xact: this functor's parameter_names must be static constexpr const char *parameter_names
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const { return {dy * p, dy * x}; }
#if CASE == 0
  static constexpr std::string_view parameter_names = "factors";
#elif CASE == 1
  const char *parameter_names = "factors";
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::learned{wrong{}, x, {.channels = 3}}, x, y);
}
