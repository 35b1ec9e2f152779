// oneDNN's eltwise, softmax and prelu primitives, created once for each size. They run on one thread, because the times
// are CPU times of one thread.

#include "../walk.hpp"

#include <dnnl.hpp>

#include <dlfcn.h>

#include <unordered_map>

namespace {

using dnnl::memory;
using arrays = suite::arrays<float>;

const dnnl::engine &engine() {
  static const dnnl::engine e(dnnl::engine::kind::cpu, 0);
  return e;
}
dnnl::stream &stream() {
  static dnnl::stream s(engine());
  return s;
}

memory::desc flat(std::size_t n) {
  return {{static_cast<memory::dim>(n)}, memory::data_type::f32, memory::format_tag::a};
}

memory over(const memory::desc &d, std::span<const float> x) {
  return memory(d, engine(), const_cast<float *>(x.data()));
}

struct call {
  dnnl::primitive p;
  std::unordered_map<int, memory> arguments;

  void operator()() const {
    p.execute(stream(), arguments);
    stream().wait();
  }
};

auto forward_description(dnnl::algorithm f, std::size_t n, float alpha, float beta) {
  return dnnl::eltwise_forward::primitive_desc({dnnl::prop_kind::forward_training, f, flat(n), alpha, beta}, engine());
}

auto forward(dnnl::algorithm f, float alpha, float beta = 0) {
  return suite::made_once<float>([=](const arrays &a) {
    const auto d = flat(a.x.size());
    return call{dnnl::eltwise_forward(forward_description(f, a.x.size(), alpha, beta)),
                {{DNNL_ARG_SRC, over(d, a.x)}, {DNNL_ARG_DST, over(d, a.out)}}};
  });
}

/// Returns a functor that computes out = dy·f'. `data` is the role of a.x: DNNL_ARG_SRC for the input of f,
/// DNNL_ARG_DST for the output of f.
auto backward(dnnl::algorithm f, float alpha, int data) {
  return suite::made_once<float>([=](const arrays &a) {
    const auto d = flat(a.x.size());
    const dnnl::eltwise_backward::primitive_desc description({f, d, d, alpha, 0}, engine(),
                                                             forward_description(f, a.x.size(), alpha, 0));
    return call{dnnl::eltwise_backward(description),
                {{data, over(d, a.x)}, {DNNL_ARG_DIFF_DST, over(d, a.dy)}, {DNNL_ARG_DIFF_SRC, over(d, a.out)}}};
  });
}

auto softmax(std::size_t classes) {
  return suite::made_once<float>([=](const arrays &a) {
    const memory::desc rows({static_cast<memory::dim>(a.x.size() / classes), static_cast<memory::dim>(classes)},
                            memory::data_type::f32, memory::format_tag::ab);
    const dnnl::softmax_forward::primitive_desc description({dnnl::prop_kind::forward_inference, rows, 1}, engine());
    return call{dnnl::softmax_forward(description),
                {{DNNL_ARG_SRC, over(rows, a.x)}, {DNNL_ARG_DST, over(rows, a.out)}}};
  });
}

/// The descriptions of prelu's data and slopes for n elements in a layout.
struct prelu_shape {
  memory::desc data, slopes;

  prelu_shape(const suite::layout &l, std::size_t n) : prelu_shape(l.shape(n)) {}

