#pragma once

#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x for every x. NaN gives NaN, and -∞ gives +0. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V exp(V x) noexcept {
  const V most(detail::exp_constants<lane_t<V>>::exp_overflows);
  return nonpositive_exp(select(x > most, most, x), V(1));
}

} // namespace xact::inline XACT_ARCH::math
