// No header causes the warning -Wundef, which some projects enable.
// flags: -Werror -Wundef
#include <xact/cross_entropy.hpp>
#include <xact/softmax.hpp>
#include <xact/testing/conformance.hpp>
#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <random>
#include <vector>

using array = std::vector<float>;

void calls(array &x, array &y, std::vector<double> &w, std::vector<std::uint8_t> &mask, std::vector<int> &labels) {
  xact::for_each_activation([&](auto f) {
    xact::forward(f, x, y);
    xact::derivative(f, w, w);
    xact::value_and_derivative(f, x, x, y);
    xact::backward(f, x, y, xact::accumulate(y));
    xact::forward(xact::exact(f), x, y);
  });
  xact::backward_from_output(xact::elu{}, x, y, xact::streamed(y));
  const xact::prelu slopes{w, {.channels = 3}};
  xact::backward(slopes, w, w, w, w);
  xact::forward(xact::biased(xact::relu{}, w, {.channels = 3}), w, w);
  xact::forward_with_mask(xact::relu{}, x, y, mask);
  xact::backward_from_mask(xact::relu{}, mask, x, y);
  xact::forward(xact::softmax{}, x, y);
  xact::backward(xact::log_softmax{}, x, y, xact::skip);
  (void)xact::cross_entropy(xact::softmax{}, x, labels, y);
  (void)xact::visit("elu", {{"alpha", 0.5}}, [&](auto f) { xact::forward(f, x, y); });

  std::mt19937_64 generator;
  xact::initialize(xact::he_normal({.in = 3, .out = 2}), x, generator);
  xact::initialize_slopes(x);
  xact::standardizer<float> features({.channels = 3});
  features.observe(x);
  features.apply(x, y);
  xact::unit_statistics<float> units({.channels = 3});
  units.forward(xact::elu{}, x, y);
  (void)xact::penalize(xact::l2(1), x, xact::accumulate(y));
  (void)xact::gain(xact::elu{});
  (void)xact::conformance(xact::elu{});
}
