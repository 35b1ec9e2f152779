// Calls every function of the library. Tests compile this source file several times, with different flags and different
// names for XACT_TEST_CALLS, and link two of the objects into one program. The file uses no std function on
// floating-point numbers, because the linker may take the function from the object for another target.

#include <xact/training.hpp>
#include <xact/xact.hpp>

#include <span>

namespace {

constexpr std::size_t size = 67;
template <class T> using array = T[size];

template <class T> double sum_of(const T *v, std::size_t n) {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    sum += static_cast<double>(v[i]);
  return sum;
}

template <class T> double call_everything() {
  array<T> x, y = {}, d = {}, dy, dx = {};
  for (std::size_t i = 0; i < size; ++i) {
    x[i] = static_cast<T>(i) / 8 - 4;
    dy[i] = T(0.5);
  }
  double sum = 0;

  xact::for_each_activation([&](auto f) {
    xact::value_and_derivative(f, x, y, d);
    xact::backward(f, x, dy, dx);
    sum += sum_of(d, size) + sum_of(dx, size);
    if constexpr (xact::has_derivative_from_output<decltype(f)>)
      if (xact::output_determines_derivative<T>(f))
        xact::backward_from_output(f, y, dy, dx);
    sum += sum_of(dx, size);
    sum += static_cast<double>(f(x[3]) + f.derivative(x[5]));
    for (const auto &sample : xact::test_parameters_of<decltype(f)>())
      sum += sample.facts().value_error.float_ulp;
  });
  // The loop above calls every formula. Apart from the formula, the following verbs call the same functions of the
  // library for every activation, so three activations are enough.
  xact::detail::for_each(xact::list<xact::relu, xact::formula::prelu, xact::elu>{}, [&](auto f) {
    xact::forward(f, x, y);
    xact::derivative(f, x, d);
    sum += sum_of(y, size) + sum_of(d, size);
    xact::backward(f, x, dy, xact::accumulate(dx));
    sum += sum_of(dx, size);
    xact::forward(f, xact::strided<T>{x, 3, 5, 20}, xact::strided<T>{y, 3, 5, 20});
    sum += sum_of(y, size);
  });

  T slopes[] = {T(0.25), T(0.5), T(0.125)};
  T dslopes[] = {0, 0, 0};
  const std::span<T> in(x, 60), from_above(dy, 60), out(y, 60), back(dx, 60);
  for (const auto axis : {xact::channel_axis{.channels = 3}, xact::channel_axis{.channels = 3, .inner = 20}}) {
    const xact::prelu f{slopes, axis};
    xact::forward(f, in, out);
    xact::derivative(f, in, back);
    xact::backward(f, in, from_above, back, dslopes);
    xact::backward(f, in, from_above, xact::skip, xact::accumulate(dslopes));
    xact::backward_from_output(f, out, from_above, back);
    sum += sum_of(dx, size) + sum_of(dslopes, 3);
  }

  if (!xact::visit("elu", {{"alpha", 0.5}}, [&](auto f) { xact::forward(f, x, y); }))
    return 0;
  if (xact::visit("?", {}, [](auto) {}))
    return 0;
  sum += sum_of(y, size);

  using V = xact::native_batch<T>;
  alignas(V) T streamed[V::size];
  xact::stream(streamed, xact::math::exp(V(T(0.5))) + xact::math::expm1(V(T(-0.5))));
  xact::stream_fence();
  return sum + static_cast<double>(streamed[V::size - 1]);
}

} // namespace

/// Calls functors that support only float.
static double call_exact() {
  array<float> x, dy, y = {}, dx = {};
  for (std::size_t i = 0; i < size; ++i) {
    x[i] = static_cast<float>(i) / 8 - 4;
    dy[i] = 0.5F;
  }
  const xact::exact f(xact::elu{.alpha = 0.1});
  xact::forward(f, x, y);
  xact::backward(f, x, dy, dx);
  double sum = sum_of(y, size) + sum_of(dx, size);
  xact::backward(f, x, dy, xact::accumulate(dx));
  xact::backward_from_output(f, y, dy, xact::accumulate(dx));
  sum += sum_of(dx, size) + static_cast<double>(f(-1.F) + f.derivative(-1.F)) + f.facts().value_error.float_ulp;

  float slopes[] = {0.25F, 0.5F, 0.125F}, dslopes[] = {0, 0, 0};
  for (const auto axis : {xact::channel_axis{.channels = 3}, xact::channel_axis{.channels = 3, .inner = 20}}) {
    const xact::exact g(xact::prelu{slopes, axis});
    xact::backward(g, std::span(x).first(60), std::span(dy).first(60), std::span(dx).first(60), dslopes);
    sum += sum_of(dx, size) + sum_of(dslopes, 3);
  }
  return sum;
}

/// A generator of 64-bit numbers. The difference of consecutive numbers is constant modulo 2^64.
struct counter {
  using result_type = std::uint64_t;
  static constexpr std::uint64_t min() { return 0; }
  static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }
  std::uint64_t state = 0;
  std::uint64_t operator()() { return state += 0x9e3779b97f4a7c15U; }
};

static double call_training() {
  using T = float;
  array<T> w, dw;
  xact::initialize(xact::he_normal({.in = 3, .out = 4}), w, counter{});
  double sum = sum_of(w, size) + xact::gain(xact::elu{});
  xact::initialize(xact::xavier_uniform({.in = 3, .out = 4}), dw, counter{});
  sum += xact::penalize(xact::elastic_net(0.1, 0.5), w, xact::accumulate(dw)) + sum_of(dw, size);
  const std::span<T> in(w, 60), out(dw, 60);
  for (const auto axis : {xact::channel_axis{.channels = 3}, xact::channel_axis{.channels = 3, .inner = 20}}) {
    xact::standardizer<T> inputs(axis);
    inputs.observe(in);
    inputs.merge(xact::standardizer<T>(inputs));
    inputs.apply(in, out);
    inputs.undo(out, out);
    xact::unit_statistics<T> units(axis, {.low = -0.99});
    units.observe(out);
    units.merge(units);
    for (const xact::unit &u : units.units())
      sum += u.mean() + u.variance() + u.sparsity();
    sum += sum_of(dw, size) + static_cast<double>(units.dead_units());
  }
  const int labels[] = {1, 2, 0, 1};
  for (const std::size_t inner : {1, 2}) {
    const xact::channel_axis axis{.channels = 3, .inner = inner};
    const std::span<T> logits(w, 12), probabilities(dw, 12);
    xact::forward(xact::log_softmax{axis}, logits, probabilities);
    xact::forward(xact::softmax{axis}, logits, probabilities);
    xact::backward_from_output(xact::softmax{axis}, probabilities, logits, logits);
    sum += xact::cross_entropy(xact::softmax{axis}, logits, labels, probabilities) + sum_of(dw, 12);
  }
  T slopes[3], dslopes[] = {1, 2, 3}, velocity[] = {0, 0, 0};
  xact::initialize_slopes(slopes);
  xact::update_slopes({.rate = 0.01}, slopes, dslopes, velocity);
  return sum + sum_of(slopes, 3);
}

double XACT_TEST_CALLS();
double XACT_TEST_CALLS() {
  const double sum = call_everything<float>() + call_everything<double>() + call_exact() + call_training();
  float three[3] = {}, four[4] = {};
  xact::forward(xact::relu{}, three, four); // misuse: the sizes differ. linked.cpp counts the reports of both objects
  const auto wide = xact::widen(xact::native_batch<float>(2.5F));
  return sum + static_cast<double>(xact::first_lane(xact::narrow(wide)));
}
