// expect: xact: this functor's test_parameters must be static constexpr auto test_parameters()
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

#include <vector>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  static constexpr auto test_parameters() { return std::array{1.0}; }
#elif CASE == 1
  std::vector<float> test_parameters;
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
