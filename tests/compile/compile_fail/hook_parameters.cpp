// expect: xact: this functor's parameters must be static constexpr auto parameters()
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  double factor = 1;
  auto parameters() const { return std::array{xact::parameter<wrong>{"factor", &wrong::factor}}; } // not static
#elif CASE == 1
  std::array<double, 2> parameters;
#elif CASE == 2
  static constexpr auto parameters() { return std::array{1.0}; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
