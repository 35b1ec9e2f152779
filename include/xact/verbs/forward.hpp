#pragma once

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// y = f(x), element by element.
///
/// Arrays      contiguous (vector, array, C array, span, ...) or `strided`; float or double, all of one type and shape.
/// In place    y may be x itself. Any other overlap is a misuse.
/// Stores      non-temporal if y is larger than the last-level cache and no input; `streamed(y)` and `cached(y)` in the
///             place of y choose.
/// On misuse   calls the misuse handler and touches nothing. Allocates nothing.
/// On          an `executor_like` object, to run on other threads too; the bits do not depend on it.
template <class On, class F, class X, class Y>
requires(kernels::executor_before<On, F>) XACT_INLINE void forward(const On &on, const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", on, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// forward on this thread.
template <class F, class X, class Y> XACT_INLINE void forward(const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", this_thread{}, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// Refuses pointers with a size, and a call that lacks an array.
template <class... A>
requires(kernels::pointers_and_size<A...> || sizeof...(A) == 2) void forward(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
