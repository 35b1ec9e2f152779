// expect: xact: this functor's specialize must be void specialize(const auto &run) const
// flags: -DCASE=0
// flags: -DCASE=1
// flags: -DCASE=2
// flags: -DCASE=3
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
#if CASE == 0
  void specialize() const {}
#elif CASE == 1
  void specialize(const auto &run) { run(*this); } // not const
#elif CASE == 2
  static constexpr bool specialize = true;
#elif CASE == 3
  int specialize(const auto &) const { return 0; }
#endif
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
