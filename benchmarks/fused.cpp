// Calls that read or write less memory: backward_from_mask reads a mask with one bit per element instead of x, and
// `biased` adds a bias in the pass that computes the activation.

#include "walk.hpp"

#include <xact/biased.hpp>
#include <xact/verbs/mask.hpp>

static const suite::registration fused([]<class T>(T) {
  suite::for_each_activation<T>([](const std::string &name, auto f) {
    if constexpr (xact::is_rectifier<decltype(f)>) {
      suite::add<T>("forward_with_mask/" + name, 2,
                    [f, mask = std::vector<std::uint8_t>()](const suite::arrays<T> &a) mutable {
                      mask.resize(a.x.size() / 8);
                      xact::forward_with_mask(f, a.x, a.out, mask);
                    });
      suite::add<T>("backward_from_mask/" + name, 2,
                    [f, mask = std::vector<std::uint8_t>()](const suite::arrays<T> &a) mutable {
                      if (mask.size() != a.x.size() / 8) {
                        mask.resize(a.x.size() / 8);
                        xact::forward_with_mask(f, a.x, a.out, mask);
                      }
                      xact::backward_from_mask(f, mask, a.dy, a.out);
                    });
    }
  });
  for (const auto &[name, axis] : suite::layouts) {
    const xact::biased f(xact::relu{}, suite::slopes<T>(axis.channels), axis);
    const std::string biased = std::string("biased_relu_") + name;
    suite::add<T>("forward/" + biased, 2, [f](const suite::arrays<T> &a) { xact::forward(f, a.x, a.out); });
    suite::add<T>("backward_with_gradient/" + biased, 3, [f](const suite::arrays<T> &a) {
      T db[64];
      xact::backward(f, a.x, a.dy, a.out, std::span(db, f.parameters().size()));
      suite::hide(db);
    });
  }
});
