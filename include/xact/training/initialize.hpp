#pragma once

/// Initial weights of a network, with which neither activations nor gradients grow or fade from layer to layer.

#include <xact/training/normal_quantile.hpp>
#include <xact/training/random.hpp>
#include <xact/verbs/call.hpp>

namespace xact::inline XACT_ARCH {

/// The inputs of each unit of a layer, and the units that each input goes to. For a convolution both are channels times
/// the size of the kernel.
struct fans {
  std::size_t in;  ///< inputs per unit
  std::size_t out; ///< units per input
};

/// The divisor of the variance of the weights: `in` gives the activations of all layers one variance, `out` the
/// gradients, `average` is half-way.
enum class fan { in, out, average };

/// A distribution of weights with mean 0.
struct distribution {
  /// N(0, scale²), or U(-scale, scale).
  enum class form { normal, uniform };
  form shape;   ///< normal or uniform
  double scale; ///< the standard deviation of a normal one; a uniform one goes from -scale to scale
};

namespace detail {
/// √((gain²/fan)·factor)
[[nodiscard]] inline double scale_of(double gain, double factor, fans layer, fan by) noexcept {
  const auto in = static_cast<double>(layer.in);
  const auto out = static_cast<double>(layer.out);
  const double average = in > 0 && out > 0 ? (in + out) / 2 : 0;
  const double divisor = by == fan::in ? in : by == fan::out ? out : average;
  return gain * lane(factor / divisor, [](auto v) { return square_root(v); });
}
} // namespace detail

/// @{ Weights of variance gain²/fan: for an activation f, gain = `gain(f)`.
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

/// @{ Variance 2/fan, for layers that relu or its kin follow. He, Zhang, Ren, Sun 2015, arXiv:1502.01852
[[nodiscard]] inline distribution he_normal(fans layer, fan by = fan::in) noexcept {
  return {distribution::form::normal, detail::scale_of(1, 2, layer, by)};
}
[[nodiscard]] inline distribution he_uniform(fans layer, fan by = fan::in) noexcept {
  return {distribution::form::uniform, detail::scale_of(1, 6, layer, by)};
}
/// @}

/// @{ Variance 2/(in + out), for tanh and other functions that are nearly the identity around 0. Glorot, Bengio 2010,
/// proceedings.mlr.press/v9/glorot10a
[[nodiscard]] inline distribution xavier_normal(fans layer, fan by = fan::average) noexcept {
  return {distribution::form::normal, detail::scale_of(1, 1, layer, by)};
}
[[nodiscard]] inline distribution xavier_uniform(fans layer, fan by = fan::average) noexcept {
  return {distribution::form::uniform, detail::scale_of(1, 3, layer, by)};
}
/// @}

/// @{ Variance 1/in, for self-normalizing activations. LeCun, Bottou, Orr, Müller 1998, "Efficient BackProp"
[[nodiscard]] inline distribution lecun_normal(fans layer) noexcept { return xavier_normal(layer, fan::in); }
[[nodiscard]] inline distribution lecun_uniform(fans layer) noexcept { return xavier_uniform(layer, fan::in); }
/// @}

namespace kernels {

/// Turns n uniform numbers of [1, 2) into weights.
XACT_OUTLINE inline void shape_weights(const distribution d, double *x, std::size_t n) noexcept {
  using V = native_batch<double>;
  // (x - 1 + 2^-53) - ½ is exact, and never ½ away from 0.
  const auto centred = [](V v) XACT_INLINE_LAMBDA { return (v - V(1 - 0x1p-53)) - V(0.5); };
  const auto replace = [&](const auto &weight) XACT_INLINE_LAMBDA {
    for (std::size_t i = 0; i < n; i += V::size) {
      const std::size_t count = n - i < V::size ? n - i : V::size;
      store_some(x + i, weight(centred(load_some(x + i, count))), count);
    }
  };
  const V scale(d.scale);
  if (d.shape == distribution::form::normal)
    replace([=](V v) XACT_INLINE_LAMBDA { return normal_quantile(v) * scale; });
  else
    replace([=](V v) XACT_INLINE_LAMBDA { return (v + v) * scale; });
}

} // namespace kernels

/// Fills w with independent random weights.
///
///     std::mt19937_64 generator(seed);
///     xact::initialize(xact::he_normal({.in = 784, .out = 100}), w, generator);
///
/// Arrays      w holds float or double, of any shape; it is filled row by row.
/// Bits        the same weights for the same numbers of the generator, with every compiler and standard library and on
///             every machine, with FMA or without: normal numbers are the inverse of their distribution function at
///             uniform ones of 52 bits, and floats are those doubles rounded. Each weight takes 52 bits of the
///             generator: one call of an engine of 64 bits, two of one of 32.
/// Generator   any engine of `<random>`, or a type with its `operator()`, `min` and `max`. It may throw.
/// On misuse   also when the scale of the distribution is negative, NaN or infinite in the type of w, as with fans of 0
template <class W, random_bits G> void initialize(const distribution &d, W &&w, G &&generator) {
  using T = detail::value_t<W>;
  if constexpr (kernels::writable<T, W>()) {
    program::record r = kernels::make_record("initialize", {}, kernels::all_of(kernels::input<T>("w", w)),
                                             kernels::all_of(kernels::output<T>("w", w)), this_thread{});
    if (!kernels::conform(r))
      return;
    constexpr auto largest = static_cast<double>((std::numeric_limits<T>::max)());
    if (!(d.scale >= 0 && d.scale <= largest)) [[unlikely]] {
      detail::report_misuse("xact::initialize: the scale of the distribution is %g; it must be finite and not "
                            "negative, and fans above 0",
                            d.scale);
      return;
    }
    constexpr std::size_t block = 512;
    alignas(64) double x[block];
    const program::operand &all = r.out[0];
    for (std::size_t row = 0; row < all.rows; ++row) {
      T *const to = static_cast<T *>(all.data) + row * all.stride;
      for (std::size_t begin = 0; begin < all.columns; begin += block) {
        const std::size_t left = all.columns - begin;
        const std::size_t n = left < block ? left : block;
        for (std::size_t i = 0; i < n; ++i)
          x[i] = detail::random_from_1_to_2(generator);
        kernels::shape_weights(d, x, n);
        for (std::size_t i = 0; i < n; ++i)
          to[begin + i] = static_cast<T>(x[i]);
      }
    }
  }
}

} // namespace xact::inline XACT_ARCH
