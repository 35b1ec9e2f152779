#pragma once

/// Square roots, and functions that select: on registers and numbers, rounded_double and double_double. The names
/// `min`, `max` and `abs` are in parentheses, because other systems define macros with these names.

#include <xact/math/by_halves.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/square_root_wide.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// 1 / √x. The Newton step is y + y·rest/2 with rest = 1 - x·y².
template <register_batch V> [[nodiscard]] XACT_INLINE V inverse_root(V x) noexcept {
  const V y = quotient(V(1), square_root(x));
  const pair<V> root = two_product(x, y); // about √x, exact
  const V rest = negated_mul_add(root.lo, y, residual(V(1), root.hi, y));
  return select(magnitude(rest) < V(1), mul_add(y, V(0.5) * rest, y), y);
}
[[nodiscard]] XACT_INLINE rounded_double inverse_root(const rounded_double &x) noexcept {
  return by_halves([](auto v) XACT_INLINE_LAMBDA { return inverse_root(v); }, x);
}
[[nodiscard]] XACT_INLINE double_double inverse_root(double_double x) noexcept {
  using V = double_double::part;
  const double_double y(inverse_root(x.hi));
  const V rest = (double_double(1.0) - x * y * y).hi;
  return double_double(y.hi, keep_where(rest - rest <= V(0), V(0.5) * rest * y.hi)); // 0 where y is 0 or ∞
}

/// |x| with the sign of y.
template <register_batch V> [[nodiscard]] XACT_INLINE V magnitude_with_sign_of(V x, V y) noexcept {
  return with_sign_of(magnitude(x), y);
}
[[nodiscard]] XACT_INLINE rounded_double magnitude_with_sign_of(const rounded_double &x,
                                                                const rounded_double &y) noexcept {
  return by_halves([](auto v, auto w) XACT_INLINE_LAMBDA { return magnitude_with_sign_of(v, w); }, x, y);
}
[[nodiscard]] XACT_INLINE double_double magnitude_with_sign_of(double_double x, double_double y) noexcept {
  using V = double_double::part;
  const V sign = magnitude_with_sign_of(V(1), x.hi) * magnitude_with_sign_of(V(1), y.hi);
  return double_double(magnitude_with_sign_of(x.hi, y.hi), x.lo * sign);
}

} // namespace detail

/// √x, correctly rounded on registers and numbers. ±0 give ±0, x < 0 gives NaN, NaN gives NaN, and ∞ gives ∞.
/// On double_double the relative error is about 2^-100, if x is not below 2^-800.
template <batch V> [[nodiscard]] XACT_INLINE V sqrt(V x) noexcept { return square_root(x); }

/// 1 / √x. ±0 give ±∞, x < 0 gives NaN, NaN gives NaN, and ∞ gives +0.
/// Error: at most 0.501 ULP, also for subnormal x; about 2^-100, relative, on double_double.
template <batch V> [[nodiscard]] XACT_INLINE V rsqrt(V x) noexcept { return detail::inverse_root(x); }

/// @{ The smaller one and the larger one of x and y: y if y < x (y > x), else x. If x or y is NaN, or if both are
/// zeros, the result is x: a NaN in x is kept, and a NaN in y has no effect.
/// (max(x, 0) is therefore relu; see at_least and at_most in simd/batch.hpp.)
template <batch V> [[nodiscard]] XACT_INLINE constexpr V(min)(V x, V y) noexcept {
  if constexpr (register_batch<V>)
    return at_most(x, y);
  else
    return select(y < x, y, x);
}
template <batch V> [[nodiscard]] XACT_INLINE constexpr V(max)(V x, V y) noexcept { return at_least(x, y); }
/// @}

/// x, replaced by `least` below `least`, and by `most` above `most`. NaN gives NaN. Precondition: least <= most.
template <batch V> [[nodiscard]] XACT_INLINE constexpr V clamp(V x, V least, V most) noexcept {
  return (math::min)((math::max)(x, least), most);
}

/// |x|, exact. -0 gives +0.
template <batch V> [[nodiscard]] XACT_INLINE V(abs)(V x) noexcept {
  if constexpr (register_batch<V>)
    return magnitude(x);
  else
    return detail::magnitude_with_sign_of(x, V(1));
}

/// |x| with the sign of y, also for zeros and NaN.
template <batch V> [[nodiscard]] XACT_INLINE V copysign(V x, V y) noexcept {
  return detail::magnitude_with_sign_of(x, y);
}

} // namespace xact::inline XACT_ARCH::math
