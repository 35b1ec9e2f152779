#pragma once

/// What the kernels ask of a functor.

#include <xact/functor/contract.hpp>
#include <xact/functor/results.hpp>
#include <xact/simd/batch.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace xact::inline XACT_ARCH {

/// A value and the derivative beside it.
template <batch V> struct value_and_slope {
  V value;      ///< f(x)
  V derivative; ///< f'(x)
};

/// @{ True if F has this member for an input x and parameters p, if there are any, and it gives what it should.
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
  { f.value_and_derivative(x, p...) } -> std::same_as<value_and_slope<V>>;
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

/// Has a value: `V operator()(V x) const` for batches of T.
template <class F, class T = float>
concept has_value = gives_value<F, native_batch<T>>;

/// An activation of one argument: `V operator()(V x) const` and `V derivative(V x) const` for batches of T. It may add
///
///     V backward(V x, V dy) const               dy·f'(x) where f' is a constant 0: select, so that dy = ∞ gives no NaN
///     value_and_slope<V> value_and_derivative(V x) const      both at the cost of little more than one
///     void in_best_form(const auto &run) const                calls run(g), where g has the bits of f and less to do,
///                                               as these parameters allow; `forward` asks it once a call. Classes
///                                               that derive from f inherit it, unless it is the static
///                                               void in_best_form(const auto &f, const auto &run), which sees their
///                                               type
///     static constexpr bool on_double_double    true if all of these evaluate on double_double and in_double too;
///                                               see `exact`
///     static constexpr bool rectifies           true if f'(x) is 1 for x > 0 and NaN, and one number for x <= 0
///     static constexpr std::size_t unroll       how many vectors the loop keeps in flight; the default is 4
///
/// A member that has one of these names and another form is an error (functor/hooks.hpp). An adaptor whose hooks are
/// conditional on those of a functor G says `using adapts = G;`, and gives it as `const G &activation() const`, so that
/// calls check the parameters of G.
template <class F, class T = float>
concept activation = has_value<F, T> && gives_derivative<F, native_batch<T>>;

/// An activation whose derivative follows from its output: `V derivative_from_output(V y) const`. If its parameters can
/// make f fall, so that the output does not tell, it adds
///
///     bool output_determines_derivative() const       with the parameters as they are; a template <xact::scalar T> is
///                                                     asked with the type of the arrays, to which parameters round
template <class F, class T = float>
concept has_derivative_from_output = activation<F, T> && gives_derivative_from_output<F, native_batch<T>>;

/// A functor f(x, p) whose second input is a parameter that may be learned: a value, the derivative in x, and the
/// gradients in both.
///
///     V operator()(V x, V p) const
///     V derivative(V x, V p) const              ∂f/∂x
///     results<V, V> vjp(V x, V p, V dy) const   dy·∂f/∂x and dy·∂f/∂p; where one of these is a constant 0 select it
///
/// It may add, with p after x or y, `value_and_derivative`, `derivative_from_output`, and
///
///     static bool output_determines_derivative(T p)
///     static constexpr const char *parameter_names   what messages call the parameters, as in "slopes"
///
/// As an activation it has the parameter as a member: f(x) is f(x, p) with it.
template <class F, class T = float>
concept parametric = gives_value<F, native_batch<T>, native_batch<T>> &&
    gives_derivative<F, native_batch<T>, native_batch<T>> && requires(const F &f, native_batch<T> x) {
  f.vjp(x, x, x);
};

/// A functor whose parameters are known by name: it lists them, or it has none because it holds no data.
template <class F>
concept names_parameters = requires {
  F::parameters();
}
|| std::is_empty_v<F>;

/// A functor of the catalogue also says what it is called and what it promises; and if it has parameters, what they are
/// called, and which of them to test:
///
///     static constexpr std::string_view name    the name of its struct and its header too
///     constexpr contract facts() const          what holds of its results; may depend on the parameters
///     static constexpr auto parameters()        std::array of `parameter`: the names of its members, for model files
///     static constexpr auto samples()           std::array of functors: those that every test runs on
///
/// and evaluates on numbers, as its templates for every `batch` do. One with operators for xsimd's batches alone has
/// further ones for numbers, which call `lane`.
template <class F>
concept documented = names_parameters<F> && gives_facts<F> && requires {
  { F::name } -> std::convertible_to<std::string_view>;
};

