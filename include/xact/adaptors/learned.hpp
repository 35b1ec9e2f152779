#pragma once

/// The binding of an array of parameters to a functor f(x, p). The array has one parameter per channel.

#include <xact/arrays/arrays.hpp>
#include <xact/functor/parametric.hpp>

#include <array>
#include <span>

namespace xact::inline XACT_ARCH {

/// A functor f(x, p) with an array of parameters p: one parameter per channel along `axis`, or one parameter for all
/// elements. `backward` computes the gradient of the parameters in the pass that computes dx:
///
///     xact::learned f{my_swish{}, betas, {.channels = 64}};
///     xact::forward(f, x, y);
///     xact::backward(f, x, dy, dx, dbetas);
///
/// A functor with several parameters takes an array for each, in the order of its `parameters()`:
///
///     xact::learned f{xact::xielu{}, alpha_p, alpha_n, betas, {.channels = 64}};
///     xact::backward(f, x, dy, dx, dalpha_p, dalpha_n, dbetas);
///
/// Shapes     betas and dbetas have one element per channel.
/// Lifetime   The object refers to the arrays, which must outlive the object. Each call uses their present values.
template <class F, scalar T, std::size_t Count = 1> class learned {
public:
  using function_type = F; ///< the type of the functor
  using value_type = T;    ///< the type of the parameters and of the arrays of a call
  static constexpr std::string_view name = name_of<F>();
  static constexpr bool rectifies = is_rectifier<F>;
  static constexpr std::size_t parameter_arrays = Count; ///< the number of bound arrays

  /// Binds one parameter for all elements.
  template <detail::array A>
  explicit constexpr learned(const F &f, A &&parameters) noexcept : learned(f, std::forward<A>(parameters), {}) {
    static_assert(detail::known_length<A>() <= 1, "xact: these are several parameters; say which elements each is for, "
                                                  "as in xact::learned{f, parameters, {.channels = 3}}");
  }
  /// Binds one parameter per channel.
  template <detail::array A>
  explicit constexpr learned(const F &f, A &&parameters, channel_axis axis) noexcept
      : learned(f, {span_of(parameters)}, axis, 0) {
    static_assert(fits<A>());
  }
  /// Binds two arrays, with one parameter per channel, or of one parameter each for all elements.
  template <detail::array A, detail::array B>
  explicit constexpr learned(const F &f, A &&a, B &&b, channel_axis axis = {}) noexcept
      : learned(f, {span_of(a), span_of(b)}, axis, 0) {
    static_assert(fits<A>() && fits<B>());
  }
  /// Binds three arrays, with one parameter per channel, or of one parameter each for all elements.
  template <detail::array A, detail::array B, detail::array C>
  explicit constexpr learned(const F &f, A &&a, B &&b, C &&c, channel_axis axis = {}) noexcept
      : learned(f, {span_of(a), span_of(b), span_of(c)}, axis, 0) {
    static_assert(fits<A>() && fits<B>() && fits<C>());
  }

  /// The functor.
  [[nodiscard]] constexpr const F &function() const noexcept { return f_; }
  /// The array of parameters with index J.
  template <std::size_t J = 0> [[nodiscard]] constexpr std::span<const T> parameters() const noexcept {
    static_assert(J < Count);
    return parameters_[J];
  }
  /// The place of the channels in the arrays of a call.
  [[nodiscard]] constexpr channel_axis axis() const noexcept { return axis_; }

protected:
  using arrays = std::array<std::span<const T>, Count>; ///< the bound arrays

  /// Makes a binding without checks of the arrays. The constructors of derived classes check their array.
  constexpr learned(const F &f, const arrays &parameters, channel_axis axis, int) noexcept
      : f_(f), parameters_(parameters), axis_(axis) {}

private:
  template <class A> [[nodiscard]] static constexpr std::span<const T> span_of(A &a) noexcept {
    return detail::as_span(a);
  }
  template <class A> static consteval bool fits() {
    static_assert(detail::lasting<A>, "xact: the parameters are a temporary that would be gone at the first call; keep "
                                      "them in a variable");
    static_assert(detail::is_one_row<A>(), "xact: parameters must lie side by side; copy these to a std::vector or an "
                                           "Eigen::VectorXf");
    return true;
  }

  F f_;
  arrays parameters_;
  channel_axis axis_;
};

/// @{ Deduces T and the number of arrays.
template <class F, detail::array A> learned(const F &, A &&) -> learned<F, detail::value_t<A>>;
template <class F, detail::array A> learned(const F &, A &&, channel_axis) -> learned<F, detail::value_t<A>>;
template <class F, detail::array A, detail::array B>
learned(const F &, A &&, B &&, channel_axis = {}) -> learned<F, detail::value_t<A>, 2>;
template <class F, detail::array A, detail::array B, detail::array C>
learned(const F &, A &&, B &&, C &&, channel_axis = {}) -> learned<F, detail::value_t<A>, 3>;
/// @}

/// A functor with bound parameters, such as `prelu` or `biased`. It has function(), parameters() and axis().
template <class F>
concept channel_bound = requires(const F &f) {
  typename F::function_type;
  typename F::value_type;
  f.function();
  f.parameters();
  f.axis();
};

namespace kernels {

/// The number of arrays of parameters that are bound to F.
template <class F> inline constexpr std::size_t bound_arrays = channel_bound<F> ? 1 : 0;
template <class F> requires requires { F::parameter_arrays; }
inline constexpr std::size_t bound_arrays<F> = F::parameter_arrays;

/// @{ function_of and axis_of return the functor and the axis of a binding. For any other functor they return the
/// functor itself and an axis with one channel.
template <class F> [[nodiscard]] XACT_INLINE constexpr const auto &function_of(const F &f) noexcept {
  if constexpr (channel_bound<F>)
    return f.function();
  else
    return f;
}
template <class F> using function_t = std::remove_cvref_t<decltype(function_of(std::declval<const F &>()))>;
template <class F> [[nodiscard]] XACT_INLINE constexpr channel_axis axis_of(const F &f) noexcept {
  if constexpr (channel_bound<F>)
    return f.axis();
  else
    return {};
}
/// @}

/// A functor f(x, p) without `specialize`, because this hook of G calls functors of x alone.
template <class G> struct unspecialized : G {
  constexpr explicit unspecialized(const G &g) noexcept : G(g) {}
  void specialize() const = delete;
  void in_best_form() const = delete;
};
/// Returns the functor that the kernels of a call evaluate: f itself, or the functor of the binding f.
template <class F> [[nodiscard]] XACT_INLINE constexpr decltype(auto) evaluated_functor(const F &f) noexcept {
  if constexpr (channel_bound<F>) {
    using G = function_t<F>;
    if constexpr (detail::has_specialization<G> && activation<G, typename F::value_type>)
      return unspecialized<G>(f.function());
    else
      return f.function();
  } else {
    return f;
  }
}

} // namespace kernels

namespace detail {
/// Returns the name of the array of parameters with index J in messages.
template <class F, std::size_t J = 0> [[nodiscard]] consteval const char *parameter_names() {
  if constexpr (requires { F::parameter_names; })
    return F::parameter_names;
  else if constexpr (learned_parameters<F> > 1)
    return F::parameters()[J].name.data();
  else
    return "parameters";
}
} // namespace detail

} // namespace xact::inline XACT_ARCH
