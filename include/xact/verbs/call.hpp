#pragma once

/// The way into every kernel: what the caller passed is checked by type while compiling and by size once a call, and
/// the formula is run over every contiguous stretch.

#include <xact/engine/channels.hpp>
#include <xact/engine/loop.hpp>
#include <xact/engine/ops.hpp>
#include <xact/functor/concepts.hpp>
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
  if constexpr (channel_bound<F>) {
    constexpr bool same = std::is_same_v<typename F::value_type, T>;
    static_assert(same, "xact: the parameters of channels must hold the same type as the arrays");
    if constexpr (same)
      return hooks_fit<typename F::formula, T>();
  } else if constexpr (has_value<F, T> || (detail::has_hook<F>::parameter_derivative && !parametric<F>)) {
    return hooks_fit<F, T>();
  } else {
    static_assert(!parametric<F>, "xact: this formula needs its parameter; bind it, as in xact::prelu{slopes, axis}");
    static_assert(parametric<F> || !has_value<F, float>,
                  "xact: this activation works on float alone, as those of xact::exact do; pass arrays of float");
    constexpr bool along_axis = requires(const F &f) { f.axis; };
    static_assert(!along_axis, "xact: softmax works on groups, not element by element; it has forward, backward and "
                               "backward_from_output");
    static_assert(along_axis || parametric<F> || has_value<F, float>,
                  "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
  }
  return false;
}
template <class F, scalar T> consteval bool differentiable() {
  if constexpr (evaluable<F, T>()) {
    constexpr bool has = channel_bound<F> || activation<F, T>;
    static_assert(has, "xact: this activation has no derivative; it needs template <xact::batch V> V derivative(V x) "
                       "const");
    return has;
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

template <scalar T, detail::array A> [[nodiscard]] XACT_INLINE detail::view<const T> input(const char *name, A &&a) {
  const auto v = detail::as_view(name, a);
  return {v.name, v.data, v.rows, v.columns, v.stride};
}
template <scalar T, class A> [[nodiscard]] XACT_INLINE detail::view<T> output(const char *name, A &&a) {
  if constexpr (detail::is_written<std::remove_cvref_t<A>>) {
    auto v = detail::as_view(name, a.array);
    v.how = detail::stores_of<std::remove_cvref_t<A>>;
    return v;
  } else {
    return detail::as_view(name, a);
  }
}

/// Calls run(f), or run with what f says has the same bits.
template <class F, class Run> XACT_INLINE void in_best_form(const F &f, const Run &run) {
  if constexpr (requires { f.in_best_form(run); })
    f.in_best_form(run);
  else if constexpr (requires { F::in_best_form(f, run); })
    F::in_best_form(f, run);
  else
    run(f);
}

/// Runs a call on this_thread or an executor_ref.
template <class On, class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
XACT_INLINE void run_on(const On &on, const F &f, const detail::arguments<T, In, Out, Bits> &a, const Formula &formula,
                        Gradient gradient) {
  const auto run_checked = [&](const detail::arguments<T, In, Out, Bits> &checked) XACT_INLINE_LAMBDA {
    if constexpr (channel_bound<F>)
      over_channels(on, f, checked, formula, gradient);
    else
      over_rows(on, checked, [&](auto how, const auto &at, std::size_t n) XACT_INLINE_LAMBDA {
        run_stretch<how()>(f, n, at, formula);
      });
  };
  if (detail::plain(a)) [[likely]] {
    run_checked(a);
    return;
  }
  auto checked = a;
  if (detail::conform(checked)) [[likely]]
    run_checked(checked);
}

/// Runs a call with the instructions that this source is compiled for.
template <class On, class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula, class Gradient>
XACT_INLINE void run_here(const On &on, const F &f, const detail::arguments<T, In, Out, Bits> &a,
                          const Formula &formula, Gradient gradient) {
  const auto run_form = [&](const auto &g) XACT_INLINE_LAMBDA {
    if constexpr (std::is_same_v<On, this_thread> || std::is_same_v<On, executor_ref>)
      run_on(on, g, a, formula, gradient);
    else
      run_on(executor_ref(on), g, a, formula, gradient);
  };
  if constexpr (requires { Formula::in_best_form; })
    in_best_form(f, run_form);
  else
    run_form(f);
}

/// Runs `formula(f, in...)` over arrays whose types have been checked; f is the functor itself or, for a binding to
/// channels, the formula with its parameter given. `gradient` is where terms are summed to, if there are any.
template <class On, class F, scalar T, std::size_t In, std::size_t Out, class Bits, class Formula,
          class Gradient = no_gradient>
XACT_INLINE void run(const On &on, const F &f, const detail::arguments<T, In, Out, Bits> &a, const Formula &formula,
                     Gradient gradient = {}) {
  if (!parameters_fit<T>(a.call, f)) [[unlikely]]
    return;
#ifdef XACT_DISPATCH
  if constexpr (dispatch::is_listed<F, T, dispatch::operation<In, Out, Bits, Formula, Gradient>>)
    dispatch::run<dispatch::operation<In, Out, Bits, Formula, Gradient>>(on, f, a, gradient);
  else
#endif
    run_here(on, f, a, formula, gradient);
}

} // namespace xact::inline XACT_ARCH::kernels
