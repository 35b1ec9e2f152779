#pragma once

#include <xact/functor/defaults.hpp>
#include <xact/verbs/residual.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// The role of dw, the gradient of bound parameters: an output with one sum per channel. The caller may mark dw with
/// `accumulate`, or pass `skip`.
template <class F> struct sum_per_channel : role_of_argument {
  static constexpr bool has_order = false;
  template <scalar T> using accumulator = std::conditional_t<is_platform_independent<function_t<F>>, double, T>;
  template <scalar T, class A> using output = std::conditional_t<is_skipped<A>, skipped, summed<T, accumulator<T>, T>>;
  template <scalar T, class A> static consteval bool fits() { return writable_or_skipped<T, A>(); }
};
template <class F, class A> using sums = argument<sum_per_channel<F>, A>;

/// Checks the number of gradients of a call.
template <class F, class... DW> consteval bool one_sum_each() {
  constexpr bool is = sizeof...(DW) == bound_arrays<F>;
  static_assert(is, "xact: backward takes one gradient for each bound array of parameters; pass xact::skip for a "
                    "gradient that is not needed");
  return is;
}

/// @{ The operations that compute dx for a functor f(x, p), without the gradient in p.
template <class F, scalar T> using vjp_in_x = first_of_vjp<vjp_op<F, T>>;
template <class F, scalar T> using vjp_in_x_from_output = first_of_vjp<vjp_output_op<F, T>>;
/// @}

/// The role of a functor in `backward_from_output`. The role checks that the functor has `derivative_from_output`, and
/// that the output determines the derivative for the functor's present parameters.
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

/// Computes dx = dy·f'(x), where dy is the gradient of a loss in y = f(x), and dx is the gradient of the loss in x.
///
/// Arrays      The rules are those of `forward`. `accumulate(dx)` adds the result to dx; `skip` omits dx.
/// In place    dx may be x or dy itself.
/// Accuracy    dx = RN(dy·d), where d is the result of `derivative`, bit for bit, and RN rounds to nearest. If d is
///             subnormal, it has few significant digits, and the relative error of dx has no bound.
/// Constants   Where f' is the constant 0, dx is 0; where f' is the constant 1, dx is dy. So relu gives dx = 0 for
///             x <= 0, even for dy = ±∞ or NaN.
/// NaN         At x = NaN relu, leaky_relu, prelu, elu and identity have the derivative 1 and give dx = dy. Sigmoid,
///             tanh and softplus give NaN.
/// On misuse   The call behaves as `forward`.
template <class On, class F, class X, class DY, class DX> requires(kernels::executor_before<On, F>)
XACT_INLINE void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::call<kernels::backward_op, kernels::vjp_in_x>("backward", on, kernels::reads<X>{"x", x},
                                                         kernels::differentiates<F>{f}, kernels::reads<DY>{"dy", dy},
                                                         kernels::updates<DX>{"dx", dx});
}
/// Runs `backward` on the calling thread.
template <class F, class X, class DY, class DX> XACT_INLINE void backward(const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::call<kernels::backward_op, kernels::vjp_in_x>("backward", this_thread{}, kernels::reads<X>{"x", x},
                                                         kernels::differentiates<F>{f}, kernels::reads<DY>{"dy", dy},
                                                         kernels::updates<DX>{"dx", dx});
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<3, A...>
void backward(const A &...) {
  kernels::refuse_call<A...>();
}

/// Computes dx = dy·∂f/∂x and, in the same pass, the gradient dw of bound parameters p (see `prelu`): dw[c] = Σ
/// dy·∂f/∂p over the elements of channel c. A functor with several arrays of parameters (see `learned`) has as many dw.
///
/// Arrays      dw has one element per channel and overlaps no other array. `accumulate(dw)` adds the sums to dw; `skip`
///             omits dw. dx and each dw may have different markers.
/// Sums        The order of summation depends on the shape alone, so that alignment, register width and thread count do
///             not change the bits. At most 270 roundings affect a term dy·∂f/∂p, for any number of terms:
///             |dw[c] - Σ| <= 270·u·Σ|term|, where u = 2^-24 for float and 2^-53 for double. With `exact` the sum is
///             accumulated in double and rounded to float once.
template <class On, channel_bound F, class X, class DY, class DX, class... DW>
requires(kernels::executor_before<On, F> && sizeof...(DW) != 0)
XACT_INLINE void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx, DW &&...dw) {
  if constexpr ((kernels::is_skipped<DW> && ...))
    xact::backward(on, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
  else if constexpr (kernels::one_sum_each<F, DW...>())
    kernels::call<kernels::vjp_op>("backward", on, kernels::reads<X>{"x", x}, kernels::differentiates<F>{f},
                                   kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx},
                                   kernels::sums<F, DW>{"dw", dw}...);
}
/// Runs `backward` with the gradient of the parameters on the calling thread.
template <channel_bound F, class X, class DY, class DX, class... DW> requires(sizeof...(DW) != 0)
XACT_INLINE void backward(const F &f, X &&x, DY &&dy, DX &&dx, DW &&...dw) {
  if constexpr ((kernels::is_skipped<DW> && ...))
    xact::backward(f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
  else if constexpr (kernels::one_sum_each<F, DW...>())
    kernels::call<kernels::vjp_op>("backward", this_thread{}, kernels::reads<X>{"x", x}, kernels::differentiates<F>{f},
                                   kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx},
                                   kernels::sums<F, DW>{"dw", dw}...);
}

/// Computes dx = dy·f'(f⁻¹(y)) from the output y of `forward`, for callers that did not keep the input x.
///
/// Arrays      The rules are those of `backward`, with y in place of x.
/// Accuracy    The formula takes y as exact. If the rounding of y causes a further error relative to f'(x), the comment
///             of the functor's `derivative_from_output` states this error.
/// On misuse   The call behaves as `forward`. It is also a misuse if the parameters make f decrease for some x (α < 0,
///             slope < 0), because y does not determine f' then.
template <class On, class F, class Y, class DY, class DX> requires(kernels::executor_before<On, F>)
XACT_INLINE void backward_from_output(const On &on, const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::call<kernels::output_op, kernels::vjp_in_x_from_output>(
      "backward_from_output", on, kernels::reads<Y>{"y", y}, kernels::differentiates_by_output<F>{f},
      kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx});
}
/// Runs `backward_from_output` on the calling thread.
template <class F, class Y, class DY, class DX>
XACT_INLINE void backward_from_output(const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::call<kernels::output_op, kernels::vjp_in_x_from_output>(
      "backward_from_output", this_thread{}, kernels::reads<Y>{"y", y}, kernels::differentiates_by_output<F>{f},
      kernels::reads<DY>{"dy", dy}, kernels::updates<DX>{"dx", dx});
}
/// Refuses, at compile time, calls with a pointer and a size, and calls with too few arrays.
template <class... A> requires kernels::malformed_call<3, A...>
void backward_from_output(const A &...) {
  kernels::refuse_call<A...>();
}

} // namespace xact::inline XACT_ARCH
