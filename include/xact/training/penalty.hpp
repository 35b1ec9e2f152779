#pragma once

/// Penalties on weights. A penalty is added to the loss to keep the weights small.

#include <xact/training/moments.hpp>
#include <xact/verbs/backward.hpp>

namespace xact::inline XACT_ARCH {

/// The penalty l1·Σ|w| + ½·l2·Σw². The gradient l1·sign(w) + l2·w is 0 at w = 0.
///
///     l1(λ)               sets many weights to 0       Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x
///     l2(λ)               keeps all weights small      Hoerl, Kennard 1970, doi:10.1080/00401706.1970.10488634
///     elastic_net(λ, r)   l1 = λ·r, l2 = λ·(1 - r)     Zou, Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x
struct penalty {
  double l1 = 0; ///< factor of Σ|w|
  double l2 = 0; ///< factor of ½·Σw²
};
/// @{ Make a penalty of a given strength.
[[nodiscard]] constexpr penalty l1(double strength) noexcept { return {strength, 0}; }
[[nodiscard]] constexpr penalty l2(double strength) noexcept { return {0, strength}; }
[[nodiscard]] constexpr penalty elastic_net(double strength, double ratio) noexcept {
  return {strength * ratio, strength * (1 - ratio)};
}
/// @}

namespace kernels {
/// The operation that computes the gradient of a penalty on w, and the terms |w| and w² in double. With a second input
/// `sum` the first result is sum + gradient.
template <scalar T> struct penalty_op {
  using number = T;
  using V = native_batch<T>;
  static constexpr std::size_t unroll = 4;

  double l1; ///< factor of Σ|w|
  double l2; ///< factor of ½·Σw²

  [[nodiscard]] XACT_FLAT auto operator()(V w) const noexcept { return with_terms(w, gradient(w)); }
  [[nodiscard]] XACT_FLAT auto operator()(V w, V sum) const noexcept {
    return with_terms(w, sum + unfused(gradient(w)));
  }

private:
  /// Returns l1·sign(w) + l2·w.
  [[nodiscard]] XACT_FLAT V gradient(V w) const noexcept {
    const V sign = select(w > V(0), param<V>(l1), select(w < V(0), param<V>(-l1), w)); // w itself if w is zero or NaN
    return detail::is_zero(l2) ? sign : detail::is_zero(l1) ? w * param<V>(l2) : sign + unfused(w * param<V>(l2));
  }
  [[nodiscard]] static XACT_FLAT auto with_terms(V w, V gradient) noexcept {
    const auto terms = deviation_terms(w, V(0));
    return results{gradient, as_doubles(select(w < V(0), -w, w)), terms[1]};
  }
};
} // namespace kernels

/// Returns the penalty on the weights w, and writes the gradient dw of the penalty in the same pass:
///
///     loss += xact::penalize(xact::l2(1e-4), w, xact::accumulate(dw));
///
/// Arrays      dw has the type and shape of w. dw may be accumulate(dw), skip, or w itself.
/// Value       The value is summed in double, in an order that depends on the shape alone, and has equal bits on every
///             machine. The relative error is at most 280·2^-53 for any number of weights. The value is infinite if
///             Σ|w| (for l1 ≠ 0) or Σw² (for l2 ≠ 0) overflows double.
/// Threads     An executor may be the first argument.
/// Gradient    Each product and each sum is rounded once; l1 and l2 are rounded to the type of w. The gradient is ±0 at
///             w = ±0, and NaN at w = NaN.
/// On misuse   The call behaves as `forward`, and the value is 0.
template <class On, class W, class DW> double penalize(const On &on, const penalty &p, W &&w, DW &&dw) {
  double sums[2] = {0, 0};
  if constexpr (kernels::declared<On>() && kernels::readable<W>()) {
    using T = detail::value_t<W>;
    if constexpr (kernels::writable_or_skipped<T, DW>()) {
      const auto to = [&](double &sum) {
        return kernels::as_operand<kernels::summed<T, double, double>>(detail::view<double>{"sums", &sum, 1, 1, 1});
      };
      const auto run = [&](const auto &out, const auto &...sum) {
        kernels::launch("penalize", kernels::penalty_op<T>{p.l1, p.l2}, {},
                        kernels::all_of(kernels::input<T>("w", w), sum...),
                        kernels::all_of(out, to(sums[0]), to(sums[1])), executor_ref(on));
      };
      if constexpr (kernels::is_skipped<DW>)
        run(kernels::no_output());
      else if constexpr (kernels::is_added_to<DW>)
        run(kernels::output<T>("dw", kernels::without_marker(dw)),
            kernels::input<T>("dw", kernels::without_marker(dw)));
      else
        run(kernels::output<T>("dw", dw));
    }
  }
  return (detail::is_zero(p.l1) ? 0 : unfused(p.l1 * sums[0])) +
         (detail::is_zero(p.l2) ? 0 : unfused(0.5 * p.l2 * sums[1]));
}
/// Runs `penalize` on this thread.
template <class W, class DW> double penalize(const penalty &p, W &&w, DW &&dw) {
  return xact::penalize(this_thread{}, p, std::forward<W>(w), std::forward<DW>(dw));
}

} // namespace xact::inline XACT_ARCH
