#pragma once

#include <xact/math/in_double.hpp>
#include <xact/math/pow_in_double.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// True where y >= 0 is an integer. ∞ counts as an integer, and numbers from 2^52 on are integers.
template <register_batch D> [[nodiscard]] XACT_INLINE auto is_integer(D y) noexcept {
  const D integers(0x1p52); // from here on, adjacent numbers differ by 1
  return (y >= integers) | (magnitude((y + integers) - integers - y) <= D(0));
}

/// x^y in double, for results in T.
template <scalar T, register_batch D> [[nodiscard]] XACT_INLINE D pow_in_double(D x, D y) noexcept {
  const D most = param<D>(infinity);
  const D size = magnitude(y);
  const auto is_whole = is_integer(size);
  const auto is_odd = is_whole & !is_integer(D(0.5) * size);
  const D power = power_of_magnitude<T>(magnitude(x), y);
  const D value = with_sign_of(power, keep_where(is_odd, x));
  const auto has_none = (x < D(0)) & (x > -most) & !is_whole;
  const auto has_size_one = magnitude(magnitude(x) - D(1)) <= D(0);
  const auto is_one = (size <= D(0)) | (has_size_one & ((x > D(0)) | (size >= most)));
  return select(is_one, D(1), select(has_none, param<D>(nan), value));
}

} // namespace detail

/// x^y for all x and y, with the special values of the C standard (annex F):
///
///     x^±0 and 1^y                    1, also for NaN; (-1)^±∞ is 1 too
///     x < 0 and finite y              NaN unless y is an integer; negative for odd integers y
///     ±0 and ±∞                       ±0 and ±∞ for odd integers y, else +0 and ∞; y < 0 swaps 0 and ∞
///     y = ±∞                          +0 and ∞, by |x| < 1 or |x| > 1
///
/// A subnormal result in double is rounded twice and not flushed to zero. There is no overload for rounded_double and
/// double_double.
/// Error: at most 0.6 ULP in float and 1.5 ULP in double.
template <register_batch V> [[nodiscard]] XACT_INLINE V pow(V x, V y) noexcept {
  return detail::with_digits_for(
      [](auto v, auto w) XACT_INLINE_LAMBDA { return detail::pow_in_double<lane_t<V>>(v, w); }, x, y);
}

} // namespace xact::inline XACT_ARCH::math
