#pragma once

#include <xact/functor/defaults.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// The role of the gradient of bound parameters: an output with one sum per channel, which may be accumulated or
/// skipped.
template <class F> struct sum_up : role_of_argument {
  static constexpr bool has_order = false;
  template <scalar T> using accumulator = std::conditional_t<is_platform_independent<function_t<F>>, double, T>;
  template <scalar T, class A> using output = summed<T, accumulator<T>, T>;
  template <scalar T, class A> static consteval bool fits() { return writable_or_skipped<T, A>(); }
};
template <class F, class A> using sums = argument<sum_up<F>, A>;

/// @{ Operations of a functor f(x, p) that give the gradient in x alone.
template <class F, scalar T> using vjp_in_x = first_of_vjp<vjp_op<F, T>>;
template <class F, scalar T> using vjp_in_x_from_output = first_of_vjp<vjp_output_op<F, T>>;
/// @}

/// The role of a functor whose output determines its derivative, with its parameters as they are.
struct differentiate_by_output : evaluated {
  template <scalar T, class F> static consteval bool fits() {
    if constexpr (differentiable<F, T>()) {
      using V = native_batch<T>;
      constexpr bool has =
          channel_bound<F> ? gives_derivative_from_output<function_t<F>, V, V> : gives_derivative_from_output<F, V>;
      static_assert(has, "xact: this activation has no derivative_from_output; call backward with the input x instead");
      return has;
    }
    return false;
  }
  template <scalar T, class F> [[nodiscard]] static bool parameters_fit(const char *call, const F &f) {
    if (!evaluated::parameters_fit<T>(call, f)) [[unlikely]]
      return false;
    std::span<const T> parameters;
    if constexpr (channel_bound<F>)
      parameters = f.parameters();
    if (output_determines<T>(function_of(f), parameters)) [[likely]]
      return true;
    record r = make_record(call);
    return report_undetermined<F>(r);
  }
};
template <class F> using differentiates_by_output = functor<differentiate_by_output, F>;

} // namespace kernels

/// dx = dy·f'(x): the gradient of the loss in x from the gradient dy in y = f(x).
///
/// Arrays      as in `forward`. `accumulate(dx)` adds to dx instead; `skip` leaves it out.
/// In place    dx may be x or dy itself.
/// Accuracy    dx is dy·d, rounded once; d is f'(x) with the bits that `derivative` gives. Where d is subnormal it has
///             few digits, and there is no bound on the error of dx relative to dx.
/// Constants   dx of relu is 0 for x <= 0, even for dy = ±∞ or NaN. dx is dy where f' is 1. So it is at x = NaN, unless
///             f is smooth (sigmoid, tanh, softplus): y is NaN there, and dx is a number if dy is one.
template <class On, class F, class X, class DY, class DX>
requires(kernels::executor_before<On, F>) XACT_INLINE void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::call<kernels::backward_op, kernels::vjp_in_x>("backward", on, kernels::reads<X>{"x", x},
                                                         kernels::differentiates<F>{f}, kernels::reads<DY>{"dy", dy},
                                                         kernels::updates<DX>{"dx", dx});
}
/// backward on this thread.
template <class F, class X, class DY, class DX> XACT_INLINE void backward(const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::call<kernels::backward_op, kernels::vjp_in_x>("backward", this_thread{}, kernels::reads<X>{"x", x},
                                                         kernels::differentiates<F>{f}, kernels::reads<DY>{"dy", dy},
                                                         kernels::updates<DX>{"dx", dx});
}
/// Refuses pointers with a size, and a call that lacks an array.
template <class... A>
requires(kernels::pointers_and_size<A...> || sizeof...(A) == 3) void backward(const A &...) {
  kernels::refuse_call<A...>();
}

/// dx as in `backward` of four arguments, and in one pass the gradient of parameters that are bound, as in `prelu`:
/// dw[c] = Σ dy·∂f/∂p over the elements of channel c.
///
/// Arrays      dw has one element per channel and overlaps nothing. `accumulate(dw)` adds to it, `skip` leaves it out,
///             independently of dx.
/// Sums        in a fixed order that depends on the shape alone: the same bits for any alignment and register width.
///             No more than 270 roundings lie between a term and its sum, however many terms there are:
///             |dw - Σ| <= 270·u·Σ|term|, u = 2^-24 for float and 2^-53 for double. With `exact` the sum is one of
///             doubles, rounded to float at the end.
template <class On, channel_bound F, class X, class DY, class DX, class DW>
requires(kernels::executor_before<On, F>) XACT_INLINE
    void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx, DW &&dw) {
  if constexpr (kernels::is_skipped<DW>)
    xact::backward(on, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
  else
    kernels::call<kernels::vjp_op>("backward", on, kernels::reads<X>{"x", x}, kernels::differentiates<F>{f},
                                   kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx},
                                   kernels::sums<F, DW>{"dw", dw});
}
/// backward with the gradient of the parameters, on this thread.
template <channel_bound F, class X, class DY, class DX, class DW>
XACT_INLINE void backward(const F &f, X &&x, DY &&dy, DX &&dx, DW &&dw) {
  if constexpr (kernels::is_skipped<DW>)
    xact::backward(f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
  else
    kernels::call<kernels::vjp_op>("backward", this_thread{}, kernels::reads<X>{"x", x}, kernels::differentiates<F>{f},
                                   kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx},
                                   kernels::sums<F, DW>{"dw", dw});
}

/// dx = dy·f'(f⁻¹(y)): backward for a caller that kept the output y of `forward` and not its input.
///
/// Arrays      as in `backward`.
/// Accuracy    y is taken as exact; `derivative_from_output` of the functor tells the cost.
/// On misuse   as in `forward`; also if the parameters make f fall (α < 0, slope < 0): y does not determine f' then.
template <class On, class F, class Y, class DY, class DX>
requires(kernels::executor_before<On, F>) XACT_INLINE
    void backward_from_output(const On &on, const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::call<kernels::output_op, kernels::vjp_in_x_from_output>(
      "backward_from_output", on, kernels::reads<Y>{"y", y}, kernels::differentiates_by_output<F>{f},
      kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx});
}
/// backward_from_output on this thread.
template <class F, class Y, class DY, class DX>
XACT_INLINE void backward_from_output(const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::call<kernels::output_op, kernels::vjp_in_x_from_output>(
      "backward_from_output", this_thread{}, kernels::reads<Y>{"y", y}, kernels::differentiates_by_output<F>{f},
      kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx});
}
/// Refuses pointers with a size, and a call that lacks an array.
template <class... A>
requires(kernels::pointers_and_size<A...> || sizeof...(A) == 3) void backward_from_output(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