/// What messages call a functor.
template <class F> [[nodiscard]] consteval std::string_view name_of() {
  if constexpr (requires { F::name; })
    return F::name;
  else
    return "this activation";
}

/// How many vectors of a functor are the loop keeps in flight; a functor may name another number.
template <class F> inline constexpr std::size_t unroll = 4;
/// The number that F names.
template <class F>
requires requires { F::unroll; }
inline constexpr std::size_t unroll<F> = F::unroll;

/// True for a functor whose results have the same bits on every machine, as those of `exact` do: its products are
/// rounded before they are added, and the gradient of its parameters is summed in double.
template <class F> inline constexpr bool is_reproducible = requires { requires F::reproducible; };

/// True for a functor whose derivative one bit tells, and for a binding of such a formula to channels.
template <class F> inline constexpr bool is_rectifier = requires { requires F::rectifies; };

/// True for a functor that uses nothing but arithmetic, comparison, select and what xact::math has for double_double
/// and in_double.
template <class F> inline constexpr bool evaluates_on_double_double = requires { requires F::on_double_double; };

namespace detail {

/// Takes whatever form `in_best_form` runs.
struct any_run {
  template <class G> void operator()(const G &) const {}
};

/// True if F has `in_best_form` in one of its two forms.
template <class F>
concept has_best_form = requires(const F &f, any_run run) {
  { f.in_best_form(run) } -> std::same_as<void>;
}
|| requires(const F &f, any_run run) {
  { F::in_best_form(f, run) } -> std::same_as<void>;
};

/// Calls run(f), or run with what f says has the same bits and less to do.
template <class F, class Run> XACT_INLINE void in_best_form(const F &f, const Run &run) {
  if constexpr (requires { f.in_best_form(run); })
    f.in_best_form(run);
  else if constexpr (requires { F::in_best_form(f, run); })
    F::in_best_form(f, run);
  else
    run(f);
}

/// f and f' at x, in one evaluation where the functor offers it; p is the parameter of a functor f(x, p).
template <class F, batch V, std::same_as<V>... P>
[[nodiscard]] XACT_INLINE value_and_slope<V> both(const F &f, V x, P... p) noexcept {
  if constexpr (requires { f.value_and_derivative(x, p...); })
    return f.value_and_derivative(x, p...);
  else
    return {f(x, p...), f.derivative(x, p...)};
}

/// dy·f'(x), where f' selects between dy and 0 if the functor says how, so that dy = ∞ gives no NaN on a flat piece.
template <class F, batch V> [[nodiscard]] XACT_INLINE V chain(const F &f, V x, V dy) noexcept {
  if constexpr (requires { f.backward(x, dy); })
    return f.backward(x, dy);
  else if constexpr (is_rectifier<F>)
    return multiply_where(x <= V(0), dy, f.derivative(V(-1))); // at -1 it says what it is on the left
  else
    return dy * f.derivative(x);
}

/// dy·∂f/∂x
template <class F, batch V> [[nodiscard]] XACT_INLINE V chain(const F &f, V x, V p, V dy) noexcept {
  return nth<0>(f.vjp(x, p, dy));
}

/// sum + dy·slope, where slope is a derivative of F.
template <class F, batch V> [[nodiscard]] XACT_INLINE V add_product(V dy, V slope, V sum) noexcept {
  if constexpr (is_reproducible<F>)
    return sum + unfused(dy * slope);
  else
    return mul_add(dy, slope, sum);
}

/// sum + dy·f'(x).
template <class F, batch V> [[nodiscard]] XACT_INLINE V chain_add(const F &f, V x, V dy, V sum) noexcept {
  if constexpr (requires { f.backward(x, dy); })
    return sum + f.backward(x, dy);
  else
    return add_product<F>(dy, f.derivative(x), sum);
}
/// sum + dy·∂f/∂x
template <class F, batch V> [[nodiscard]] XACT_INLINE V chain_add(const F &f, V x, V p, V dy, V sum) noexcept {
  if constexpr (requires { f.accumulate(x, p, dy, sum); })
    return f.accumulate(x, p, dy, sum);
  else
    return sum + unfused(chain(f, x, p, dy));
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
