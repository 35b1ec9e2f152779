#pragma once

/// Calls of each verb, softmax and a loss. All calls are on arrays, so that kernels compute all results.

#include <xact/cross_entropy.hpp>
#include <xact/softmax.hpp>
#include <xact/xact.hpp>

#include <cstdint>
#include <vector>

inline void call_each_verb(std::vector<float> &x, std::vector<float> &y, std::vector<double> &w,
                           std::vector<std::uint8_t> &mask, std::vector<int> &labels) {
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
