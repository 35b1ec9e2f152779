#pragma once

/// The normal distribution: Φ and gelu, made of P(t) = Φ(-t) with t = |x|. Results are accurate until they underflow.
/// The formulas have two factors: e^(-t²/2), and a function that changes slowly, which is a polynomial in
/// z = t / (t + k). x·Φ(x) is max(x, 0) - t·P(t), so that one formula holds for all x.
/// Source of the variable z: Shepherd, Laframboise 1981, doi:10.1090/S0025-5718-1981-0595058-X

#include <xact/functor/concepts.hpp>
#include <xact/math/normal_in_double.hpp>
#include <xact/math/normal_wide.hpp>
#include <xact/math/polynomial.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH::math {

namespace detail {

/// e^(-t²/2) = 2^n·(head + tail), where the tail is less than a tenth of the head. The rounding error of t² is part of
/// the tail, because e^(-t²/2) magnifies the error.
template <register_batch V> struct normal_density {
  using T = lane_t<V>;
  using constants = normal_constants<T>;
  using exp = exp_constants<T>;

  V power{}; ///< 2^(n + bias)
  V head{};
  V tail{};

  XACT_INLINE explicit normal_density(V t) noexcept : normal_density(two_product(t, t * V(T(-0.5)))) {}

  /// e^x for the exponent x = -t²/2.
  XACT_INLINE explicit normal_density(const pair<V> &x) noexcept {
    constexpr T round = exp::round + constants::bias;
    const V rounded = mul_add(x.hi, V(exp::log2e), V(round));
    const V n = rounded - V(round);
    power = from_bits<T>(shift_left<exp::mantissa_bits>(to_bits(rounded)));
    // -t²/2 = n·ln2 + r + rest
    V r = mul_add(n, V(has_fma ? -exp::ln2 : -exp::ln2_high), x.hi);
    V rest = x.lo;
    if constexpr (has_fma) {
      rest = mul_add(n, V(exp::ln2_excess), rest);
    } else {
      const V high = r;
      const V low = n * V(exp::ln2_low);
      r = high - low;
      rest = rest + ((high - r) - low);
    }
    head = V(1) + r;
    const V square = r * r;
    const V curve = mul_add(square, polynomial(constants::q, r), (V(1) - head) + r);
    tail = mul_add(rest, head + curve, curve);
  }

  /// The product of head + tail and high + low, as hi + lo. hi is the rounded product of the larger parts.
  [[nodiscard]] XACT_INLINE pair<V> times(V high, V low) const noexcept {
    const V sum = high + low;
    const pair<V> product = two_product(head, sum);
    return {product.hi, mul_add(head, low - (sum - high), mul_add(tail, sum, product.lo))};
  }
};

/// a·(b.hi + b.lo) + c, where c is small.
template <register_batch V> [[nodiscard]] XACT_INLINE V product_plus(V a, pair<V> b, V c) noexcept {
  if constexpr (has_fma) {
    return mul_add(a, b.hi, mul_add(a, b.lo, c));
  } else {
    const pair<V> product = two_product(a, b.hi);
    return product.hi + (product.lo + mul_add(a, b.lo, c));
  }
}

/// The results for t = |x|, or a bound beyond which the results no longer change.
template <register_batch V> struct normal_tail {
  using T = lane_t<V>;
  using constants = normal_constants<T>;
  static constexpr T scale = power_of_two<T>(constants::shift);

  V t{};
  normal_density<V> density;
  V sum{};  ///< t + k, rounded
  V lost{}; ///< the rounding error of the sum
  V z{};    ///< 2^shift·t / (t + k), rounded; the factor keeps z a normal number
  V v{};    ///< the difference of 2^-shift·z and the center of the polynomials
  V rest{}; ///< 2^shift·t - z·(t + k)

  XACT_INLINE explicit normal_tail(V x) noexcept : t(at_most(magnitude(x), V(constants::most))), density(t) {
    divide();
  }

  /// The parts for |x| = number.hi + number.lo, given the exponent -x²/2, for `probability`.
  XACT_INLINE normal_tail(const pair<V> &number, const pair<V> &exponent) noexcept : t(number.hi), density(exponent) {
    divide();
    lost = lost + number.lo;
    rest = mul_add(number.lo, V(scale) - z, rest);
  }

  /// 2^(bias + shift)·t·P(t)
  [[nodiscard]] XACT_INLINE V value() const noexcept {
    const V correction = (rest * polynomial(constants::s, v)) * density.head;
    return product_plus(z, slow_factor(), correction) * density.power;
  }

  /// 2^bias·(P(t) - t·φ(t)), where φ is the density of the normal distribution. The result is accurate next to its
  /// zero, because the distance of t from the zero is a factor.
  [[nodiscard]] XACT_INLINE V derivative() const noexcept {
    const V line(constants::at_center);
    const V high = mul_add(v, V(T(-0.25)), line);
    const V effect = mul_add(v, V(constants::u[1] / scale), V(constants::u[0] / scale));
    const V small_part = mul_add(rest, effect, mul_add(v, V(T(-0.25)), line - high));
    const pair<V> product = density.times(high, mul_add(v, long_polynomial(constants::h), small_part));
    const pair<V> distance = two_difference(V(constants::zero), t);
    const V less = (distance.lo + V(constants::zero_low)) * (product.hi + product.lo);
    return product_plus(distance.hi, product, less) * density.power;
  }

  /// 2^bias·P(t)
  [[nodiscard]] XACT_INLINE V probability() const noexcept {
    const pair<V> product = slow_factor();
    const V inverse = quotient(V(1), sum);
    // 1 - inverse·(t + k), and the effect of the rounding error of z
    V error = negated_mul_add(inverse, sum, V(1));
    if constexpr (!has_fma) {
      const pair<V> one = two_product(inverse, sum);
      error = (V(1) - one.hi) - one.lo;
    }
    error = mul_add(rest * V(1 / scale), polynomial(constants::w, v), negated_mul_add(inverse, lost, error));
    return product_plus(inverse, product, (inverse * error) * (product.hi + product.lo)) * density.power;
  }

private:
  /// Computes the members after `density`.
  XACT_INLINE void divide() noexcept {
    const V scaled = t * V(scale);
    sum = t + V(constants::k);
    lost = t - (sum - V(constants::k)); // exact, because k is a small integer
    z = quotient(scaled, sum);
    v = mul_add(z, V(1 / scale), V(-constants::center));
    if constexpr (has_fma) {
      rest = negated_mul_add(z, lost, negated_mul_add(z, sum, scaled));
    } else {
      const pair<V> product = two_product(z, sum);
      rest = ((scaled - product.hi) - product.lo) - z * lost;
    }
  }

  /// (head + tail)·(c - z + v·g(v))
  [[nodiscard]] XACT_INLINE pair<V> slow_factor() const noexcept {
    const V line(constants::c);
    const V high = negated_mul_add(z, V(1 / scale), line);
    const V low = mul_add(v, long_polynomial(constants::g), negated_mul_add(z, V(1 / scale), line - high));
    return density.times(high, low);
  }

  /// Σ c[k]·v^k. The polynomials for double are so long that the order with fewer waiting operations takes less time.
  template <std::size_t Count> [[nodiscard]] XACT_INLINE V long_polynomial(const T (&c)[Count]) const noexcept {
    if constexpr (sizeof(T) == 8)
      return polynomial(c, v, v * v);
    else
      return polynomial(c, v);
  }
};

/// x·Φ(x), given the parts for x. The value is max(x, 0) - t·P(t). A result that underflows to 0 is -0.
template <register_batch V> [[nodiscard]] XACT_INLINE V gelu_of(V x, const normal_tail<V> &p) noexcept {
  using T = lane_t<V>;
  constexpr T unscale = power_of_two<T>(-normal_constants<T>::bias - normal_constants<T>::shift);
  const V y = mul_add(p.value(), V(-unscale), at_least(x, V(-T(0))));
  if constexpr (has_fma)
    return y;
  // Without FMA the product above can be subnormal. If the processor flushes it to zero, y is x instead of x/2.
  constexpr T tiny = power_of_two<T>(sizeof(T) == 4 ? -124 : -1020);
  return select(magnitude(x) < V(tiny), x * V(T(0.5)), y);
}

/// 2^-bias·y for x < 0, else 1 - 2^-bias·y.
template <register_batch V> [[nodiscard]] XACT_INLINE V on_side(V x, V y) noexcept {
  using T = lane_t<V>;
  constexpr T unscale = power_of_two<T>(-normal_constants<T>::bias);
  const auto negative = x < V(0);
  return mul_add(y, select(negative, V(unscale), V(-unscale)), select(negative, V(-T(0)), V(1)));
}

/// The derivative of x·Φ(x), given the parts for x: P(t) - t·φ(t) for x < 0, else 1 minus this difference.
template <register_batch V> [[nodiscard]] XACT_INLINE V gelu_derivative_of(V x, const normal_tail<V> &p) noexcept {
  return on_side(x, p.derivative());
}

/// Φ(x), given the parts for x: P(t) for x < 0, else 1 - P(t).
template <register_batch V> [[nodiscard]] XACT_INLINE V normal_cdf_of(V x, const normal_tail<V> &p) noexcept {
  return on_side(x, p.probability());
}

/// True if the formulas are evaluated in double: for float without FMA.
template <class V> inline constexpr bool needs_double = !has_fma && sizeof(lane_t<V>) == 4;

} // namespace detail

