#include "walk.hpp"

#include <xact/verbs/derivative.hpp>

static const suite::registration derivative([]<class T>(T) {
  suite::for_each_activation<T>([](const std::string &name, auto f) {
    suite::add<T>("derivative/" + name, 2, [f](const suite::arrays<T> &a) { xact::derivative(f, a.x, a.out); });
    suite::add<T>("value_and_derivative/" + name, 3,
                  [f](const suite::arrays<T> &a) { xact::value_and_derivative(f, a.x, a.out, a.more_out); });
  });
});
