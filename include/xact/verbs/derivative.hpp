#pragma once

#include <xact/verbs/residual.hpp>

namespace xact::inline XACT_ARCH {

/// Computes d = f'(x), element by element. At a kink d is the derivative from the left. The rules for arrays and misuse
/// are those of `forward`.
template <class On, class F, class X, class D> requires(kernels::executor_before<On, F>)
XACT_INLINE void derivative(const On &on, const F &f, X &&x, D &&d) {
  kernels::call<kernels::derivative_op>("derivative", on, kernels::reads<X>{"x", x}, kernels::differentiates<F>{f},
                                        kernels::writes<D>{"d", d});
}
/// Runs `derivative` on the calling thread.
template <class F, class X, class D> XACT_INLINE void derivative(const F &f, X &&x, D &&d) {
  kernels::call<kernels::derivative_op>("derivative", this_thread{}, kernels::reads<X>{"x", x},
                                        kernels::differentiates<F>{f}, kernels::writes<D>{"d", d});
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<2, A...>
void derivative(const A &...) {
  kernels::refuse_call<A...>();
}

/// Computes y = f(x) and d = f'(x) in one pass. The results are bitwise equal to those of `forward` and `derivative`. A
/// functor with the hook `value_and_derivative` evaluates common subexpressions once, such as the exponential of elu.
/// Either output may be x itself. The rules for arrays and misuse are those of `forward`.
template <class On, class F, class X, class Y, class D> requires(kernels::executor_before<On, F>)
XACT_INLINE void value_and_derivative(const On &on, const F &f, X &&x, Y &&y, D &&d) {
  kernels::call<kernels::value_and_derivative_op>("value_and_derivative", on, kernels::reads<X>{"x", x},
                                                  kernels::differentiates<F>{f}, kernels::writes<Y>{"y", y},
                                                  kernels::writes<D>{"d", d});
}
/// Runs `value_and_derivative` on the calling thread.
template <class F, class X, class Y, class D> XACT_INLINE void value_and_derivative(const F &f, X &&x, Y &&y, D &&d) {
  kernels::call<kernels::value_and_derivative_op>("value_and_derivative", this_thread{}, kernels::reads<X>{"x", x},
                                                  kernels::differentiates<F>{f}, kernels::writes<Y>{"y", y},
                                                  kernels::writes<D>{"d", d});
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<3, A...>
void value_and_derivative(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
