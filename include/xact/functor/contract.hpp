#pragma once

/// The promises of an activation as data. `facts()` of a functor returns a `contract`. Tests check the contract, and
/// the tables of the documentation contain it.

#include <xact/simd/batch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

namespace xact::inline XACT_ARCH {

// These constants are made from bits, because clang warns about std::numeric_limits in files with fast-math.

/// Not a number. In a `contract` this constant means any NaN.
inline constexpr double nan = __builtin_bit_cast(double, std::uint64_t{0x7FF8} << 48);
/// Infinity.
inline constexpr double infinity = __builtin_bit_cast(double, std::uint64_t{0x7FF0} << 48);

/// @{ `is_finite` is true for a finite number, `is_infinite` for ∞ and -∞. The functions read the bits, so that they
/// are right even if the compiler assumes that no NaN or infinity exists.
[[nodiscard]] constexpr bool is_finite(double x) noexcept {
  return (__builtin_bit_cast(std::uint64_t, x) >> 52 & 0x7FF) != 0x7FF;
}
[[nodiscard]] constexpr bool is_infinite(double x) noexcept {
  return __builtin_bit_cast(std::uint64_t, x) << 1 == std::uint64_t{0x7FF} << 53;
}
/// @}

/// The values of a function at five inputs where formulas are often wrong. Tests compare the bits of results with these
/// values, so that +0 and -0 differ; all NaNs count as equal.
struct special_values {
  double nan;            ///< at NaN
  double minus_zero;     ///< at -0
  double plus_zero;      ///< at +0
  double minus_infinity; ///< at -∞
  double plus_infinity;  ///< at +∞
};

/// The largest error over all inputs, in units in the last place (ULP) of the exact result.
struct ulp_bounds {
  double float_ulp;  ///< for float
  double double_ulp; ///< for double
};

/// Facts about an activation with its present parameters.
struct contract {
  special_values value;        ///< values of f at special inputs
  special_values derivative;   ///< values of f' at special inputs
  ulp_bounds value_error;      ///< bounds on the error of f
  ulp_bounds derivative_error; ///< bounds on the error of f'
  /// The inputs where the derivative jumps. NaN fills unused places.
  std::array<double, 2> kinks{nan, nan};
  /// True if the computed f never decreases from one floating-point number to the next.
  bool increasing = false;
  /// True if f(-x) is bitwise equal to -f(x), and f'(-x) is bitwise equal to f'(x).
  bool odd = false;
  /// True if `exact(f)` is correctly rounded for every float. The tests in tests/accuracy try all floats.
  bool exact_is_proved = false;
  /// The promise about errors, in words, if a bound is not finite; else empty.
  std::string_view instead_of_bounds{};
  /// The formula in the tables of the documentation.
  std::string_view formula;
  /// The paper that introduced the activation.
  std::string_view source;
};

/// The bounds of a correctly rounded function.
inline constexpr ulp_bounds half_ulp{0.5, 0.5};

namespace detail {
/// True for ±2^k. Products with such a parameter are exact.
[[nodiscard]] constexpr bool is_power_of_two(double value) noexcept {
  for (value = value < 0 ? -value : value; value > 0 && value < 1; value *= 2) {
  }
  // The loop compares with the constant `infinity`, because a std function would be one symbol for all targets.
  for (; value > 1 && value < infinity; value /= 2) {
  }
  return equal(value, 1.0);
}
} // namespace detail

/// A parameter of a functor: its name and its member.
template <class F> struct parameter {
  std::string_view name;         ///< the name in model files, such as "alpha"
  double F::*member;             ///< the member, such as &elu::alpha
  bool may_be_infinite = false;  ///< true if the formula has a limit at an infinite parameter
  bool must_be_positive = false; ///< true if the formula is wrong for parameters that are not above 0
};

} // namespace xact::inline XACT_ARCH
