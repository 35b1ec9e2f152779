#include "walk.hpp"

#include <xact/verbs/forward.hpp>

static const suite::registration forward([]<class T>(T) {
  suite::for_each_activation<T>([](const std::string &name, auto f) {
    suite::add_forward<T>(f, name, "", [f](const suite::arrays<T> &a) { xact::forward(f, a.x, a.out); });
    // `exact` evaluates in double, so it accepts only floats. Activations that do not evaluate on double_double are
    // omitted here, because their results are correctly rounded without `exact`.
    if constexpr (std::is_same_v<T, float> && xact::evaluates_on_double_double<decltype(f)>)
      suite::add_forward<T>(f, "exact_" + name, "",
                            [f](const suite::arrays<T> &a) { xact::forward(xact::exact(f), a.x, a.out); });
  });
});
