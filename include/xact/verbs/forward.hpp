#pragma once

#include <xact/verbs/residual.hpp>

namespace xact::inline XACT_ARCH {

/// Computes y = f(x), element by element.
///
/// Arrays      Arrays are contiguous (vector, array, C array, span, ...) or `strided`. All arrays hold float, or all
///             hold double. All `strided` arrays have one shape; a contiguous array has the same number of elements.
/// In place    y may be x itself. Any other overlap is a misuse.
/// Stores      By default the stores are non-temporal only if y is larger than the last-level cache and is not x.
///             `streamed(y)` and `cached(y)` override this choice.
/// On misuse   The call passes a line of text to the misuse handler (see `misuse_handler`). The call neither
///             reads x nor writes y.
/// Threads     An executor `on` (see `executor_like`) may run parts of the call on several threads. The bits of y do
///             not depend on the executor.
/// Memory      The call allocates nothing.
template <class On, class F, class X, class Y> requires(kernels::executor_before<On, F>)
XACT_INLINE void forward(const On &on, const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", on, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// Runs `forward` on the calling thread.
template <class F, class X, class Y> XACT_INLINE void forward(const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", this_thread{}, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<2, A...>
void forward(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
