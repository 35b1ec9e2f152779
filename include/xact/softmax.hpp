#pragma once

/// Softmax and log-softmax. Both work on slices along an axis, not element by element.

#include <xact/engine/normalize.hpp>
#include <xact/verbs/backward.hpp>
#include <xact/verbs/forward.hpp>

namespace xact::inline XACT_ARCH {

/// Softmax converts each slice of logits x to probabilities y, which are positive and have the sum 1.
///
///     y[c] = e^x[c] / Σ e^x[k]            dx[c] = y[c]·(dy[c] - Σ dy[k]·y[k])
///
///     xact::forward(xact::softmax{}, x, y)                    x is one slice; or x is xact::strided, one slice per row
///     xact::forward(xact::softmax{{.channels = 10}}, x, y)    rows of 10 logits, one after the other
///     xact::forward(xact::softmax{{.channels = 21, .inner = 49}}, x, y)    any axis: 21 classes for each pixel, NCHW
///     xact::backward_from_output(xact::softmax{}, y, dy, dx)  from y
///     xact::backward(xact::softmax{}, x, dy, dx)              from x
///
/// Error       The error of y is at most 2 ULP, even for an element far below the largest logit. Subnormal results are
///             not flushed to 0. The sum of y over a slice is within 2 ULP of 1. A slice of one element gives 1; n
///             equal elements give 1/n, rounded once.
/// Not finite  x = -∞ gives +0 if the slice holds a finite number. If a slice holds NaN or +∞, or only -∞, all results
///             of the slice are NaN, as in PyTorch. If an element of dy is not finite, all dx of the slice are NaN.
/// Bits        The results of a slice depend only on the elements of the slice and their order. Layout, position,
///             alignment and thread count do not change the bits.
/// Backward    backward_from_output takes y as exact and computes s = Σ dy[k]·y[k] with twice the digits of y. The
///             relative error of dx is at most 3·2^-24 (double: 3·2^-53), even where cancellation reduces dy - s to
///             2^-20 (double: 2^-49) of dy and s. `backward` from x adds the errors of y.
/// Source      Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs"
struct softmax {
  static constexpr std::string_view name = "softmax";

  channel_axis axis{.channels = 0}; ///< the axis of the classes; with 0 channels each row of the arrays is a slice
};

/// The logarithm of softmax. The logarithm is finite even where the probability underflows.
///
///     y[c] = x[c] - log Σ e^x[k]          dx[c] = dy[c] - e^y[c]·Σ dy[k]
///
/// Error       The error of y is at most 2 ULP, even where y is close to 0.
/// Not finite  x = -∞ gives -∞ if the slice holds a finite number. The other cases are those of softmax.
/// Backward    backward_from_output takes y as exact. If y is far below 0, the rounding of y limits the accuracy of
///             e^y; `backward` from x is more accurate there.
struct log_softmax {
  static constexpr std::string_view name = "log_softmax";

  channel_axis axis{.channels = 0}; ///< as in softmax
};

namespace kernels {

template <class F>
concept along_axis = std::same_as<F, softmax> || std::same_as<F, log_softmax>;
template <along_axis F> inline constexpr bool is_log = std::is_same_v<F, log_softmax>;

/// The mode in which a call writes an output: write for an array, add for accumulate(array), none for skip.
template <class O>
inline constexpr output_mode mode_of = is_skipped<O>    ? output_mode::none
                                       : is_added_to<O> ? output_mode::add
                                                        : output_mode::write;

/// Runs a call on its operands.
template <class Call, scalar T, class In, class Out>
XACT_INLINE void run_along_axis(const char *name, channel_axis axis, const In &in, const Out &out,
                                const executor_ref &on) {
  if (!launcher::launch_slice<Call, T>(axis, in, out, on)) {
    record r = make_record(name, axis, in, out, on);
    launcher::launch_slices<Call, T>(r);
  }
}

/// Checks the types of a gradient call, and runs the call.
template <bool from_output, class F, class At, class DY, class DX>
XACT_INLINE void run_gradient(const char *call, const executor_ref &on, const F &f, const char *name, At &&at, DY &&dy,
                              DX &&dx) {
  if constexpr (readable<At>()) {
    using T = detail::value_t<At>;
    if constexpr (readable_with<T, DY>() && writable_or_skipped<T, DX>() && same_order<At, DY, DX>())
      if constexpr (!is_skipped<DX>) {
        run_along_axis<softmax_gradient_call<is_log<F>, from_output, mode_of<DX>>, T>(
            call, f.axis, all_of(input<T>(name, at), input<T>("dy", dy)), all_of(output<T>("dx", dx)), on);
      }
  }
}

} // namespace kernels

/// Computes y = f(x) for softmax and log_softmax, slice by slice. The rules for arrays are those of `forward` for an
/// activation. y may be x. The call uses no non-temporal stores.
template <executor_like On, kernels::along_axis F, class X, class Y>
void forward(const On &on, const F &f, X &&x, Y &&y) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::writable<T, Y>() && kernels::same_order<X, Y>()) {
      kernels::run_along_axis<kernels::softmax_call<kernels::is_log<F>>, T>(
          "forward", f.axis, kernels::all_of(kernels::input<T>("x", x)), kernels::all_of(kernels::output<T>("y", y)),
          executor_ref(on));
    }
  }
}
/// Runs `forward` on this thread.
template <kernels::along_axis F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
  xact::forward(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y));
}

/// Computes dx from dy and the output y of `forward`. The rules for arrays are those of `backward_from_output` for an
/// activation: dx may be y, dy, accumulate(dx), or skip.
template <executor_like On, kernels::along_axis F, class Y, class DY, class DX>
void backward_from_output(const On &on, const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::run_gradient<true>("backward_from_output", executor_ref(on), f, "y", std::forward<Y>(y),
                              std::forward<DY>(dy), std::forward<DX>(dx));
}
/// Runs `backward_from_output` on this thread.
template <kernels::along_axis F, class Y, class DY, class DX>
void backward_from_output(const F &f, Y &&y, DY &&dy, DX &&dx) {
  xact::backward_from_output(this_thread{}, f, std::forward<Y>(y), std::forward<DY>(dy), std::forward<DX>(dx));
}

/// Computes dx from dy and the input x of `forward`, for callers that did not keep y. The call computes the
/// exponentials again.
template <executor_like On, kernels::along_axis F, class X, class DY, class DX>
void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::run_gradient<false>("backward", executor_ref(on), f, "x", std::forward<X>(x), std::forward<DY>(dy),
                               std::forward<DX>(dx));
}
/// Runs `backward` on this thread.
template <kernels::along_axis F, class X, class DY, class DX> void backward(const F &f, X &&x, DY &&dy, DX &&dx) {
  xact::backward(this_thread{}, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
}

} // namespace xact::inline XACT_ARCH
