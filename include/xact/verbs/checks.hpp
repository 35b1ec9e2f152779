#pragma once

/// Checks of the types of arguments. If a type does not fit, the check returns false and a static_assert prints one
/// line.

#include <xact/adaptors/learned.hpp>
#include <xact/arrays/executor.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/functor/hooks.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// @{ Tests for a marker of an output: is_skipped for skip, is_added_to for accumulate(array), is_written for
/// streamed(array) and cached(array).
template <class A> inline constexpr bool is_skipped = std::is_same_v<std::remove_cvref_t<A>, skip_t>;
template <class A> inline constexpr bool is_added_to = detail::is_accumulated<std::remove_cvref_t<A>>;
template <class A> inline constexpr bool is_written = detail::is_written<std::remove_cvref_t<A>>;
/// @}

/// Returns the array of an argument, without a marker.
template <class A> [[nodiscard]] XACT_INLINE auto &without_marker(A &a) noexcept {
  if constexpr (is_added_to<A> || is_written<A>)
    return a.array;
  else
    return a;
}
/// The type of an output, without a marker streamed(array) or cached(array).
template <class O> struct array_of {
  using type = O;
};
template <class O> requires is_written<O>
struct array_of<O> {
  using type = decltype(std::declval<O>().array);
};

/// A class that its array_adaptor refuses as an array.
template <class A>
concept refused = requires { array_adaptor<std::remove_cvref_t<A>>::refuse(); };

/// Refuses pointers and arrays of arrays, which are usual arguments of C functions. Returns true for all other types.
template <class A> consteval bool is_not_c_style() {
  constexpr bool is_pointer = std::is_pointer_v<std::remove_cvref_t<A>>;
  static_assert(!is_pointer, "xact: a pointer has no length; pass std::span{x, n}");
  if constexpr (detail::array<A>) {
    constexpr bool holds_rows = detail::array<detail::value_t<A>>;
    static_assert(!holds_rows, "xact: this is an array of arrays; pass std::span{x[0], n}, its elements as one row, or "
                               "xact::strided{x[0], rows, columns, columns}; or call once for each row");
    return !holds_rows;
  }
  return !is_pointer;
}

/// Argument types that include a pointer and an integer, as in a C function with a pointer and a length.
template <class... A>
concept pointers_and_size = (std::is_pointer_v<A> || ...) && (std::is_integral_v<A> || ...);

/// True for argument types that a verb of Count + 1 arguments refuses: Count types, or types with a pointer and an
/// integer among them.
template <std::size_t Count, class... A>
concept malformed_call = pointers_and_size<A...> || sizeof...(A) == Count;

/// Prints one line by a static_assert: for a call with pointers and a size, or for a call with too few arrays.
template <class... A> consteval void refuse_call() {
  constexpr bool of_c = pointers_and_size<A...>;
  static_assert(!of_c,
                "xact: verbs take arrays that know their lengths; for a pointer x and a length n pass std::span{x, n}");
  static_assert(of_c,
                "xact: this call lacks an array; forward(f, x, y) takes an input and an output, backward(f, x, dy, "
                "dx) two inputs and an output, which may be an input too, as in forward(f, x, x)");
}

/// Checks an array that is read.
template <class A> consteval bool readable() {
  if constexpr (refused<A>) {
    return array_adaptor<std::remove_cvref_t<A>>::refuse();
  } else if constexpr (is_not_c_style<A>()) {
    constexpr bool is_array = detail::array<A>;
    static_assert(is_array,
                  "xact: this input is no contiguous array; pass a std::vector, std::array, C array, std::span "
                  "or xact::strided");
    constexpr bool holds_scalars = !is_array || scalar<detail::value_t<A>>;
    static_assert(holds_scalars, "xact: arrays must hold float or double; convert this input first");
    return is_array && holds_scalars;
  }
  return false;
}

/// Checks an array that is read and must hold elements of type T.
template <class T, class A> consteval bool readable_with() {
  if constexpr (readable<A>()) {
    constexpr bool same = std::is_same_v<detail::value_t<A>, T>;
    static_assert(same, "xact: all arrays of a call must hold the same type; make the inputs all float or all double");
    return same;
  }
  return false;
}

