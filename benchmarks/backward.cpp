#include "walk.hpp"

#include <xact/verbs/backward.hpp>

static const suite::registration backward([]<class T>(T) {
  suite::for_each_activation<T>([](const std::string &name, auto f) {
    suite::add_backward<T>(f, name, "", [f](const suite::arrays<T> &a) { xact::backward(f, a.x, a.dy, a.out); });
    if constexpr (xact::channel_bound<decltype(f)>)
      suite::add_backward_with_gradient<T>(f, name, "", [f](const suite::arrays<T> &a) {
        T dw[64];
        xact::backward(f, a.x, a.dy, a.out, std::span(dw, f.parameters().size()));
        suite::hide(dw);
      });
    if constexpr (xact::channel_bound<decltype(f)> || xact::has_derivative_from_output<decltype(f)>)
      suite::add_backward_from_output<T>(
          f, name, "", [f](const suite::arrays<T> &a) { xact::backward_from_output(f, a.x, a.dy, a.out); });
  });
});
