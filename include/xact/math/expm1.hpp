#pragma once

#include <xact/math/exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x - 1, for every x: NaN for NaN, x itself for ±0, accurate near 0 where exp(x) - 1 is not.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V expm1(V x) noexcept {
  using constants = detail::exp_constants<lane_t<V>>;
  // The formula for x <= 0 holds while 2^n is in range; past that, subtracting 1 changes nothing.
  const V near = select(x > V(constants::expm1_is_exp), V(0), x);
  const V value = select(x > V(constants::expm1_is_exp), exp(x), nonpositive_expm1(near, V(1)));
  return select(x == V(0), x, value);
}

} // namespace xact::inline XACT_ARCH::math