/// Checks an array that is written and must hold elements of type T.
template <class T, class Output> consteval bool writable() {
  using A = typename array_of<Output>::type;
  constexpr bool is_array = detail::array<A>;
  if constexpr (refused<A>) {
    return array_adaptor<std::remove_cvref_t<A>>::refuse();
  } else if constexpr (!is_not_c_style<A>()) {
    return false;
  } else if constexpr (!is_array) {
    static_assert(is_array, "xact: this output is no contiguous array; pass a std::vector, std::array, C array, "
                            "std::span or xact::strided");
    return false;
  } else {
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
}

/// Checks an output that may be accumulated or skipped.
template <class T, class Output> consteval bool writable_or_skipped() {
  if constexpr (is_skipped<Output>) {
    return true;
  } else if constexpr (is_added_to<Output>) {
    using A = decltype(std::declval<Output>().array);
    static_assert(!is_written<A>,
                  "xact: an accumulated output is also read and therefore cached; remove streamed or cached");
    return writable<T, A>();
  } else {
    return writable<T, Output>();
  }
}

/// Checks that all matrices have the same storage order.
template <class... A> consteval bool same_order() {
  constexpr bool same = !(((detail::order_of<A>() == storage_order::by_rows) || ...) &&
                          ((detail::order_of<A>() == storage_order::by_columns) || ...));
  static_assert(
      same,
      "xact: some of these matrices are stored by rows, others by columns; use one storage order, or transpose both");
  return same;
}

/// True if F gives a value for x and parameters.
template <class F, class V, std::size_t... J> consteval bool gives_value_with(std::index_sequence<J...>) {
  return gives_value<F, V, detail::repeated<V, J>...>;
}

/// Checks that a functor can be evaluated on type T.
template <class F, scalar T> consteval bool evaluable() {
  using G = function_t<F>;
  if constexpr (channel_bound<F>) {
    constexpr bool same = std::is_same_v<typename F::value_type, T>;
    static_assert(same, "xact: bound parameters must have the element type of the arrays");
    constexpr bool one_each = learned_parameters<G> == bound_arrays<F>;
    static_assert(one_each, "xact: learned needs one array for each parameter of the functor that can be learned");
    constexpr bool has =
        !same || gives_value_with<G, native_batch<T>>(std::make_index_sequence<learned_parameters<G>>{});
    static_assert(has, "xact: this is not a functor of an input and a parameter; it needs template <xact::batch V> V "
                       "operator()(V x, V p) const");
    if constexpr (same && has && one_each)
      return hooks_fit<G, T>();
    return false;
  } else if constexpr (has_value<F, T>) {
    return hooks_fit<F, T>();
  } else {
    static_assert(!parametric<F> || has_value<F, float>,
                  "xact: this functor needs its parameter; bind it, as in xact::learned{f, parameters, "
                  "axis}");
    static_assert(!has_value<F, float>,
                  "xact: this activation works on float alone, like xact::exact; pass arrays of float");
    constexpr bool along_axis = requires(const F &f) { f.axis; };
    static_assert(!along_axis,
                  "xact: softmax works on slices along an axis, not element by element; it has forward, backward "
                  "and backward_from_output");
    static_assert(!is_gate<F>,
                  "xact: a gate takes two inputs, as in forward(g, a, b, y), or the halves of one array, as "
                  "in forward(g, xact::halves(x, columns), y)");
    static_assert(along_axis || is_gate<F> || parametric<F> || has_value<F, float>,
                  "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
    return false;
  }
}

/// Checks that a functor can be evaluated and differentiated on type T.
template <class F, scalar T> consteval bool differentiable() {
  if constexpr (evaluable<F, T>()) {
    constexpr bool parameters = !channel_bound<F> || parametric<function_t<F>, T>;
    static_assert(parameters, "xact: this functor has no derivative; it needs V derivative(V x, V p) const and "
                              "results<V, V> vjp(V x, V p, V dy) const; within biased, V derivative(V x) const");
    constexpr bool alone = channel_bound<F> || activation<F, T>;
    static_assert(alone, "xact: this activation has no derivative; it needs template <xact::batch V> V derivative(V x) "
                         "const");
    return parameters && alone;
  }
  return false;
}

/// True if On is an executor type without `executor_tag`. F is the type of the next argument, which is a functor in a
/// call with an executor. runs_jobs<On> must be the last condition, because it instantiates operator() of On. In a call
/// without an executor, On can be a functor f(x, p) and F an array; this instantiation can then be an error.
template <class On, class F>
concept undeclared_before = !executor_like<On> && !detail::array<F> && !has_value<On> && detail::runs_jobs<On>;

/// True if On is an executor type, with or without `executor_tag`. F is the type of the next argument.
template <class On, class F>
concept executor_before = executor_like<On> || undeclared_before<On, F>;

/// Checks that an executor type has `executor_tag`.
template <class On> consteval bool declared() {
  constexpr bool is = executor_like<On>;
  static_assert(is, "xact: this type does not declare itself an executor; add `using executor_tag = "
                    "xact::executor_tag;` to it, or pass xact::executor{f}");
  return is;
}

} // namespace xact::inline XACT_ARCH::kernels
