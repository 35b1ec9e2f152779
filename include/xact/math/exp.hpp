#pragma once

#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x for every x. NaN gives NaN, -∞ gives +0; subnormal results are rounded once and never flushed to zero.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V exp(V x) noexcept {
  const V most(detail::exp_constants<lane_t<V>>::exp_overflows);
  return nonpositive_exp(select(x > most, most, x), V(1));
}

} // namespace xact::inline XACT_ARCH::math
