#include "naive_loops.hpp"

#include "../walk.hpp"

namespace {

template <class T> void add(const std::string &peer, const naive_loops<T> &by) {
  using arrays = suite::arrays<T>;
  const xact::leaky_relu leaky{};
  const auto slope = static_cast<T>(leaky.slope);
  const auto on = [](const auto &a, auto loop, auto... parameter) {
    loop(a.x.data(), a.out.data(), a.x.size(), parameter...);
  };
  const auto back = [](const auto &a, auto loop, auto... parameter) {
    loop(a.x.data(), a.dy.data(), a.out.data(), a.x.size(), parameter...);
  };
  suite::add_forward<T>(xact::relu{}, "relu", peer, [=](const arrays &a) { on(a, by.relu); });
  suite::add_forward<T>(leaky, "leaky_relu", peer, [=](const arrays &a) { on(a, by.leaky_relu, slope); });
  suite::add_forward<T>(xact::elu{}, "elu", peer, [=](const arrays &a) { on(a, by.elu, T(1)); });
  suite::add_forward<T>(xact::sigmoid{}, "sigmoid", peer, [=](const arrays &a) { on(a, by.sigmoid); });
  suite::add_forward<T>(xact::tanh{}, "tanh", peer, [=](const arrays &a) { on(a, by.tanh); });
  suite::add_forward<T>(xact::softplus{}, "softplus", peer, [=](const arrays &a) { on(a, by.softplus); });
  suite::add_backward<T>(xact::relu{}, "relu", peer, [=](const arrays &a) { back(a, by.relu_backward); });
  suite::add_backward<T>(leaky, "leaky_relu", peer, [=](const arrays &a) { back(a, by.leaky_relu_backward, slope); });
  suite::add_backward<T>(xact::elu{}, "elu", peer, [=](const arrays &a) { back(a, by.elu_backward, T(1)); });
  // Layouts with inner = 1 are omitted: the innermost loop over one element would be an unrealistic implementation.
  suite::for_each_prelu<T>([&](const std::string &name, const auto &f, const suite::layout &l) {
    if (l.axis.inner == 1)
      return;
    const T *slopes = suite::slopes<T>(l.axis.channels).data();
    const auto shape = [axis = l.axis](const arrays &a) {
      return prelu_shape{a.x.size() / (axis.channels * axis.inner), axis.channels, axis.inner};
    };
    suite::add_forward<T>(f, name, peer,
                          [=](const arrays &a) { by.prelu(a.x.data(), a.out.data(), slopes, shape(a)); });
    suite::add_backward_with_gradient<T>(f, name, peer, [=](const arrays &a) {
      T gradient[64];
      by.prelu_backward(a.x.data(), a.dy.data(), a.out.data(), slopes, gradient, shape(a));
      suite::hide(gradient);
    });
  });
}

template <class T> const naive_loops<T> &choose(const naive_loops<float> &floats, const naive_loops<double> &doubles) {
  if constexpr (std::is_same_v<T, float>)
    return floats;
  else
    return doubles;
}

const suite::registration naive_peers([]<class T>(T) {
  add<T>("naive", choose<T>(naive::floats, naive::doubles));
  add<T>("naive_fast_math", choose<T>(naive_fast_math::floats, naive_fast_math::doubles));
});

} // namespace
