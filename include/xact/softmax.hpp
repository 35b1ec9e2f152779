#pragma once

/// Softmax and its logarithm: not element by element, but over groups of elements along an axis.

#include <xact/engine/exp_sum.hpp>
#include <xact/engine/slices.hpp>
#include <xact/math/nonpositive_exp.hpp>
#include <xact/verbs/backward.hpp>
#include <xact/verbs/forward.hpp>

namespace xact::inline XACT_ARCH {

/// Probabilities from logits: along the axis they are positive and add up to 1.
///
///     y[c] = e^x[c] / Σ e^x[k]            dx[c] = y[c]·(dy[c] - Σ dy[k]·y[k])
///
///     xact::forward(xact::softmax{}, x, y)                    x is one group; or each row, if x is xact::strided
///     xact::forward(xact::softmax{{.channels = 10}}, x, y)    rows of 10 logits, one after the other
///     xact::forward(xact::softmax{{.channels = 21, .inner = 49}}, x, y)    any axis: 21 classes for each pixel, NCHW
///     xact::backward_from_output(xact::softmax{}, y, dy, dx)  or backward(..., x, dy, dx), which needs no y
///
/// Error       at most 2 ULP, however far below the largest logit an element lies; subnormal results are kept.
///             Their sum is within 2 ULP of 1. One element alone gives 1, n equal ones give 1/n rounded once.
/// Not finite  x = -∞ beside a number gives +0. A group with a NaN or +∞, or of nothing but -∞, is NaN as a whole,
///             as in PyTorch: the limit there depends on the way. What is not finite in dy makes NaN of dx in all
///             its group.
/// Bits        depend on the elements of a group and their order: not on layout, place, alignment or threads
/// Backward    from the output y is taken as exact, and Σ is kept in twice the digits: dx is within 3·2^-24 (double
///             3·2^-53) of itself also where dy - Σ cancels, down to 2^-20 of them (2^-49). From x the errors of y
///             count, too.
/// Source      Bridle 1990, "Probabilistic interpretation of feedforward classification network outputs"
struct softmax {
  static constexpr std::string_view name = "softmax";

  channel_axis axis{.channels = 0}; ///< the classes; no channels: each row of the arrays is one group
};

/// The logarithm of softmax, which stays finite where a probability vanishes.
///
///     y[c] = x[c] - log Σ e^x[k]          dx[c] = dy[c] - e^y[c]·Σ dy[k]
///
/// Error       at most 2 ULP, also where y is next to 0
/// Not finite  x = -∞ beside a number gives -∞; else as softmax
/// Backward    from the output y is taken as exact, whose last place is all that e^y knows far to the left; from x it
///             knows more
struct log_softmax {
  static constexpr std::string_view name = "log_softmax";

