#pragma once

/// What an activation promises, as data: `facts()` of a functor returns a `contract`, tests enforce it and the tables
/// of the documentation print it.

#include <xact/simd/batch.hpp>

#include <array>
#include <limits>
#include <string_view>

namespace xact::inline XACT_ARCH {

/// Not a number: in `contract`, any NaN.
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// ∞
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// A function's value at the inputs that formulas most often get wrong. Compared bit for bit, so +0 and -0 differ;
/// any NaN equals any other.
struct special_values {
  double nan;            ///< at NaN
  double minus_zero;     ///< at -0
  double plus_zero;      ///< at +0
  double minus_infinity; ///< at -∞
  double plus_infinity;  ///< at +∞
};

/// The largest error over all inputs, in units in the last place of the exact result.
struct ulp_bounds {
  double float_ulp;  ///< of floats
  double double_ulp; ///< of doubles
};

/// Facts about one activation with its parameters as they stand.
struct contract {
  special_values value;        ///< f at them
  special_values derivative;   ///< f' at them
  ulp_bounds value_error;      ///< of f
  ulp_bounds derivative_error; ///< of f'
  /// Where the derivative jumps; NaN fills the places that are not used.
  std::array<double, 2> kinks{nan, nan};
  /// f never decreases (as computed, over every pair of neighbouring numbers).
  bool increasing = false;
  /// f(-x) has the bits of -f(x), and f'(-x) those of f'(x).
  bool odd = false;
  /// `exact(f)` is correctly rounded at every float: tests/accuracy has tried them all.
  bool exact_is_proved = false;
  /// As the tables of the documentation print it.
  std::string_view formula;
  /// The paper that introduced it.
  std::string_view source;
};

/// Correctly rounded.
inline constexpr ulp_bounds half_ulp{0.5, 0.5};

/// A parameter of a functor: its name as model files spell it, and where it is kept.
template <class F> struct parameter {
  std::string_view name;        ///< as in "alpha"
  double F::*member;            ///< as in &elu::alpha
  bool may_be_infinite = false; ///< whether the formula has a limit there
};

} // namespace xact::inline XACT_ARCH
