#pragma once

/// The common implementation of all verbs. A verb names its operation and gives each argument a role. `call` checks the
/// types of the arguments at compile time, converts the arguments to operands, and launches the operation. If a type
/// does not fit, a static_assert prints one line.

#include <xact/engine/launch.hpp>
#include <xact/engine/ops.hpp>
#include <xact/engine/parameters.hpp>
#include <xact/verbs/checks.hpp>

#ifdef XACT_DISPATCH
#include <xact/dispatch/chosen.hpp>
#endif

namespace xact::inline XACT_ARCH::kernels {

#ifdef XACT_DISPATCH
namespace launcher = dispatch;
#else
namespace launcher = kernels;
#endif

/// @{ Converts an array, with or without a marker, to an operand.
template <class Kind, class A> [[nodiscard]] XACT_INLINE typed<Kind> operand_of(const char *name, A &a) noexcept {
  auto v = detail::as_view(name, without_marker(a));
  v.how = detail::stores_of<std::remove_cvref_t<A>>;
  return kernels::as_operand<Kind>(v, is_added_to<A>);
}
template <scalar T, class A> [[nodiscard]] XACT_INLINE typed<dense<T>> input(const char *name, A &&a) noexcept {
  return operand_of<dense<T>>(name, a);
}
template <scalar T, class A> [[nodiscard]] XACT_INLINE typed<written<T>> output(const char *name, A &&a) noexcept {
  return operand_of<written<T>>(name, a);
}
/// @}

/// The kind of a missing operand. An argument that is no input of the operation has an absent input; an argument that
/// is no output has an absent output.
struct absent {};

/// Removes the absent operands and keeps the order of the others. Each of the n recursion steps drops the first operand
/// if it is absent, else moves the operand to the end.
template <std::size_t n, class Kind, class... Rest>
[[nodiscard]] XACT_INLINE auto without_absent(const typed<Kind> &first, const Rest &...rest) noexcept {
  if constexpr (n == 0)
    return all_of(first, rest...);
  else if constexpr (std::is_same_v<Kind, absent>)
    return without_absent<n - 1>(rest...);
  else
    return without_absent<n - 1>(rest..., first);
}

/// An argument that provides no operand.
struct no_operand {
  template <scalar T> [[nodiscard]] static XACT_INLINE typed<absent> input() noexcept { return {}; }
  template <scalar T> [[nodiscard]] static XACT_INLINE typed<absent> output() noexcept { return {}; }
};

/// T if `cheap` is true and T is small and trivially copyable, else a reference to T. Copies are better for small
/// objects, because the compiler keeps an object in memory if a reference refers to it.
template <class T, bool cheap>
using kept = std::conditional_t<cheap && std::is_trivially_copyable_v<std::remove_cvref_t<T>> && sizeof(T) <= 32,
                                std::remove_reference_t<T>, std::remove_reference_t<T> &>;

/// An array argument of a verb. The role checks the array's type against the element type T of the call. The role also
/// defines the kinds of the input and of the output that the array provides; either kind can be `absent`.
template <class Role, class A> struct argument {
  const char *name; ///< the name in messages
  /// The array: a copy if A is a small view such as std::span, else a reference.
  kept<A, std::ranges::enable_borrowed_range<std::remove_cvref_t<A>>> array;

  using ordered =
      std::conditional_t<Role::has_order, A, skip_t>; ///< the argument type whose storage order `same_order` checks
  template <scalar T> static consteval bool fits() { return Role::template fits<T, A>(); }
  /// Copies member by member: g++ keeps a struct in memory if it is copied as a whole.
  [[nodiscard]] XACT_INLINE argument copy() const noexcept { return {name, array}; }
  [[nodiscard]] XACT_INLINE argument as_operand() const noexcept { return copy(); }
  template <scalar T> [[nodiscard]] XACT_INLINE auto input() const noexcept {
    return as<typename Role::template input<T, A>>();
  }
  template <scalar T> [[nodiscard]] XACT_INLINE auto output() const noexcept {
    return as<typename Role::template output<T, A>>();
  }

private:
  template <class Kind> [[nodiscard]] XACT_INLINE typed<Kind> as() const noexcept {
    if constexpr (std::is_same_v<Kind, absent>)
      return {};
    else if constexpr (std::is_same_v<Kind, skipped>)
      return no_output();
    else
      return operand_of<Kind>(name, array);
  }
};

/// The functor argument of a verb. If an array of parameters is bound to the functor, the array is an input of the
/// operation. The role checks that the functor can be evaluated on type T and that the functor's parameters are valid.
template <class Role, class F> struct functor {
  kept<const F, true> f;

  using ordered = skip_t;
  template <scalar T> static consteval bool fits() { return Role::template fits<T, F>(); }
  [[nodiscard]] XACT_INLINE functor copy() const noexcept { return {f}; }
  /// Returns `no_operand` for a functor without an array of parameters, so that all these functors use one instance of
  /// `record_of`.
  [[nodiscard]] XACT_INLINE auto as_operand() const noexcept {
    if constexpr (channel_bound<F>)
      return copy();
    else
      return no_operand{};
  }
  template <scalar T> [[nodiscard]] XACT_INLINE auto input() const noexcept {
    if constexpr (channel_bound<F>)
      return kernels::as_operand<per_channel<T>>(
          detail::as_view(detail::parameter_names<function_t<F>>(), f.parameters()));
    else
      return typed<absent>{};
  }
  template <scalar T> [[nodiscard]] XACT_INLINE typed<absent> output() const noexcept { return {}; }
  template <scalar T> [[nodiscard]] XACT_INLINE bool parameters_fit(const char *call) const {
    return Role::template parameters_fit<T>(call, f);
  }
};

/// @{ The roles of arguments. The base has no input and no output.
struct role_of_argument {
  static constexpr bool has_order = true;
  template <scalar T, class A> using input = absent;
  template <scalar T, class A> using output = absent;
};
/// An array that is read.
struct read : role_of_argument {
  template <scalar T, class A> using input = dense<T>;
  template <scalar T, class A> static consteval bool fits() { return readable_with<T, A>(); }
};
/// An array that is written.
struct write : role_of_argument {
  template <scalar T, class A> using output = written<T>;
  template <scalar T, class A> static consteval bool fits() { return writable<T, A>(); }
};
/// An array that is written, accumulated, or skipped.
struct update : role_of_argument {
  template <scalar T, class A> using input = std::conditional_t<is_added_to<A>, dense<T>, absent>;
  template <scalar T, class A> using output = std::conditional_t<is_skipped<A>, skipped, written<T>>;
  template <scalar T, class A> static consteval bool fits() { return writable_or_skipped<T, A>(); }
};
/// A functor that is evaluated.
struct evaluated {
  template <scalar T, class F> static consteval bool fits() { return evaluable<F, T>(); }
  template <scalar T, class F> [[nodiscard]] static XACT_INLINE bool parameters_fit(const char *call, const F &f) {
    return check_parameters<T>(call, function_of(f));
  }
};
/// A functor that is differentiated.
struct differentiated : evaluated {
  template <scalar T, class F> static consteval bool fits() { return differentiable<F, T>(); }
};
template <class A> using reads = argument<read, A>;
template <class A> using writes = argument<write, A>;
template <class A> using updates = argument<update, A>;
template <class F> using evaluates = functor<evaluated, F>;
template <class F> using differentiates = functor<differentiated, F>;
/// @}

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
  if constexpr (declared<On>() && arguments_fit<A...>()) {
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
