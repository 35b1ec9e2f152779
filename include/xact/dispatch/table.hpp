#pragma once

/// What is compiled once a level, as one list of activations and one of operations: the place of a kernel in its table
/// is the same for the part of a program that calls it as for the part that has it.

#include <xact/catalogue.hpp>
#include <xact/dispatch/levels.hpp>
#include <xact/engine/ops.hpp>
#include <xact/exact.hpp>
#include <xact/simd/mask.hpp>

namespace xact::inline XACT_ARCH::dispatch {

template <std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient> struct operation {};

/// What verbs do with an activation: y; dx, and with the gradient of a parameter; d; y and d; dx from y; the gradient
/// alone; y with a mask, and dx from that. The rest, `accumulate(dx)` above all, is not worth the time to compile it.
template <scalar T, class None = kernels::no_gradient, class Sums = kernels::gradient<T>>
using operations =
    list<operation<1, 1, no_bits, kernels::value, None>,
         operation<2, 1, no_bits, kernels::chained<kernels::from_input, None>, None>,
         operation<2, 1, no_bits, kernels::chained<kernels::from_input, Sums>, Sums>,
         operation<1, 1, no_bits, kernels::slope, None>, operation<1, 2, no_bits, kernels::value_and_slope_of, None>,
         operation<2, 1, no_bits, kernels::chained<kernels::from_output, None>, None>,
         operation<2, 0, no_bits, kernels::terms_alone, Sums>,
         operation<1, 1, bit_writer<T>, kernels::value_and_bits, None>,
         operation<1, 1, bit_reader<T>, kernels::from_bits, None>>;
/// So many of them for `exact`, whose results are the same bits wherever they are computed.
inline constexpr std::size_t operations_of_exact = 3;

template <class... A, class... B> list<A..., B...> operator+(list<A...>, list<B...>);

/// A parametric formula is listed with a fixed parameter and bound to channels, as what all its bindings are.
template <class F, scalar T> struct entries { using type = list<F>; };
template <parametric F, scalar T> struct entries<F, T> { using type = list<fixed<F>, channelwise<F, T>>; };

/// The activations of a table: all of the catalogue, `exact` of these, or the one that the table is named after.
template <class Set> struct rows { template <scalar T> using of = list<Set>; };
template <> struct rows<program::catalogue> {
  template <scalar T, class... F>
  static auto all(list<F...>) -> decltype((list<>{} + ... + typename entries<F, T>::type{}));
  template <scalar T> using of = decltype(all<T>(catalogue{}));
};
template <> struct rows<program::exact_catalogue> {
  template <class F> struct made_exact { using type = exact<F>; };
  template <class F, scalar T> struct made_exact<channelwise<F, T>> { using type = channelwise<exact<F>, T>; };
  template <class... F> static auto all(list<F...>) -> list<typename made_exact<F>::type...>;
  template <scalar T>
  using of = std::conditional_t<std::is_same_v<T, float>, decltype(all(rows<program::catalogue>::of<float>{})), list<>>;
};

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

template <class X, class... L> [[nodiscard]] consteval std::size_t index_of(list<L...>) {
  std::size_t i = 0;
  return ((std::is_same_v<X, L> || (++i, false)) || ...) ? i : none;
}
template <class... L> [[nodiscard]] consteval std::size_t size_of(list<L...>) { return sizeof...(L); }

/// What F is listed as.
template <class F> struct listed { using type = F; };
template <channel_bound F> struct listed<F> { using type = channelwise<typename F::formula, typename F::value_type>; };
template <class F> using listed_t = typename listed<F>::type;

/// What a formula is called with.
template <class F, scalar T> struct evaluated { using type = F; };
template <channel_bound F, scalar T> struct evaluated<F, T> {
  using type = with_parameter<typename F::formula, native_batch<T>>;
};

template <class F> inline constexpr bool is_exact = is_reproducible<F>;
template <channel_bound F> inline constexpr bool is_exact<F> = is_reproducible<typename F::formula>;

/// True if F can do an operation that is listed for it: if there is a kernel.
template <class F, scalar T, class Operation> inline constexpr bool is_possible = false;
template <class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
inline constexpr bool is_possible<F, T, operation<In, Out, Bits, Formula, Gradient>> =
    Formula::template fits<typename evaluated<F, T>::type, native_batch<T>> &&
    (channel_bound<F> || std::is_same_v<Gradient, kernels::no_gradient>)&&(
        !is_exact<F> || index_of<operation<In, Out, Bits, Formula, Gradient>>(operations<T>{}) < operations_of_exact);

} // namespace xact::inline XACT_ARCH::dispatch
