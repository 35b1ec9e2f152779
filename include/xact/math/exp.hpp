#pragma once

#include <xact/math/nonpositive_exp.hpp>

namespace xact::inline XACT_ARCH::math {

/// e^x for every x. NaN gives NaN, and -∞ gives +0. A subnormal result is rounded twice and not flushed to zero.
/// On double_double and rounded_double, a result that overflows in float is only larger than every float.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V exp(V x) noexcept {
  if constexpr (register_batch<V>) {
    const V most(detail::exp_constants<lane_t<V>>::exp_overflows);
    return nonpositive_exp(select(x > most, most, x), V(1));
  } else {
    const V most(static_cast<double>(detail::exp_constants<float>::exp_overflows));
    return nonpositive_exp(select(most < x, most, x), V(1));
  }
}

} // namespace xact::inline XACT_ARCH::math
