// expect: xact: this formula's samples must be static constexpr auto samples(), a std::array of double
#include <xact/xact.hpp>

struct wrong {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> V parameter_derivative(V x, V) const { return x; }
  static constexpr auto samples() { return std::array{"1"}; }
};

void refused(std::span<const float> x, std::span<float> y) {
  xact::forward(xact::channelwise<wrong, float>(x, {.channels = 3}), x, y);
}
