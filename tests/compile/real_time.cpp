// Calls every verb on one thread; what this object asks of other code, the test compile.real_time compares with a list.

#include <xact/xact.hpp>

#include <span>

struct arrays {
  std::span<float> x, y, d, dy, dx, parameters, gradient;
  std::span<std::uint8_t> mask;
};

template <class F> static void call(const F &f, const arrays &a) {
  xact::forward(f, a.x, a.y);
  xact::forward(f, a.x, xact::streamed(a.y));
  xact::derivative(f, a.x, a.d);
  xact::value_and_derivative(f, a.x, a.y, a.d);
  xact::backward(f, a.x, a.dy, a.dx);
  xact::backward(f, a.x, a.dy, xact::accumulate(a.dx));
  if constexpr (xact::has_derivative_from_output<F>)
    xact::backward_from_output(f, a.y, a.dy, a.dx);
  if constexpr (xact::channel_bound<F>)
    xact::backward(f, a.x, a.dy, a.dx, a.gradient);
  if constexpr (xact::is_rectifier<F>) {
    xact::forward_with_mask(f, a.x, a.y, a.mask);
    xact::backward_from_mask(f, a.mask, a.dy, a.dx);
  }
}

void on_real_time_thread(const arrays &a);
void on_real_time_thread(const arrays &a) {
  call(xact::elu{}, a);
  call(xact::prelu{a.parameters, {.channels = 3, .inner = 20}}, a);
}
