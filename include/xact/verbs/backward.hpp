#pragma once

#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {

/// True if the derivative of F can be had from its output.
template <class F, scalar T> inline constexpr bool has_from_output = has_derivative_from_output<F, T>;
template <channel_bound F, scalar T>
inline constexpr bool has_from_output<F, T> = requires(const typename F::function_type &f, native_batch<T> v) {
  f.derivative_from_output(v, v);
};

/// True if the output of f tells its derivative, with all the parameters that f has.
template <scalar T, class F> [[nodiscard]] bool output_determines_derivative(const F &f) noexcept {
  if constexpr (channel_bound<F>) {
    for (const T p : f.parameters())
      if (!xact::output_determines_derivative<T>(f.function(), p))
        return false;
    return true;
  } else {
    return xact::output_determines_derivative<T>(f);
  }
}

/// The form in which an output of `backward` was passed: an array, accumulate(array), or skip.
template <class O> inline constexpr bool is_skipped = std::is_same_v<std::remove_cvref_t<O>, skip_t>;
template <class O> inline constexpr bool is_added_to = detail::is_accumulated<std::remove_cvref_t<O>>;

template <class T, class O> consteval bool writable_or_skipped() {
  if constexpr (is_skipped<O>) {
    return true;
  } else if constexpr (is_added_to<O>) {
    using A = decltype(std::declval<O>().array);
    static_assert(!detail::is_written<std::remove_cvref_t<A>>,
                  "xact: what is accumulated is read and therefore cached; leave streamed and cached out");
    return writable<T, A>();
  } else {
    return writable<T, O>();
  }
}

template <class O> XACT_INLINE auto &target(O &o) {
  if constexpr (is_added_to<O>)
    return o.array;
  else
    return o;
}

/// The output that the sums of a gradient go to.
template <class F, scalar T, class O> [[nodiscard]] XACT_INLINE auto sum_output(const char *name, O &o) noexcept {
  if constexpr (is_skipped<O>) {
    return no_output();
  } else {
    using A = std::conditional_t<is_reproducible<F>, double, T>; // products of floats are exact in double
    return as_operand<summed<T, A, T>>(detail::as_view(name, target(o)), is_added_to<O>);
  }
}

/// Calls use(outputs, sum...), where the sum is what dx is added to, if it is.
template <scalar T, class DX, class Use> XACT_INLINE void with_dx(DX &dx, const Use &use) {
  if constexpr (is_skipped<DX>)
    use(no_output());
  else if constexpr (is_added_to<DX>)
    use(output<T>("dx", target(dx)), input<T>("dx", target(dx)));
  else
    use(output<T>("dx", dx));
}

/// dx (+)= Op or, for a functor of two inputs, Vjp, whose second output goes to dw.
template <template <class, scalar> class Op, template <class, scalar> class Vjp, class F, scalar T, class DX, class DW>
XACT_INLINE void run_backward(const char *call, const executor_ref &on, const F &f, const typed<dense<T>> &x,
                              const typed<dense<T>> &dy, DX &dx, DW &dw) {
  if constexpr (is_skipped<DX> && is_skipped<DW>)
    return;
  taken_apart(f, [&]<class G>(const G &g, channel_axis axis, const auto &...p) XACT_INLINE_LAMBDA {
    with_dx<T>(dx, [&](const auto &out, const auto &...sum) XACT_INLINE_LAMBDA {
      if constexpr (!channel_bound<F>)
        run(on, call, Op<G, T>(g), axis, all_of(x, dy, sum...), all_of(out));
      else if constexpr (is_skipped<DW>)
        run(on, call, first_of_vjp<Vjp<G, T>>(g), axis, all_of(x, p..., dy, sum...), all_of(out));
      else
        run(on, call, Vjp<G, T>(g), axis, all_of(x, p..., dy, sum...), all_of(out, sum_output<G, T>("dw", dw)));
    });
  });
}

} // namespace kernels

