// Writes the results of all verbs. The program contains this source file several times: compiled with xact::dispatch,
// and with the headers alone for each target. The file calls no function of namespace std on floating-point numbers,
// because the linker keeps one copy of such a function, and this copy can be compiled for any of the targets.

#include "calls.hpp"

#include "../../examples/dispatch/squared_relu.hpp"

#include <xact/xact.hpp>

#include <cstring>
#include <span>

namespace {

constexpr std::size_t size = 120;

/// Writes results one after the other.
struct writer {
  unsigned char *to;
  std::size_t used = 0;

  template <class T> void operator()(const T *v, std::size_t n) {
    std::memcpy(to + used, v, n * sizeof(T));
    used += n * sizeof(T);
  }
};

/// An executor that runs the last job first.
constexpr auto backwards = xact::executor{[](std::size_t count, const auto &job) {
  while (count-- > 0)
    job(count);
}};

template <class T> struct arrays {
  T x[size], dy[size], y[size] = {}, d[size] = {};
  arrays() {
    for (std::size_t i = 0; i < size; ++i) {
      x[i] = (static_cast<T>(i) - 60) / 7;
      dy[i] = static_cast<T>(i % 5) / 3;
    }
    x[1] = T(-0.0);
    x[2] = static_cast<T>(-xact::infinity);
    x[size - 1] = static_cast<T>(xact::infinity);
  }
  void write(writer &to) const {
    to(y, size);
    to(d, size);
  }
};

template <class T, class F> void all_verbs(const F &f, writer &to) {
  arrays<T> a;
  xact::forward(f, a.x, a.y);
  xact::derivative(f, a.x, a.d);
  a.write(to);
  xact::value_and_derivative(f, a.x, a.y, a.d);
  a.write(to);
  xact::backward(f, a.x, a.dy, a.d);
  a.write(to);
  if constexpr (xact::has_derivative_from_output<F> || xact::channel_bound<F>) {
    xact::backward_from_output(f, a.x, a.dy, a.d);
    a.write(to);
  }
  if constexpr (xact::is_rectifier<F>) {
    std::uint8_t mask[size / 8] = {};
    xact::forward_with_mask(f, a.x, a.y, mask);
    xact::backward_from_mask(f, mask, a.dy, a.d);
    a.write(to);
    to(mask, size / 8);
  }
  if constexpr (!xact::channel_bound<F>) {
    xact::forward(f, xact::strided<T>{a.x, 3, 30, 40}, xact::streamed(xact::strided<T>{a.y, 3, 30, 35}));
    a.write(to);
  }
}

template <class T, class F> void with_gradient(const F &f, writer &to) {
  arrays<T> a;
  T dw[3] = {1, 2, 3};
  all_verbs<T>(f, to);
  xact::backward(f, a.x, a.dy, a.d, dw);
  to(dw, 3);
  xact::backward(f, a.x, a.dy, a.d, xact::accumulate(dw));
  a.write(to);
  xact::backward(f, a.x, a.dy, xact::skip, xact::accumulate(dw));
  to(dw, 3);
}

template <class T> void of_type(writer &to) {
  xact::for_each_activation([&](auto f) {
    arrays<T> a;
    for (const auto &sample : xact::test_parameters_of<decltype(f)>()) {
      xact::forward(sample, a.x, a.y);
      to(a.y, size);
    }
  });
  T p[] = {T(0.25), T(0.5), T(0.1)};
  with_gradient<T>(xact::prelu{p, {.channels = 3}}, to);
  with_gradient<T>(xact::prelu{p, {.channels = 3, .inner = 40}}, to);
  if constexpr (std::is_same_v<T, float>) { // float only, because these calls take long to compile
    all_verbs<T>(xact::relu{}, to);
    all_verbs<T>(xact::elu{.alpha = 0.3}, to);
    all_verbs<T>(squared_relu{}, to);
    arrays<T> a;
    T dw[3];
    xact::forward(xact::exact(xact::softplus{}), a.x, a.y);
    xact::backward(xact::exact(xact::prelu{p, {.channels = 3, .inner = 20}}), a.x, a.dy, a.d, dw);
    a.write(to);
    to(dw, 3);
  }
}

/// Writes results of calls on arrays that are long enough for several jobs.
void on_executor(writer &to) {
  static float x[1 << 17], y[1 << 17];
  for (std::size_t i = 0; i < std::size(x); ++i)
    x[i] = static_cast<float>(i % 1000) * -0.01F;
  xact::forward(backwards, xact::elu{}, x, y);
  to(y, std::size(y));
  float slopes[4] = {0.1F, 0.2F, 0.3F, 0.4F}, gradient[4];
  xact::backward(backwards, xact::prelu{slopes, {.channels = 4}}, x, y, y, gradient);
  to(gradient, 4);
}

} // namespace

#ifdef XACT_DISPATCH
// If an operation were missing in dispatch/operations.hpp, this source file would use the headers, compiled for the
// baseline. The results would be right, so that only these assertions detect a missing operation.
template <class Op, class In, class Out> constexpr bool listed = xact::dispatch::is_listed<Op, In, Out>;
namespace k = xact::kernels;
using x_y = k::kinds<k::dense<float>>;
using y = k::kinds<k::written<float>>;
static_assert(listed<k::value_op<xact::elu, float>, x_y, y>);
static_assert(
    listed<k::value_and_derivative_op<xact::tanh, float>, x_y, k::kinds<k::written<float>, k::written<float>>>);
static_assert(!listed<k::value_and_derivative_op<xact::exact<xact::tanh>, float>, x_y,
                      k::kinds<k::written<float>, k::written<float>>>);
static_assert(
    listed<k::value_op<xact::exact<xact::formula::prelu>, float>, k::kinds<k::dense<float>, k::per_channel<float>>, y>);
static_assert(listed<k::vjp_op<xact::formula::prelu, double>,
                     k::kinds<k::dense<double>, k::per_channel<double>, k::dense<double>>,
                     k::kinds<k::skipped, k::summed<double, double, double>>>);
static_assert(listed<k::derivative_op<squared_relu, float>, x_y, y>);
static_assert(!listed<k::value_op<xact::exact<squared_relu>, float>, x_y, y>);
#endif

std::size_t XACT_TEST_CALLS(unsigned char *to) {
  writer w{to};
  of_type<float>(w);
  of_type<double>(w);
  on_executor(w);
  float three[3] = {}, four[4] = {};
  xact::forward(xact::relu{}, three, four); // one misuse; all targets have the same misuse handler
  return w.used;
}