  channel_axis axis{.channels = 0}; ///< as of softmax
};

namespace kernels {

template <class F>
concept along_axis = std::same_as<F, softmax> || std::same_as<F, log_softmax>;

/// y = f(x) for a group.
template <along_axis F> struct normalize {
  template <class Group, class In, scalar T>
  XACT_FLAT void operator()(const Group &group, const In &in, const std::array<series<T>, 1> &out,
                            std::size_t) const noexcept {
    using V = native_batch<T>;
    if constexpr (std::is_same_v<F, softmax>) {
      const auto sum = exp_sum<V>::of(group, in[0], out);
      const lowered<V> of(sum.inverse());
      group.each({out[0]}, out[0], [&](V e) XACT_FLAT_LAMBDA { return of(e); });
    } else {
      const auto sum = exp_sum<V>::of(group, in[0], none<T>);
      const auto log = sum.logarithm();
      group.each({in[0]}, out[0], [&](V x) XACT_FLAT_LAMBDA { return log_probability(x, sum.most, log); });
    }
  }
};

/// dx (+)= the gradient, where probability(at) is that of an element of x or y, `at`.
template <along_axis F, class Group, scalar T, std::size_t In, class Probability>
XACT_FLAT void differentiate(const Group &group, const std::array<series<const T>, In> &in, series<T> dx,
                             const Probability &probability) noexcept {
  using V = native_batch<T>;
  constexpr bool of_log = std::is_same_v<F, log_softmax>;
  const auto total =
      group
          .sum({in[0], in[1]}, none<T>,
               [&](V at, V dy) XACT_FLAT_LAMBDA {
                 if constexpr (of_log)
                   return results_and_terms<V, 0, sum_term<V>>{{}, {{dy, V(0)}}};
                 else
                   return results_and_terms<V, 0, sum_term<V>>{{}, {math::two_product(probability(at), dy)}};
               })
          .sum;
  const auto slope = [&](V at, V dy) XACT_FLAT_LAMBDA {
    const V p = probability(at);
    if constexpr (of_log)
      return mul_add(-p, total.hi, dy);
    const auto d = math::two_difference(dy, total.hi);
    return p * (d.hi + (d.lo - total.lo));
  };
  if constexpr (In == 3)
    group.each({in[0], in[1], in[2]}, dx,
               [&](V at, V dy, V sum) XACT_FLAT_LAMBDA { return sum + unfused(slope(at, dy)); });
  else
    group.each({in[0], in[1]}, dx, slope);
}

/// The gradient of a group from the output, or from the input.
template <along_axis F> struct differentiate_from_output {
  template <class Group, class In, scalar T>
  XACT_FLAT void operator()(const Group &group, const In &in, const std::array<series<T>, 1> &out,
                            std::size_t) const noexcept {
    using V = native_batch<T>;
    differentiate<F>(group, in, out[0], [](V y) XACT_FLAT_LAMBDA {
      if constexpr (std::is_same_v<F, softmax>)
        return y;
      else
        return math::nonpositive_exp(y, V(1));
    });
  }
};
template <along_axis F> struct differentiate_from_input {
  template <class Group, class In, scalar T>
  XACT_FLAT void operator()(const Group &group, const In &in, const std::array<series<T>, 1> &out,
                            std::size_t) const noexcept {
    using V = native_batch<T>;
    const auto sum = exp_sum<V>::of(group, in[0], none<T>);
    const lowered<V> of(sum.inverse());
    differentiate<F>(group, in, out[0], [&](V x) XACT_FLAT_LAMBDA { return of(sum.lifted_exp(x).hi); });
  }
};

/// Checks the types of a call of one of the two below, and runs it.
template <template <along_axis> class Job, class F, class At, class DY, class DX>
XACT_INLINE void run_gradient(const char *call, const executor_ref &on, const F &f, const char *name, At &&at, DY &&dy,
                              DX &&dx) {
  if constexpr (readable<At>()) {
    using T = detail::value_t<At>;
    if constexpr (readable_with<T, DY>() && writable_or_skipped<T, DX>() && same_order<At, DY, DX>()) {
      const auto x = input<T>(name, at);
      const auto g = input<T>("dy", dy);
      with_dx<T>(dx, [&](const auto &out, const auto &...sum) {
        if constexpr (!is_skipped<DX>)
          run_groups<T, 2 + sizeof...(sum), 1>(make_record(call, f.axis, all_of(x, g, sum...), all_of(out), on),
                                               Job<F>{});
      });
    }
  }
}

} // namespace kernels

/// y = f(x) for softmax and log_softmax, group by group. Arrays as in the other `forward`; y may be x, and is written
/// through the caches.
template <executor_like On, kernels::along_axis F, class X, class Y>
void forward(const On &on, const F &f, X &&x, Y &&y) {
  if constexpr (kernels::readable<X>()) {
    using T = detail::value_t<X>;
    if constexpr (kernels::writable<T, Y>() && kernels::same_order<X, Y>())
      kernels::run_groups<T, 1, 1>(kernels::make_record("forward", f.axis, kernels::all_of(kernels::input<T>("x", x)),
                                                        kernels::all_of(kernels::output<T>("y", y)), executor_ref(on)),
                                   kernels::normalize<F>{});
  }
}
template <kernels::along_axis F, class X, class Y> void forward(const F &f, X &&x, Y &&y) {
  xact::forward(this_thread{}, f, std::forward<X>(x), std::forward<Y>(y));
}

/// dx from dy and the output y of `forward`. Arrays as in the other `backward`: dx may be y or dy, accumulate(dx), or
/// skip.
template <executor_like On, kernels::along_axis F, class Y, class DY, class DX>
void backward_from_output(const On &on, const F &f, Y &&y, DY &&dy, DX &&dx) {
  kernels::run_gradient<kernels::differentiate_from_output>(
      "backward_from_output", executor_ref(on), f, "y", std::forward<Y>(y), std::forward<DY>(dy), std::forward<DX>(dx));
}
template <kernels::along_axis F, class Y, class DY, class DX>
void backward_from_output(const F &f, Y &&y, DY &&dy, DX &&dx) {
  xact::backward_from_output(this_thread{}, f, std::forward<Y>(y), std::forward<DY>(dy), std::forward<DX>(dx));
}

/// dx from dy and the input x of `forward`, for a caller that kept no y: the exponentials are made anew.
template <executor_like On, kernels::along_axis F, class X, class DY, class DX>
void backward(const On &on, const F &f, X &&x, DY &&dy, DX &&dx) {
  kernels::run_gradient<kernels::differentiate_from_input>("backward", executor_ref(on), f, "x", std::forward<X>(x),
                                                           std::forward<DY>(dy), std::forward<DX>(dx));
}
template <kernels::along_axis F, class X, class DY, class DX> void backward(const F &f, X &&x, DY &&dy, DX &&dx) {
  xact::backward(this_thread{}, f, std::forward<X>(x), std::forward<DY>(dy), std::forward<DX>(dx));
}

} // namespace xact::inline XACT_ARCH
