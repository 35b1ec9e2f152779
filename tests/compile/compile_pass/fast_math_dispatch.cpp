// flags: -DXACT_DISPATCH -Ofast
// flags: -DXACT_DISPATCH -O3 -ffast-math -Wall -Wextra -Werror
// With XACT_DISPATCH the kernel library computes all calls of this source, so -ffast-math is allowed.
#include <xact/cross_entropy.hpp>
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

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
  const xact::prelu slopes{w, {.channels = 3}};
  xact::backward(slopes, w, w, w, w);
  xact::backward_from_output(slopes, w, w, xact::accumulate(w));
  xact::forward_with_mask(xact::relu{}, x, y, mask);
  xact::backward_from_mask(xact::relu{}, mask, x, y);
  xact::forward(xact::softmax{}, x, y);
  xact::backward(xact::log_softmax{}, x, y, xact::skip);
  (void)xact::cross_entropy(xact::softmax{}, x, labels, y);
  (void)xact::visit("elu", {{"alpha", 0.5}}, [&](auto f) { xact::forward(f, x, y); });
}
