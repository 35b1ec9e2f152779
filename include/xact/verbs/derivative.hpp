#pragma once

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// d = f'(x), element by element; at a kink the derivative from the left. Arrays and misuse as in `forward`.
template <executor_like On, class F, class X, class D> void derivative(const On &on, const F &f, X &&x, D &&d) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable<T, D>() && kernels::same_order<X, D>())
      kernels::run(on, f,
                   detail::arguments<T, 1, 1>{"derivative", {kernels::input<T>("x", x)}, {kernels::output<T>("d", d)}},
                   kernels::slope{});
  }
}
/// The same, on this thread.
template <class F, class X, class D> void derivative(const F &f, X &&x, D &&d) {
  xact::derivative(this_thread{}, f, std::forward<X>(x), std::forward<D>(d));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A> void derivative(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

/// y = f(x) and d = f'(x) in one pass, with the bits of `forward` and `derivative`; what the two share (elu's
/// exponential) is computed once. Either output may be x itself. Arrays and misuse as in `forward`.
template <executor_like On, class F, class X, class Y, class D>
void value_and_derivative(const On &on, const F &f, X &&x, Y &&y, D &&d) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::writable<T, Y>() && kernels::writable<T, D>() &&
                  kernels::same_order<X, Y, D>())
      kernels::run(on, f,
                   detail::arguments<T, 1, 2>{"value_and_derivative",
                                              {kernels::input<T>("x", x)},
                                              {kernels::output<T>("y", y), kernels::output<T>("d", d)}},
                   kernels::value_and_slope_of{});
  }
}
/// The same, on this thread.
template <class F, class X, class Y, class D> void value_and_derivative(const F &f, X &&x, Y &&y, D &&d) {
  xact::value_and_derivative(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y), std::forward<D>(d));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A>
void value_and_derivative(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

} // namespace xact::inline XACT_ARCH
