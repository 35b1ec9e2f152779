#pragma once

/// Penalties on weights, which are added to the loss and keep weights small.

#include <xact/training/moments.hpp>
#include <xact/verbs/backward.hpp>

namespace xact::inline XACT_ARCH {

/// l1·Σ|w| + ½·l2·Σw², whose gradient is l1·sign(w) + l2·w, 0 at w = 0.
///
///     l1(λ)                   many weights become 0         Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x
///     l2(λ)                   none becomes large            Hoerl, Kennard 1970, doi:10.1080/00401706.1970.10488634
///     elastic_net(λ, ratio)   λ·ratio of l1, the rest l2    Zou, Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x
struct penalty {
  double l1 = 0; ///< factor of the sum of magnitudes
  double l2 = 0; ///< factor of half the sum of squares
};
/// @{ A penalty of a given strength.
[[nodiscard]] constexpr penalty l1(double strength) noexcept { return {strength, 0}; }
[[nodiscard]] constexpr penalty l2(double strength) noexcept { return {0, strength}; }
[[nodiscard]] constexpr penalty elastic_net(double strength, double ratio) noexcept {
  return {strength * ratio, strength * (1 - ratio)};
}
/// @}

namespace kernels {
/// The gradient of a penalty on w, plus `sum` if that is given, and the terms |w| and w² in double.
template <scalar T> struct penalty_op {
  using number = T;
  using V = native_batch<T>;
  static constexpr std::size_t unroll = 4;

  double l1; ///< of the penalty
  double l2; ///< of the penalty

  [[nodiscard]] XACT_FLAT auto operator()(V w) const noexcept { return with_terms(w, gradient(w)); }
  [[nodiscard]] XACT_FLAT auto operator()(V w, V sum) const noexcept {
    return with_terms(w, sum + unfused(gradient(w)));
  }

private:
  /// l1·sign(w) + l2·w
  [[nodiscard]] XACT_FLAT V gradient(V w) const noexcept {
    const V sign = select(w > V(0), param<V>(l1), select(w < V(0), param<V>(-l1), w)); // zeros and NaN stay as they are
    return l2 == 0 ? sign : l1 == 0 ? w * param<V>(l2) : sign + unfused(w * param<V>(l2));
  }
  [[nodiscard]] static XACT_FLAT auto with_terms(V w, V gradient) noexcept {
    const auto terms = deviation_terms(w, V(0));
    return results{gradient, as_doubles(select(w < V(0), -w, w)), terms[1]};
  }
};
} // namespace kernels

/// Returns the penalty on w, and writes its gradient in one pass:
///
///     loss += xact::penalize(xact::l2(1e-4), w, xact::accumulate(dw));
///
/// Arrays      dw as in `backward`: overwritten, added to if it is accumulate(dw), left out if it is skip. It may be w.
/// Value       summed in double, in an order that depends on the shape alone, with equal bits on every machine: its
///             relative error is at most 280·2^-53, however many weights there are; infinite where Σ|w| or Σw² is more
///             than double holds
/// Threads     an executor as the first argument
/// Gradient    each product and sum rounded once, with l1 and l2 rounded to the type of w; ±0 at w = ±0, NaN at NaN
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
        run(kernels::output<T>("dw", kernels::target(dw)), kernels::input<T>("dw", kernels::target(dw)));
      else
        run(kernels::output<T>("dw", dw));
    }
  }
  return (p.l1 == 0 ? 0 : unfused(p.l1 * sums[0])) + (p.l2 == 0 ? 0 : unfused(0.5 * p.l2 * sums[1]));
}
/// penalize on this thread.
template <class W, class DW> double penalize(const penalty &p, W &&w, DW &&dw) {
  return xact::penalize(this_thread{}, p, std::forward<W>(w), std::forward<DW>(dw));
}

} // namespace xact::inline XACT_ARCH
