#pragma once

/// The arguments of verbs. A verb gives each argument a role. A role checks the argument's type at compile time, and
/// converts the argument to operands. If a type does not fit, a static_assert prints one line.

#include <xact/engine/ops.hpp>
#include <xact/engine/parameters.hpp>
#include <xact/verbs/checks.hpp>

#include <tuple>
#include <utility>

namespace xact::inline XACT_ARCH::kernels {

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
          detail::as_view(detail::parameter_names<function_t<F>, 0>(), f.parameters()));
    else
      return typed<absent>{};
  }
  template <scalar T> [[nodiscard]] XACT_INLINE typed<absent> output() const noexcept { return {}; }
  template <scalar T> [[nodiscard]] XACT_INLINE bool parameters_fit(const char *call) const {
    return Role::template parameters_fit<T>(call, f);
  }
};

/// The array of parameters with index J > 0 that is bound to a functor. It is an argument of its own, which follows the
/// functor.
template <std::size_t J, class F> struct further_parameters {
  const F &f;

  using ordered = skip_t;
  template <scalar T> static consteval bool fits() { return true; }
  [[nodiscard]] XACT_INLINE further_parameters copy() const noexcept { return {f}; }
  [[nodiscard]] XACT_INLINE further_parameters as_operand() const noexcept { return {f}; }
  template <scalar T> [[nodiscard]] XACT_INLINE auto input() const noexcept {
    return kernels::as_operand<per_channel<T>>(
        detail::as_view(detail::parameter_names<function_t<F>, J>(), f.template parameters<J>()));
  }
  template <scalar T> [[nodiscard]] XACT_INLINE typed<absent> output() const noexcept { return {}; }
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

/// @{ The number of further_parameters that must follow an argument. For further_parameters the number is -1, so that
/// the sum over all arguments is 0 if none is missing.
template <class A> inline constexpr int missing_parameters = 0;
template <class Role, class F> requires(bound_arrays<F> > 1)
inline constexpr int missing_parameters<functor<Role, F>> = int{bound_arrays<F>} - 1;
template <std::size_t J, class F> inline constexpr int missing_parameters<further_parameters<J, F>> = -1;
/// @}

/// @{ Returns an argument, and the further_parameters that must follow it.
template <class A> [[nodiscard]] XACT_INLINE auto with_further_parameters(const A &argument) noexcept {
  return std::tuple{argument.copy()};
}
template <class Role, class F>
[[nodiscard]] XACT_INLINE auto with_further_parameters(const functor<Role, F> &argument) noexcept {
  return [&]<std::size_t... J>(std::index_sequence<J...>) XACT_INLINE_LAMBDA {
    return std::tuple{argument.copy(), further_parameters<J + 1, F>{argument.f}...};
  }(std::make_index_sequence<bound_arrays<F> - 1>{});
}
/// @}

} // namespace xact::inline XACT_ARCH::kernels
