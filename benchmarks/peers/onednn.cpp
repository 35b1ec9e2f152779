// oneDNN's eltwise and prelu primitives, made once for each size, on this thread alone (set OMP_NUM_THREADS=1).

#include "../verbs.hpp"

#include <dnnl.hpp>

#include <map>

namespace {

using dnnl::memory;

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

void run(const dnnl::primitive &p, const std::unordered_map<int, memory> &arguments) {
  p.execute(stream(), arguments);
  stream().wait();
}

auto forward_description(dnnl::algorithm f, std::size_t n, float alpha) {
  return dnnl::eltwise_forward::primitive_desc({dnnl::prop_kind::forward_training, f, flat(n), alpha, 0}, engine());
}

auto forward(dnnl::algorithm f, float alpha) {
  return [=, made = std::map<std::size_t, dnnl::eltwise_forward>()](const suite::arrays<float> &a) mutable {
    const std::size_t n = a.x.size();
    const auto p = made.try_emplace(n, forward_description(f, n, alpha)).first;
    run(p->second, {{DNNL_ARG_SRC, over(flat(n), a.x)}, {DNNL_ARG_DST, over(flat(n), a.out)}});
  };
}

/// dx = dy·f'(data), where data is what DNNL_ARG_SRC or DNNL_ARG_DST stands for.
auto backward(dnnl::algorithm f, float alpha, int data) {
  return [=, made = std::map<std::size_t, dnnl::eltwise_backward>()](const suite::arrays<float> &a) mutable {
    const std::size_t n = a.x.size();
    if (!made.contains(n))
      made.emplace(n, dnnl::eltwise_backward::primitive_desc({f, flat(n), flat(n), alpha, 0}, engine(),
                                                             forward_description(f, n, alpha)));
    run(made.at(n), {{data, over(flat(n), a.x)},
                     {DNNL_ARG_DIFF_DST, over(flat(n), a.dy)},
                     {DNNL_ARG_DIFF_SRC, over(flat(n), a.out)}});
  };
}

constexpr std::size_t channels = 64;
constexpr std::size_t inner = 16;

/// prelu over batch × 64 × 16, with dx and the gradient of the slopes.
auto prelu_backward() {
  struct primitive {
    dnnl::prelu_backward p;
    memory::desc data, slopes;
  };
  return [made = std::map<std::size_t, primitive>(), weights = std::vector<float>(channels, suite::channel_slope),
          gradient = std::vector<float>(channels)](const suite::arrays<float> &a) mutable {
    const std::size_t n = a.x.size();
    if (!made.contains(n)) {
      const auto batch = static_cast<memory::dim>(n / (channels * inner));
      const memory::desc data({batch, channels, inner}, memory::data_type::f32, memory::format_tag::abc);
      const memory::desc slopes({1, channels, 1}, memory::data_type::f32, memory::format_tag::abc);
      const dnnl::prelu_forward::primitive_desc hint({dnnl::prop_kind::forward_training, data, slopes}, engine());
      made.emplace(n, primitive{dnnl::prelu_backward({{data, slopes, data, slopes}, engine(), hint}), data, slopes});
    }
    const primitive &of = made.at(n);
    run(of.p, {{DNNL_ARG_SRC, over(of.data, a.x)},
               {DNNL_ARG_WEIGHTS, over(of.slopes, weights)},
               {DNNL_ARG_DIFF_DST, over(of.data, a.dy)},
               {DNNL_ARG_DIFF_SRC, over(of.data, a.out)},
               {DNNL_ARG_DIFF_WEIGHTS, over(of.slopes, gradient)}});
  };
}

const suite::registration onednn([]<class T>(T) {
  if constexpr (std::is_same_v<T, float>) {
    using dnnl::algorithm;
    const auto slope = static_cast<float>(xact::leaky_relu{}.slope);
    suite::add_forward<T>(xact::relu{}, "relu", "onednn", forward(algorithm::eltwise_relu, 0));
    suite::add_forward<T>(xact::leaky_relu{}, "leaky_relu", "onednn", forward(algorithm::eltwise_relu, slope));
    suite::add_forward<T>(xact::elu{}, "elu", "onednn", forward(algorithm::eltwise_elu, 1));
    suite::add_backward<T>(xact::relu{}, "relu", "onednn", backward(algorithm::eltwise_relu, 0, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::leaky_relu{}, "leaky_relu", "onednn",
                           backward(algorithm::eltwise_relu, slope, DNNL_ARG_SRC));
    suite::add_backward<T>(xact::elu{}, "elu", "onednn", backward(algorithm::eltwise_elu, 1, DNNL_ARG_SRC));
    suite::add<T>("backward_from_output/elu@onednn", 3,
                  backward(algorithm::eltwise_elu_use_dst_for_bwd, 1, DNNL_ARG_DST));
    suite::add<T>("backward_with_gradient/prelu_nchw_64x16@onednn", 3, prelu_backward());
  }
});

} // namespace
