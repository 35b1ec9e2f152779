#pragma once

/// The way into every kernel: what the caller passed is checked by type while compiling and by size once a call, and
/// the formula is run over every contiguous stretch.

#include <xact/core/concepts.hpp>
#include <xact/kernels/channels.hpp>
#include <xact/kernels/engine.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Says in one line what is wrong with an array that is read.
template <class A> consteval bool readable() {
  constexpr bool is_array = detail::array<A>;
  static_assert(is_array, "xact: this input is no contiguous array; pass a std::vector, std::array, C array, std::span "
                          "or xact::strided");
  if constexpr (is_array) {
    constexpr bool holds_scalars = scalar<detail::value_t<A>>;
    static_assert(holds_scalars, "xact: arrays must hold float or double; convert this input first");
    return holds_scalars;
  }
  return false;
}

/// Says in one line what is wrong with an array that is written to and goes with an input of element type T.
template <class T, class A> consteval bool writable() {
  constexpr bool is_array = detail::array<A>;
  static_assert(is_array,
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
    return same && assignable && lasts;
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

/// Says in one line if F cannot do what is asked of it with numbers of type T.
template <class F, scalar T> consteval bool evaluable() {
  if constexpr (channel_bound<F>) {
    constexpr bool same = std::is_same_v<typename F::value_type, T>;
    static_assert(same, "xact: the slopes must hold the same type as the arrays");
    return same;
  } else {
    constexpr bool has = has_value<F, T>;
    static_assert(!parametric<F>, "xact: this formula needs its parameter; bind it, as in xact::prelu{slopes, axis}");
    static_assert(has || parametric<F> || !has_value<F, float>,
                  "xact: this activation works on float alone, as those of xact::exact do; pass arrays of float");
    static_assert(has || parametric<F> || has_value<F, float>,
                  "xact: this is no activation; it needs template <xact::batch V> V operator()(V x) const");
    return has;
  }
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

template <scalar T, detail::array A> [[nodiscard]] XACT_INLINE detail::view<const T> input(const char *name, A &&a) {
  const auto v = detail::as_view(name, a);
  return {v.name, v.data, v.rows, v.columns, v.stride};
}
template <scalar T, detail::array A> [[nodiscard]] XACT_INLINE detail::view<T> output(const char *name, A &&a) {
  return detail::as_view(name, a);
}

/// The loop of a call that has passed its checks. A function of its own, so that what is compiled into the caller is
/// the checks alone; its arguments are values, so that the compiler sees that no store of the loop changes a parameter.
template <class F, scalar T, std::size_t In, std::size_t Out, class Formula>
XACT_OUTLINE void run_stretch(const F f, std::size_t n, const stretch<T, In, Out> at, const Formula formula) {
  transform<unroll<F>>(n, at, [&](auto... x) XACT_INLINE_LAMBDA { return formula(f, x...); });
}

/// Runs `formula(f, in...)` over arrays whose types have been checked; f is the functor itself or, for a binding to
/// channels, the formula with its parameter given. `gradient` is where terms are summed to, if there are any.
template <class F, scalar T, std::size_t In, std::size_t Out, class Formula, class Gradient = no_gradient>
XACT_INLINE void run(const F &f, const detail::arguments<T, In, Out> &a, const Formula &formula,
                     Gradient gradient = {}) {
  if (detail::plain(a)) [[likely]] {
    if constexpr (channel_bound<F>)
      over_channels(f, a, formula, gradient);
    else
      run_stretch(f, a.in[0].columns, stretch_at(a, 0, 0), formula);
    return;
  }
  auto checked = a;
  if (!detail::conform(checked)) [[unlikely]]
    return;
  if constexpr (channel_bound<F>)
    over_channels(f, checked, formula, gradient);
  else
    for (std::size_t row = 0; row < checked.in[0].rows; ++row)
      run_stretch(f, checked.in[0].columns, stretch_at(checked, row, 0), formula);
}

} // namespace xact::inline XACT_ARCH::kernels
