#pragma once

/// A float or double as a batch of one lane, in plain C++. A mask is a bool; the bits of a lane are an unsigned
/// integer. Each operation gives the same bits as in a lane of a register.

#include <xact/simd/number.hpp>
#include <xact/simd/target.hpp>

#if !defined(__GNUC__) && !defined(__clang__)
#include <cmath>
#endif

namespace xact::inline XACT_ARCH {

/// @{ Select one of two numbers by a bool. These functions are no templates: calls of a template would be ambiguous
/// with a template of xsimd 14.
[[nodiscard]] XACT_INLINE constexpr float select(bool mask, float if_true, float if_false) noexcept {
  return mask ? if_true : if_false;
}
[[nodiscard]] XACT_INLINE constexpr double select(bool mask, double if_true, double if_false) noexcept {
  return mask ? if_true : if_false;
}
/// @}

/// Returns the mask. (The function is a template, because a plain function would conflict with any(bool) of xsimd 14.)
template <std::same_as<bool> Mask> [[nodiscard]] XACT_INLINE constexpr bool any(Mask mask) noexcept { return mask; }

/// The bits of a number. (std::bit_cast would be one symbol in source files for different instruction sets, and the
/// linker could keep a copy that the processor cannot execute.)
template <scalar T> [[nodiscard]] XACT_INLINE constexpr bits_of<T> to_bits(T x) noexcept {
  return __builtin_bit_cast(bits_of<T>, x);
}

/// The number with the given bits.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T from_bits(bits_of<T> bits) noexcept {
  return __builtin_bit_cast(T, bits);
}

/// Returns the product x, and prevents compilers from fusing the product with a following sum.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T unfused(T x) noexcept {
  if (!std::is_constant_evaluated())
    detail::hide_origin(x);
  return x;
}

/// x, rounded to T. (g++ 12 omits the rounding to float of two adjacent numbers that are rounded and stored again.)
template <scalar T> [[nodiscard]] XACT_INLINE constexpr double rounded_to(double x) noexcept {
  return static_cast<double>(unfused(static_cast<T>(x)));
}

namespace detail {
/// @{ x·y + z rounded once, and the square root. With g++ and clang the code calls built-in functions, because
/// functions of the standard library would be one symbol for all targets.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T fused(T x, T y, T z) noexcept {
#if !defined(__GNUC__) && !defined(__clang__)
  return std::fma(x, y, z);
#else
  if constexpr (sizeof(T) == 4)
    return __builtin_fmaf(x, y, z);
  else
    return __builtin_fma(x, y, z);
#endif
}
template <scalar T> [[nodiscard]] XACT_INLINE T root(T x) noexcept {
#if !defined(__GNUC__) && !defined(__clang__)
  return std::sqrt(x);
#else
  if constexpr (sizeof(T) == 4)
    return __builtin_sqrtf(x);
  else
    return __builtin_sqrt(x);
#endif
}
/// @}
} // namespace detail

/// x·y + z, rounded once if has_fma; else product and sum are rounded.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T mul_add(T x, T y, T z) noexcept {
  static_assert(detail::computes_here<T>());
  if constexpr (!has_fma)
    return unfused(x * y) + z;
  else
    return detail::fused(x, y, z);
}

/// Returns the number in the only lane.
template <scalar T> [[nodiscard]] XACT_INLINE constexpr T first_lane(T x) noexcept { return x; }

} // namespace xact::inline XACT_ARCH
