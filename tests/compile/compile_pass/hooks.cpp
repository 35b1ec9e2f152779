// Functors with every hook, in each form that the library accepts.
#include <xact/xact.hpp>

struct doubled {
  template <xact::batch V> V operator()(V x) const { return x + x; }
  template <xact::batch V> V derivative(V) const { return V(2); }
};

struct all_hooks {
  static constexpr std::string_view name = "all_hooks";
  static constexpr bool on_double_double = true;
  static constexpr bool rectifies = false;
  static constexpr bool platform_independent = false;
  static constexpr int unroll = 2;
  static constexpr int bundle = 2;

  double factor = 2;

  constexpr xact::contract facts() const { return {}; }
  static constexpr auto parameters() { return std::array{xact::parameter<all_hooks>{"factor", &all_hooks::factor}}; }
  static constexpr auto test_parameters() { return std::array{all_hooks{}, all_hooks{3}}; }

  template <xact::batch V> V operator()(V x) const { return xact::param<V>(factor) * x; }
  template <xact::batch V> V derivative(V) const { return xact::param<V>(factor); }
  template <xact::batch V> V backward(V, V dy) const { return xact::param<V>(factor) * dy; }
  template <xact::batch V> xact::value_derivative_pair<V> value_and_derivative(V x) const {
    return {(*this)(x), derivative(x)};
  }
  template <xact::batch V> V derivative_from_output(V) const { return xact::param<V>(factor); }
  bool output_determines_derivative() const { return factor != 0; }
  void specialize(const auto &run) const {
    if (factor == 2)
      run(doubled{});
    else
      run(*this);
  }
};

/// A class that inherits all hooks, also the lists of parameters and test parameters.
struct derived : all_hooks {};

struct other_forms {
  static constexpr const char *name = "other_forms";
  template <xact::batch V> V operator()(V x) const { return x + x; }
  template <xact::batch V> V derivative(V) const { return V(2); }
  template <xact::batch V> V derivative_from_output(V) const { return V(2); }
  template <xact::scalar T> bool output_determines_derivative() const { return true; }
  static void specialize(const auto &, const auto &run) { run(doubled{}); }
};

/// An adaptor that has the hook `backward` only if F has this hook.
template <class F> struct adaptor {
  using adapts = F;
  F f;
  template <xact::batch V> V operator()(V x) const { return f(x); }
  template <xact::batch V> V derivative(V x) const { return f.derivative(x); }
  template <xact::batch V>
  V backward(V x, V dy) const requires requires(const F &g, V v) { g.backward(v, v); }
  {
    return f.backward(x, dy);
  }
};

/// A final class, from which the library cannot derive. The library detects the hooks of the class, and ignores its
/// other members, such as the number `backward`.
struct last final {
  double backward = 4;
  template <xact::batch V> V operator()(V x) const { return x + x; }
  template <xact::batch V> V derivative(V) const { return V(2); }
};

/// A functor of two inputs.
struct product {
  static constexpr std::string_view name = "product";
  static constexpr const char *parameter_names = "factors";
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const { return {dy * p, dy * x}; }
  template <xact::batch V> xact::value_derivative_pair<V> value_and_derivative(V x, V p) const { return {x * p, p}; }
  template <xact::batch V> V derivative_from_output(V, V p) const { return p; }
  template <xact::scalar T> static bool output_determines_derivative(T p) { return p != 0; }
};

/// A functor that takes one or two inputs. The hook `backward` is for one input; the hooks of `product` are for two
/// inputs.
struct product_of_either : product {
  double factor = 1;
  using product::operator();
  using product::derivative;
  template <xact::batch V> V operator()(V x) const { return x * xact::param<V>(factor); }
  template <xact::batch V> V derivative(V) const { return xact::param<V>(factor); }
  template <xact::batch V> V backward(V, V dy) const { return dy * xact::param<V>(factor); }
};

template <class F> void every_verb(const F &f, std::span<const float> x, std::span<float> y, std::span<float> d) {
  xact::forward(f, x, y);
  xact::derivative(f, x, d);
  xact::value_and_derivative(f, x, y, d);
  xact::backward(f, x, x, d);
}

void compile_pass(std::span<const float> x, std::span<float> y, std::span<float> d) {
  every_verb(all_hooks{}, x, y, d);
  xact::backward_from_output(all_hooks{}, x, x, y);
  every_verb(derived{}, x, y, d);
  every_verb(other_forms{}, x, y, d);
  xact::backward_from_output(other_forms{}, x, x, y);
  every_verb(adaptor<all_hooks>{}, x, y, d);
  every_verb(adaptor<doubled>{}, x, y, d);
  every_verb(last{}, x, y, d);
  every_verb(xact::learned{product{}, x, {.channels = 3}}, x, y, d);
  xact::backward_from_output(xact::learned{product{}, x, {.channels = 3}}, x, x, y);
  every_verb(xact::learned{product_of_either{}, x, {.channels = 3}}, x, y, d);
  every_verb(product_of_either{}, x, y, d);
  every_verb(xact::exact(xact::prelu{x, {.channels = 3}}), x, y, d);
  every_verb(xact::exact(all_hooks{}), x, y, d);
  every_verb(xact::exact(xact::relu{}), x, y, d);
  every_verb(xact::biased(all_hooks{}, x, {.channels = 3}), x, y, d);
  xact::forward([](auto v) { return v + v; }, x, y);
}
