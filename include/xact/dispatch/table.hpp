#pragma once

/// The kernels of a functor as one list of operations. The place of a kernel in its table is a constant that the caller
/// and the part with the kernel compute alike.

#include <xact/catalogue.hpp>
#include <xact/dispatch/levels.hpp>
#include <xact/engine/ops.hpp>
#include <xact/exact.hpp>

namespace xact::inline XACT_ARCH::dispatch {

using kernels::bits_read;
using kernels::bits_written;
using kernels::dense;
using kernels::kinds;
using kernels::per_channel;
using kernels::skipped;
using kernels::summed;
using kernels::written;

/// An operation with the kinds of its operands, and whether F has the members that it needs.
template <bool possible, class Op, class In, class Out> struct operation {
  static constexpr bool is_possible = possible;
};

template <class F, scalar T>
inline constexpr bool learnable_from_output =
    parametric<F, T> &&gives_derivative_from_output<F, native_batch<T>, native_batch<T>>;

/// The operations of verbs with a functor F that a table holds: y; dx; d; y and d; dx from y; y with a mask, and dx
/// from the mask. Then these with a parameter per channel, and its gradient with dx or alone. Other operations, above
/// all `accumulate(dx)`, are not worth the time to compile them. Of `exact`, whose bits are equal wherever they are
/// computed, the table holds y and gradients.
template <class F, scalar T, class D = dense<T>, class P = per_channel<T>, class W = written<T>,
          class S = summed<T, std::conditional_t<is_reproducible<F>, double, T>, T>, bool all = !is_reproducible<F>>
using operations =
    list<operation<has_value<F, T>, kernels::value_op<F, T>, kinds<D>, kinds<W>>,
         operation<activation<F, T>, kernels::backward_op<F, T>, kinds<D, D>, kinds<W>>,
         operation<all && activation<F, T>, kernels::derivative_op<F, T>, kinds<D>, kinds<W>>,
         operation<all && activation<F, T>, kernels::value_and_derivative_op<F, T>, kinds<D>, kinds<W, W>>,
         operation<all && has_derivative_from_output<F>, kernels::output_op<F, T>, kinds<D, D>, kinds<W>>,
         operation<all && is_rectifier<F>, kernels::value_and_bits_op<F, T>, kinds<D>, kinds<W, bits_written<T>>>,
         operation<all && is_rectifier<F>, kernels::bits_backward_op<F, T>, kinds<D, bits_read<T>>, kinds<W>>,
         operation<parametric<F, T>, kernels::value_op<F, T>, kinds<D, P>, kinds<W>>,
         operation<parametric<F, T>, kernels::first_of_vjp<kernels::vjp_op<F, T>>, kinds<D, P, D>, kinds<W>>,
         operation<parametric<F, T>, kernels::vjp_op<F, T>, kinds<D, P, D>, kinds<W, S>>,
         operation<parametric<F, T>, kernels::vjp_op<F, T>, kinds<D, P, D>, kinds<skipped, S>>,
         operation<all && parametric<F, T>, kernels::derivative_op<F, T>, kinds<D, P>, kinds<W>>,
         operation<all && parametric<F, T>, kernels::value_and_derivative_op<F, T>, kinds<D, P>, kinds<W, W>>,
         operation<all && learnable_from_output<F, T>, kernels::first_of_vjp<kernels::vjp_output_op<F, T>>,
                   kinds<D, P, D>, kinds<W>>,
         operation<all && parametric<F, T> && is_rectifier<F>, kernels::value_and_bits_op<F, T>, kinds<D, P>,
                   kinds<W, bits_written<T>>>,
         operation<all && parametric<F, T> && is_rectifier<F>, kernels::bits_backward_op<F, T>,
                   kinds<D, bits_read<T>, P>, kinds<W>>>;

/// The functors of a table: all of the catalogue, `exact` of each, or the one functor that the table is named after.
template <class Set> struct rows { template <scalar T> using of = list<Set>; };
template <> struct rows<program::catalogue> { template <scalar T> using of = xact::catalogue; };
template <> struct rows<program::exact_catalogue> {
  template <class... F> static auto all(list<F...>) -> list<exact<F>...>;
  template <scalar T> using of = std::conditional_t<std::is_same_v<T, float>, decltype(all(xact::catalogue{})), list<>>;
};

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The place of a type in a list.
template <class X, class... L> [[nodiscard]] consteval std::size_t index_of(list<L...>) {
  std::size_t i = 0;
  return ((std::is_same_v<X, L> || (++i, false)) || ...) ? i : none;
}
template <class... L> [[nodiscard]] consteval std::size_t size_of(list<L...>) { return sizeof...(L); }

} // namespace xact::inline XACT_ARCH::dispatch
