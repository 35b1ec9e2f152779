#pragma once

#include <xact/math/exp_reduction.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x, and e^x without its first two terms, for x <= 0. The results are sums hi + lo.
template <register_batch V> class exp_tail {
public:
  /// Precondition: -2^100 <= x <= 0, or x is NaN. Below -700 the results are those of e^-700, and of x.
  XACT_INLINE explicit exp_tail(V x) noexcept : x_(x), e_(at_least(x, V(-700.0))), power_(reduction::power(e_.n)) {}

  /// e^x
  [[nodiscard]] XACT_INLINE pair<V> exp() const noexcept {
    const pair<V> sum = two_sum(power_, power_ * e_.head);
    return normalized(sum.hi, mul_add(power_, e_.tail, sum.lo));
  }
  /// e^x - 1 - x. e^x - 1 is (2^n - 1) + 2^n·head + 2^n·tail, where the head is x itself for n = 0.
  [[nodiscard]] XACT_INLINE pair<V> minus_line() const noexcept {
    const pair<V> sum = two_sum(power_ - V(1), power_ * e_.head);
    const pair<V> difference = two_difference(sum.hi, x_);
    return normalized(difference.hi, difference.lo + mul_add(power_, e_.tail, sum.lo));
  }

private:
  using reduction = detail::exp_reduction<V>;

  [[nodiscard]] static XACT_INLINE pair<V> normalized(V hi, V lo) noexcept {
    const V sum = hi + lo;
    return {sum, (hi - sum) + lo};
  }

  V x_;
  reduction e_;
  V power_; ///< 2^n
};

} // namespace xact::inline XACT_ARCH::math
