#pragma once

#include <xact/functor/concepts.hpp>
#include <xact/math/exp_in_parts.hpp>
#include <xact/math/gate_curves.hpp>

namespace xact::inline XACT_ARCH {

/// Scaled exponential linear unit: elu with a factor, such that the layers of a network keep the mean 0 and the
/// variance 1 of their inputs.
///
///     f(x)  = λ·x            , x > 0         f'(x) = λ       , x > 0
///           = λα (e^x - 1)   , x <= 0              = λα e^x  , x <= 0
///
/// α is 1.6732632423543772848..., and λ is 1.0507009873554804934...
///
/// Domain    all reals. Range (-λα, ∞).
/// At zero   f(0) = 0, f'(0) = λα, the derivative from the left. f'(NaN) is NaN.
/// Errors    The formula has λ and λα with twice the digits of a number, so that their rounding does not count.
/// Source    Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv:1706.02515
struct selu {
  static constexpr std::string_view name = "selu";
  static constexpr bool on_double_double = true;

  [[nodiscard]] constexpr contract facts() const {
    return {
        .value =
            {.nan = nan, .minus_zero = -0.0, .plus_zero = 0, .minus_infinity = -left[0], .plus_infinity = infinity},
        .derivative =
            {.nan = nan, .minus_zero = left[0], .plus_zero = left[0], .minus_infinity = 0, .plus_infinity = right[0]},
        .value_error = {.float_ulp = 1, .double_ulp = 2},
        .derivative_error = {.float_ulp = 1, .double_ulp = 1},
        .kinks = {0, nan},
        .increasing = true,
        .formula = "λx if x > 0, else λα(eˣ − 1)",
        .source = "Klambauer, Unterthiner, Mayr, Hochreiter 2017, arXiv:1706.02515",
    };
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept {
    if constexpr (register_batch<V>)
      return select(x < V(0), math::nonpositive_expm1<V>(x, in_parts<lane_t<V>>(left)), right_side(x));
    else
      return select(x < V(0), math::nonpositive_expm1(x, wide<V>(left)), wide<V>(right) * x);
  }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept {
    if constexpr (register_batch<V>)
      return with_right_derivative(x, math::nonpositive_exp<V>(x, in_parts<lane_t<V>>(left)));
    else
      return with_right_derivative(x, math::nonpositive_exp(x, wide<V>(left)));
  }
  template <batch V> [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept {
    if constexpr (register_batch<V>) {
      constexpr math::factor<lane_t<V>> by = in_parts<lane_t<V>>(left);
      const auto [exp, expm1] = math::nonpositive_exp_and_expm1<V>(x, by, by);
      return {select(x < V(0), expm1, right_side(x)), with_right_derivative(x, exp)};
    } else {
      return {(*this)(x), derivative(x)};
    }
  }

  /// Returns y + λα where y <= 0 and λ elsewhere: the derivative of f at f⁻¹(y), where y is taken as exact. The error
  /// relative to f'(f⁻¹(y)) is at most 1 ULP. Relative to f'(x) the error grows without bound as y approaches -λα,
  /// because y is rounded; `derivative` of x is accurate there.
  template <batch V> [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept {
    if constexpr (register_batch<V>) {
      constexpr math::factor<lane_t<V>> by = in_parts<lane_t<V>>(left);
      return with_right_derivative(y, (y + V(by.value)) + V(by.value * by.rest));
    } else {
      return with_right_derivative(y, y + wide<V>(left));
    }
  }

private:
  static constexpr double left[] = {0x1.c212cc640f031p+0, 0x1.05161b045a1fep-56};  ///< λα in two parts
  static constexpr double right[] = {0x1.0cfabd6a91132p+0, 0x1.6fc7d272f2695p-55}; ///< λ in two parts

  /// A constant of two doubles as a factor. The second part is not negative, so that the product with ∞ is ∞.
  template <scalar T> [[nodiscard]] static constexpr math::factor<T> in_parts(const double (&parts)[2]) noexcept {
    constexpr std::uint64_t of_float = ~std::uint64_t{0} << 29;
    const double value =
        sizeof(T) == 8 ? parts[0] : __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, parts[0]) & of_float);
    return {static_cast<T>(value), static_cast<T>(((parts[0] - value) + parts[1]) / value)};
  }
  template <batch V> [[nodiscard]] static XACT_INLINE V wide(const double (&parts)[2]) noexcept {
    return math::detail::from_parts<V>(parts);
  }
  /// λ·x. The low part -0 keeps the sign of x = -0.
  template <register_batch V> [[nodiscard]] static XACT_INLINE V right_side(V x) noexcept {
    constexpr math::factor<lane_t<V>> by = in_parts<lane_t<V>>(right);
    return math::product(x, V(-lane_t<V>(0)), by);
  }
  /// The derivative, given the derivative `curve` for x <= 0. The comparison is false for NaN, so that NaN is returned.
  template <batch V> [[nodiscard]] static XACT_INLINE V with_right_derivative(V x, V curve) noexcept {
    if constexpr (register_batch<V>)
      return select(x > V(0), V(static_cast<lane_t<V>>(right[0])), curve);
    else
      return select(V(0) < x, wide<V>(right), curve);
  }
};

} // namespace xact::inline XACT_ARCH
