// Calls every verb on one thread. The test compile.real_time compares the undefined symbols of this object with a list
// of allowed functions.

#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <span>

struct arrays {
  std::span<float> x, y, d, dy, dx, parameters, gradient;
  std::span<std::uint8_t> mask;
  std::span<const int> labels;
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

/// Calls two verbs. Activations with other formulas, exact activations and adaptors may call additional functions.
template <class F> static void call_formula(const F &f, const arrays &a) {
  xact::forward(f, a.x, a.y);
  xact::backward(f, a.x, a.dy, a.dx);
}

template <class F> static void call_along_axis(const F &f, const arrays &a) {
  xact::forward(f, a.x, a.y);
  xact::backward(f, a.x, a.dy, a.dx);
  xact::backward_from_output(f, a.y, a.dy, a.dx);
}

void on_real_time_thread(const arrays &a, xact::standardizer<float> &inputs, xact::unit_statistics<float> &units);
void on_real_time_thread(const arrays &a, xact::standardizer<float> &inputs, xact::unit_statistics<float> &units) {
  const xact::channel_axis axis{.channels = 3, .inner = 20};
  const xact::prelu prelu{a.parameters, axis};
  call(xact::elu{}, a);
  call(prelu, a);
  call_formula(xact::sigmoid{}, a);
  call_formula(xact::tanh{}, a);
  call_formula(xact::softplus{}, a);
  call_formula(xact::exact(xact::elu{}), a);
  call_formula(xact::exact(xact::tanh{}), a);
  call_formula(xact::exact(prelu), a);
  call_formula(xact::biased(xact::tanh{}, a.parameters, axis), a);

  call_along_axis(xact::softmax{axis}, a);
  call_along_axis(xact::log_softmax{axis}, a);
  xact::cross_entropy(xact::softmax{axis}, a.x, a.labels, a.dx, a.d);
  xact::cross_entropy(xact::softmax{axis}, a.x, a.y, a.dx);

  inputs.observe(a.x);
  inputs.apply(a.x, a.y);
  inputs.undo(a.y, a.x);
  units.observe(a.y);
  units.forward(xact::tanh{}, a.x, a.y);
  xact::penalize(xact::elastic_net(0.1, 0.5), a.x, xact::accumulate(a.dx));
  xact::update_slopes({.rate = 0.01}, a.parameters, a.gradient, a.d);
}
