#pragma once

/// The members of a functor that verbs and kernels use, as concepts.

#include <xact/functor/contract.hpp>
#include <xact/functor/results.hpp>
#include <xact/simd/batch.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// The value and the derivative of a function at x, from one evaluation.
template <batch V> struct value_derivative_pair {
  V value;      ///< f(x)
  V derivative; ///< f'(x)
};
/// The former name of `value_derivative_pair`.
template <batch V> using value_and_slope [[deprecated("say xact::value_derivative_pair")]] = value_derivative_pair<V>;

/// @{ True if F has the member that the concept names, for the given arguments, and the member returns the right type.
/// P is empty, or the type of the parameter of a functor f(x, p).
template <class F, class V, class... P>
concept gives_value = requires(const F &f, V x, P... p) {
  { f(x, p...) } -> std::same_as<V>;
};
template <class F, class V, class... P>
concept gives_derivative = requires(const F &f, V x, P... p) {
  { f.derivative(x, p...) } -> std::same_as<V>;
};
template <class F, class V, class... P>
concept gives_value_and_derivative = requires(const F &f, V x, P... p) {
  { f.value_and_derivative(x, p...) } -> std::same_as<value_derivative_pair<V>>;
};
template <class F, class V, class... P>
concept gives_derivative_from_output = requires(const F &f, V y, P... p) {
  { f.derivative_from_output(y, p...) } -> std::same_as<V>;
};
template <class F, class V>
concept gives_backward = requires(const F &f, V x, V dy) {
  { f.backward(x, dy) } -> std::same_as<V>;
};
template <class F>
concept gives_facts = requires(const F &f) {
  { f.facts() } -> std::same_as<contract>;
};
/// @}

/// A functor with a value: `V operator()(V x) const` for batches V of T.
template <class F, class T = float>
concept has_value = gives_value<F, native_batch<T>>;

/// An activation of one argument: `V operator()(V x) const` and `V derivative(V x) const` for batches V of T. An
/// activation may add these hooks:
///
///     V backward(V x, V dy) const
///         dy·f'(x). If f is constant at x, the hook selects 0, so that dy = ∞ gives no NaN.
///     value_derivative_pair<V> value_and_derivative(V x) const
///         f(x) and f'(x), at little more than the cost of f(x) alone.
///     void specialize(const auto &run) const
///         Calls run(g), where the functor g gives the same bits as f with its present parameters, but does less work.
///         A call runs this hook once; a derivative uses g if g has one. For a derived class g is made from the base
///         class; in the form `static void specialize(const auto &f, const auto &run)` f has the derived class.
///     static constexpr bool on_double_double
///         True if value and derivative also work with V = double_double and V = rounded_double; see `exact`.
///     static constexpr bool rectifies
///         True if f'(x) is 1 for x > 0 and for NaN, and the same number for all x <= 0.
///     static constexpr bool platform_independent
///         True if the results have the same bits on every machine; see `is_platform_independent`.
///     static constexpr std::size_t unroll
///         Vectors per step of the loop, at least those of a cache line. The default is 1; 8 is best for few
///         instructions.
///     static constexpr std::size_t bundle
///         Vectors whose evaluations the loop interleaves (simd/bundle.hpp): 1, 2 or 4. The default is 1. A functor
///         with 2 or 4 is a template for every `batch`, and uses only the operations of simd/batch.hpp and xact::math.
///
/// A member that has the name of a hook but another form is an error (functor/hooks.hpp). An adaptor whose hooks depend
/// on the hooks of a functor G declares `using adapts = G;` and has a member `const G &activation() const` that returns
/// the functor of type G. Calls use this member to check the parameters of G.
template <class F, class T = float>
concept activation = has_value<F, T> && gives_derivative<F, native_batch<T>>;

/// An activation whose derivative can be computed from the output: `V derivative_from_output(V y) const`. For some
/// parameters the output does not determine the derivative: prelu with a negative slope is not monotone, so that inputs
/// with different derivatives have the same output. A functor with such parameters adds one of these hooks:
///
///     bool output_determines_derivative() const
///         True if the output determines the derivative for the present parameters.
///     template <xact::scalar T> bool output_determines_derivative() const
///         True if the output determines the derivative with the parameters rounded to the type T of the arrays.
template <class F, class T = float>
concept has_derivative_from_output = activation<F, T> && gives_derivative_from_output<F, native_batch<T>>;

/// A functor that lists its parameters with their names in `parameters()`, or has no data members.
template <class F>
concept names_parameters = requires { F::parameters(); } || std::is_empty_v<F>;

/// A functor that the catalogue accepts. It has `name` and `facts`. A functor with parameters also has `parameters` and
/// `test_parameters`.
///
///     static constexpr std::string_view name    also the name of its struct and its header
///     constexpr contract facts() const          the promises about the results; can depend on the parameters
///     static constexpr auto parameters()        std::array of `parameter`: names and members, for model files
///     static constexpr auto test_parameters()   std::array of functors with the parameters that tests use
///
/// The functor also accepts single numbers. Operators that are templates for every `batch` already do so. A functor
/// whose operators accept only batches of xsimd adds operators for numbers; these call `lane` (simd/generic.hpp).
template <class F>
concept documented = names_parameters<F> && gives_facts<F> && requires {
  { F::name } -> std::convertible_to<std::string_view>;
};

