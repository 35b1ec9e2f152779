// expect: xact: this functor's bundle must be static constexpr std::size_t bundle, of value 1, 2 or 4
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  std::size_t bundle = 4;
#elif CASE == 1
  static constexpr std::size_t bundle = 3;
#elif CASE == 2
  static constexpr const char *bundle = "4";
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
