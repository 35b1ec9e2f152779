#pragma once

/// The logarithms to the bases e, 2 and 10: on registers and numbers, rounded_double and double_double.

#include <xact/math/log_wide.hpp>

namespace xact::inline XACT_ARCH::math {

/// log(x), the logarithm to base e, for every x. ±0 give -∞, x < 0 gives NaN, NaN gives NaN, ∞ gives ∞, and 1 gives +0.
/// Error: at most 0.9 ULP in float and 1 ULP in double, also next to 1 and for subnormal x.
template <batch V> [[nodiscard]] XACT_INLINE V log(V x) noexcept {
  if constexpr (register_batch<V>)
    return detail::register_log(x);
  else
    return detail::wide_log(x);
}

/// log2(x), the logarithm to base 2, for every x. Special values are those of log; 2^k gives exactly k.
/// Error: at most 0.9 ULP in float and 1 ULP in double, also next to 1 and for subnormal x.
template <batch V> [[nodiscard]] XACT_INLINE V log2(V x) noexcept {
  if constexpr (register_batch<V>)
    return detail::register_log2(x);
  else
    return detail::wide_log2(x);
}

/// log10(x), the logarithm to base 10, for every x. Special values are those of log.
/// Error: at most 0.9 ULP in float and 1 ULP in double, also next to 1 and for subnormal x.
template <batch V> [[nodiscard]] XACT_INLINE V log10(V x) noexcept {
  if constexpr (register_batch<V>)
    return detail::register_log10(x);
  else
    return detail::wide_log10(x);
}

} // namespace xact::inline XACT_ARCH::math
