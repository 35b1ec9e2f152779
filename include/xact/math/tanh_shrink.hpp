#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/tanh_pair.hpp>
#include <xact/math/tanh_wide.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

template <scalar T> struct tanh_shrink_constants;
template <> struct tanh_shrink_constants<float> {
  static constexpr float third = 0x1.555556p-2F;
  static constexpr float third_low = -0x1.555556p-27F;
  /// ((x - tanh(x)) / x³ - 1/3) / x² as a polynomial in x² for |x| <= 0.75. tests/math/tanh_coefficients.py computes
  /// the coefficients.
  static constexpr float c[] = {-0x1.111106p-3F, 0x1.ba15ccp-5F,  -0x1.65c8ccp-6F,
                                0x1.1cb97ap-7F,  -0x1.95bf28p-9F, 0x1.6eacbap-11F};
  /// The scale keeps the low parts of products in the range of normal numbers.
  static constexpr float scale = 0x1p60F;
};
template <> struct tanh_shrink_constants<double> {
  static constexpr double third = 0x1.5555555555555p-2;
  static constexpr double third_low = 0x1.5555555555555p-56;
  static constexpr double c[] = {-0x1.1111111111107p-3,  0x1.ba1ba1ba1a40bp-5,   -0x1.664f488239874p-6,
                                 0x1.226e354423aaap-7,   -0x1.d6d3cad895e9dp-9,  0x1.7da2f1df8bf45p-10,
                                 -0x1.355261c3c43f6p-11, 0x1.f51581f674e9cp-13,  -0x1.93e2e79a7241bp-14,
                                 0x1.3d8c7a3d7d276p-15,  -0x1.c8940e9205dcap-17, 0x1.0173322afa808p-18,
                                 -0x1.41a8d4610e637p-21};
  static constexpr double scale = 0x1p300;
};

/// a - tanh(a) = a³·(1/3 + a²·P(a²)) for 0 <= a <= 0.75. The products and the sum are pairs, multiplied by the scale.
template <register_batch V> [[nodiscard]] XACT_INLINE V tanh_shrink_near_zero(V a) noexcept {
  using constants = tanh_shrink_constants<lane_t<V>>;
  const V scaled = a * V(constants::scale);
  const pair<V> square = two_product(a, a);
  const pair<V> cube = two_product(scaled, square.hi);
  const V cube_low = mul_add(scaled, square.lo, cube.lo);
  const V curve = polynomial(constants::c, square.hi);
  const V factor = mul_add(square.hi, curve, V(constants::third));
  const V factor_low = mul_add(square.hi, curve, V(constants::third) - factor) + V(constants::third_low);
  return fused(cube.hi, factor, mul_add(cube.hi, factor_low, cube_low * factor)) * V(1 / constants::scale);
}

/// x - tanh(x), given tanh_pair_of(x). The difference is rounded once, as |x| - t.hi and what the rounding lost. For an
/// infinite x, the lost part is that of the number which replaces x.
template <register_batch V> [[nodiscard]] XACT_INLINE V tanh_shrink_of(V x, const pair<V> &t) noexcept {
  const V a = magnitude(x);
  const V bounded = at_most(a, V(tanh_pair_constants<lane_t<V>>::saturates));
  const V lost = (bounded - (bounded - t.hi)) - t.hi;
  const V elsewhere = (a - t.hi) + (lost - t.lo);
  return with_sign_of(select(a < V(0.75), tanh_shrink_near_zero(a), elsewhere), x);
}

} // namespace detail

/// x - tanh(x) for every x, accurate near 0. NaN gives NaN. A subnormal result is rounded twice.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh_shrink(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::tanh_shrink_of(x, detail::tanh_pair_of(x));
  } else {
    const V a = select(x < V(0), -x, x);
    const V y = select(a < V(1), detail::difference_from_tanh(a), a - detail::wide_tanh(a));
    return select(x < V(0), -y, y);
  }
}

/// The derivative of tanh_shrink, tanh²(x), accurate near 0.
/// Error: at most 1 ULP.
template <batch V> [[nodiscard]] XACT_INLINE V tanh_shrink_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    return detail::squared_tanh(x, detail::tanh_pair_of(x));
  } else {
    const V a = select(x < V(0), -x, x);
    const V square = a * a;
    const V near_zero = mul_add(square * square, mul_add(square, V(17. / 45), V(-2. / 3)), square);
    const V t = detail::wide_tanh(a);
    return select(a < V(detail::wide_series), near_zero, t * t);
  }
}

/// tanh_shrink and its derivative from one exponential, bitwise equal to `tanh_shrink` and `tanh_shrink_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> tanh_shrink_and_derivative(V x) noexcept {
  if constexpr (register_batch<V>) {
    const pair<V> t = detail::tanh_pair_of(x);
    return {detail::tanh_shrink_of(x, t), detail::squared_tanh(x, t)};
  } else {
    return {tanh_shrink(x), tanh_shrink_derivative(x)};
  }
}

} // namespace xact::inline XACT_ARCH::math
