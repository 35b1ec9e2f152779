#include "walk.hpp"

#include <xact/kernels/forward.hpp>

static const suite::registration forward([]<class T>(T) {
  suite::for_each_activation<T>([](const std::string &name, auto f) {
    suite::add<T>("forward/" + name, 2, [f](const suite::arrays<T> &a) { xact::forward(f, a.x, a.out); });
  });
});
