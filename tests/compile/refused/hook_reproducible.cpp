// expect: xact: this functor's reproducible must be static constexpr bool reproducible
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
  bool reproducible = true;
};

void refused(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
