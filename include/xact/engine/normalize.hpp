#pragma once

/// Softmax and log-softmax of slices, and the gradients of both.

#include <xact/engine/exp_sum.hpp>
#include <xact/engine/slices.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// A functor that writes the softmax of a slice, or with `of_log` the log-softmax, to the output.
template <bool of_log> struct normalize {
  static constexpr std::size_t inputs = 1;
  static constexpr output_mode output = output_mode::write;

  template <class Slice> XACT_FLAT void operator()(const Slice &s) const noexcept {
    using V = typename Slice::V;
    const V most = s.maximum();
    if constexpr (of_log) {
      const auto sum = exp_sum<Slice>::template of<false>(s, most);
      const auto log = as_pair(sum.logarithm());
      s.template put<output>([&](V x) XACT_FLAT_LAMBDA { return log_probability(x, most, log); }, s.in[0]);
    } else {
      const auto sum = exp_total<Slice>::template of<true>(s, most);
      const product_with<V> of(as_pair(sum.inverse()));
      // The results of the largest elements are computed with all digits of their exponentials, so that the results of
      // n equal elements are 1/n.
      const V largest = of(sum.top.hi, sum.top.lo);
      s.template put<output>([&](V e) XACT_FLAT_LAMBDA { return select(e == sum.top.hi, largest, of(e)); }, s.out);
    }
  }
};

/// A functor that writes the gradient of softmax, or with `of_log` of log-softmax, to the output, or adds the gradient
/// to the output (Mode). With `from_output` the first input of the slice is the output y of the forward call, else the
/// logits. The second input is dy.
template <bool of_log, bool from_output, output_mode Mode> struct gradient {
  static constexpr std::size_t inputs = 2;
  static constexpr output_mode output = Mode;

  template <class Slice> XACT_FLAT void operator()(const Slice &s) const noexcept {
    using V = typename Slice::V;
    if constexpr (!from_output) {
      const auto sum = exp_total<Slice>::template of<false>(s, s.maximum());
      const product_with<V> of(as_pair(sum.inverse()));
      put(s, [&](V x) XACT_FLAT_LAMBDA { return of(sum.template rounded<false>(x)); });
    } else if constexpr (of_log) {
      put(s, [](V y) XACT_FLAT_LAMBDA { return math::nonpositive_exp(y, V(1)); });
    } else {
      put(s, [](V y) XACT_FLAT_LAMBDA { return y; });
    }
  }

private:
  /// Writes or adds the gradient. probability(v) is the softmax that belongs to element v of the first input.
  template <class Slice, class Probability>
  static XACT_FLAT void put(const Slice &s, const Probability &probability) noexcept {
    using V = typename Slice::V;
    const auto term = [&](V v, V dy) XACT_FLAT_LAMBDA {
      if constexpr (of_log)
        return math::pair<V>{dy, V(0)};
      else
        return math::two_product(probability(v), dy);
    };
    const auto total = as_pair(nan_unless_finite(s.sum(term, s.in[0], s.in[1]).sum));
    const auto dx = [&](V v, V dy) XACT_FLAT_LAMBDA {
      const V p = probability(v);
      if constexpr (of_log)
        return mul_add(-p, total.hi, dy);
      const auto d = math::two_difference(dy, total.hi);
      return p * (d.hi + (d.lo - total.lo));
    };
    s.template put<Mode>(dx, s.in[0], s.in[1]);
  }
};

/// @{ The function, the verb, the functor and the kernel of a call.
template <bool of_log> struct softmax_call {
  using job = normalize<of_log>;
  static constexpr xact_function function = of_log ? XACT_LOG_SOFTMAX : XACT_SOFTMAX;
  static constexpr xact_verb verb = XACT_FORWARD;
  template <scalar T> static void run(record &r) { run_slices<T>(r, job{}); }
};
template <bool of_log, bool from_output, output_mode Mode> struct softmax_gradient_call : softmax_call<of_log> {
  using job = gradient<of_log, from_output, Mode>;
  static constexpr xact_verb verb = from_output ? XACT_BACKWARD_FROM_OUTPUT : XACT_BACKWARD;
  template <scalar T> static void run(record &r) { run_slices<T>(r, job{}); }
};
/// @}

} // namespace xact::inline XACT_ARCH::kernels