/// The name of a functor in messages.
template <class F> [[nodiscard]] consteval std::string_view name_of() {
  if constexpr (requires { F::name; })
    return F::name;
  else
    return "this activation";
}

/// @{ Vectors per step of the loop, and vectors per bundle: the number that F sets, else 1. (Processors overlap the
/// steps of long functors.)
template <class F> inline constexpr std::size_t unroll = 1;
template <class F> requires requires { F::unroll; }
inline constexpr std::size_t unroll<F> = F::unroll;
template <class F> inline constexpr std::size_t bundle_size = 1;
template <class F> requires requires { F::bundle; }
inline constexpr std::size_t bundle_size<F> = F::bundle;
/// @}

/// True for a functor whose results have the same bits on every machine, such as `exact`. For such a functor, kernels
/// round each product before they add the product, and accumulate the gradient of parameters in double.
template <class F>
inline constexpr bool is_platform_independent = requires { requires F::platform_independent; } || requires {
  requires F::reproducible;
}; // the former name of the hook, deprecated
/// The former name of `is_platform_independent`.
template <class F>
[[deprecated("say xact::is_platform_independent")]] inline constexpr bool is_reproducible = is_platform_independent<F>;

/// True for a functor whose derivative has only two values, so that one bit per element selects the derivative. The
/// constant is also true for a functor f(x, p) with this property, bound to parameters per channel.
template <class F> inline constexpr bool is_rectifier = requires { requires F::rectifies; };

/// True for a functor that uses only operations that double_double and rounded_double provide: arithmetic, comparison,
/// select, and some functions of xact::math.
template <class F> inline constexpr bool evaluates_on_double_double = requires { requires F::on_double_double; };

namespace detail {

/// A callable that accepts every functor. Concepts use it as the argument of `specialize`.
struct any_run {
  template <class G> void operator()(const G &) const {}
};

/// True if F has `in_best_form`, the deprecated name that `specialize` had in 0.1.0.
template <class F>
concept has_former_specialization = requires(const F &f, any_run run) {
  { f.in_best_form(run) } -> std::same_as<void>;
};
/// True if F has `specialize` in one of its two forms, or under its former name.
template <class F>
concept has_specialization = requires(const F &f, any_run run) {
  { f.specialize(run) } -> std::same_as<void>;
} || requires(const F &f, any_run run) {
  { F::specialize(f, run) } -> std::same_as<void>;
} || has_former_specialization<F>;

/// Calls run with the specialized form of f, or with f itself if F has no `specialize`.
template <class F, class Run> XACT_INLINE void specialize(const F &f, const Run &run) {
  if constexpr (requires { f.specialize(run); })
    f.specialize(run);
  else if constexpr (requires { F::specialize(f, run); })
    F::specialize(f, run);
  else if constexpr (has_former_specialization<F>)
    f.in_best_form(run);
  else
    run(f);
}

/// f(x) and f'(x), in one evaluation if the functor has `value_and_derivative`. p is empty for a functor of x alone.
template <class F, batch V, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative_of(const F &f, V x, P... p) noexcept {
  if constexpr (requires { f.value_and_derivative(x, p...); })
    return f.value_and_derivative(x, p...);
  else
    return {f(x, p...), f.derivative(x, p...)};
}

/// dy·f'(x). If F has `backward`, dy = ∞ gives 0 instead of NaN where f is constant.
template <class F, batch V> [[nodiscard]] XACT_INLINE V vjp_in_x(const F &f, V x, V dy) noexcept {
  if constexpr (requires { f.backward(x, dy); })
    return f.backward(x, dy);
  else if constexpr (is_rectifier<F>)
    return multiply_where(x <= V(0), dy, f.derivative(V(-1))); // the derivative at -1 holds for all x <= 0
  else
    return dy * f.derivative(x);
}

/// dy·∂f/∂x
template <class F, batch V> [[nodiscard]] XACT_INLINE V vjp_in_x(const F &f, V x, V p, V dy) noexcept {
  return nth<0>(f.vjp(x, p, dy));
}

/// sum + dy·derivative, for a derivative of F. If F is platform independent, the product is rounded before the
/// addition.
template <class F, batch V> [[nodiscard]] XACT_INLINE V add_product(V dy, V derivative, V sum) noexcept {
  if constexpr (is_platform_independent<F>)
    return sum + unfused(dy * derivative);
  else
    return mul_add(dy, derivative, sum);
}

/// sum + dy·f'(x).
template <class F, batch V> [[nodiscard]] XACT_INLINE V add_vjp_in_x(const F &f, V x, V dy, V sum) noexcept {
  if constexpr (requires { f.backward(x, dy); })
    return sum + f.backward(x, dy);
  else
    return add_product<F>(dy, f.derivative(x), sum);
}
/// sum + dy·∂f/∂x
template <class F, batch V> [[nodiscard]] XACT_INLINE V add_vjp_in_x(const F &f, V x, V p, V dy, V sum) noexcept {
  if constexpr (requires { f.accumulate(x, p, dy, sum); })
    return f.accumulate(x, p, dy, sum);
  else
    return sum + unfused(vjp_in_x(f, x, p, dy));
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
