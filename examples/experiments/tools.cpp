#include "network.hpp"

namespace experiments {

void dataset::standardize() {
  xact::standardizer<float> inputs({.channels = pixels});
  inputs.observe(x);
  inputs.apply(x, x);
}

void initialize(const xact::distribution &d, numbers &w, std::mt19937_64 &generator) {
  xact::initialize(d, w, generator);
}

void initialize_slopes(numbers &slopes) { xact::initialize_slopes(slopes); }

void update_slopes(double rate, numbers &slopes, const numbers &gradient, numbers &velocity) {
  xact::update_slopes({.rate = rate}, slopes, gradient, velocity);
}

void observe(xact::unit_statistics<float> &statistics, const numbers &y) { statistics.observe(y); }

void penalize(double l2, const numbers &w, numbers &dw) { xact::penalize(xact::l2(l2), w, xact::accumulate(dw)); }

} // namespace experiments
