#pragma once

/// Formulas with a learnable parameter, f(x, p): with the parameter held constant they are activations like any other,
/// and bound to an array they take one value a channel.

#include <xact/arrays/arrays.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/simd/memory.hpp>

#include <span>

namespace xact::inline XACT_ARCH {

namespace detail {
/// What messages call the parameters of F.
template <class F> [[nodiscard]] consteval const char *parameter_names() {
  if constexpr (requires { F::parameter_names; })
    return F::parameter_names;
  else
    return "parameters";
}
} // namespace detail

/// A formula whose parameter has been given, as the kernels evaluate it.
template <parametric F, batch V> struct with_parameter {
  static constexpr bool reproducible = is_reproducible<F>;
  static constexpr bool rectifies = is_rectifier<F>;

  F f; ///< the formula
  V p; ///< its parameter

  [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return f(x, p); }
  [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return f.derivative(x, p); }
  // The constraints name no member: clang 14 would look it up in the class that asks.
  [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept requires requires(const F &g, V v) {
    g.backward(v, v, v);
  }
  { return f.backward(x, p, dy); }
  [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept requires requires(const F &g, V v) {
    g.derivative_from_output(v, v);
  }
  { return f.derivative_from_output(y, p); }
  /// The terms that these elements add to the gradient of the parameter: dy·∂f/∂p, as `parts` of the precision that
  /// they are summed in.
  [[nodiscard]] XACT_INLINE auto parameter_terms(V x, V dy) const noexcept {
    if constexpr (requires { f.parameter_terms(x, p, dy); })
      return f.parameter_terms(x, p, dy);
    else if constexpr (is_reproducible<F>)
      return widen(parameter_term(x, dy));
    else
      return std::array{parameter_term(x, dy)};
  }
  /// By selection where f says how; else rounded before it is added to a sum, whatever the compiler likes to fuse.
  [[nodiscard]] XACT_INLINE V parameter_term(V x, V dy) const noexcept {
    if constexpr (requires { f.parameter_backward(x, p, dy); })
      return f.parameter_backward(x, p, dy);
    else
      return unfused(dy * f.parameter_derivative(x, p));
  }
};

/// A formula with one parameter for all elements, before it is in a batch.
template <parametric F, scalar T> struct shared_parameter {
  static constexpr std::size_t unroll = xact::unroll<F>;

  F f; ///< the formula
  T p; ///< its parameter
};

/// What the kernels evaluate: a functor itself, or a formula with its parameter in all lanes.
template <class F> [[nodiscard]] XACT_INLINE const F &on_batches(const F &f) noexcept { return f; }
/// The latter.
template <parametric F, scalar T>
[[nodiscard]] XACT_INLINE with_parameter<F, native_batch<T>> on_batches(const shared_parameter<F, T> &f) noexcept {
  return {f.f, native_batch<T>(f.p)};
}

/// A parametric formula with its parameter held at one value, for all of an array: an activation like any other.
template <parametric F> struct fixed {
  using adapts = F; ///< its hooks are those of F, as far as F has them

  static constexpr std::string_view name = F::name;
  static constexpr std::size_t unroll = xact::unroll<F>;
  static constexpr bool rectifies = is_rectifier<F>;

  double parameter = F::initial; ///< p

  [[nodiscard]] constexpr contract facts() const requires requires { F::facts(0.0); }
  { return F::facts(parameter); }
  static constexpr auto parameters() requires requires { F::parameter_name; }
  { return std::array{xact::parameter<fixed>{F::parameter_name, &fixed::parameter}}; }
  static constexpr auto samples() requires requires { F::samples(); }
  {
    std::array<fixed, F::samples().size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i].parameter = F::samples()[i];
    return all;
  }

  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V x) const noexcept { return at<V>()(x); }
  template <batch V> [[nodiscard]] XACT_INLINE V derivative(V x) const noexcept { return at<V>().derivative(x); }
  template <batch V>
  [[nodiscard]] XACT_INLINE V derivative_from_output(V y) const noexcept requires requires(with_parameter<F, V> f) {
    f.derivative_from_output(y);
  }
  { return at<V>().derivative_from_output(y); }
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return xact::output_determines_derivative<T>(F{}, static_cast<T>(parameter));
  }

  template <scalar T> [[nodiscard]] T operator()(T x) const noexcept { return lane(x, *this); }
  template <scalar T> [[nodiscard]] T derivative(T x) const noexcept {
    return lane(x, [this](auto v) { return this->derivative(v); });
  }

private:
  template <batch V> [[nodiscard]] XACT_INLINE with_parameter<F, V> at() const noexcept {
    return {{}, param<V>(parameter)};
  }
};

/// A parametric formula bound to an array of parameters, one a channel. The array is not copied: it must outlive the
/// binding, and what it holds when a kernel is called is what counts.
template <parametric F, scalar T> class channelwise {
public:
  using formula = F;    ///< what is bound
  using value_type = T; ///< of the parameters, and so of the arrays of a call
  static constexpr bool rectifies = is_rectifier<F>;

  /// Binds f to `parameters`, of which there must be axis.channels: each call checks it.
  constexpr channelwise(std::span<const T> parameters, channel_axis axis, const F &f = {}) noexcept
      : f_(f), parameters_(parameters), axis_(axis) {}

  /// The formula.
  [[nodiscard]] constexpr const F &activation() const noexcept { return f_; }
  /// The array that it is bound to.
  [[nodiscard]] constexpr std::span<const T> parameters() const noexcept { return parameters_; }
  /// Which elements each parameter is for.
  [[nodiscard]] constexpr channel_axis axis() const noexcept { return axis_; }

private:
  F f_;
  std::span<const T> parameters_;
  channel_axis axis_;
};

/// A binding to an array, such as `prelu`.
template <class F>
concept channel_bound = requires(const F &f) {
  typename F::formula;
  requires std::derived_from<F, channelwise<typename F::formula, typename F::value_type>>;
};

} // namespace xact::inline XACT_ARCH
