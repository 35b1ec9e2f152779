#pragma once

/// The common implementation of all verbs. A verb names its operation and its arguments (verbs/arguments.hpp). `call`
/// checks the arguments, converts them to operands, and launches the operation.

#include <xact/engine/launch.hpp>
#include <xact/verbs/arguments.hpp>

#ifdef XACT_DISPATCH
#include <xact/dispatch/chosen.hpp>
#endif

namespace xact::inline XACT_ARCH::kernels {

#ifdef XACT_DISPATCH
namespace launcher = dispatch;
#else
namespace launcher = kernels;
#endif

/// @{ The leading array is the first array that is read. It defines the element type of the call.
template <class... A> struct leading;
template <class A, class... Rest> struct leading<A, Rest...> : leading<Rest...> {};
template <class A, class... Rest> struct leading<reads<A>, Rest...> {
  using array = A;
};
template <class... A> using element_of_call = detail::value_t<typename leading<A...>::array>;
/// @}

/// Checks the types of all arguments of a verb.
template <class... A> consteval bool arguments_fit() {
  if constexpr (readable<typename leading<A...>::array>())
    return (A::template fits<element_of_call<A...>>() && ...) && same_order<typename A::ordered...>();
  return false;
}

/// @{ Returns the functor among the arguments of a verb.
template <class Role, class F, class... Rest>
[[nodiscard]] XACT_INLINE const functor<Role, F> &functor_among(const functor<Role, F> &of, const Rest &...) noexcept {
  return of;
}
template <class A, class... Rest>
[[nodiscard]] XACT_INLINE const auto &functor_among(const A &, const Rest &...rest) noexcept {
  return functor_among(rest...);
}
/// @}

/// @{ Converts the arguments of a verb to the inputs and outputs of an operation.
template <scalar T, class... A> [[nodiscard]] XACT_INLINE auto inputs_of(const A &...arguments) noexcept {
  return without_absent<sizeof...(A)>(arguments.template input<T>()...);
}
template <scalar T, class... A> [[nodiscard]] XACT_INLINE auto outputs_of(const A &...arguments) noexcept {
  return without_absent<sizeof...(A)>(arguments.template output<T>()...);
}
/// @}

/// Makes the record of a call. The function converts the arguments to operands a second time. If `call` passed its
/// operands to this function, they would not stay in registers in short calls.
template <scalar T, class On, class... A>
[[nodiscard]] XACT_NOINLINE record record_of(const char *name, channel_axis axis, const On &on, const A... arguments) {
  return make_record(name, axis, inputs_of<T>(arguments...), outputs_of<T>(arguments...), executor_ref(on));
}
/// Makes the record of a call and runs the operation on the record.
template <class Op, class On, class... A>
XACT_OUTLINE void call_by_record(const char *name, const On &on, const A... arguments) {
  using T = typename Op::number;
  const auto &f = functor_among(arguments...).f;
  record r = record_of<T>(name, axis_of(f), on, arguments.as_operand()...);
  launcher::launch_record<kinds_in<decltype(inputs_of<T>(arguments...))>,
                          kinds_in<decltype(outputs_of<T>(arguments...))>>(r, Op(evaluated_functor(f)));
}

/// The operation Op itself.
template <class Op> using unchanged_op = Op;

/// Runs an operation on the arguments: OfTwo if an array of parameters is bound to the functor, else Op. `Adapted` can
/// change the operation. Inputs and outputs have the order of the arguments. If the only output is skipped, the
/// function does nothing.
template <template <class, scalar> class Op, template <class, scalar> class OfTwo = Op,
          template <class> class Adapted = unchanged_op, class On, class... A>
XACT_INLINE void call(const char *name, const On &on, const A &...arguments) {
  if constexpr ((missing_parameters<A> + ...) != 0) {
    std::apply([&](const auto &...all) XACT_INLINE_LAMBDA { call<Op, OfTwo, Adapted>(name, on, all...); },
               std::tuple_cat(with_further_parameters(arguments)...));
  } else if constexpr (declared<On>() && arguments_fit<A...>()) {
    using T = element_of_call<A...>;
    const auto &of = functor_among(arguments...);
    using F = std::remove_cvref_t<decltype(of.f)>;
    using G = std::remove_cvref_t<decltype(evaluated_functor(of.f))>;
    using operation = Adapted<std::conditional_t<channel_bound<F>, OfTwo<G, T>, Op<G, T>>>;
    if constexpr (!std::is_same_v<decltype(outputs_of<T>(arguments...)), operands<skipped>>)
      // The operands are temporaries, because g++ keeps named operands in memory.
      if (of.template parameters_fit<T>(name) &&
          !launcher::launch_short(operation(evaluated_functor(of.f)), axis_of(of.f), inputs_of<T>(arguments...),
                                  outputs_of<T>(arguments...), executor_ref(on))) [[unlikely]]
        call_by_record<operation>(name, on, arguments.copy()...);
  }
}

} // namespace xact::inline XACT_ARCH::kernels
