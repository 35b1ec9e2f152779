#pragma once

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// y = f(x), element by element.
///
/// Arrays      contiguous (vector, array, C array, span, ...) or `strided`; float or double, all of one type and shape.
/// In place    y may be x itself. Any other overlap is a misuse.
/// Stores      past the caches where y is larger than the last of them and not read; `streamed(y)` and `cached(y)` in
///             its place say otherwise.
/// On misuse   calls the misuse handler and touches nothing. Allocates nothing.
/// On          an `executor_like` object, to run on more threads than this; the bits are the same.
template <executor_like On, class F, class X, class Y> void forward(const On &on, const F &f, X &&x, Y &&y) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::evaluable<F, T>() && kernels::writable<T, Y>() && kernels::same_order<X, Y>())
      kernels::run(on, f,
                   detail::arguments<T, 1, 1>{"forward", {kernels::input<T>("x", x)}, {kernels::output<T>("y", y)}},
                   kernels::value{});
  }
}
/// The same, on this thread.
template <class F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
  xact::forward(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A> void forward(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

} // namespace xact::inline XACT_ARCH
