// expect: xact: this functor's backward must be template <xact::batch V> V backward(V x, V dy) const
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }

private:
  template <xact::batch V> V backward(V x, V dy) const { return x * dy; }
};

void compile_fail(std::span<const float> x, std::span<float> y) { xact::forward(wrong{}, x, y); }
