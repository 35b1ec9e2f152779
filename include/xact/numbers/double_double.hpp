#pragma once

/// Numbers with twice the precision of double, for the few results that an evaluation in double cannot round correctly.
/// Sources: Dekker 1971; Joldes, Muller and Popescu 2017, doi:10.1145/3121432

#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH {

/// A number hi + lo in each lane, where hi is the double nearest to the number. Functors evaluate on this type as on
/// any batch. The relative error per operation is a few times 2^-104, except near overflow and underflow of double.
struct double_double {
  using part = native_batch<double>; ///< the type of hi and lo

  part hi; ///< the nearest double
  part lo; ///< the remainder, at most half a unit in the last place of hi

  /// @{ One number in all lanes, or one number per lane.
  XACT_INLINE explicit double_double(double value) noexcept : hi(value), lo(0.0) {}
  XACT_INLINE explicit double_double(part high, part low = part(0.0)) noexcept : hi(high), lo(low) {}
  /// @}
};

/// The parameters of a functor are rounded to double.
template <> struct batch_traits<double_double> {
  using lane = double; ///< the number type of a lane
};

namespace detail {

/// a + b, exactly.
[[nodiscard]] XACT_INLINE double_double two_sum(double_double::part a, double_double::part b) noexcept {
  const auto sum = math::two_sum(a, b);
  return double_double(sum.hi, sum.lo);
}

/// a + b, exactly, where a is 0 or |a| >= |b|.
[[nodiscard]] XACT_INLINE double_double fast_two_sum(double_double::part a, double_double::part b) noexcept {
  const auto sum = a + b;
  return double_double(sum, b - (sum - a));
}

/// a·b, exactly.
[[nodiscard]] XACT_INLINE double_double two_product(double_double::part a, double_double::part b) noexcept {
  const auto product = math::two_product(a, b);
  return double_double(product.hi, product.lo);
}

} // namespace detail

/// @{ Operations of batches, lane by lane.
[[nodiscard]] XACT_INLINE double_double operator-(double_double x) noexcept { return double_double(-x.hi, -x.lo); }

[[nodiscard]] XACT_INLINE double_double operator+(double_double x, double_double y) noexcept {
  const double_double high = detail::two_sum(x.hi, y.hi);
  const double_double low = detail::two_sum(x.lo, y.lo);
  const double_double sum = detail::fast_two_sum(high.hi, high.lo + low.hi);
  return detail::fast_two_sum(sum.hi, sum.lo + low.lo);
}

[[nodiscard]] XACT_INLINE double_double operator-(double_double x, double_double y) noexcept { return x + -y; }

[[nodiscard]] XACT_INLINE double_double operator*(double_double x, double_double y) noexcept {
  const double_double product = detail::two_product(x.hi, y.hi);
  return detail::fast_two_sum(product.hi, mul_add(x.hi, y.lo, mul_add(x.lo, y.hi, product.lo)));
}

[[nodiscard]] XACT_INLINE double_double operator/(double_double x, double_double::part y) noexcept {
  const auto quotient = x.hi / y;
  const double_double product = detail::two_product(quotient, y);
  return detail::fast_two_sum(quotient, ((x.hi - product.hi) - product.lo + x.lo) / y);
}

[[nodiscard]] XACT_INLINE double_double operator/(double_double x, double_double y) noexcept {
  const auto quotient = x.hi / y.hi;
  const double_double left = x - y * double_double(quotient);
  return detail::fast_two_sum(quotient, left.hi / y.hi);
}

[[nodiscard]] XACT_INLINE double_double mul_add(double_double x, double_double y, double_double z) noexcept {
  return x * y + z;
}

[[nodiscard]] XACT_INLINE auto operator<(double_double x, double_double y) noexcept {
  return (x.hi < y.hi) | ((x.hi == y.hi) & (x.lo < y.lo));
}
[[nodiscard]] XACT_INLINE auto operator<=(double_double x, double_double y) noexcept {
  return (x.hi < y.hi) | ((x.hi == y.hi) & (x.lo <= y.lo));
}

template <class Mask>
[[nodiscard]] XACT_INLINE double_double select(const Mask &mask, double_double if_true,
                                               double_double if_false) noexcept {
  return double_double(select(mask, if_true.hi, if_false.hi), select(mask, if_true.lo, if_false.lo));
}

[[nodiscard]] XACT_INLINE double_double at_least(double_double x, double_double bound) noexcept {
  return select(x < bound, bound, x);
}
/// @}

/// @{ x, rounded to double.
[[nodiscard]] XACT_INLINE double_double::part nearest_double(double_double x) noexcept { return x.hi; }
[[nodiscard]] XACT_INLINE double_double::part nearest_double(double_double::part x) noexcept { return x; }
/// @}

/// x, rounded to double by round-to-odd: hi if lo is 0, else, of the two doubles next to x, the double with last bit 1.
/// Rounding the result to float gives the same number as rounding x to float.
[[nodiscard]] XACT_INLINE double_double::part rounded_to_odd(double_double x) noexcept {
  using V = double_double::part;
  using bits = decltype(to_bits(x.hi));
  const V zero(0.0);
  const auto away = ((x.hi > zero) & (x.lo > zero)) | ((x.hi < zero) & (x.lo < zero));
  const V up = from_bits<double>(bits(1));
  const V down = from_bits<double>(~bits(0));
  const bits step = to_bits(select(x.lo == zero, zero, select(away, up, down)));
  const bits high = to_bits(x.hi);
  const bits if_even = (high & bits(1)) - bits(1);
  return from_bits<double>(high + (step & if_even));
}

} // namespace xact::inline XACT_ARCH
