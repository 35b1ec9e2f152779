#pragma once

/// The way into every kernel: a verb checks the types of its arguments while compiling, in one line each, and hands
/// its operation and its operands on.

#include <xact/adaptors/learned.hpp>
#include <xact/engine/launch.hpp>
#include <xact/engine/ops.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/functor/hooks.hpp>
#include <xact/verbs/parameters.hpp>

#ifdef XACT_DISPATCH
#include <xact/dispatch/chosen.hpp>
#endif

namespace xact::inline XACT_ARCH::kernels {

/// True for what an adaptor knows to be no array, and why.
template <class A>
concept refused = requires {
  array_adaptor<std::remove_cvref_t<A>>::refuse();
};

/// Says in one line what is wrong with an array that is read.
template <class A> consteval bool readable() {
  constexpr bool is_array = detail::array<A>;
  if constexpr (refused<A>)
    return array_adaptor<std::remove_cvref_t<A>>::refuse();
  static_assert(is_array || refused<A>,
                "xact: this input is no contiguous array; pass a std::vector, std::array, C array, std::span "
                "or xact::strided");
  if constexpr (is_array) {
    constexpr bool holds_scalars = scalar<detail::value_t<A>>;
    static_assert(holds_scalars, "xact: arrays must hold float or double; convert this input first");
    return holds_scalars;
  }
  return false;
}

/// The array that an output is, without what is said of how to write it.
template <class O> struct array_of { using type = O; };
template <class O>
requires detail::is_written<std::remove_cvref_t<O>>
struct array_of<O> {
  using type = decltype(std::declval<O>().array);
};

/// Says in one line what is wrong with an array that is written to and goes with an input of element type T.
template <class T, class Output> consteval bool writable() {
  using A = typename array_of<Output>::type;
  constexpr bool is_array = detail::array<A>;
  if constexpr (refused<A>)
    return array_adaptor<std::remove_cvref_t<A>>::refuse();
  static_assert(is_array || refused<A>,
                "xact: this output is no contiguous array; pass a std::vector, std::array, C array, std::span "
                "or xact::strided");
  if constexpr (is_array) {
    constexpr bool same = std::is_same_v<detail::value_t<A>, T>;
    static_assert(same, "xact: all arrays of a call must hold the same type; make the output float like the input, or "
                        "both double");
    constexpr bool assignable = !std::is_const_v<detail::element_t<A>>;
    static_assert(assignable, "xact: this output is const; pass an array that can be written to");
    constexpr bool lasts = detail::lasting<A>;
    static_assert(lasts, "xact: this output is a temporary that would be gone after the call; pass a variable");
    constexpr bool holds_scalars = scalar<detail::value_t<A>>;
    static_assert(holds_scalars || !same, "xact: arrays must hold float or double; pass an output of these");
    return same && assignable && lasts && holds_scalars;
  }
  return false;
}

/// Says in one line if an input goes with the first one, whose element type is T.
template <class T, class A> consteval bool readable_with() {
  if constexpr (readable<A>()) {
    constexpr bool same = std::is_same_v<detail::value_t<A>, T>;
    static_assert(same, "xact: all arrays of a call must hold the same type; make the inputs all float or all double");
    return same;
  }
  return false;
}

/// Says in one line if some of the arrays lie in memory row by row and others column by column.
template <class... A> consteval bool same_order() {
  constexpr bool same = !(((detail::order_of<A>() == storage_order::by_rows) || ...) &&
                          ((detail::order_of<A>() == storage_order::by_columns) || ...));
  static_assert(same, "xact: of these matrices some lie row by row and others column by column; make them one storage "
                      "order, or transpose both");
  return same;
}

/// Says in one line if F cannot do what is asked of it with numbers of type T.
template <class F, scalar T> consteval bool evaluable() {
  using V = native_batch<T>;
  if constexpr (channel_bound<F>) {
    constexpr bool same = std::is_same_v<typename F::value_type, T>;
    static_assert(same, "xact: the parameters of channels must hold the same type as the arrays");
    if constexpr (same) {
      constexpr bool has = requires(const typename F::function_type &f, V v) {
        { f(v, v) } -> std::same_as<V>;
      };
      static_assert(has, "xact: this is no functor of an input and a parameter; it needs template <xact::batch V> "
                         "V operator()(V x, V p) const");
      if constexpr (has)
        return hooks_fit<typename F::function_type, T>();
    }
    return false;
  } else if constexpr (has_value<F, T>) {
    return hooks_fit<F, T>();
  } else {
    static_assert(!parametric<F>, "xact: this functor needs its parameter; bind it, as in xact::learned{f, parameters, "
                                  "axis}");
    static_assert(parametric<F> || !has_value<F, float>,
                  "xact: this activation works on float alone, as those of xact::exact do; pass arrays of float");
    constexpr bool along_axis = requires(const F &f) { f.axis; };
    static_assert(!along_axis, "xact: softmax works on groups, not element by element; it has forward, backward and "
                               "backward_from_output");
    static_assert(along_axis || parametric<F> || has_value<F, float>,
                  "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
    return false;
  }
}
template <class F, scalar T> consteval bool differentiable() {
  if constexpr (evaluable<F, T>()) {
    if constexpr (channel_bound<F>) {
      constexpr bool has = parametric<typename F::function_type, T>;
      static_assert(has,
                    "xact: this functor has no derivative; it needs V derivative(V x, V p) const and results<V, V> "
                    "vjp(V x, V p, V dy) const; within biased, V derivative(V x) const");
      return has;
    } else {
      constexpr bool has = activation<F, T>;
      static_assert(has, "xact: this activation has no derivative; it needs template <xact::batch V> V derivative(V x) "
                         "const");
      return has;
    }
  }
  return false;
}

/// A function object that runs jobs, in front of a functor F: an executor that does not say so. The order of the checks
/// matters: a functor of two inputs in front of its arrays is not tried.
template <class On, class F>
concept undeclared_before = !executor_like<On> && !detail::array<F> && !has_value<On> && detail::runs_jobs<On>;

/// Says in one line how On becomes an executor.
template <class On> consteval void refuse_undeclared() {
  constexpr bool declared = executor_like<On>;
  static_assert(declared, "xact: executors say what they are: give this type `using executor_tag = "
                          "xact::executor_tag;` or pass xact::executor{f}");
}

/// @{ The arguments of a verb as operands.
template <scalar T, detail::array A> [[nodiscard]] XACT_INLINE typed<dense<T>> input(const char *name, A &&a) noexcept {
  return kernels::as_operand<dense<T>>(detail::as_view(name, a));
}
template <scalar T, class A> [[nodiscard]] XACT_INLINE typed<written<T>> output(const char *name, A &&a) noexcept {
  if constexpr (detail::is_written<std::remove_cvref_t<A>>) {
    auto v = detail::as_view(name, a.array);
    v.how = detail::stores_of<std::remove_cvref_t<A>>;
    return kernels::as_operand<written<T>>(v);
  } else {
    return kernels::as_operand<written<T>>(detail::as_view(name, a));
  }
}
template <channel_bound F>
[[nodiscard]] XACT_INLINE typed<per_channel<typename F::value_type>> parameters_of(const F &f) noexcept {
  return kernels::as_operand<per_channel<typename F::value_type>>(
      detail::as_view(detail::parameter_names<typename F::function_type>(), f.parameters()));
}
/// @}

/// Calls use(functor, axis, parameters...): those of a binding, or f itself and none.
template <class F, class Use> XACT_INLINE void taken_apart(const F &f, const Use &use) {
  if constexpr (channel_bound<F>)
    use(f.function(), f.axis(), parameters_of(f));
  else
    use(f, channel_axis{});
}

/// Runs an operation over its operands, on the instruction set that the program has chosen, if it chooses.
template <class Op, class... In, class... Out>
XACT_INLINE void run(const executor_ref &on, const char *call, const Op &op, channel_axis axis,
                     const operands<In...> &in, const operands<Out...> &out) {
  if constexpr (requires { typename Op::functor; })
    if (!parameters_fit<typename Op::number>(call, *op.f)) [[unlikely]]
      return;
#ifdef XACT_DISPATCH
  if constexpr (dispatch::is_listed<Op, kinds<In...>, kinds<Out...>>) {
    program::record r = make_record(call, axis, in, out, on);
    set_operation(r, op);
    dispatch::run<Op, kinds<In...>, kinds<Out...>>(r);
  } else
#endif
    launch(call, op, axis, in, out, on);
}

} // namespace xact::inline XACT_ARCH::kernels
