#pragma once

/// Checks of hooks at compile time. A member that has the name of a hook but another form is an error, because it is
/// more likely a mistake than an unrelated member.

#include <xact/functor/parametric.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace xact::inline XACT_ARCH {

namespace detail {

/// The names of all hooks.
struct hook_names {
  int name, facts, parameters, test_parameters, parameter_names, on_double_double, rectifies, platform_independent,
      unroll, bundle;
  int derivative, backward, value_and_derivative, vjp, specialize;
  int derivative_from_output, output_determines_derivative;
};

/// Detects members by name. If F has a member with one of these names, in any form, the name is ambiguous in this
/// class, so that an expression such as `&with_hook_names<F>::facts` is invalid. The detection does not work for final
/// classes and for types that are not classes: the library uses their valid hooks, but does not report invalid hooks.
template <class F>
struct with_hook_names : std::conditional_t<std::is_class_v<F> && !std::is_final_v<F>, F, any_run>, hook_names {};

/// @{ `is_bool` is true for a constant of type bool, `is_positive` for a number above 0, `is_bundle_size` for 1, 2
/// and 4.
template <auto value> inline constexpr bool is_bool = std::is_same_v<decltype(value), bool>;
template <auto value> inline constexpr bool is_positive = value > 0;
template <auto value> inline constexpr bool is_bundle_size = value == 1 || value == 2 || value == 4;
/// @}

/// True if List is an array of `parameter` for F or for a base class of F.
template <class F, class List> inline constexpr bool is_parameter_list = false;
template <class F, class G, std::size_t N>
inline constexpr bool is_parameter_list<F, std::array<parameter<G>, N>> = std::is_base_of_v<G, F>;

/// True if List is a nonempty array of functors of type F, or of a base class of F.
template <class F, class List> inline constexpr bool is_functor_list = false;
template <class F, class G, std::size_t N>
inline constexpr bool is_functor_list<F, std::array<G, N>> = std::is_base_of_v<G, F> && N != 0;

/// True if F has `output_determines_derivative` for numbers of type T, in one of the hook's two forms.
template <class F, class T, class... P>
concept has_output_determines_derivative = requires(const F &f, P... p) {
  { f.template output_determines_derivative<T>(p...) } -> std::same_as<bool>;
} || requires(const F &f, P... p) {
  { f.output_determines_derivative(p...) } -> std::same_as<bool>;
};

/// Checks the hooks that every functor may have. Reports an invalid hook in one line of the compiler's output.
template <class F, scalar T> consteval bool common_hooks_fit() {
  using named = with_hook_names<F>;
  constexpr bool name =
      requires { &named::name; } || requires { typename std::bool_constant<std::string_view(F::name).empty()>; };
  static_assert(name, "xact: this functor's name must be static constexpr std::string_view name");
  constexpr bool on_double_double =
      requires { &named::on_double_double; } || requires { requires is_bool<F::on_double_double>; };
  static_assert(on_double_double, "xact: this functor's on_double_double must be static constexpr bool "
                                  "on_double_double");
  constexpr bool rectifies = requires { &named::rectifies; } || requires { requires is_bool<F::rectifies>; };
  static_assert(rectifies, "xact: this functor's rectifies must be static constexpr bool rectifies");
  constexpr bool platform_independent =
      requires { &named::platform_independent; } || requires { requires is_bool<F::platform_independent>; };
  static_assert(platform_independent,
                "xact: this functor's platform_independent must be static constexpr bool platform_independent");
  constexpr bool unroll = requires { &named::unroll; } || requires { requires is_positive<F::unroll>; };
  static_assert(unroll, "xact: this functor's unroll must be static constexpr std::size_t unroll, at least 1");
  constexpr bool bundle = requires { &named::bundle; } || requires { requires is_bundle_size<F::bundle>; };
  static_assert(bundle, "xact: this functor's bundle must be static constexpr std::size_t bundle, of value 1, 2 or 4");
  constexpr bool names =
      requires { &named::parameter_names; } || requires { typename std::bool_constant<*F::parameter_names == 0>; };
  static_assert(names, "xact: this functor's parameter_names must be static constexpr const char *parameter_names");
  constexpr bool facts = requires { &named::facts; } || gives_facts<F>;
  static_assert(facts, "xact: this functor's facts must be constexpr xact::contract facts() const");
  constexpr bool parameters = requires { &named::parameters; } || requires {
    requires is_parameter_list<F, std::remove_cvref_t<decltype(F::parameters())>>;
  };
  static_assert(parameters, "xact: this functor's parameters must be static constexpr auto parameters(), a "
                            "std::array of xact::parameter, as xact::elu has");
  constexpr bool test_parameters = requires { &named::test_parameters; } || requires {
    requires is_functor_list<F, std::remove_cvref_t<decltype(F::test_parameters())>>;
  };
  static_assert(test_parameters,
                "xact: this functor's test_parameters must be static constexpr auto test_parameters(), a "
                "std::array of functors, as xact::elu has");
  constexpr bool specialize = requires { &named::specialize; } || has_specialization<F>;
  static_assert(specialize, "xact: this functor's specialize must be void specialize(const auto &run) const");
  constexpr bool of_several = learned_parameters<F> != 1 && parametric<F, T>;
  constexpr bool vjp =
      requires { &named::vjp; } || of_several || requires(const F &f, native_batch<T> v) { nth<1>(f.vjp(v, v, v)); };
  static_assert(vjp,
                "xact: this functor's vjp must be template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) "
                "const");
  return name && on_double_double && rectifies && platform_independent && unroll && bundle && names && facts &&
         parameters && test_parameters && specialize && vjp;
}

/// Checks the hooks of an activation of one argument on numbers of type T. Reports an invalid hook in one line. If F is
/// also a functor f(x, p), a hook may have the form with the argument p instead.
template <class F, scalar T> consteval bool unary_hooks_fit() {
  using V = native_batch<T>;
  using named = with_hook_names<F>;
  constexpr bool of_two = parametric<F, T>;
  constexpr bool derivative = requires { &named::derivative; } || gives_derivative<F, V>;
  static_assert(derivative, "xact: this functor's derivative must be template <xact::batch V> V "
                            "derivative(V x) const");
  constexpr bool backward = requires { &named::backward; } || gives_backward<F, V>;
  static_assert(backward, "xact: this functor's backward must be template <xact::batch V> V backward(V x, "
                          "V dy) const");
  constexpr bool both = requires { &named::value_and_derivative; } || gives_value_and_derivative<F, V> ||
                        (of_two && gives_value_and_derivative<F, V, V>);
  static_assert(both, "xact: this functor's value_and_derivative must be template <xact::batch V> "
                      "xact::value_derivative_pair<V> value_and_derivative(V x) const");
  constexpr bool from_output = requires { &named::derivative_from_output; } || gives_derivative_from_output<F, V> ||
                               (of_two && gives_derivative_from_output<F, V, V>);
  static_assert(from_output, "xact: this functor's derivative_from_output must be template <xact::batch V> "
                             "V derivative_from_output(V y) const");
  constexpr bool determines = requires {
    &named::output_determines_derivative;
  } || has_output_determines_derivative<F, T> || (of_two && has_output_determines_derivative<F, T, T>);
  static_assert(determines, "xact: this functor's output_determines_derivative must be bool "
                            "output_determines_derivative() const");
  return derivative && backward && both && from_output && determines;
}

/// Checks the hooks of a functor f(x, p) on numbers of type T. Reports an invalid hook in one line.
template <class F, scalar T> consteval bool binary_hooks_fit() {
  using V = native_batch<T>;
  using named = with_hook_names<F>;
  constexpr bool derivative = requires { &named::derivative; } || gives_derivative<F, V, V>;
  static_assert(derivative, "xact: this functor's derivative must be template <xact::batch V> V derivative(V x, V p) "
                            "const");
  constexpr bool both = requires { &named::value_and_derivative; } || gives_value_and_derivative<F, V, V>;
  static_assert(both, "xact: this functor's value_and_derivative must be template <xact::batch V> "
                      "xact::value_derivative_pair<V> value_and_derivative(V x, V p) const");
  constexpr bool no_backward = requires { &named::backward; };
  static_assert(no_backward, "xact: this functor's backward must be template <xact::batch V> xact::results<V, V> vjp(V "
                             "x, V p, V dy) const: it has two inputs");
  constexpr bool from_output = requires { &named::derivative_from_output; } || gives_derivative_from_output<F, V, V>;
  static_assert(from_output, "xact: this functor's derivative_from_output must be template <xact::batch V> V "
                             "derivative_from_output(V y, V p) const");
  constexpr bool determines =
      requires { &named::output_determines_derivative; } || has_output_determines_derivative<F, T, T>;
  static_assert(determines,
                "xact: this functor's output_determines_derivative must be template <xact::scalar T> static "
                "bool output_determines_derivative(T p)");
  return derivative && both && no_backward && from_output && determines;
}

} // namespace detail

/// Checks all hooks of F on numbers of type T, and reports an invalid hook in one line. If F is an adaptor that
/// declares `using adapts = G;`, the function checks the hooks of G instead, because the adaptor's hooks depend on
/// them.
template <class F, scalar T> consteval bool hooks_fit() {
  if constexpr (requires { typename F::adapts; })
    return hooks_fit<typename F::adapts, T>();
  else if constexpr (has_value<F, T>)
    return detail::common_hooks_fit<F, T>() && detail::unary_hooks_fit<F, T>();
  else
    return detail::common_hooks_fit<F, T>() && detail::binary_hooks_fit<F, T>();
}

} // namespace xact::inline XACT_ARCH