/// dx = dy·f'(x): the gradient of the loss in x from the gradient dy in y = f(x).
///
/// Arrays      as in `forward`. `accumulate(dx)` adds to dx instead; `skip` leaves it out.
/// In place    dx may be x or dy itself.
/// Constants   where f' is the constant 0 (relu's left side) dx is 0 even for dy = ±∞ or NaN; where it is 1, dx is dy.
template <executor_like On, class F, class X, class DY, class DX>
void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::readable_with<T, DY>() &&
                  kernels::writable_or_skipped<T, DX>() && kernels::same_order<X, DY, DX>())
      kernels::run_backward<kernels::backward_op, kernels::vjp_op>(
          "backward", executor_ref(on), f, kernels::input<T>("x", x), kernels::input<T>("dy", dy), dx, skip);
  }
}
/// The same, on this thread.
template <class F, class X, class DY, class DX> void backward(const F &f, X &&x, DY &&dy, DX &&dx) {
  xact::backward(this_thread{}, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
}

/// dx as above, and in the same pass the gradient of the parameters of a binding such as `prelu`:
/// dw[c] = Σ dy·∂f/∂p over the elements of channel c.
///
/// Arrays      dw has one element per channel and overlaps nothing. `accumulate(dw)` adds to it, `skip` leaves it out,
///             independently of dx.
/// Sums        in a fixed order that depends on the shape alone: the same bits for any alignment and register width.
///             No more than 270 roundings lie between a term and its sum, however many terms there are:
///             |dw - Σ| <= 270·u·Σ|term|, u = 2^-24 for float and 2^-53 for double. With `exact` the sum is one of
///             doubles, rounded to float at the end.
template <executor_like On, channel_bound F, class X, class DY, class DX, class DW>
void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx, DW &&dw) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::differentiable<F, T>() && kernels::readable_with<T, DY>() &&
                  kernels::writable_or_skipped<T, DX>() && kernels::writable_or_skipped<T, DW>() &&
                  kernels::same_order<X, DY, DX>()) {
      kernels::run_backward<kernels::backward_op, kernels::vjp_op>(
          "backward", executor_ref(on), f, kernels::input<T>("x", x), kernels::input<T>("dy", dy), dx, dw);
    }
  }
}
/// The same, on this thread.
template <channel_bound F, class X, class DY, class DX, class DW>
void backward(const F &f, X &&x, DY &&dy, DX &&dx, DW &&dw) {
  xact::backward(this_thread{}, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx),
                 std::forward<DW>(dw));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A> void backward(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

/// dx = dy·f'(f⁻¹(y)): backward for a caller that kept the output y of `forward` and not its input.
///
/// Arrays      as in `backward`.
/// Accuracy    y is taken as exact; see `derivative_from_output` of the functor for what that costs.
/// On misuse   also when the parameters make f fall (α < 0, slope < 0): y does not determine f'.
template <executor_like On, class F, class Y, class DY, class DX>
void backward_from_output(const On &on, const F &f, Y &&y, DY &&dy, DX &&dx) {
  if constexpr (kernels::readable<Y>()) {
    using T = detail::value_t<Y>;
    if constexpr (kernels::differentiable<F, T>() && kernels::readable_with<T, DY>() &&
                  kernels::writable_or_skipped<T, DX>() && kernels::same_order<Y, DY, DX>()) {
      constexpr bool has = kernels::has_from_output<F, T>;
      static_assert(has, "xact: this activation has no derivative_from_output; call backward with the input x instead");
      if constexpr (has) {
        if (!kernels::parameters_fit<T>("backward_from_output", f)) [[unlikely]]
          return;
        if (!kernels::output_determines_derivative<T>(f)) [[unlikely]] {
          detail::report_misuse("xact::backward_from_output: the output of %.*s does not determine its derivative with "
                                "these parameters (a slope or alpha is below 0); use backward with the input x",
                                static_cast<int>(name_of<F>().size()), name_of<F>().data());
          return;
        }
        kernels::run_backward<kernels::output_op, kernels::vjp_output_op>("backward_from_output", executor_ref(on), f,
                                                                          kernels::input<T>("y", y),
                                                                          kernels::input<T>("dy", dy), dx, skip);
      }
    }
  }
}
/// The same, on this thread.
template <class F, class Y, class DY, class DX> void backward_from_output(const F &f, Y &&y, DY &&dy, DX &&dx) {
  xact::backward_from_output(this_thread{}, f, std::forward<Y>(y), std::forward<DY>(dy), std::forward<DX>(dx));
}
/// Refuses an executor that does not say it is one.
template <class F, kernels::undeclared_before<F> On, class... A>
void backward_from_output(const On &, const F &, A &&...) {
  kernels::refuse_undeclared<On>();
}

} // namespace xact::inline XACT_ARCH
