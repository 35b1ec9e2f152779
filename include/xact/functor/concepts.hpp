#pragma once

/// The members of a functor that the kernels use.

#include <xact/functor/contract.hpp>
#include <xact/functor/results.hpp>
#include <xact/simd/batch.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A value and a derivative of one evaluation.
template <batch V> struct value_derivative_pair {
  V value;      ///< f(x)
  V derivative; ///< f'(x)
};
/// The former name of `value_derivative_pair`.
template <batch V> using value_and_slope [[deprecated("say xact::value_derivative_pair")]] = value_derivative_pair<V>;

/// @{ True if F has this member for an input x and optional parameters p, with the right result type.
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

/// A functor with a value: `V operator()(V x) const` for batches of T.
template <class F, class T = float>
concept has_value = gives_value<F, native_batch<T>>;

/// An activation of one argument: `V operator()(V x) const` and `V derivative(V x) const` for batches of T. It may add
///
///     V backward(V x, V dy) const               dy·f'(x) where f' is a constant 0: select, so that dy = ∞ gives no NaN
///     value_derivative_pair<V> value_and_derivative(V x) const      both at the cost of little more than one
///     void specialize(const auto &run) const    calls run(g), where g has the bits of f with its present parameters
///                                               and less work; `forward` asks it once per call. Derived classes
///                                               inherit it, unless it is the static
///                                               void specialize(const auto &f, const auto &run), which gets the
///                                               derived f
///     static constexpr bool on_double_double    true if value and derivative evaluate on double_double and
///     rounded_double
///                                               too; see `exact`
///     static constexpr bool rectifies           true if f'(x) is 1 for x > 0 and NaN, and one number for x <= 0
///     static constexpr std::size_t unroll       vectors per step of the loop; the default is 1, and 8 is best for a
///                                               functor of a few instructions. A step is at least a cache line
///
/// A member with one of these names and another form is an error (functor/hooks.hpp). An adaptor with hooks that depend
/// on those of a functor G says `using adapts = G;`, and returns it by `const G &activation() const`, so that calls
/// check the parameters of G.
template <class F, class T = float>
concept activation = has_value<F, T> && gives_derivative<F, native_batch<T>>;

/// An activation whose derivative follows from its output: `V derivative_from_output(V y) const`. If some parameters
/// make f fall, so that the output does not determine the derivative, it adds
///
///     bool output_determines_derivative() const       for its present parameters; if it is a template <xact::scalar
///     T>,
///                                                     T is the type of the arrays, to which parameters round
template <class F, class T = float>
concept has_derivative_from_output = activation<F, T> && gives_derivative_from_output<F, native_batch<T>>;

/// A functor f(x, p) with a parameter as second input, which may be learned: value, derivative in x, and gradients in
/// x and p.
///
///     V operator()(V x, V p) const
///     V derivative(V x, V p) const              ∂f/∂x
///     results<V, V> vjp(V x, V p, V dy) const   dy·∂f/∂x and dy·∂f/∂p; select 0 where a derivative is constantly 0
///
/// It may add, with p after x or y, `value_and_derivative`, `derivative_from_output`, and
///
///     static bool output_determines_derivative(T p)
///     static constexpr const char *parameter_names   the name in messages, such as "slopes"
///
/// As an activation it keeps the parameter as a member p: f(x) is f(x, p).
template <class F, class T = float>
concept parametric = gives_value<F, native_batch<T>, native_batch<T>> &&
    gives_derivative<F, native_batch<T>, native_batch<T>> && requires(const F &f, native_batch<T> x) {
  f.vjp(x, x, x);
};

/// A functor whose parameters are known by name: it lists them, or holds no data.
template <class F>
concept names_parameters = requires {
  F::parameters();
}
|| std::is_empty_v<F>;

/// A functor of the catalogue has a name and facts; and if it has parameters, their names and test parameters:
///
///     static constexpr std::string_view name    also the name of its struct and its header
///     constexpr contract facts() const          the promises for its results; may depend on the parameters
///     static constexpr auto parameters()        std::array of `parameter`: names and members, for model files
///     static constexpr auto test_parameters()   std::array of functors: every test runs on each of them
///
/// It also evaluates on numbers, as templates for every `batch` do. A functor with operators for xsimd's batches alone
/// has further operators for numbers, which call `lane`.
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

/// The vectors per step of the loop, unless the functor names another number: the processor overlaps the steps, and
/// each copy of a long functor takes time to compile.
template <class F> inline constexpr std::size_t unroll = 1;
/// The number that F names.
template <class F>
requires requires { F::unroll; }
inline constexpr std::size_t unroll<F> = F::unroll;

/// True for a functor whose results have the same bits on every machine, as `exact` has: products are rounded before
/// they are added, and the gradient of parameters is summed in double.
template <class F> inline constexpr bool is_platform_independent = requires { requires F::platform_independent; }
|| requires { requires F::reproducible; }; // the former name of the hook, which is deprecated
/// The former name of `is_platform_independent`.
template <class F>
[[deprecated("say xact::is_platform_independent")]] inline constexpr bool is_reproducible = is_platform_independent<F>;

/// True for a functor whose derivative is determined by one bit, and for a binding of such a functor to channels.
template <class F> inline constexpr bool is_rectifier = requires { requires F::rectifies; };

/// True for a functor that uses only arithmetic, comparison, select, and the functions of xact::math that double_double
/// and rounded_double have.
template <class F> inline constexpr bool evaluates_on_double_double = requires { requires F::on_double_double; };

namespace detail {

/// A function object that takes any functor that `specialize` runs.
struct any_run {
  template <class G> void operator()(const G &) const {}
};

/// True if F has the hook by its name in 0.1.0, which is deprecated.
template <class F>
concept has_former_specialization = requires(const F &f, any_run run) {
  { f.in_best_form(run) } -> std::same_as<void>;
};
/// True if F has `specialize` in one of its two forms.
template <class F>
concept has_specialization = requires(const F &f, any_run run) {
  { f.specialize(run) } -> std::same_as<void>;
}
|| requires(const F &f, any_run run) {
  { F::specialize(f, run) } -> std::same_as<void>;
}
|| has_former_specialization<F>;

/// Calls run(f), or run with the specialized f.
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

/// f and f' at x, in one evaluation if the functor offers it; p is the parameter of a functor f(x, p).
template <class F, batch V, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative_of(const F &f, V x, P... p) noexcept {
  if constexpr (requires { f.value_and_derivative(x, p...); })
    return f.value_and_derivative(x, p...);
  else
    return {f(x, p...), f.derivative(x, p...)};
}

/// dy·f'(x). If the functor has a way to select between dy and 0, dy = ∞ gives no NaN on a flat piece.
template <class F, batch V> [[nodiscard]] XACT_INLINE V vjp_in_x(const F &f, V x, V dy) noexcept {
  if constexpr (requires { f.backward(x, dy); })
    return f.backward(x, dy);
  else if constexpr (is_rectifier<F>)
    return multiply_where(x <= V(0), dy, f.derivative(V(-1))); // the derivative at -1 is that of the whole left side
  else
    return dy * f.derivative(x);
}

/// dy·∂f/∂x
template <class F, batch V> [[nodiscard]] XACT_INLINE V vjp_in_x(const F &f, V x, V p, V dy) noexcept {
  return nth<0>(f.vjp(x, p, dy));
}

/// sum + dy·derivative, for a derivative of F.
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
