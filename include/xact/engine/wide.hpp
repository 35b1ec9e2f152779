#pragma once

/// Wide numbers: one number per slice, with at least twice the digits of the elements.

#include <xact/numbers/double_double.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The wide numbers of a `slice<T, in_row>`: double for one slice of floats, two batches of double for a slice of
/// floats in each lane, and double_double for slices of doubles.
template <scalar T, bool in_row>
using wide =
    std::conditional_t<sizeof(T) == 8, double_double, std::conditional_t<in_row, double, parts<float, double>>>;

/// op(w...) of wide numbers. op is a callable on double, batches of double, and double_double.
template <class Op, class W, class... More>
[[nodiscard]] XACT_FLAT W each(const Op &op, const W &first, const More &...more) noexcept {
  if constexpr (requires { first.size(); }) {
    W result;
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] = op(first[k], more[k]...);
    return result;
  } else {
    return op(first, more...);
  }
}

/// @{ x + y of wide numbers. Both have the same sign if they are double_double.
template <class W> [[nodiscard]] XACT_FLAT W plus(const W &x, const W &y) noexcept {
  return each([](auto a, auto b) XACT_FLAT_LAMBDA { return a + b; }, x, y);
}
[[nodiscard]] XACT_FLAT double_double plus(const double_double &x, const double_double &y) noexcept {
  using part = double_double::part;
  const auto sum = math::plus(math::pair<part>{x.hi, x.lo}, math::pair<part>{y.hi, y.lo});
  return double_double(sum.hi, sum.lo);
}
/// @}

/// hi + lo of each slice as a wide number. If in_row is true, the slice is in lane 0.
template <bool in_row, register_batch V>
[[nodiscard]] XACT_FLAT wide<lane_t<V>, in_row> widened(const math::pair<V> &x) noexcept {
  if constexpr (sizeof(lane_t<V>) == 8)
    return double_double(x.hi, x.lo);
  else if constexpr (in_row)
    return static_cast<double>(first_lane(x.hi)) + static_cast<double>(first_lane(x.lo));
  else
    return each([](auto hi, auto lo) XACT_FLAT_LAMBDA { return hi + lo; }, widen(x.hi), widen(x.lo));
}

/// @{ A wide number as hi + lo, rounded to twice the digits of T. If the wide number belongs to one slice, all lanes of
/// the result are equal; a double_double must then have equal lanes.
[[nodiscard]] XACT_FLAT math::pair<native_batch<double>> as_pair(const double_double &x) noexcept {
  return {x.hi, x.lo};
}
[[nodiscard]] XACT_FLAT math::pair<native_batch<float>> as_pair(double x) noexcept {
  const auto hi = static_cast<float>(x);
  return {native_batch<float>(hi), native_batch<float>(static_cast<float>(x - static_cast<double>(hi)))};
}
[[nodiscard]] XACT_FLAT math::pair<native_batch<float>> as_pair(const parts<float, double> &x) noexcept {
  const native_batch<float> hi = narrow(x);
  return {hi, narrow(each([](auto a, auto b) XACT_FLAT_LAMBDA { return a - b; }, x, widen(hi)))};
}
/// @}

/// x if x is finite, else NaN.
template <class W> [[nodiscard]] XACT_FLAT W nan_unless_finite(const W &x) noexcept {
  if constexpr (std::is_same_v<W, double_double>)
    return double_double(x.hi + (x.hi - x.hi), x.lo);
  else
    return each([](auto a) XACT_FLAT_LAMBDA { return a + (a - a); }, x);
}

/// @{ 1 / x
template <batch N> [[nodiscard]] XACT_FLAT N one_over(N x) noexcept { return N(1.0) / x; }
[[nodiscard]] XACT_FLAT double_double one_over(double_double x) noexcept {
  const double_double::part quotient = double_double::part(1.0) / x.hi;
  const double_double product = detail::two_product(quotient, x.hi);
  const double_double::part left = (double_double::part(1.0) - product.hi) - product.lo;
  return double_double(quotient, mul_add(-quotient, x.lo, left) * quotient);
}
/// @}

} // namespace xact::inline XACT_ARCH::kernels
