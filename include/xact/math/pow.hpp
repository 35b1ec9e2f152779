#pragma once

#include <xact/math/in_double.hpp>
#include <xact/math/pow_in_double.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// True where y >= 0 is an integer. ∞ counts as an integer.
template <register_batch V> [[nodiscard]] XACT_INLINE auto is_integer(V y) noexcept {
  const V integers(power_of_two<lane_t<V>>(exp_constants<lane_t<V>>::mantissa_bits)); // larger numbers are integers
  return (y >= integers) | (magnitude((y + integers) - integers - y) <= V(0));
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
/// Error: at most 0.6 ULP in float and 1 ULP in double.
template <register_batch V> [[nodiscard]] XACT_INLINE V pow(V x, V y) noexcept {
  using T = lane_t<V>;
  const V most = param<V>(infinity);
  const V size = magnitude(y);
  const auto is_whole = detail::is_integer(size);
  const auto is_odd = is_whole & !detail::is_integer(V(0.5) * size);
  const V power = detail::with_digits_for(
      [](auto v, auto w) XACT_INLINE_LAMBDA { return detail::power_of_magnitude<T>(v, w); }, magnitude(x), y);
  const V value = with_sign_of(power, keep_where(is_odd, x));
  const auto has_none = (x < V(0)) & (x > -most) & !is_whole;
  const auto has_size_one = magnitude(magnitude(x) - V(1)) <= V(0);
  const auto is_one = (size <= V(0)) | (has_size_one & ((x > V(0)) | (size >= most)));
  return select(is_one, V(1), select(has_none, param<V>(nan), value));
}

} // namespace xact::inline XACT_ARCH::math
