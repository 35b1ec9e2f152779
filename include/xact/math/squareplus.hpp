#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/square_root_wide.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct squareplus_constants;
template <> struct squareplus_constants<float> {
  static constexpr float large = 0x1p62F; ///< b is negligible beside the square of a larger number
  static constexpr float usual = 0x1p60F; ///< a larger b, or a b below the inverse, has a scale of its own
  static constexpr float scale = 0x1p40F; ///< the scale for small b; its inverse is the scale for large b
};
template <> struct squareplus_constants<double> {
  static constexpr double large = 0x1p500;
  static constexpr double usual = 0x1p500;
  static constexpr double scale = 0x1p300;
};

/// f(x) = u + √(u² + c) with u = x/2 and c = b/4. For x < 0 this is c / (|u| + √(u² + c)). All numbers are multiplied
/// by a scale, so that u² neither overflows, nor underflows where it affects the sum.
template <register_batch V> struct squareplus_parts {
  using T = lane_t<V>;
  using constants = squareplus_constants<T>;
  /// The factor keeps the low parts of small products in the range of normal numbers.
  static constexpr T factor = 1 << 30;

  T scale;                        ///< 1/2, or a power of two that makes a large or small b moderate
  decltype(V() < V()) is_large{}; ///< true where √(u² + c) rounds to |u|
  pair<V> root{};                 ///< √(u² + c)
  pair<V> sum{};                  ///< |u| + √(u² + c)
  V half{};                       ///< 1/2 divided by the root, rounded
  pair<V> small_side{};           ///< f(-|x|)·factor, without the scale

  XACT_INLINE squareplus_parts(V x, T b) noexcept
      : scale(b > constants::usual       ? 1 / constants::scale
              : b < 1 / constants::usual ? constants::scale
                                         : T(0.5)) {
    const V u = magnitude(x * V(scale / 2));
    is_large = V(constants::large) < u;
    const pair<V> square = two_product(u, u);
    const pair<V> total = two_sum(square.hi, V((b * scale) * (scale / 4)));
    root.hi = select(is_large, u, square_root(total.hi));
    half = quotient(V(0.5), root.hi);
    const V rest = residual(total.hi, root.hi, root.hi) + (total.lo + square.lo);
    root.lo = keep_where(!is_large, rest * half);
    sum.hi = root.hi + u;
    sum.lo = keep_where(!is_large, (u - (sum.hi - root.hi)) + root.lo);
    const T numerator = b * (scale / 4) * factor;
    small_side.hi = quotient(V(numerator), sum.hi);
    const V lost = negated_mul_add(small_side.hi, sum.lo, residual(V(numerator), small_side.hi, sum.hi));
    small_side.lo = keep_where(is_finite(), lost * (small_side.hi * V(1 / numerator)));
  }
  /// f(x)
  [[nodiscard]] XACT_INLINE V value(V x) const noexcept {
    const V large_side = select(is_large, x, (sum.hi + sum.lo) * V(1 / scale));
    return select(x < V(0), (small_side.hi + small_side.lo) * V(1 / factor), large_side);
  }
  /// f'(x). For x < 0 this is f(x) / (2·√(u² + c)), for x >= 0 it is 1 - f'(-x).
  [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    const V lost = negated_mul_add(half, root.lo, residual(V(0.5), half, root.hi));
    const V scaled = half * V(scale);
    const V low = keep_where(is_finite(), lost * (scaled + scaled));
    const V d = fused(small_side.hi, scaled, mul_add(small_side.hi, low, small_side.lo * scaled)) * V(1 / factor);
    return select(x < V(0), d, V(1) - d);
  }

private:
  /// True where the sum is finite. Elsewhere the residuals of quotients are NaN.
  [[nodiscard]] XACT_INLINE auto is_finite() const noexcept { return sum.hi - sum.hi <= V(0); }
};

/// The derivative of squareplus at -|x|, on number types made of batches.
template <batch V> [[nodiscard]] XACT_INLINE V squareplus_derivative_of_minus(const V &a, const V &b) noexcept {
  const V root = square_root(mul_add(a, a, b));
  return b / ((root + root) * (root + a));
}

} // namespace detail

/// (x + √(x² + b)) / 2 for every x and b > 0. NaN gives NaN.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V squareplus(V x, lane_t<V> b) noexcept {
  if constexpr (register_batch<V>) {
    return detail::squareplus_parts<V>(x, b).value(x);
  } else {
    const V root = square_root(mul_add(x, x, V(b)));
    return select(x < V(0), V(b * 0.5) / (root - x), (root + x) * V(0.5));
  }
}

/// The derivative of squareplus, (1 + x / √(x² + b)) / 2, accurate down to underflow.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V squareplus_derivative(V x, lane_t<V> b) noexcept {
  if constexpr (register_batch<V>) {
    return detail::squareplus_parts<V>(x, b).derivative(x);
  } else {
    const V d = detail::squareplus_derivative_of_minus(select(x < V(0), -x, x), V(b));
    return select(x < V(0), d, V(1) - d);
  }
}

/// squareplus and its derivative from one root, bitwise equal to `squareplus` and `squareplus_derivative`.
template <batch V>
[[nodiscard]] XACT_INLINE value_derivative_pair<V> squareplus_and_derivative(V x, lane_t<V> b) noexcept {
  if constexpr (register_batch<V>) {
    const detail::squareplus_parts<V> parts(x, b);
    return {parts.value(x), parts.derivative(x)};
  } else {
    return {squareplus(x, b), squareplus_derivative(x, b)};
  }
}

} // namespace xact::inline XACT_ARCH::math
