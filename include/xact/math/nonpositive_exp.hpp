#pragma once

/// scale·e^x and scale·(e^x - 1) for x <= 0.

#include <xact/math/exp_reduction.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The factor of e^x, split into `factor` and 2^shift, so that intermediate results stay in range until scale·e^x
/// underflows.
template <batch V> struct exp_scale {
  using constants = exp_constants<lane_t<V>>;
  using bits = decltype(to_bits(std::declval<V>()));

  V factor{};
  V vanishes{}; ///< below this x, scale·e^x rounds to 0
  V shift{};    ///< factor is scale divided by 2^shift
  bits bias{};  ///< shift plus the exponent bias; the biased n plus `bias` is n + shift plus twice the exponent bias

  XACT_INLINE explicit exp_scale(V scale) noexcept {
    const auto large = (scale >= V(1)) | (scale <= V(-1));
    const V in_bits = from_bits<lane_t<V>>(bits(constants::large_scale_shift));
    const V none = from_bits<lane_t<V>>(bits(0));
    factor =
        select(large, scale * exp_reduction<V>::power(bits(constants::bias - constants::large_scale_shift)), scale);
    vanishes = select(large, V(constants::scaled_exp_vanishes), V(constants::exp_vanishes));
    shift = select(large, V(constants::large_scale_shift), V(0));
    bias = to_bits(select(large, in_bits, none)) + bits(constants::bias);
  }

  /// scale·e^x. A result that underflows is rounded a second time.
  template <bool Longer> [[nodiscard]] XACT_INLINE V times(const exp_reduction<V, Longer> &e) const noexcept {
    return times_power(mul_add(factor, e.head + e.tail, factor), e.whole + shift, e.n + bias);
  }
};

/// scale·(2^n·(1 + p) - 1), given 2^n. The term scale·(2^n - 1) is not rounded before the last addition: its rounding
/// error would differ between neighbouring n, and the result would not be monotone. The code subtracts scale·(1 - 2^n)
/// instead of adding scale·(2^n - 1), so that a result that underflows to 0 keeps its sign.
template <batch V> [[nodiscard]] XACT_INLINE V expm1_from_power(V power, V p, V scale) noexcept {
  if constexpr (has_fma) {
    // 2^n·p is exact. 1 - 2^n is exact too, or n is so small that the rounding error does not affect the result.
    return mul_add(-scale, V(1) - power, scale * (power * p));
  } else {
    const V scaled = scale * power;
    const V negated = scale - scaled;
    const V lost = (scale - negated) - scaled;
    return (scaled * p - lost) - negated;
  }
}

/// 2^n·(1 + p) - 1, bitwise equal to the result of the function above for scale = 1.
template <batch V> [[nodiscard]] XACT_INLINE V expm1_from_power(V power, V p) noexcept {
  const V difference = power - V(1);
  if constexpr (has_fma)
    return mul_add(power, p, difference);
  else
    return difference + mul_add(power, p, power - (difference + V(1)));
}

} // namespace detail

/// The results of `nonpositive_exp_and_expm1`.
template <batch V> struct exp_and_expm1 {
  V exp;   ///< scale·e^x
  V expm1; ///< scale·(e^x - 1)
};

namespace detail {

/// The implementation of the functions below. exp_rounded_double.hpp contains a specialization with a shorter formula.
template <batch V> struct nonpositive {
  using reduction = exp_reduction<V>;
  using constants = typename reduction::constants;

  [[nodiscard]] static XACT_INLINE V expm1(V x, V scale) noexcept {
    return expm1_unless_saturated(at_least(x, V(constants::expm1_saturates)), scale);
  }
  [[nodiscard]] static XACT_INLINE V expm1_unless_saturated(V x, V scale) noexcept {
    const reduction e(x);
    return expm1_from_power(reduction::power(e.n), e.p, scale);
  }
  [[nodiscard]] static XACT_INLINE V expm1_of_minus_abs(V x) noexcept {
    const reduction e(negative_at_least(x, V(constants::expm1_saturates)));
    return expm1_from_power(reduction::power(e.n), e.p);
  }
  [[nodiscard]] static XACT_INLINE V exp(V x, V scale) noexcept {
    const exp_scale<V> by(scale);
    const reduction e(at_least(x, by.vanishes));
    return by.times(e);
  }
  [[nodiscard]] static XACT_INLINE exp_and_expm1<V> both(V x, V scale) noexcept {
    const exp_scale<V> by(scale);
    const reduction e(at_least(x, by.vanishes));
    // Without a bound, n would leave the range of the exponent for x far below 0. Below the bound e^x - 1 rounds to -1,
    // so that the bound does not change the result.
    const V power = reduction::power(e.n_at_least(-constants::mantissa_bits - 3));
    return {by.times(e), expm1_from_power(power, e.p, scale)};
  }
};

} // namespace detail

/// Below this x, e^x - 1 rounds to -1. nonpositive_expm1 replaces a smaller x by this bound.
template <scalar T> inline constexpr T expm1_saturates = static_cast<T>(detail::exp_constants<T>::expm1_saturates);

/// scale·(e^x - 1) for x <= 0. NaN gives NaN. On number types made of batches, x may also be positive, up to 700. Other
/// lanes with x > 0 have an unspecified value. On rounded_double, all lanes of `scale` must be equal, here and in the
/// functions below, because a table of powers of 2 is multiplied by the scale.
template <batch V> [[nodiscard]] XACT_INLINE V nonpositive_expm1(V x, V scale) noexcept {
  return detail::nonpositive<V>::expm1(x, scale);
}

/// scale·(e^x - 1) for expm1_saturates <= x <= 0. Other lanes have an unspecified value.
template <register_batch V> [[nodiscard]] XACT_INLINE V expm1_unless_saturated(V x, V scale) noexcept {
  return detail::nonpositive<V>::expm1_unless_saturated(x, scale);
}

/// e^-|x| - 1, bitwise equal to nonpositive_expm1(-|x|, 1). The result is at least -|x|. Lanes with NaN have an
/// unspecified value.
template <batch V> [[nodiscard]] XACT_INLINE V expm1_of_minus_abs(V x) noexcept {
  return detail::nonpositive<V>::expm1_of_minus_abs(x);
}

/// scale·e^x for x <= 0. NaN gives NaN. A result that underflows is rounded a second time. x may also be positive, up
/// to exp_constants::exp_overflows, on double_double and rounded_double up to the bound for float. Lanes with a larger
/// x have an unspecified value.
template <batch V> [[nodiscard]] XACT_INLINE V nonpositive_exp(V x, V scale) noexcept {
  return detail::nonpositive<V>::exp(x, scale);
}

/// The results of nonpositive_exp and nonpositive_expm1 from one reduction, bitwise equal to separate calls.
template <batch V> [[nodiscard]] XACT_INLINE exp_and_expm1<V> nonpositive_exp_and_expm1(V x, V scale) noexcept {
  return detail::nonpositive<V>::both(x, scale);
}

} // namespace xact::inline XACT_ARCH::math
