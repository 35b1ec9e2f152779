#pragma once

/// The list of the operations with a functor that are compiled as kernels for each target.

#include <xact/arrays/operand.hpp>
#include <xact/dispatch/shape.hpp>
#include <xact/dispatch/targets.hpp>
#include <xact/engine/ops.hpp>
#include <xact/exact.hpp>
#include <xact/functor/list.hpp>

namespace xact::inline XACT_ARCH::dispatch {

using kernels::bits_read;
using kernels::bits_written;
using kernels::dense;
using kernels::kinds;
using kernels::per_channel;
using kernels::skipped;
using kernels::summed;
using kernels::written;

/// An operation, its verb, and the kinds of its inputs and outputs. `possible` is true if the operation has a kernel
/// for its functor.
template <bool possible, xact_verb verb, class Op, class In, class Out> struct operation;
template <bool possible, xact_verb verb, class Op, class... In, class... Out>
struct operation<possible, verb, Op, kinds<In...>, kinds<Out...>> {
  static constexpr bool is_possible = possible;
  static constexpr xact_verb of_verb = verb;
  /// True if the first output is accumulated and therefore also an input.
  static constexpr bool adds = (std::size_t{kernels::role_of<In> == program::dense} + ...) >
                               (verb == XACT_BACKWARD || verb == XACT_BACKWARD_FROM_OUTPUT ? 2 : 1);
  [[nodiscard]] static consteval std::uint64_t shape() {
    std::uint64_t s = verb;
    std::size_t in = 0;
    std::size_t out = 0;
    ((s = program::with_input(s, in++, kernels::role_of<In>)), ...);
    ((s = program::with_output(s, out++, kernels::role_of<Out>)), ...);
    return s;
  }
  /// True if this is the operation O on inputs of the kinds J and outputs of the kinds U.
  template <class O, class J, class U>
  static constexpr bool is =
      std::is_same_v<O, Op> && std::is_same_v<J, kinds<In...>> && std::is_same_v<U, kinds<Out...>>;
};

/// True if the form f(x, p) of F has kernels. An activation of one input that also has this form, such as swish, has
/// kernels for one input only, because the kernels for both forms would take five times as long to compile. relu's kin
/// have both.
template <class F, scalar T>
inline constexpr bool has_learned_kernels = of_one_parameter<F, T> && (is_rectifier<F> || !activation<F, T>);
template <class F, scalar T>
inline constexpr bool learnable_from_output =
    has_learned_kernels<F, T> && gives_derivative_from_output<F, native_batch<T>, native_batch<T>>;

/// The operations with a functor F on arrays of T. If `possible` is true, the operation has a kernel: F has the members
/// that the operation needs. For a platform-independent functor, such as `exact`, only operations that compute values,
/// derivatives or gradients have kernels.
template <class F, scalar T, class D = dense<T>, class P = per_channel<T>, class W = written<T>,
          class S = summed<T, std::conditional_t<is_platform_independent<F>, double, T>, T>,
          bool all = !is_platform_independent<F>>
using operations = list<
    operation<has_value<F, T>, XACT_FORWARD, kernels::value_op<F, T>, kinds<D>, kinds<W>>,
    operation<activation<F, T>, XACT_BACKWARD, kernels::backward_op<F, T>, kinds<D, D>, kinds<W>>,
    operation<activation<F, T>, XACT_DERIVATIVE, kernels::derivative_op<F, T>, kinds<D>, kinds<W>>,
    operation<all && activation<F, T>, XACT_VALUE_AND_DERIVATIVE, kernels::value_and_derivative_op<F, T>, kinds<D>,
              kinds<W, W>>,
    operation<all && activation<F, T>, XACT_BACKWARD, kernels::backward_op<F, T>, kinds<D, D, D>, kinds<W>>,
    operation<all && has_derivative_from_output<F>, XACT_BACKWARD_FROM_OUTPUT, kernels::output_op<F, T>, kinds<D, D>,
              kinds<W>>,
    operation<all && has_derivative_from_output<F>, XACT_BACKWARD_FROM_OUTPUT, kernels::output_op<F, T>, kinds<D, D, D>,
              kinds<W>>,
    operation<all && is_rectifier<F>, XACT_FORWARD_WITH_MASK, kernels::value_and_bits_op<F, T>, kinds<D>,
              kinds<W, bits_written<T>>>,
    operation<all && is_rectifier<F>, XACT_BACKWARD_FROM_MASK, kernels::bits_backward_op<F, T>, kinds<D, bits_read<T>>,
              kinds<W>>,
    operation<all && is_rectifier<F>, XACT_BACKWARD_FROM_MASK, kernels::bits_backward_add_op<F, T>,
              kinds<D, D, bits_read<T>>, kinds<W>>,
    operation<has_learned_kernels<F, T>, XACT_FORWARD, kernels::value_op<F, T>, kinds<D, P>, kinds<W>>,
    operation<has_learned_kernels<F, T>, XACT_BACKWARD, kernels::first_of_vjp<kernels::vjp_op<F, T>>, kinds<D, P, D>,
              kinds<W>>,
    operation<has_learned_kernels<F, T>, XACT_BACKWARD, kernels::vjp_op<F, T>, kinds<D, P, D>, kinds<W, S>>,
    operation<has_learned_kernels<F, T>, XACT_BACKWARD, kernels::vjp_op<F, T>, kinds<D, P, D>, kinds<skipped, S>>,
    operation<has_learned_kernels<F, T>, XACT_DERIVATIVE, kernels::derivative_op<F, T>, kinds<D, P>, kinds<W>>,
    operation<all && has_learned_kernels<F, T>, XACT_VALUE_AND_DERIVATIVE, kernels::value_and_derivative_op<F, T>,
              kinds<D, P>, kinds<W, W>>,
    operation<all && has_learned_kernels<F, T>, XACT_BACKWARD, kernels::first_of_vjp<kernels::vjp_op<F, T>>,
              kinds<D, P, D, D>, kinds<W>>,
    operation<all && has_learned_kernels<F, T>, XACT_BACKWARD, kernels::vjp_op<F, T>, kinds<D, P, D, D>, kinds<W, S>>,
    operation<all && learnable_from_output<F, T>, XACT_BACKWARD_FROM_OUTPUT,
              kernels::first_of_vjp<kernels::vjp_output_op<F, T>>, kinds<D, P, D>, kinds<W>>,
    operation<all && learnable_from_output<F, T>, XACT_BACKWARD_FROM_OUTPUT,
              kernels::first_of_vjp<kernels::vjp_output_op<F, T>>, kinds<D, P, D, D>, kinds<W>>,
    operation<all && has_learned_kernels<F, T> && is_rectifier<F>, XACT_FORWARD_WITH_MASK,
              kernels::value_and_bits_op<F, T>, kinds<D, P>, kinds<W, bits_written<T>>>,
    operation<all && has_learned_kernels<F, T> && is_rectifier<F>, XACT_BACKWARD_FROM_MASK,
              kernels::bits_backward_op<F, T>, kinds<D, bits_read<T>, P>, kinds<W>>,
    operation<all && has_learned_kernels<F, T> && is_rectifier<F>, XACT_BACKWARD_FROM_MASK,
              kernels::bits_backward_add_op<F, T>, kinds<D, D, bits_read<T>, P>, kinds<W>>>;

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The position of a type in a list; `none` if the list does not contain the type.
template <class X, class... L> [[nodiscard]] consteval std::size_t index_of(list<L...>) {
  std::size_t i = 0;
  return ((std::is_same_v<X, L> || (++i, false)) || ...) ? i : none;
}

} // namespace xact::inline XACT_ARCH::dispatch