/// x·Φ(x) for every x, where Φ is the cumulative distribution function of the normal distribution. NaN gives NaN, and
/// -∞ gives -0. A subnormal result is rounded twice and not flushed to zero.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V gelu(V x) noexcept {
  if constexpr (!register_batch<V>)
    return detail::wide_normal<V>(x).gelu();
  else if constexpr (detail::needs_double<V>)
    return detail::through_double(x, [](const auto &p) XACT_INLINE_LAMBDA { return p.gelu(); });
  else
    return detail::gelu_of(x, detail::normal_tail<V>(x));
}

/// The derivative of gelu, Φ(x) + x·φ(x), accurate next to its zero and down to underflow.
/// Error: at most 1 ULP for float and 2 ULP for double.
template <batch V> [[nodiscard]] XACT_INLINE V gelu_derivative(V x) noexcept {
  if constexpr (!register_batch<V>)
    return detail::wide_normal<V>(x).gelu_derivative();
  else if constexpr (detail::needs_double<V>)
    return detail::through_double(x, [](const auto &p) XACT_INLINE_LAMBDA { return p.gelu_derivative(); });
  else
    return detail::gelu_derivative_of(x, detail::normal_tail<V>(x));
}

/// Φ(x) for every x: the probability that a normal number is below x. NaN gives NaN. A subnormal result is rounded
/// twice and not flushed to zero. Error: at most 1 ULP for float and 2 ULP for double.
template <register_batch V> [[nodiscard]] XACT_INLINE V normal_cdf(V x) noexcept {
  if constexpr (detail::needs_double<V>)
    return detail::through_double(x, [](const auto &p) XACT_INLINE_LAMBDA { return p.normal_cdf(); });
  else
    return detail::normal_cdf_of(x, detail::normal_tail<V>(x));
}

/// gelu and its derivative from one exponential, bitwise equal to `gelu` and `gelu_derivative`.
template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> gelu_and_derivative(V x) noexcept {
  if constexpr (!register_batch<V>) {
    const detail::wide_normal<V> p(x);
    return {p.gelu(), p.gelu_derivative()};
  } else if constexpr (detail::needs_double<V>) {
    return {math::gelu(x), gelu_derivative(x)};
  } else {
    const detail::normal_tail<V> p(x);
    return {detail::gelu_of(x, p), detail::gelu_derivative_of(x, p)};
  }
}

} // namespace xact::inline XACT_ARCH::math
