#pragma once

/// Functors with parameters that can be learned.

#include <xact/functor/concepts.hpp>

#include <utility>

namespace xact::inline XACT_ARCH {

/// @{ The number of parameters p of a functor f(x, p...): the number that F sets as `learned_parameters`, else 1.
template <class F> inline constexpr std::size_t learned_parameters = 1;
template <class F> requires requires { F::learned_parameters; }
inline constexpr std::size_t learned_parameters<F> = F::learned_parameters;
/// @}

namespace detail {

/// V for each index J, to repeat a type in a list of parameters.
template <class V, std::size_t> using repeated = V;

/// The implementation of `parametric`.
template <class F, class V, std::size_t... J> [[nodiscard]] consteval bool takes_parameters(std::index_sequence<J...>) {
  return gives_value<F, V, repeated<V, J>...> && gives_derivative<F, V, repeated<V, J>...> &&
         requires(const F &f, V x, repeated<V, J>... p) { f.vjp(x, p..., x); };
}

} // namespace detail

/// A functor f(x, p) of an input x and a parameter p that can be learned.
///
///     V operator()(V x, V p) const
///     V derivative(V x, V p) const              ∂f/∂x
///     results<V, V> vjp(V x, V p, V dy) const   dy·∂f/∂x and dy·∂f/∂p; exactly 0 where a derivative is constantly 0
///
/// The functor may add `value_and_derivative` and `derivative_from_output` with p as second argument, and
///
///     static bool output_determines_derivative(T p)  true if the output determines the derivative for parameter p
///     static constexpr const char *parameter_names   the name of the parameters in messages, such as "slopes"
///
/// The functor can also be an activation of one argument: f(x) is then f(x, p), where p is the first of its parameters.
/// A functor of two or three such parameters sets `static constexpr std::size_t learned_parameters`, and takes and
/// returns as many in place of p, as in results<V, V, V> vjp(V x, V p, V q, V dy) const.
template <class F, class T = float>
concept parametric =
    detail::takes_parameters<F, native_batch<T>>(std::make_index_sequence<xact::learned_parameters<F>>{});

/// A functor with exactly one parameter that can be learned.
template <class F, class T = float>
concept of_one_parameter = learned_parameters<F> == 1 && parametric<F, T>;

} // namespace xact::inline XACT_ARCH