  auto forward() const {
    return dnnl::prelu_forward::primitive_desc({dnnl::prop_kind::forward_training, data, slopes}, engine());
  }
  auto backward() const {
    return dnnl::prelu_backward::primitive_desc({data, slopes, data, slopes}, engine(), forward());
  }

private:
  explicit prelu_shape(const std::array<std::int64_t, 3> &dims)
      : data({dims[0], dims[1], dims[2]}, memory::data_type::f32, memory::format_tag::abc),
        slopes({1, dims[1], 1}, memory::data_type::f32, memory::format_tag::abc) {}
};

auto prelu_forward(const suite::layout &l, std::span<const float> slopes) {
  return suite::made_once<float>([=](const arrays &a) {
    const prelu_shape shape(l, a.x.size());
    return call{dnnl::prelu_forward(shape.forward()),
                {{DNNL_ARG_SRC, over(shape.data, a.x)},
                 {DNNL_ARG_WEIGHTS, over(shape.slopes, slopes)},
                 {DNNL_ARG_DST, over(shape.data, a.out)}}};
  });
}

auto prelu_backward(const suite::layout &l, std::span<const float> slopes) {
  return suite::made_once<float>([=](const arrays &a) {
    static std::vector<float> gradient(64);
    const prelu_shape shape(l, a.x.size());
    return call{dnnl::prelu_backward(shape.backward()),
                {{DNNL_ARG_SRC, over(shape.data, a.x)},
                 {DNNL_ARG_WEIGHTS, over(shape.slopes, slopes)},
                 {DNNL_ARG_DIFF_DST, over(shape.data, a.dy)},
                 {DNNL_ARG_DIFF_SRC, over(shape.data, a.out)},
                 {DNNL_ARG_DIFF_WEIGHTS, over(shape.slopes, gradient)}}};
  });
}

/// Makes OpenMP use one thread, if oneDNN is compiled with OpenMP.
void use_one_thread() {
  if (void *set = dlsym(RTLD_DEFAULT, "omp_set_num_threads"))
    reinterpret_cast<void (*)(int)>(set)(1);
}

const suite::registration onednn([]<class T>(T) {
  if constexpr (std::is_same_v<T, float>) {
    using dnnl::algorithm;
    use_one_thread();
    const auto slope = static_cast<float>(xact::leaky_relu{}.slope);
    suite::add_forward<T>(xact::relu{}, "relu", "onednn", forward(algorithm::eltwise_relu, 0));
    suite::add_forward<T>(xact::leaky_relu{}, "leaky_relu", "onednn", forward(algorithm::eltwise_relu, slope));
    suite::add_forward<T>(xact::elu{}, "elu", "onednn", forward(algorithm::eltwise_elu, 1));
    suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "onednn", forward(algorithm::eltwise_logistic, 0));
    suite::add_forward<T>(xact::tanh{}, "tanh", "onednn", forward(algorithm::eltwise_tanh, 0));
    suite::add_forward<T>(xact::softplus{}, "softplus", "onednn", forward(algorithm::eltwise_soft_relu, 1));
    suite::add_forward<T>(xact::relu6{}, "relu6", "onednn", forward(algorithm::eltwise_clip, 0, 6));
    suite::add_forward<T>(xact::hard_swish{}, "hard_swish", "onednn", forward(algorithm::eltwise_hardswish, 0));
    suite::add_forward<T>(xact::silu{}, "silu", "onednn", forward(algorithm::eltwise_swish, 1));
    suite::add_forward<T>(xact::gelu{}, "gelu", "onednn", forward(algorithm::eltwise_gelu_erf, 0));
    suite::add_forward<T>(xact::gelu_tanh{}, "gelu_tanh", "onednn", forward(algorithm::eltwise_gelu_tanh, 0));
    suite::add_forward<T>(xact::mish{}, "mish", "onednn", forward(algorithm::eltwise_mish, 0));
    suite::add_backward<T>(xact::silu{}, "silu", "onednn", backward(algorithm::eltwise_swish, 1, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::gelu{}, "gelu", "onednn", backward(algorithm::eltwise_gelu_erf, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::gelu_tanh{}, "gelu_tanh", "onednn",
                           backward(algorithm::eltwise_gelu_tanh, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::mish{}, "mish", "onednn", backward(algorithm::eltwise_mish, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::sigmoid{}, "sigmoid", "onednn",
                           backward(algorithm::eltwise_logistic, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::tanh{}, "tanh", "onednn", backward(algorithm::eltwise_tanh, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::relu{}, "relu", "onednn", backward(algorithm::eltwise_relu, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::leaky_relu{}, "leaky_relu", "onednn",
                           backward(algorithm::eltwise_relu, slope, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::elu{}, "elu", "onednn", backward(algorithm::eltwise_elu, 1, DNNL_ARG_SRC));
    suite::add_backward_from_output<T>(xact::elu{}, "elu", "onednn",
                                       backward(algorithm::eltwise_elu_use_dst_for_bwd, 1, DNNL_ARG_DST));
    for (const std::size_t classes : suite::row_lengths)
      suite::add_softmax<T>(classes, "onednn", softmax(classes));
    suite::for_each_prelu<T>([](const std::string &name, const auto &f, const suite::layout &l) {
      const auto slopes = suite::slopes<T>(l.axis.channels);
      suite::add_forward<T>(f, name, "onednn", prelu_forward(l, slopes));
      suite::add_backward_with_gradient<T>(f, name, "onednn", prelu_backward(l, slopes));
    });
  }
});

} // namespace
