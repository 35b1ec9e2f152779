#pragma once

/// log(1 + u) for 0 <= u <= 1, the range that activations need. tests/math/coefficients.py computes the coefficients.

#include <xact/math/polynomial.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// The coefficients of (log(1 + u) - u) / u² on [0, 1], lowest power first.
template <scalar T> inline constexpr T log1p_q[] = {};
template <>
inline constexpr float log1p_q<float>[] = {-0x1.fffff6p-2F, 0x1.55537p-2F,  -0x1.ffbeb8p-3F, 0x1.975f96p-3F,
                                           -0x1.49d35ap-3F, 0x1.fc6474p-4F, -0x1.512058p-4F, 0x1.529e9cp-5F,
                                           -0x1.b4cf12p-7F, 0x1.07e0fcp-9F};
template <>
inline constexpr double log1p_q<double>[] = {
    -0x1.fffffffffff8cp-2, 0x1.5555555550558p-2,  -0x1.fffffffd8ad4dp-3, 0x1.99999949ef039p-3,   -0x1.55554f35fae08p-3,
    0x1.2491f8d912de2p-3,  -0x1.fffa2ca5ad1a2p-4, 0x1.c6f48093538adp-4,  -0x1.98c934fba8553p-4,  0x1.710eb876e7211p-4,
    -0x1.4ab19ef65ac7dp-4, 0x1.1f8c63a4df238p-4,  -0x1.d517dbb272efap-5, 0x1.58236d8a66483p-5,   -0x1.b1ba5093f2e3ep-6,
    0x1.bf3997f25e029p-7,  -0x1.64e71e1957d98p-8, 0x1.9961580a7a6d6p-10, -0x1.2a3e927b59a2ep-12, 0x1.9cb8017cd8463p-16};

/// (log(1 + u) - u) / u for 0 <= u <= 1.
template <register_batch V> [[nodiscard]] XACT_INLINE V log1p_correction(V u) noexcept {
  return u * polynomial(log1p_q<lane_t<V>>, u);
}

/// The implementation of unit_log1p. log1p_wide.hpp specializes it for rounded_double and double_double.
template <batch V> struct unit_log1p {
  [[nodiscard]] static XACT_INLINE V of(V u) noexcept { return mul_add(u, log1p_correction(u), u); }
};

} // namespace detail

/// log(1 + u) for 0 <= u <= 1.
/// Error: at most 1.5 ULP, with FMA 1.1. (The error bounds of activations are tested separately.)
template <batch V> [[nodiscard]] XACT_INLINE V unit_log1p(V u) noexcept { return detail::unit_log1p<V>::of(u); }

} // namespace xact::inline XACT_ARCH::math
