#pragma once

/// The refusal of hooks that do not fit: a member that is spelled like one, but has another form, is a mistake and no
/// member of the user's own.

#include <xact/functor/concepts.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace xact::inline XACT_ARCH {

namespace detail {

/// Every name that functors may give to a hook.
struct hook_names {
  int name, facts, parameters, samples, parameter_names, on_double_double, rectifies, reproducible, unroll;
  int derivative, backward, value_and_derivative, vjp, in_best_form;
  int derivative_from_output, output_determines_derivative;
};

/// A class in which a name is ambiguous if F has it too, whatever F has by that name. The names of final classes, and
/// of types that are no classes, cannot be looked up so: of these the hooks that fit are taken, and nothing is said of
/// the others.
template <class F>
struct with_hook_names : std::conditional_t<std::is_class_v<F> && !std::is_final_v<F>, F, any_run>, hook_names {};

/// Which hooks F has, whether they fit or not.
template <class F> struct has_hook {
  using both = with_hook_names<F>;
  static constexpr bool name = !requires { &both::name; };
  static constexpr bool facts = !requires { &both::facts; };
  static constexpr bool parameters = !requires { &both::parameters; };
  static constexpr bool samples = !requires { &both::samples; };
  static constexpr bool parameter_names = !requires { &both::parameter_names; };
  static constexpr bool derivative = !requires { &both::derivative; };
  static constexpr bool backward = !requires { &both::backward; };
  static constexpr bool value_and_derivative = !requires { &both::value_and_derivative; };
  static constexpr bool vjp = !requires { &both::vjp; };
  static constexpr bool in_best_form = !requires { &both::in_best_form; };
  static constexpr bool derivative_from_output = !requires { &both::derivative_from_output; };
  static constexpr bool output_determines_derivative = !requires { &both::output_determines_derivative; };
  static constexpr bool on_double_double = !requires { &both::on_double_double; };
  static constexpr bool rectifies = !requires { &both::rectifies; };
  static constexpr bool reproducible = !requires { &both::reproducible; };
  static constexpr bool unroll = !requires { &both::unroll; };
};

/// True for a constant of type bool.
template <auto value> inline constexpr bool is_bool = std::is_same_v<decltype(value), bool>;
template <auto value> inline constexpr bool is_positive = value > 0;

/// True for a list of parameters of F, or of a class that F is derived from.
template <class F, class List> inline constexpr bool is_parameter_list = false;
template <class F, class G, std::size_t N>
inline constexpr bool is_parameter_list<F, std::array<parameter<G>, N>> = std::is_base_of_v<G, F>;

/// True for a list of functors F, or of a class that F is derived from.
template <class F, class List> inline constexpr bool is_functor_list = false;
template <class F, class G, std::size_t N>
inline constexpr bool is_functor_list<F, std::array<G, N>> = std::is_base_of_v<G, F> &&N != 0;

/// True if F says for which of its parameters, on numbers T, the output determines the derivative; in one of two forms.
template <class F, class T, class... P>
concept tells_of_output = requires(const F &f, P... p) {
  { f.template output_determines_derivative<T>(p...) } -> std::same_as<bool>;
}
|| requires(const F &f, P... p) {
  { f.output_determines_derivative(p...) } -> std::same_as<bool>;
};

/// Says in one line which of the hooks that every functor may have does not fit.
template <class F, scalar T> consteval bool common_hooks_fit() {
  using V = native_batch<T>;
  using has = has_hook<F>;
  constexpr bool name = !has::name || requires { typename std::bool_constant<std::string_view(F::name).empty()>; };
  static_assert(name, "xact: this functor's name must be static constexpr std::string_view name");
  constexpr bool on_double_double = !has::on_double_double || requires { requires is_bool<F::on_double_double>; };
  static_assert(on_double_double, "xact: this functor's on_double_double must be static constexpr bool "
                                  "on_double_double");
  constexpr bool rectifies = !has::rectifies || requires { requires is_bool<F::rectifies>; };
  static_assert(rectifies, "xact: this functor's rectifies must be static constexpr bool rectifies");
  constexpr bool reproducible = !has::reproducible || requires { requires is_bool<F::reproducible>; };
  static_assert(reproducible, "xact: this functor's reproducible must be static constexpr bool reproducible");
  constexpr bool unroll = !has::unroll || requires { requires is_positive<F::unroll>; };
  static_assert(unroll, "xact: this functor's unroll must be static constexpr std::size_t unroll, at least 1");
  constexpr bool names = !has::parameter_names || requires { typename std::bool_constant<*F::parameter_names == 0>; };
  static_assert(names, "xact: this functor's parameter_names must be static constexpr const char *parameter_names");
  constexpr bool facts = !has::facts || requires(const F &f) {
    { f.facts() } -> std::same_as<contract>;
  };
  static_assert(facts, "xact: this functor's facts must be constexpr xact::contract facts() const");
  constexpr bool parameters = !has::parameters || requires {
    requires is_parameter_list<F, std::remove_cvref_t<decltype(F::parameters())>>;
  };
  static_assert(parameters, "xact: this functor's parameters must be static constexpr auto parameters(), a "
                            "std::array of xact::parameter, as xact::elu has");
  constexpr bool samples = !has::samples || requires {
    requires is_functor_list<F, std::remove_cvref_t<decltype(F::samples())>>;
  };
  static_assert(samples, "xact: this functor's samples must be static constexpr auto samples(), a "
                         "std::array of functors, as xact::elu has");
  constexpr bool best = !has::in_best_form || has_best_form<F>;
  static_assert(best, "xact: this functor's in_best_form must be void in_best_form(const auto &run) const");
  constexpr bool vjp = !has::vjp || requires(const F &f, V v) { nth<1>(f.vjp(v, v, v)); };
  static_assert(vjp,
                "xact: this functor's vjp must be template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) "
                "const");
  return name && on_double_double && rectifies && reproducible && unroll && names && facts && parameters && samples &&
         best && vjp;
}

/// Says in one line which of the hooks of an activation of one argument does not fit, on numbers T.
template <class F, scalar T> consteval bool unary_hooks_fit() {
  using V = native_batch<T>;
  using has = has_hook<F>;
  constexpr bool also_binary = parametric<F, T>; // of which a hook may be meant for the other
  constexpr bool derivative = !has::derivative || activation<F, T>;
  static_assert(derivative, "xact: this functor's derivative must be template <xact::batch V> V "
                            "derivative(V x) const");
  constexpr bool backward = !has::backward || requires(const F &f, V v) {
    { f.backward(v, v) } -> std::same_as<V>;
  };
  static_assert(backward, "xact: this functor's backward must be template <xact::batch V> V backward(V x, "
                          "V dy) const");
  constexpr bool both = !has::value_and_derivative || requires(const F &f, V v) {
    { f.value_and_derivative(v) } -> std::same_as<value_and_slope<V>>;
  }
  || (also_binary && requires(const F &f, V v) { f.value_and_derivative(v, v); });
  static_assert(both, "xact: this functor's value_and_derivative must be template <xact::batch V> "
                      "xact::value_and_slope<V> value_and_derivative(V x) const");
  constexpr bool from_output = !has::derivative_from_output || requires(const F &f, V v) {
    { f.derivative_from_output(v) } -> std::same_as<V>;
  }
  || (also_binary && requires(const F &f, V v) { f.derivative_from_output(v, v); });
  static_assert(from_output, "xact: this functor's derivative_from_output must be template <xact::batch V> "
                             "V derivative_from_output(V y) const");
  constexpr bool tells =
      !has::output_determines_derivative || tells_of_output<F, T> || (also_binary && tells_of_output<F, T, T>);
  static_assert(tells, "xact: this functor's output_determines_derivative must be bool "
                       "output_determines_derivative() const");
  return derivative && backward && both && from_output && tells;
}

/// The same of a functor f(x, p).
template <class F, scalar T> consteval bool binary_hooks_fit() {
  using V = native_batch<T>;
  using has = has_hook<F>;
  constexpr bool derivative = !has::derivative || requires(const F &f, V v) {
    { f.derivative(v, v) } -> std::same_as<V>;
  };
  static_assert(derivative, "xact: this functor's derivative must be template <xact::batch V> V derivative(V x, V p) "
                            "const");
  constexpr bool both = !has::value_and_derivative || has_value<F, T> || requires(const F &f, V v) {
    { f.value_and_derivative(v, v) } -> std::same_as<value_and_slope<V>>;
  };
  static_assert(both, "xact: this functor's value_and_derivative must be template <xact::batch V> "
                      "xact::value_and_slope<V> value_and_derivative(V x, V p) const");
  constexpr bool backward = !has::backward || has_value<F, T>;
  static_assert(backward, "xact: this functor's backward must be template <xact::batch V> xact::results<V, V> vjp(V x, "
                          "V p, V dy) const: it has two inputs");
  constexpr bool from_output = !has::derivative_from_output || has_value<F, T> || requires(const F &f, V v) {
    { f.derivative_from_output(v, v) } -> std::same_as<V>;
  };
  static_assert(from_output, "xact: this functor's derivative_from_output must be template <xact::batch V> V "
                             "derivative_from_output(V y, V p) const");
  constexpr bool tells = !has::output_determines_derivative || has_value<F, T> || tells_of_output<F, T, T>;
  static_assert(tells, "xact: this functor's output_determines_derivative must be template <xact::scalar T> static "
                       "bool output_determines_derivative(T p)");
  return derivative && both && backward && from_output && tells;
}

} // namespace detail

/// Says in one line which hook of F is in no form that fits, on numbers T. A functor that makes its hooks conditional
/// on those of another functor G names it, as `using adapts = G;`: then those of G are checked.
template <class F, scalar T> consteval bool hooks_fit() {
  if constexpr (requires { typename F::adapts; })
    return hooks_fit<typename F::adapts, T>();
  else if constexpr (!has_value<F, T>)
    return detail::common_hooks_fit<F, T>() && detail::binary_hooks_fit<F, T>();
  else if constexpr (parametric<F, T>)
    return detail::common_hooks_fit<F, T>() && detail::unary_hooks_fit<F, T>() && detail::binary_hooks_fit<F, T>();
  else
    return detail::common_hooks_fit<F, T>() && detail::unary_hooks_fit<F, T>();
}

} // namespace xact::inline XACT_ARCH
