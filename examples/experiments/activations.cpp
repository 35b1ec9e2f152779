#include "network.hpp"

#include <xact/xact.hpp>

namespace experiments {

namespace {

template <class F> struct compiled final : activation::kernels {
  F f;

  explicit compiled(const F &formula) : f(formula) {}
  void forward(const numbers &z, numbers &y) const override { xact::forward(f, z, y); }
  void backward(const numbers &z, const numbers &dy, numbers &dz) const override { xact::backward(f, z, dy, dz); }
  [[nodiscard]] double gain() const override { return xact::gain(f); }
};

template <class F> activation make(const F &f, bool learns_slopes = false) {
  return {F::name, std::make_shared<compiled<F>>(f), learns_slopes};
}

} // namespace

activation relu() { return make(xact::relu{}); }
activation leaky_relu(double slope) { return make(xact::leaky_relu{slope}); }
activation prelu() { return make(xact::formula::prelu{}, true); }
activation elu() { return make(xact::elu{}); }
activation sigmoid() { return make(xact::sigmoid{}); }
activation tanh() { return make(xact::tanh{}); }
activation identity() { return make(xact::identity{}); }

void forward(const numbers &slopes, const numbers &z, numbers &y) {
  xact::forward(xact::prelu{slopes, {.channels = slopes.size()}}, z, y);
}

void backward(const numbers &slopes, const numbers &z, const numbers &dy, numbers &dz, numbers &dslopes) {
  xact::backward(xact::prelu{slopes, {.channels = slopes.size()}}, z, dy, dz, dslopes);
}

} // namespace experiments
