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
template <class On, class F, class X, class Y>
requires kernels::executor_before<On, F>
void forward(const On &on, const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", on, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// The same, on this thread.
template <class F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", this_thread{}, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}

} // namespace xact::inline XACT_ARCH
