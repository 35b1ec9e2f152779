// Eigen's expressions over mapped arrays, and activations of xact in such expressions.

#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 warns about its own AVX-512 header, which Eigen uses.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include "../walk.hpp"

#include <xact/interop/eigen.hpp>

namespace {

/// Returns a functor that computes a layer with 8 inputs: act(y, z) stores the activation of z = W·x + b in y. W has
/// the elements of a.x. b and x have elements of a.dy.
template <class T, class Activation> auto layer(Activation act) {
  return [=](const suite::arrays<T> &a) {
    using vector = Eigen::Matrix<T, Eigen::Dynamic, 1>;
    constexpr Eigen::Index inputs = 8;
    const Eigen::Index outputs = static_cast<Eigen::Index>(a.x.size()) / inputs;
    const Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, inputs>> w(a.x.data(), outputs, inputs);
    const Eigen::Map<const vector> b(a.dy.data(), outputs);
    const Eigen::Map<const Eigen::Matrix<T, inputs, 1>> x(a.dy.data() + outputs);
    Eigen::Map<vector> y(a.out.data(), outputs);
    act(y, w * x + b);
  };
}

const suite::registration eigen([]<class T>(T) {
  using array = Eigen::Array<T, Eigen::Dynamic, 1>;
  using arrays = suite::arrays<T>;
  const auto in = [](std::span<const T> x) {
    return Eigen::Map<const array>(x.data(), static_cast<Eigen::Index>(x.size()));
  };
  const auto out = [](std::span<T> y) { return Eigen::Map<array>(y.data(), static_cast<Eigen::Index>(y.size())); };
  const xact::leaky_relu leaky{};
  const auto slope = static_cast<T>(leaky.slope);
  suite::for_each_activation<T>([=](const std::string &name, auto f) {
    if constexpr (xact::activation<decltype(f), T>)
      suite::add_forward<T>(f, name, "unaryExpr", [=](const arrays &a) { out(a.out) = in(a.x).unaryExpr(f); });
  });
  suite::add<T>("layer/elu", 1, layer<T>([](auto &y, const auto &z) { y = z.unaryExpr(xact::elu{}); }));
  // The two functors below do not use xact. Their activation reads its argument twice, so y = z evaluates W·x + b
  // first.
  suite::add<T>("layer/elu@eigen", 1, layer<T>([](auto &y, const auto &z) {
                  y = z;
                  y.array() = (y.array() > T(0)).select(y.array(), y.array().expm1());
                }));
  suite::add<T>("layer/elu@eigen_exp_minus_1", 1, layer<T>([](auto &y, const auto &z) {
                  y = z;
                  y.array() = y.array().cwiseMax(T(0)) + (y.array().cwiseMin(T(0)).exp() - T(1));
                }));
  suite::add_forward<T>(xact::relu{}, "relu", "eigen", [=](const arrays &a) { out(a.out) = in(a.x).cwiseMax(T(0)); });
  suite::add_forward<T>(leaky, "leaky_relu", "eigen", [=](const arrays &a) {
    const auto x = in(a.x);
    out(a.out) = (x > T(0)).select(x, slope * x);
  });
  suite::add_forward<T>(xact::elu{}, "elu", "eigen", [=](const arrays &a) {
    const auto x = in(a.x);
    out(a.out) = (x > T(0)).select(x, x.expm1());
  });
  // This form of elu is vectorized, but inaccurate near 0.
  suite::add_forward<T>(xact::elu{}, "elu", "eigen_exp_minus_1", [=](const arrays &a) {
    const auto x = in(a.x);
    out(a.out) = x.cwiseMax(T(0)) + (x.cwiseMin(T(0)).exp() - T(1));
  });
  suite::add_forward<T>(xact::sigmoid{}, "sigmoid", "eigen", [=](const arrays &a) { out(a.out) = in(a.x).logistic(); });
  suite::add_forward<T>(xact::tanh{}, "tanh", "eigen", [=](const arrays &a) { out(a.out) = in(a.x).tanh(); });
  suite::add_backward<T>(xact::relu{}, "relu", "eigen",
                         [=](const arrays &a) { out(a.out) = (in(a.x) > T(0)).select(in(a.dy), T(0)); });
  suite::add_backward<T>(leaky, "leaky_relu", "eigen", [=](const arrays &a) {
    const auto dy = in(a.dy);
    out(a.out) = (in(a.x) > T(0)).select(dy, slope * dy);
  });
  suite::add_backward<T>(xact::elu{}, "elu", "eigen",
                         [=](const arrays &a) { out(a.out) = in(a.dy) * in(a.x).cwiseMin(T(0)).exp(); });
});

} // namespace
