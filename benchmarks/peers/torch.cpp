// libtorch: ATen's functions on one thread, without autograd. Tensors are created once, but prelu returns new tensors.

#include "../walk.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/_softmax.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/elu.h>
#include <ATen/ops/elu_backward.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/leaky_relu.h>
#include <ATen/ops/leaky_relu_backward.h>
#include <ATen/ops/prelu.h>
#include <ATen/ops/prelu_backward.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/softplus.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/threshold_backward.h>
#include <c10/core/InferenceMode.h>

namespace {

template <class T> at::Tensor over(std::span<const T> x, at::IntArrayRef shape) {
  return at::from_blob(const_cast<T *>(x.data()), shape, c10::CppTypeToScalarType<T>::value);
}

template <class T> struct tensors {
  at::Tensor x, dy, out;

  tensors(const suite::arrays<T> &a, at::IntArrayRef shape)
      : x(over<T>(a.x, shape)), dy(over<T>(a.dy, shape)), out(over<T>(a.out, shape)) {}
};

/// Returns a functor that calls f(tensors). f writes to the tensor `out`. The tensors have rows of `columns` elements,
/// or one row if `columns` is 0.
template <class T> auto running(auto f, std::size_t columns = 0) {
  return suite::made_once<T>([=](const suite::arrays<T> &a) {
    const c10::InferenceMode guard;
    const std::int64_t of_row = static_cast<std::int64_t>(columns == 0 ? a.x.size() : columns);
    return [=, t = tensors<T>(a, {static_cast<std::int64_t>(a.x.size()) / of_row, of_row})]() mutable {
      const c10::InferenceMode inside;
      f(t);
    };
  });
}

/// Returns a functor that calls f(tensors, slopes) for prelu. f returns a new tensor, because ATen's prelu has no form
/// that writes to an existing tensor. The result of a first call is copied to `out`, so that `add` can compute the
/// error.
template <class T> auto returning(const suite::layout &l, auto f) {
  return suite::made_once<T>([=](const suite::arrays<T> &a) {
    const c10::InferenceMode guard;
    const auto channels = l.axis.channels;
    tensors<T> t(a, l.shape(a.x.size()));
    const auto slopes = over<T>(suite::slopes<T>(channels), static_cast<std::int64_t>(channels));
    t.out.copy_(f(t, slopes));
    return [=] {
      const c10::InferenceMode inside;
      auto result = f(t, slopes);
      suite::hide(result);
    };
  });
}

const suite::registration torch([]<class T>(T) {
  using t = tensors<T>;
  at::set_num_threads(1);
  const xact::leaky_relu leaky{};
  const double slope = leaky.slope;
  // clamp_min_out writes to an existing tensor; at::relu would return a new tensor.
  suite::add_forward<T>(xact::relu{}, "relu", "torch", running<T>([](t &a) { at::clamp_min_out(a.out, a.x, 0); }));
  suite::add_forward<T>(leaky, "leaky_relu", "torch", running<T>([=](t &a) { at::leaky_relu_out(a.out, a.x, slope); }));
  suite::add_forward<T>(xact::elu{}, "elu", "torch", running<T>([](t &a) { at::elu_out(a.out, a.x); }));
  suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "torch", running<T>([](t &a) { at::sigmoid_out(a.out, a.x); }));
  suite::add_forward<T>(xact::tanh{}, "tanh", "torch", running<T>([](t &a) { at::tanh_out(a.out, a.x); }));
  suite::add_forward<T>(xact::softplus{}, "softplus", "torch", running<T>([](t &a) { at::softplus_out(a.out, a.x); }));
  suite::add_backward<T>(xact::relu{}, "relu", "torch",
                         running<T>([](t &a) { at::threshold_backward_out(a.out, a.dy, a.x, 0); }));
  suite::add_backward<T>(leaky, "leaky_relu", "torch",
                         running<T>([=](t &a) { at::leaky_relu_backward_out(a.out, a.dy, a.x, slope, false); }));
  const auto elu_backward = [](bool from_output) {
    return running<T>([=](t &a) { at::elu_backward_out(a.out, a.dy, 1, 1, 1, from_output, a.x); });
  };
  suite::add_backward<T>(xact::elu{}, "elu", "torch", elu_backward(false));
  suite::add_backward_from_output<T>(xact::elu{}, "elu", "torch", elu_backward(true));
  for (const std::size_t classes : suite::row_lengths)
    suite::add_softmax<T>(classes, "torch", running<T>([](t &a) { at::_softmax_out(a.out, a.x, 1, false); }, classes));
  suite::for_each_prelu<T>([](const std::string &name, const auto &f, const suite::layout &l) {
    suite::add_forward<T>(f, name, "torch",
                          returning<T>(l, [](const t &a, const at::Tensor &slopes) { return at::prelu(a.x, slopes); }));
    suite::add_backward_with_gradient<T>(f, name, "torch", returning<T>(l, [](const t &a, const at::Tensor &slopes) {
                                           return std::get<0>(at::prelu_backward(a.dy, a.x, slopes));
                                         }));
  });
});

} // namespace
