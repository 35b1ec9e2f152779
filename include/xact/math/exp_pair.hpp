#pragma once

/// e^x with nearly twice the digits of a lane, for formulas whose sums and products keep their rounding errors.

#include <xact/math/exp_reduction.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math::detail {

/// e^x = 2^n·(1 + p) for x = hi + lo.
template <register_batch V> struct exp_pair {
  using reduction = exp_reduction<V>;

  pair<V> p{}; ///< e^(x - n·ln2) - 1
  V power{};   ///< 2^n; 2^least if n is below `least`
  V rest{};    ///< 2^n / power

  XACT_INLINE exp_pair(const pair<V> &x, int least) noexcept {
    const reduction e(x.hi, x.lo);
    p.hi = e.head + e.tail;
    p.lo = (e.head - p.hi) + e.tail;
    power = reduction::power(e.n_at_least(least));
    rest = reduction::power(e.n - e.n_at_least(least) + decltype(e.n)(exp_constants<lane_t<V>>::bias));
  }

  /// e^x - 1. (For n = 1 and n = 2 the second term is larger than half of the first one, but not larger than the first
  /// one, so that the sum is exact, too.)
  [[nodiscard]] XACT_INLINE pair<V> expm1() const noexcept {
    return plus_smaller<V>({power - V(1), V(0)}, {power * p.hi, power * p.lo});
  }

  /// κ·e^x / 2^n
  [[nodiscard]] XACT_INLINE pair<V> growth(const pair<V> &kappa) const noexcept {
    return plus_smaller(kappa, times(kappa, p));
  }
};

} // namespace xact::inline XACT_ARCH::math::detail
