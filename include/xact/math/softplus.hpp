#pragma once

#include <xact/math/log1p.hpp>
#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct softplus_constants;
template <> struct softplus_constants<float> {
  static constexpr float ln2 = 0x1.62e43p-1F;
  static constexpr float ln2_low = -0x1.05c61p-29F;
  /// log(cosh(x/2)) / x² as a polynomial in x² for |x| <= 1. tests/math/coefficients.py computes the coefficients.
  static constexpr float c[] = {0x1p-3F, -0x1.555526p-8F, 0x1.6bfa4ep-12F, -0x1.b4bb22p-16F, 0x1.d43af8p-20F};
};
template <> struct softplus_constants<double> {
  static constexpr double ln2 = 0x1.62e42fefa39efp-1;
  static constexpr double ln2_low = 0x1.abc9e3b39803fp-56;
  static constexpr double c[] = {0x1p-3,
                                 -0x1.555555555554fp-8,
                                 0x1.6c16c16c15924p-12,
                                 -0x1.ba1ba1b8e1145p-16,
                                 0x1.1ea5d34add97dp-19,
                                 -0x1.833d8480ce0c5p-23,
                                 0x1.0d091df2a8b4p-26,
                                 -0x1.7d6098325ba21p-30,
                                 0x1.106ad9b37e8eap-33,
                                 -0x1.718ae4cb6e39bp-37,
                                 0x1.66d2b1f08bc61p-41};
};

/// log(1 + e^x) = ln2 + x/2 + log(cosh(x/2)) for |x| <= 1. In this range the rounded sum 1 + e^x loses digits of x, so
/// that the formula of softplus_elsewhere would not be monotone.
template <register_batch V> [[nodiscard]] XACT_INLINE V softplus_near_zero(V x) noexcept {
  using constants = softplus_constants<lane_t<V>>;
  const V half = V(0.5) * x;
  const V sum = V(constants::ln2) + half;
  const V lost = (V(constants::ln2) - sum) + half;
  const V square = x * x;
  return sum + (lost + mul_add(square, polynomial(constants::c, square), V(constants::ln2_low)));
}

/// log(1 + e^x) for |x| >= 1. The formula is log(1 + e^t) for x < 0 and x + log(1 + e^t) for x > 0, where t = -|x| and
/// e^t = u + 2^n·low.
template <register_batch V> [[nodiscard]] XACT_INLINE V softplus_elsewhere(V x, V t) noexcept {
  using reduction = exp_reduction<V>;
  using constants = typename reduction::constants;
  const V bounded = at_least(t, V(constants::exp_vanishes));
  const reduction e(bounded);
  // The larger of n and a bound. Below the bound, only the leading digit of u affects the result.
  const auto clamped_n = e.n_at_least(-2 * constants::mantissa_bits);
  const V power = reduction::power(clamped_n);
  const V high = V(1) + (e.head + e.tail);
  const V low = ((V(1) - high) + e.head) + e.tail;
  const V u = power * high;
  // `rest` is log(1 + u + 2^n·low) / 2^n - high, where 1 - u/2 approximates 1/(1 + u).
  const V rest = mul_add(high, log1p_correction(u), low * mul_add(V(-0.5), u, V(1)));
  const V left = e.times_power(high + rest, power, clamped_n);
  const V sum = u - bounded;
  const V lost = u - (sum + bounded);
  const V right = sum + mul_add(power, rest, lost);
  return select(x < V(0), left, select(x < V(-constants::exp_vanishes), right, x));
}

} // namespace detail

/// log(1 + e^x) for every x. NaN gives NaN. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V softplus(V x) noexcept {
  if constexpr (register_batch<V>) {
    const V t = minus_abs(x);
    return select(t > V(-1), detail::softplus_near_zero(x), detail::softplus_elsewhere(x, t));
  } else {
    const V log = unit_log1p(nonpositive_exp(select(x < V(0), x, -x), V(1)));
    return select(x < V(0), log, x + log);
  }
}

} // namespace xact::inline XACT_ARCH::math
