#pragma once

/// Initial weights of a network. The variance of the weights is such that activations and gradients neither grow nor
/// vanish from layer to layer.

#include <xact/training/fill_random.hpp>
#include <xact/training/normal_quantile.hpp>

namespace xact::inline XACT_ARCH {

/// The fan-in and fan-out of a layer. For a convolution, the fan-in is the count of input channels times the size of
/// the kernel, and the fan-out is the count of output channels times this size.
struct fans {
  std::size_t in;  ///< inputs per unit
  std::size_t out; ///< units per input
};

/// The divisor of the variance of the weights: the fan-in, the fan-out, or their mean. With `in` the activations of all
/// layers have equal variance. With `out` the gradients of all layers have equal variance.
enum class fan { in, out, average };

/// A distribution of weights with mean 0.
struct distribution {
  /// The form: N(0, scale²) or U(-scale, scale).
  enum class form { normal, uniform };
  form shape;   ///< normal or uniform
  double scale; ///< the standard deviation of a normal distribution; the bound of a uniform one
};

namespace detail {
/// Returns √((gain²/fan)·factor).
[[nodiscard]] inline double scale_of(double gain, double factor, fans layer, fan by) noexcept {
  const auto in = static_cast<double>(layer.in);
  const auto out = static_cast<double>(layer.out);
  const double average = in > 0 && out > 0 ? (in + out) / 2 : 0;
  const double divisor = by == fan::in ? in : by == fan::out ? out : average;
  return gain * lane(factor / divisor, [](auto v) { return square_root(v); });
}
} // namespace detail

/// @{ Return a distribution with the variance gain²/fan. For an activation f use gain = `gain(f)`.
///
///     normal     N(0, gain²/fan)
///     uniform    U(-a, a), a = gain·√(3/fan)
[[nodiscard]] inline distribution scaled_normal(double gain, fans layer, fan by = fan::in) noexcept {
  return {distribution::form::normal, detail::scale_of(gain, 1, layer, by)};
}
[[nodiscard]] inline distribution scaled_uniform(double gain, fans layer, fan by = fan::in) noexcept {
  return {distribution::form::uniform, detail::scale_of(gain, 3, layer, by)};
}
/// @}

/// @{ Return a distribution with the variance 2/fan, for layers before relu and similar functions. He, Zhang, Ren, Sun
/// 2015, arXiv:1502.01852
[[nodiscard]] inline distribution he_normal(fans layer, fan by = fan::in) noexcept {
  return {distribution::form::normal, detail::scale_of(1, 2, layer, by)};
}
[[nodiscard]] inline distribution he_uniform(fans layer, fan by = fan::in) noexcept {
  return {distribution::form::uniform, detail::scale_of(1, 6, layer, by)};
}
/// @}

/// @{ Return a distribution with the variance 1/fan, by default 2/(in + out), for layers before tanh and other
/// functions that are close to the identity around 0. Glorot, Bengio 2010, proceedings.mlr.press/v9/glorot10a
[[nodiscard]] inline distribution xavier_normal(fans layer, fan by = fan::average) noexcept {
  return {distribution::form::normal, detail::scale_of(1, 1, layer, by)};
}
[[nodiscard]] inline distribution xavier_uniform(fans layer, fan by = fan::average) noexcept {
  return {distribution::form::uniform, detail::scale_of(1, 3, layer, by)};
}
/// @}

/// @{ Return a distribution with the variance 1/in, for layers before self-normalizing activations. LeCun, Bottou, Orr,
/// Müller 1998, "Efficient BackProp"
[[nodiscard]] inline distribution lecun_normal(fans layer) noexcept { return xavier_normal(layer, fan::in); }
[[nodiscard]] inline distribution lecun_uniform(fans layer) noexcept { return xavier_uniform(layer, fan::in); }
/// @}

namespace kernels {

/// Replaces each of n uniform random numbers x[i] in [1, 2) by a weight from the distribution d.
XACT_OUTLINE inline void shape_weights(const distribution d, double *x, std::size_t n) noexcept {
  using V = native_batch<double>;
  // Returns (v - 1 + 2^-53) - ½. The result is exact, and its magnitude is below ½.
  const auto centred = [](V v) XACT_INLINE_LAMBDA { return (v - V(1 - 0x1p-53)) - V(0.5); };
  const V scale(d.scale);
  if (d.shape == distribution::form::normal)
    replace_each(x, n, [=](V v) XACT_INLINE_LAMBDA { return normal_quantile(centred(v)) * scale; });
  else
    replace_each(x, n, [=](V v) XACT_INLINE_LAMBDA { return (centred(v) + centred(v)) * scale; });
}

} // namespace kernels

/// Fills w with independent random weights.
///
///     std::mt19937_64 generator(seed);
///     xact::initialize(xact::he_normal({.in = 784, .out = 100}), w, generator);
///
/// Arrays      w holds float or double and has any shape. The weights fill w row by row.
/// Bits        Equal numbers from the generator give equal weights with every compiler and standard library and on
///             every machine, with FMA or without. A normal weight is the scale times the quantile function of N(0, 1)
///             at a uniform random number of 52 bits. Weights are computed in double; for an array of float they are
///             rounded. Each weight uses 52 bits from the generator: one call of a 64-bit engine, or two calls of a
///             32-bit engine.
/// Generator   The generator is any engine of `<random>`, or an object with `operator()`, `min` and `max`. The
///             generator may throw.
/// On misuse   The call behaves as `forward`. It is also a misuse if the scale of the distribution is negative, NaN, or
///             too large for the type of w. A fan of 0 makes the scale infinite or NaN.
template <class W, random_bits G> void initialize(const distribution &d, W &&w, G &&generator) {
  using T = detail::value_t<W>;
  if constexpr (kernels::writable<T, W>()) {
    constexpr auto largest = static_cast<double>((std::numeric_limits<T>::max)());
    if (!(d.scale >= 0 && d.scale <= largest)) [[unlikely]] {
      detail::report_misuse("xact::initialize: the scale of the distribution is %g; it must be finite and not "
                            "negative, and fans above 0",
                            d.scale);
      return;
    }
    kernels::fill_random<T>("initialize", "w", w, generator,
                            [&](double *x, std::size_t n) { kernels::shape_weights(d, x, n); });
  }
}

} // namespace xact::inline XACT_ARCH
