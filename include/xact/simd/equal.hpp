#pragma once

/// Comparisons that cause no warning in projects that enable -Wfloat-equal.

#include <xact/simd/xsimd.hpp>

namespace xact::inline XACT_ARCH::detail {

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wfloat-equal"
#endif
/// a == b
template <class T> [[nodiscard]] XACT_INLINE constexpr bool equal(T a, T b) noexcept { return a == b; }
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

/// x == 0
template <class T> [[nodiscard]] XACT_INLINE constexpr bool is_zero(T x) noexcept { return equal(x, T(0)); }

} // namespace xact::inline XACT_ARCH::detail
