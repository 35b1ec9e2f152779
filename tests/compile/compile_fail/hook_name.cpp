// expect: xact: this functor's name must be static constexpr std::string_view name
// flags: -DCASE=0
// flags: -DCASE=1
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  std::string_view name = "wrong";
#elif CASE == 1
  std::string_view name() const { return "wrong"; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
