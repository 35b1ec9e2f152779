#pragma once

/// The way into every kernel: a verb names its operation and its arguments. `call` checks their types while compiling,
/// in one line each, makes operands of them and launches the operation.

#include <xact/engine/launch.hpp>
#include <xact/engine/ops.hpp>
#include <xact/verbs/checks.hpp>
#include <xact/verbs/parameters.hpp>

#ifdef XACT_DISPATCH
#include <xact/dispatch/chosen.hpp>
#endif

namespace xact::inline XACT_ARCH::kernels {

#ifdef XACT_DISPATCH
namespace launcher = dispatch;
#else
namespace launcher = kernels;
#endif

/// @{ An array as an operand, in whatever form it was passed.
template <class Kind, class A> [[nodiscard]] XACT_INLINE typed<Kind> operand_of(const char *name, A &a) noexcept {
  auto v = detail::as_view(name, target(a));
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

/// The kind of an operand that an argument of a verb does not stand for.
struct absent {};

/// The operands that are there, in order: each goes to the end or is left out, n times.
template <std::size_t n, class Kind, class... Rest>
[[nodiscard]] XACT_INLINE auto present(const typed<Kind> &first, const Rest &...rest) noexcept {
  if constexpr (n == 0)
    return all_of(first, rest...);
  else if constexpr (std::is_same_v<Kind, absent>)
    return present<n - 1>(rest...);
  else
    return present<n - 1>(rest..., first);
}

/// An array among the arguments of a verb. Its role checks its type beside arrays of T, and tells its kind as an input
/// and as an output of the operation.
template <class Role, class A> struct argument {
  const char *name; ///< as messages call it
  std::remove_reference_t<A> &array;

  using ordered = std::conditional_t<Role::has_order, A, skip_t>; ///< of which all have one storage order
  template <scalar T> static consteval bool fits() { return Role::template fits<T, A>(); }
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

/// The functor among the arguments of a verb: parameters that are bound to it are an input of the operation. Its role
/// checks its type on numbers of T, and the values of its parameters.
template <class Role, class F> struct functor {
  const F &f;

  using ordered = skip_t;
  template <scalar T> static consteval bool fits() { return Role::template fits<T, F>(); }
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

/// @{ The roles of arguments.
struct role_of_argument {
  static constexpr bool has_order = true;
  template <scalar T, class A> using input = absent;
  template <scalar T, class A> using output = absent;
};
struct read : role_of_argument {
  template <scalar T, class A> using input = dense<T>;
  template <scalar T, class A> static consteval bool fits() { return readable_with<T, A>(); }
};
struct write : role_of_argument {
  template <scalar T, class A> using output = written<T>;
  template <scalar T, class A> static consteval bool fits() { return writable<T, A>(); }
};
/// Written, added to, or skipped.
struct update : role_of_argument {
  template <scalar T, class A> using input = std::conditional_t<is_added_to<A>, dense<T>, absent>;
  template <scalar T, class A> using output = std::conditional_t<is_skipped<A>, skipped, written<T>>;
  template <scalar T, class A> static consteval bool fits() { return writable_or_skipped<T, A>(); }
};
struct evaluated {
  template <scalar T, class F> static consteval bool fits() { return evaluable<F, T>(); }
  template <scalar T, class F> [[nodiscard]] static XACT_INLINE bool parameters_fit(const char *call, const F &f) {
    return kernels::parameters_fit<T>(call, function_of(f));
  }
};
struct differentiated : evaluated {
  template <scalar T, class F> static consteval bool fits() { return differentiable<F, T>(); }
};
template <class A> using reads = argument<read, A>;
template <class A> using writes = argument<write, A>;
template <class A> using updates = argument<update, A>;
template <class F> using evaluates = functor<evaluated, F>;
template <class F> using differentiates = functor<differentiated, F>;
/// @}

/// @{ The array whose element type is that of the call: the first that is read.
template <class... A> struct leading;
template <class A, class... Rest> struct leading<A, Rest...> : leading<Rest...> {};
template <class A, class... Rest> struct leading<reads<A>, Rest...> { using array = A; };
template <class... A> using element_of_call = detail::value_t<typename leading<A...>::array>;
/// @}

/// Checks the types of a verb's arguments, one after the other.
template <class... A> consteval bool arguments_fit() {
  if constexpr (readable<typename leading<A...>::array>())
    return (A::template fits<element_of_call<A...>>() && ...) && same_order<typename A::ordered...>();
  return false;
}

/// @{ The functor among the arguments of a verb.
template <class Role, class F, class... Rest>
[[nodiscard]] XACT_INLINE const functor<Role, F> &functor_among(const functor<Role, F> &of, const Rest &...) noexcept {
  return of;
}
template <class A, class... Rest>
[[nodiscard]] XACT_INLINE const auto &functor_among(const A &, const Rest &...rest) noexcept {
  return functor_among(rest...);
}
/// @}

/// @{ The operands of an operation.
template <scalar T, class... A> [[nodiscard]] XACT_INLINE auto inputs_of(const A &...arguments) noexcept {
  return present<sizeof...(A)>(arguments.template input<T>()...);
}
template <scalar T, class... A> [[nodiscard]] XACT_INLINE auto outputs_of(const A &...arguments) noexcept {
  return present<sizeof...(A)>(arguments.template output<T>()...);
}
/// @}

/// Runs an operation by a record. Its arguments become operands anew, so that those of short calls stay in registers.
template <class Op, class On, class... A>
XACT_OUTLINE void call_by_record(const char *name, const On &on, const A... arguments) {
  using T = typename Op::number;
  const auto &f = functor_among(arguments...).f;
  launcher::launch_record(name, Op(function_of(f)), axis_of(f), inputs_of<T>(arguments...), outputs_of<T>(arguments...),
                          executor_ref(on));
}

/// Runs an operation, made of the functor, over the arguments: `Op`, or for a functor that is bound to parameters
/// `OfTwo`. Its inputs and outputs are those of the arguments, in order. Does nothing if all outputs are skipped.
template <template <class, scalar> class Op, template <class, scalar> class OfTwo = Op, class On, class... A>
XACT_INLINE void call(const char *name, const On &on, const A &...arguments) {
  if constexpr (declared<On>() && arguments_fit<A...>()) {
    using T = element_of_call<A...>;
    const auto &of = functor_among(arguments...);
    using F = std::remove_cvref_t<decltype(of.f)>;
    using G = function_t<F>;
    using operation = std::conditional_t<channel_bound<F>, OfTwo<G, T>, Op<G, T>>;
    if constexpr (!std::is_same_v<decltype(outputs_of<T>(arguments...)), operands<skipped>>)
      // Temporary operands: named ones g++ leaves in memory.
      if (of.template parameters_fit<T>(name) &&
          !launcher::launch_short(operation(function_of(of.f)), axis_of(of.f), inputs_of<T>(arguments...),
                                  outputs_of<T>(arguments...), executor_ref(on))) [[unlikely]]
        call_by_record<operation>(name, on, arguments...);
  }
}

} // namespace xact::inline XACT_ARCH::kernels
