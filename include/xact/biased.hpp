#pragma once

#include <xact/engine/parametric.hpp>

namespace xact::inline XACT_ARCH {

namespace formula {

/// f(x + p), whose parameter is the bias p.
///
///     g(x)  = f(x + p)        g'(x) = ∂g/∂p = f'(x + p)
///
/// The sum is rounded, so that all bits are those of two passes.
template <class F> struct biased {
  using adapts = F; ///< its hooks are those of F, as far as F has them

  static constexpr const char *parameter_names = "biases";
  static constexpr std::size_t unroll = xact::unroll<F>;
  static constexpr bool reproducible = is_reproducible<F>;

  F f; ///< the activation

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return f(x + p); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept { return f.derivative(x + p); }
  template <batch V> [[nodiscard]] XACT_INLINE V parameter_derivative(V x, V p) const noexcept {
    return derivative(x, p);
  }
  template <batch V>
  [[nodiscard]] XACT_INLINE V backward(V x, V p, V dy) const noexcept requires requires(const F &g, V v) {
    g.backward(v, v);
  }
  { return f.backward(x + p, dy); }
  template <batch V>
  [[nodiscard]] XACT_INLINE V parameter_backward(V x, V p, V dy) const noexcept requires requires(const F &g, V v) {
    g.backward(v, v);
  }
  { return f.backward(x + p, dy); }

  template <batch V>
  [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V) const noexcept requires has_derivative_from_output<F> {
    return f.derivative_from_output(y);
  }
  template <scalar T>
  [[nodiscard]] bool output_determines_derivative(T) const noexcept requires has_derivative_from_output<F> {
    return xact::output_determines_derivative<T>(f);
  }
};

} // namespace formula

/// Bias and activation in one pass: y = f(x + b[c]), one bias a channel along `axis`, or one for all elements.
///
///     xact::forward(xact::biased(xact::relu{}, b, {.channels = 64}), x, y);
///     xact::backward(xact::biased(xact::relu{}, b, {.channels = 64}), x, dy, dx, db);
///
/// Shapes     b and db have one element a channel; x is what the bias is added to.
/// Bits       those of two passes: x + b[c] is rounded, then f is evaluated.
/// Sums       db[c] is the sum of the dx of channel c, in the order that `backward` states.
/// exact      goes inside: biased(exact(f), b).
/// Lifetime   b is not copied: it must outlive the binding.
template <class F, scalar T> class biased : public channelwise<formula::biased<F>, T> {
  static_assert(activation<F, T>, "xact: biased takes an activation without channels of its own; for a slope a channel "
                                  "and a bias, add the bias first");

public:
  static constexpr std::string_view name = name_of<F>();

  /// One bias for all elements.
  template <detail::array A> explicit constexpr biased(const F &f, A &&biases) noexcept : biased(f, biases, {}) {
    static_assert(detail::known_length<A>() <= 1, "xact: these are several biases; say which elements each is for, as "
                                                  "in xact::biased(f, biases, {.channels = 3})");
    static_assert(detail::lasting<A>, "xact: the biases are a temporary that would be gone at the first call; keep "
                                      "them in a variable");
  }
  /// One bias a channel.
  template <detail::array A>
  explicit constexpr biased(const F &f, A &&biases, channel_axis axis) noexcept
      : channelwise<formula::biased<F>, T>(detail::as_span(biases), axis, {f}) {
    static_assert(detail::lasting<A>, "xact: the biases are a temporary that would be gone at the first call; keep "
                                      "them in a variable");
    static_assert(detail::is_one_row<A>(), "xact: biases must lie side by side; copy these to a std::vector or an "
                                           "Eigen::VectorXf");
  }
};

/// @{ Of float or double as the biases are.
template <class F, detail::array A> biased(const F &, A &&) -> biased<F, detail::value_t<A>>;
template <class F, detail::array A> biased(const F &, A &&, channel_axis) -> biased<F, detail::value_t<A>>;
/// @}

} // namespace xact::inline XACT_ARCH
