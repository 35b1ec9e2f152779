// Steps of training besides activations: softmax and its loss, and the statistics of units.

#include "walk.hpp"

#include <xact/cross_entropy.hpp>
#include <xact/training/unit_statistics.hpp>

static const suite::registration training([]<class T>(T) {
  for (const std::size_t classes : suite::row_lengths) {
    const xact::softmax softmax{{.channels = classes}};
    const xact::log_softmax log_softmax{{.channels = classes}};
    suite::add_softmax<T>(classes, "", [=](const suite::arrays<T> &a) { xact::forward(softmax, a.x, a.out); });
    const auto of_rows = [=](const char *function) { return function + std::to_string(classes); };
    suite::add<T>(of_rows("forward/log_softmax_"), 2,
                  [=](const suite::arrays<T> &a) { xact::forward(log_softmax, a.x, a.out); });
    suite::add<T>(of_rows("backward_from_output/softmax_"), 3, [=](const suite::arrays<T> &a) {
      xact::backward_from_output(softmax, a.x, a.dy, a.out); // x is used as an output of softmax
    });
    suite::add<T>(of_rows("loss_and_gradient/cross_entropy_"), 2,
                  [=, labels = std::vector<int>()](const suite::arrays<T> &a) mutable {
                    labels.resize(a.x.size() / classes, 1);
                    double loss = xact::cross_entropy(softmax, a.x, labels, a.out);
                    suite::hide(loss);
                  });
  }

  suite::for_each_activation<T>([](const std::string &name, auto f) {
    if constexpr (!xact::channel_bound<decltype(f)>)
      suite::add<T>("forward_with_statistics/" + name, 2,
                    [f, units = xact::unit_statistics<T>({.channels = 64})](const suite::arrays<T> &a) mutable {
                      units.forward(f, a.x, a.out);
                    });
  });
  for (const auto &[name, axis] : suite::layouts)
    suite::add<T>(std::string("observe/statistics_") + name, 1,
                  [units = xact::unit_statistics<T>(axis)](const suite::arrays<T> &a) mutable { units.observe(a.x); });
});
