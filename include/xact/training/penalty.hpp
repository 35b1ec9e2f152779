#pragma once

/// What keeps weights small: a penalty on them that is added to the loss.

#include <xact/training/moments.hpp>
#include <xact/verbs/backward.hpp>

namespace xact::inline XACT_ARCH {

/// l1·Σ|w| + ½·l2·Σw², whose gradient is l1·sign(w) + l2·w, 0 at w = 0.
///
///     l1(λ)                   many weights become 0         Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x
///     l2(λ)                   none becomes large            Hoerl, Kennard 1970, doi:10.1080/00401706.1970.10488634
///     elastic_net(λ, ratio)   λ·ratio of l1, the rest l2    Zou, Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x
struct penalty {
  double l1 = 0; ///< of the sum of magnitudes
  double l2 = 0; ///< of half the sum of squares
};
/// @{ A penalty of that strength.
[[nodiscard]] constexpr penalty l1(double strength) noexcept { return {strength, 0}; }
[[nodiscard]] constexpr penalty l2(double strength) noexcept { return {0, strength}; }
[[nodiscard]] constexpr penalty elastic_net(double strength, double ratio) noexcept {
  return {strength * ratio, strength * (1 - ratio)};
}
/// @}

namespace formula {
/// The gradient of a penalty, in the pattern of an activation with one parameter, which is not used.
struct penalty_gradient : less {
  double l1; ///< of the penalty
  double l2; ///< of the penalty

  explicit penalty_gradient(const penalty &p) noexcept : l1(p.l1), l2(p.l2) {} ///< of p
  /// l1·sign(w) + l2·w
  template <batch V> [[nodiscard]] XACT_INLINE V gradient(V w) const noexcept {
    const V sign = select(w > V(0), param<V>(l1), select(w < V(0), param<V>(-l1), w)); // a zero or NaN stays what it is
    return l2 == 0 ? sign : l1 == 0 ? w * param<V>(l2) : sign + unfused(w * param<V>(l2));
  }
};
} // namespace formula

/// Returns the penalty on w, and in the same pass gives its gradient:
///
///     loss += xact::penalize(xact::l2(1e-4), w, xact::accumulate(dw));
///
/// Arrays      dw as in `backward`: overwritten, added to if it is accumulate(dw), left out if it is skip. It may be w.
/// Value       summed in double, in an order that depends on the shape alone, the same bits on every machine: within
///             280·2^-53 of itself, however many weights there are
/// Gradient    each product and sum rounded once, with l1 and l2 rounded to the type of w; ±0 at w = ±0, NaN at NaN
template <executor_like On, class W, class DW> double penalize(const On &on, const penalty &p, W &&w, DW &&dw) {
  double sums[2] = {0, 0};
  if constexpr (kernels::readable<W>()) {
    using T = detail::value_t<W>;
    if constexpr (kernels::writable_or_skipped<T, DW>()) {
      constexpr const char *call = "penalize";
      const T unused[1] = {0};
      const channelwise<formula::penalty_gradient, T> f(unused, {}, formula::penalty_gradient(p));
      const kernels::sums_of_channels<2> to{sums, 1};
      const auto result = [](auto v, auto... gradient) XACT_INLINE_LAMBDA {
        using V = decltype(v);
        auto terms = kernels::deviation_terms<2>(v, V(0));
        terms[0] = kernels::as_doubles(select(v < V(0), -v, v));
        return kernels::results_and_terms<V, sizeof...(gradient), decltype(terms)>{{gradient...}, terms};
      };
      const auto in = kernels::input<T>("w", w);
      if constexpr (kernels::is_skipped<DW>)
        kernels::run(
            on, f, detail::arguments<T, 1, 0>{call, {in}, {}},
            [=](const auto &, auto v) XACT_INLINE_LAMBDA { return result(v); }, to);
      else if constexpr (kernels::is_added_to<DW>)
        kernels::run(
            on, f,
            detail::arguments<T, 2, 1>{call,
                                       {in, kernels::input<T>("dw", kernels::target(dw))},
                                       {kernels::output<T>("dw", kernels::target(dw))}},
            [=](const auto &at, auto v, auto sum)
                XACT_INLINE_LAMBDA { return result(v, sum + unfused(at.f.gradient(v))); },
            to);
      else
        kernels::run(
            on, f, detail::arguments<T, 1, 1>{call, {in}, {kernels::output<T>("dw", dw)}},
            [=](const auto &at, auto v) XACT_INLINE_LAMBDA { return result(v, at.f.gradient(v)); }, to);
    }
  }
  return (p.l1 == 0 ? 0 : unfused(p.l1 * sums[0])) + (p.l2 == 0 ? 0 : unfused(0.5 * p.l2 * sums[1]));
}
/// The same, on this thread.
template <class W, class DW> double penalize(const penalty &p, W &&w, DW &&dw) {
  return xact::penalize(this_thread{}, p, std::forward<W>(w), std::forward<DW>(dw));
}

} // namespace xact::inline XACT_ARCH
