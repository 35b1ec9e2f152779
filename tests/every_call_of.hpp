#pragma once

/// Defines the functions of every_call.hpp. Each source file that includes this header instantiates the functions for
/// one element type.

#include "every_call.hpp"

#include <xact/training.hpp>

#include <memory>

namespace test {
namespace detail {

/// Adds the calls with one functor to a list.
template <class T, class F> class calls_of {
public:
  calls_of(calls<T> &list, std::string name, const F &f, xact::stores stores)
      : list_(list), name_(std::move(name)), f_(f), stores_(stores) {}

  void add_all() {
    add_values();
    add_backward();
    if constexpr (xact::has_derivative_from_output<F, T> || xact::channel_bound<F>)
      add_from_output();
    if constexpr (xact::channel_bound<F>)
      add_gradients();
    if constexpr (xact::is_rectifier<F>)
      add_masks();
    if constexpr (std::is_same_v<F, xact::relu>)
      add_gate(xact::gated{f_});
  }

private:
  template <class Run> void add(const char *verb, const char *how, bool writes_y, const Run &run) {
    list_.push_back({std::string(verb) + "(" + name_ + ")" + how, writes_y, false, run});
  }
  /// Adds a call that writes y, and also `more` if the call has two outputs. If the list has `streamed` stores, the
  /// call marks these outputs.
  template <class Run> void add_stored(const char *verb, const char *how, const Run &run) {
    if (stores_ == xact::stores::streamed)
      add(verb, how, true, [f = f_, run](const operands<T> &a) {
        auto y = a.y, more = a.more;
        run(f, a, xact::streamed(y), xact::streamed(more));
      });
    else
      add(verb, how, true, [f = f_, run](const operands<T> &a) { run(f, a, a.y, a.more); });
  }

  void add_values() {
    add_stored("forward", "",
               [](const F &f, const operands<T> &a, auto &&y, auto &&) { xact::forward(a.on, f, a.x, y); });
    add_stored("derivative", "",
               [](const F &f, const operands<T> &a, auto &&y, auto &&) { xact::derivative(a.on, f, a.x, y); });
    add_stored("value_and_derivative", "", [](const F &f, const operands<T> &a, auto &&y, auto &&more) {
      xact::value_and_derivative(a.on, f, a.x, y, more);
    });
  }
  void add_backward() {
    add_stored("backward", "",
               [](const F &f, const operands<T> &a, auto &&y, auto &&) { xact::backward(a.on, f, a.x, a.dy, y); });
    add("backward", ", accumulated", false,
        [f = f_](const operands<T> &a) { xact::backward(a.on, f, a.x, a.dy, xact::accumulate(a.sum)); });
    add("backward", ", skipped", false,
        [f = f_](const operands<T> &a) { xact::backward(a.on, f, a.x, a.dy, xact::skip); });
  }
  void add_from_output() {
    add_stored("backward_from_output", "", [](const F &f, const operands<T> &a, auto &&y, auto &&) {
      xact::backward_from_output(a.on, f, a.x, a.dy, y);
    });
    add("backward_from_output", ", accumulated", false,
        [f = f_](const operands<T> &a) { xact::backward_from_output(a.on, f, a.x, a.dy, xact::accumulate(a.sum)); });
  }
  void add_gradients() {
    add_stored("backward", " with gradient", [](const F &f, const operands<T> &a, auto &&y, auto &&) {
      xact::backward(a.on, f, a.x, a.dy, y, a.gradient);
    });
    add("backward", " with gradient, both accumulated", false, [f = f_](const operands<T> &a) {
      xact::backward(a.on, f, a.x, a.dy, xact::accumulate(a.sum), xact::accumulate(a.gradient));
    });
    add("backward", " with gradient alone", false,
        [f = f_](const operands<T> &a) { xact::backward(a.on, f, a.x, a.dy, xact::skip, a.gradient); });
  }
  void add_masks() {
    add_stored("forward_with_mask", "", [](const F &f, const operands<T> &a, auto &&y, auto &&) {
      xact::forward_with_mask(a.on, f, a.x, y, a.mask);
    });
    list_.back().writes_mask = true;
    add_stored("backward_from_mask", "", [](const F &f, const operands<T> &a, auto &&y, auto &&) {
      xact::backward_from_mask(a.on, f, a.mask, a.dy, y);
    });
    add("backward_from_mask", ", accumulated", false,
        [f = f_](const operands<T> &a) { xact::backward_from_mask(a.on, f, a.mask, a.dy, xact::accumulate(a.sum)); });
  }

  /// Adds the calls with the gate `g`.
  void add_gate(const auto &g) {
    add_stored("forward of a gate", "",
               [g](const F &, const operands<T> &a, auto &&y, auto &&) { xact::forward(a.on, g, a.x, a.dy, y); });
    add_stored("backward of a gate", "", [g](const F &, const operands<T> &a, auto &&y, auto &&more) {
      xact::backward(a.on, g, a.x, a.dy, a.dy, y, more);
    });
  }

  calls<T> &list_;
  std::string name_;
  F f_;
  xact::stores stores_;
};

template <class T, class F>
void add_calls(calls<T> &list, const std::string &name, const F &f, xact::stores stores = xact::stores::automatic) {
  calls_of<T, F>(list, name, f, stores).add_all();
}

} // namespace detail

template <class T> calls<T> element_calls(xact::stores stores) {
  calls<T> list;
  detail::add_calls<T>(list, "relu", xact::relu{}, stores);
  detail::add_calls<T>(list, "leaky_relu", xact::formula::prelu{}, stores);
  detail::add_calls<T>(list, "elu", xact::elu{.alpha = 0.5}, stores);
  if constexpr (sizeof(T) == 4)
    detail::add_calls<T>(list, "exact(elu)", xact::exact(xact::elu{}), stores);
  return list;
}

template <class T> calls<T> channel_calls(std::span<const T> parameters, xact::channel_axis axis, xact::stores stores) {
  calls<T> list;
  const xact::prelu f{parameters, axis};
  detail::add_calls<T>(list, "prelu", f, stores);
  detail::add_calls<T>(list, "biased(elu)", xact::biased(xact::elu{}, parameters, axis), stores);
  if constexpr (sizeof(T) == 4)
    detail::add_calls<T>(list, "exact(prelu)", xact::exact(f), stores);
  return list;
}

namespace detail {

template <class T, class F> void add_slices(calls<T> &list, const std::string &name, const F &f) {
  const auto add = [&](const std::string &verb, bool writes_y, const auto &run) {
    list.push_back({verb, writes_y, false, run});
  };
  add("forward(" + name + ")", true, [f](const operands<T> &a) { xact::forward(a.on, f, a.x, a.y); });
  add("backward(" + name + ")", true, [f](const operands<T> &a) { xact::backward(a.on, f, a.x, a.dy, a.y); });
  add("backward(" + name + "), accumulated", false,
      [f](const operands<T> &a) { xact::backward(a.on, f, a.x, a.dy, xact::accumulate(a.sum)); });
  add("backward_from_output(" + name + ")", true,
      [f](const operands<T> &a) { xact::backward_from_output(a.on, f, a.x, a.dy, a.y); });
}

template <class T> void add_losses(calls<T> &list, const xact::softmax &f) {
  const auto add = [&](const std::string &name, bool writes_y, const auto &run) {
    list.push_back({name, writes_y, false, run});
  };
  add("cross_entropy", true, [f](const operands<T> &a) { xact::cross_entropy(a.on, f, a.x, a.labels, a.y); });
  add("cross_entropy, accumulated", false,
      [f](const operands<T> &a) { xact::cross_entropy(a.on, f, a.x, a.labels, xact::accumulate(a.sum)); });
  // The targets are dy. The gradient must not overlap the targets, so its output is `more` instead of y.
  add("cross_entropy with targets", false,
      [f](const operands<T> &a) { xact::cross_entropy(a.on, f, a.x, a.dy, a.more); });
  add("cross_entropy with targets, skipped", false,
      [f](const operands<T> &a) { xact::cross_entropy(a.on, f, a.x, a.dy, xact::skip); });
}

} // namespace detail

template <class T> calls<T> axis_calls(xact::channel_axis axis) {
  calls<T> list;
  detail::add_slices<T>(list, "softmax", xact::softmax{axis});
  detail::add_slices<T>(list, "log_softmax", xact::log_softmax{axis});
  detail::add_losses<T>(list, xact::softmax{axis});
  return list;
}

template <class T> calls<T> training_calls(xact::channel_axis axis) {
  calls<T> list;
  const auto add = [&](const std::string &name, bool writes_y, const auto &run) {
    list.push_back({name, writes_y, false, run});
  };
  const auto features = std::make_shared<xact::standardizer<T>>(axis);
  add("standardizer.observe", false, [features](const operands<T> &a) { features->observe(a.on, a.x); });
  add("standardizer.apply", true, [features](const operands<T> &a) { features->apply(a.on, a.x, a.y); });
  add("standardizer.undo", true, [features](const operands<T> &a) { features->undo(a.on, a.x, a.y); });
  for (const xact::saturation &limits : {xact::saturation{}, xact::saturation{.low = -0.99}}) {
    const auto units = std::make_shared<xact::unit_statistics<T>>(axis, limits);
    add("unit_statistics.observe", false, [units](const operands<T> &a) { units->observe(a.on, a.x); });
    add("unit_statistics.forward(elu)", true,
        [units](const operands<T> &a) { units->forward(a.on, xact::elu{}, a.x, a.y); });
  }
  const xact::penalty p = xact::elastic_net(0.1, 0.5);
  add("penalize", true, [p](const operands<T> &a) { (void)xact::penalize(a.on, p, a.x, a.y); });
  add("penalize, accumulated", false,
      [p](const operands<T> &a) { (void)xact::penalize(a.on, p, a.x, xact::accumulate(a.sum)); });
  return list;
}

} // namespace test
