// expect: this activation has no derivative_from_output
#include <xact/xact.hpp>

struct square {
  static constexpr std::string_view name = "square";
  template <xact::batch V> V operator()(V x) const { return x * x; }
  template <xact::batch V> V derivative(V x) const { return x + x; }
};

void compile_fail(std::span<const float> y, std::span<float> dx) { xact::backward_from_output(square{}, y, y, dx); }
