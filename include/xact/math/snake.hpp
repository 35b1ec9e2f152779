#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/sin_cos.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// snake at x in double, for results in T: with u = 2αx, f(x) is x + (1 - cos(u)) / 2α and f'(x) is 1 - cos(u + π/2).
template <register_batch D, scalar T> struct snake_parts {
  /// A smaller |α| counts as 0.
  static constexpr double least = 0x1p-1000;

  D x;
  double alpha;
  quarter_turns<D, T> turns;

  XACT_INLINE snake_parts(D input, double factor) noexcept
      : x(input), alpha(factor < least && factor > -least ? 0 : factor), turns(angle(input, alpha)) {}

  /// f(x), with the sign of x.
  [[nodiscard]] XACT_INLINE D value() const noexcept {
    const pair<D> rise = turns.one_minus_cos_of(turns.n);
    const bool is_identity = xact::detail::is_zero(alpha);
    D y;
    if constexpr (sizeof(T) == 4) {
      y = mul_add(rise.hi + rise.lo, D(is_identity ? 0 : 0.5 / alpha), x);
    } else {
      const reciprocal<double> inverse(is_identity ? 1 : alpha);
      const pair<D> half{keep(!is_identity, rise.hi), keep(!is_identity, rise.lo)};
      const pair<D> product = two_product(half.hi, D(inverse.hi));
      const D low = mul_add(half.hi, D(inverse.lo), mul_add(half.lo, D(inverse.hi), product.lo));
      const pair<D> sum = two_sum(x, product.hi);
      y = sum.hi + keep_where(x - x <= D(0), sum.lo + low); // at infinities the low part has no meaning
    }
    return with_sign_of(magnitude(y), x);
  }
  /// f'(x); NaN for infinities.
  [[nodiscard]] XACT_INLINE D derivative() const noexcept {
    const pair<D> rise = turns.one_minus_cos_of(turns.n + typename quarter_turns<D, T>::bits(1));
    return (rise.hi + rise.lo) + (x - x);
  }

private:
  /// x/2 or 0
  [[nodiscard]] static XACT_INLINE D keep(bool kept, D x) noexcept { return x * D(kept ? 0.5 : 0); }
  [[nodiscard]] static XACT_INLINE quarter_turns<D, T> angle(D x, double alpha) noexcept {
    if constexpr (sizeof(T) == 4)
      return quarter_turns<D, T>(x * D(alpha + alpha)); // exact
    const pair<D> product = two_product(x, D(alpha));
    return quarter_turns<D, T>(product.hi + product.hi, product.lo + product.lo);
  }
};

/// op(parts), where parts is snake at x in double.
template <register_batch V, class Op> [[nodiscard]] XACT_INLINE V on_snake_parts(V x, double alpha, Op op) noexcept {
  return with_digits_for([=](auto v) XACT_INLINE_LAMBDA { return op(snake_parts<decltype(v), lane_t<V>>(v, alpha)); },
                         x);
}

} // namespace detail

/// x + sin²(αx)/α for every x; x for α = 0. NaN gives NaN, and a result of 0 has the sign of x.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <register_batch V> [[nodiscard]] XACT_INLINE V snake(V x, lane_t<V> alpha) noexcept {
  return detail::on_snake_parts(x, static_cast<double>(alpha),
                                [](const auto &parts) XACT_INLINE_LAMBDA { return parts.value(); });
}

/// The derivative of snake, 1 + sin(2αx). NaN and infinities give NaN.
/// Error: at most 1 ULP for float and 2 ULP for double, for |αx| <= 2^24, also next to zeros. In float the result is 1
/// for |αx| above 2^25. In double the error is at most 2^-26 for |αx| <= 2^52, and beyond the result is 1.
template <register_batch V> [[nodiscard]] XACT_INLINE V snake_derivative(V x, lane_t<V> alpha) noexcept {
  return detail::on_snake_parts(x, static_cast<double>(alpha),
                                [](const auto &parts) XACT_INLINE_LAMBDA { return parts.derivative(); });
}

} // namespace xact::inline XACT_ARCH::math
