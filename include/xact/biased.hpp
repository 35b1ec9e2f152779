#pragma once

#include <xact/adaptors/learned.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH {

namespace formula {

/// An activation f with a bias p as the parameter.
///
///     g(x)  = f(x + p)        g'(x) = ∂g/∂p = f'(x + p)
///
/// x + p is rounded before f is evaluated, so that the results are bitwise equal to those of two passes: one that adds
/// p, and one that evaluates f.
template <class F> struct biased {
  using adapts = F; ///< declares that the hooks of `biased` depend on the hooks of F

  static constexpr const char *parameter_names = "biases";
  static constexpr bool adds_parameter = true; ///< the functor adds p to x before the activation
  static constexpr std::string_view name = name_of<F>();
  static constexpr std::size_t unroll = xact::unroll<F>;
  static constexpr std::size_t bundle = bundle_size<F>;
  static constexpr bool platform_independent = is_platform_independent<F>;

  F f; ///< the activation

  [[nodiscard]] constexpr const F &activation() const noexcept { return f; } ///< the activation

  /// Calls run(g), where g is `biased` of the specialized form of f.
  template <class Run>
  XACT_INLINE void specialize(const Run &run) const requires detail::has_specialization<F>
  {
    detail::specialize(f, [&]<class G>(const G &g) XACT_INLINE_LAMBDA { run(biased<G>{g}); });
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x, V p) const noexcept { return f(x + p); }
  template <batch V>
  [[nodiscard]] XACT_INLINE V derivative(V x, V p) const noexcept requires gives_derivative<F, V>
  {
    return f.derivative(x + p);
  }
  /// Returns f and f' at x + p.
  template <batch V>
  [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x, V p) const noexcept
      requires gives_derivative<F, V>
  {
    return detail::value_and_derivative_of(f, x + p);
  }
  /// Returns the gradients in x and p. Both have the value dy·f'(x + p). The gradient in p is rounded before it is
  /// accumulated.
  template <batch V>
  [[nodiscard]] XACT_INLINE auto vjp(V x, V p, V dy) const noexcept requires gives_derivative<F, V>
  {
    const V dx = detail::vjp_in_x(f, x + p, dy);
    if constexpr (platform_independent)
      return results{dx, widen(unfused(dx))};
    else
      return results{dx, unfused(dx)};
  }
  /// Returns sum + dy·f'(x + p).
  template <batch V> [[nodiscard]] XACT_INLINE V accumulate(V x, V p, V dy, V sum) const noexcept {
    return detail::add_vjp_in_x(f, x + p, dy, sum);
  }

  template <batch V>
  [[nodiscard]] XACT_INLINE V derivative_from_output(V y, V) const noexcept requires has_derivative_from_output<F>
  {
    return f.derivative_from_output(y);
  }
  template <scalar T>
  [[nodiscard]] bool output_determines_derivative(T) const noexcept requires has_derivative_from_output<F>
  {
    return xact::output_determines_derivative<T>(f);
  }
};

} // namespace formula

/// Bias and activation in one pass: y = f(x + b[c]), with one bias b[c] per channel c along `axis`, or with one bias
/// for all elements.
///
///     xact::forward(xact::biased(xact::relu{}, b, {.channels = 64}), x, y);
///     xact::backward(xact::biased(xact::relu{}, b, {.channels = 64}), x, dy, dx, db);
///
/// Shapes     b and db have one element per channel. x is the array before the bias is added.
/// Bits       x + b[c] is rounded before f is evaluated, so that all results except db are bitwise equal to those of
///            two passes: one that adds b, and one that evaluates f.
/// Sums       db[c] is the sum of dy·f'(x + b[c]) over channel c. The comment of `backward` states the order of
///            summation.
/// exact      For correctly rounded results, apply `exact` to f: biased(exact(f), b).
/// Lifetime   The object refers to b, which must outlive the object.
template <class F, scalar T> class biased : public learned<formula::biased<F>, T> {
  static_assert(has_value<F, T>, "xact: biased takes an activation without parameters per channel; for prelu with a "
                                 "bias, add the bias to x first");

public:
  /// Binds one bias for all elements.
  template <detail::array A>
  explicit constexpr biased(const F &f, A &&biases) noexcept : biased(f, std::forward<A>(biases), {}) {
    static_assert(detail::known_length<A>() <= 1, "xact: these are several biases; say which elements each is for, as "
                                                  "in xact::biased(f, biases, {.channels = 3})");
  }
  /// Binds one bias per channel.
  template <detail::array A>
  explicit constexpr biased(const F &f, A &&biases, channel_axis axis) noexcept
      : learned<formula::biased<F>, T>({f}, {detail::as_span(biases)}, axis, 0) {
    static_assert(detail::lasting<A>, "xact: the biases are a temporary that would be gone at the first call; keep "
                                      "them in a variable");
    static_assert(detail::is_one_row<A>(), "xact: biases must lie side by side; copy these to a std::vector or an "
                                           "Eigen::VectorXf");
  }
};

/// @{ Deduces float or double from the array of biases.
template <class F, detail::array A> biased(const F &, A &&) -> biased<F, detail::value_t<A>>;
template <class F, detail::array A> biased(const F &, A &&, channel_axis) -> biased<F, detail::value_t<A>>;
/// @}

} // namespace xact::inline XACT_ARCH
