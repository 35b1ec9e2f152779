#pragma once

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// y = f(x), element by element.
///
/// Arrays      contiguous (vector, array, C array, span, ...) or `strided`; all arrays hold float, or all hold double,
///             and have one shape.
/// In place    y may be x itself. Any other overlap is a misuse.
/// Stores      non-temporal if y is larger than the last-level cache and not an input. `streamed(y)` and `cached(y)`
///             override this choice.
/// On misuse   calls the misuse handler. The call reads and writes no array.
/// On          an executor (see `executor_like`), which runs the call on several threads. The bits do not depend on it.
/// Memory      The call allocates nothing.
template <class On, class F, class X, class Y>
requires(kernels::executor_before<On, F>) XACT_INLINE void forward(const On &on, const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", on, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// Runs `forward` on this thread.
template <class F, class X, class Y> XACT_INLINE void forward(const F &f, X &&x, Y &&y) {
  kernels::call<kernels::value_op>("forward", this_thread{}, kernels::reads<X>{"x", x}, kernels::evaluates<F>{f},
                                   kernels::writes<Y>{"y", y});
}
/// Reports pointers with a size, and calls with too few arrays, at compile time.
template <class... A>
requires kernels::malformed_call<2, A...>
void forward(const A &...) { kernels::refuse_call<A...>(); }

} // namespace xact::inline XACT_ARCH
