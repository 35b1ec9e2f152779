#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/ramp.hpp>
#include <xact/math/sin_cos.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// snake at x in double, for results in T: with u = 2αx, f(x) is x + (1 - cos(u)) / 2α and f'(x) is 1 - cos(u + π/2).
/// A is double if all lanes have the same α, else D.
template <register_batch D, scalar T, register_batch A> struct snake_parts {
  /// A smaller |α| counts as 0.
  static constexpr double least = 0x1p-1000;

  D x;
  A alpha;
  D u; ///< 2αx, rounded
  quarter_turns<D, T> turns;

  XACT_INLINE snake_parts(D input, A factor) noexcept
      : x(input), alpha(select(magnitude(factor) < A(least), A(0), factor)), u((x * D(alpha)) * D(2)),
        turns(angle(input, D(alpha))) {}

  /// f(x), with the sign of x.
  [[nodiscard]] XACT_INLINE D value() const noexcept {
    const pair<D> rise = turns.one_minus_cos_of(turns.n);
    const auto is_identity = magnitude(alpha) <= A(0);
    const A divisor = select(is_identity, A(1), alpha);
    const A share = select(is_identity, A(0), A(0.5));
    D y;
    if constexpr (sizeof(T) == 4) {
      y = mul_add(rise.hi + rise.lo, D(share / divisor), x);
    } else {
      const reciprocal<A> inverse(divisor);
      const pair<D> half{rise.hi * D(share), rise.lo * D(share)};
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
    return mul_add(x - x, D(alpha), rise.hi + rise.lo);
  }
  /// The derivative of f in α, (u·sin(u) - (1 - cos(u))) / 2α²; NaN for infinities. Near u = 0 the result is
  /// x²·(1 - u²/4 + u⁴/72).
  [[nodiscard]] XACT_INLINE D in_alpha() const noexcept {
    const pair<D> rise = turns.one_minus_cos_of(turns.n);
    const D difference = negated_mul_add(u, turns.sin_of(turns.n, {}), rise.hi) + rise.lo;
    const D square = u * u;
    const D near_zero = mul_add(square, mul_add(square, D(1.0 / 72), D(-0.25)), D(1));
    const auto is_near_zero = magnitude(u) < D(0x1p-8);
    const D divisor = select(is_near_zero, D(1), D(alpha));
    return mul_add(x - x, D(alpha), select(is_near_zero, x * x * near_zero, D(-0.5) * difference / divisor / divisor));
  }

private:
  [[nodiscard]] static XACT_INLINE quarter_turns<D, T> angle(D x, D alpha) noexcept {
    if constexpr (sizeof(T) == 4)
      return quarter_turns<D, T>(x * (alpha + alpha)); // exact
    const pair<D> product = two_product(x, alpha);
    return quarter_turns<D, T>(product.hi + product.hi, product.lo + product.lo);
  }
};

/// op(parts), where parts is snake at x in double. α is one number for all lanes, or a batch.
template <register_batch V, class Op> [[nodiscard]] XACT_INLINE V on_snake_parts(V x, lane_t<V> alpha, Op op) noexcept {
  const auto in_double = static_cast<double>(alpha);
  return with_digits_for(
      [=](auto v) XACT_INLINE_LAMBDA { return op(snake_parts<decltype(v), lane_t<V>, double>(v, in_double)); }, x);
}
template <register_batch V, class Op> requires(!scalar<V>)
[[nodiscard]] XACT_INLINE V on_snake_parts(V x, V alpha, Op op) noexcept {
  return with_digits_for([=](auto v, auto a)
                             XACT_INLINE_LAMBDA { return op(snake_parts<decltype(v), lane_t<V>, decltype(v)>(v, a)); },
                         x, alpha);
}

} // namespace detail

/// x + sin²(αx)/α for every x; x for α = 0. α is one number for all lanes, or a batch. NaN gives NaN, and a result of 0
/// has the sign of x. Error: at most 1 ULP for float and 2 ULP for double.
template <register_batch V, register_batch A> [[nodiscard]] XACT_INLINE V snake(V x, A alpha) noexcept {
  return detail::on_snake_parts(x, alpha, [](const auto &parts) XACT_INLINE_LAMBDA { return parts.value(); });
}

/// The derivative of snake, 1 + sin(2αx). NaN and infinities give NaN.
/// Error: at most 1 ULP for float and 2 ULP for double, for |αx| <= 2^24, also next to zeros. In float the result is 1
/// for |αx| above 2^25. In double the error is at most 2^-26 for |αx| <= 2^52, and beyond the result is 1.
template <register_batch V, register_batch A> [[nodiscard]] XACT_INLINE V snake_derivative(V x, A alpha) noexcept {
  return detail::on_snake_parts(x, alpha, [](const auto &parts) XACT_INLINE_LAMBDA { return parts.derivative(); });
}

/// The derivative of snake in α, x·sin(2αx)/α - sin²(αx)/α². NaN and infinities give NaN. For |αx| above 2^25 in float
/// and 2^52 in double the result is 0.
/// Error: at most 1 ULP for float and 4 ULP for double, relative to the larger term, for |αx| <= 2^24.
template <register_batch V, register_batch A> [[nodiscard]] XACT_INLINE V snake_in_alpha(V x, A alpha) noexcept {
  return detail::on_snake_parts(x, alpha, [](const auto &parts) XACT_INLINE_LAMBDA { return parts.in_alpha(); });
}

} // namespace xact::inline XACT_ARCH::math
