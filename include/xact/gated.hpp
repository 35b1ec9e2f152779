#pragma once

/// Gates: an activation of one input, multiplied by a second input.

#include <xact/functions/gelu.hpp>
#include <xact/functions/gelu_tanh.hpp>
#include <xact/functions/identity.hpp>
#include <xact/functions/relu.hpp>
#include <xact/functions/sigmoid.hpp>
#include <xact/functions/silu.hpp>
#include <xact/functions/squared_relu.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/numbers/pair.hpp>

namespace xact::inline XACT_ARCH {

/// Options of a gate.
struct gate_options {
  double limit = infinity;  ///< largest a, and largest |b|; larger inputs are replaced by the limit
  double factor_offset = 0; ///< number that is added to the limited b
};

/// A gate: the activation f of an input a, multiplied by an input b, the factor.
///
///     g(a, b) = f(a)·b        ∂g/∂a = f'(a)·b        ∂g/∂b = f(a)
///
/// With options:
///
///     g(a, b) = f(min(a, limit))·(clamp(b, -limit, limit) + factor_offset)
///
/// The gradient of an input beyond the limit is 0.
///
///     xact::forward(xact::glu{}, a, b, y);
///     xact::backward(xact::glu{}, a, b, dy, da, db);
///     xact::gated g{xact::sigmoid{}, {.limit = 7, .factor_offset = 1}};
///
/// Accuracy  The product rounds f(a)·b once more, so that the error is at most 0.5 ULP plus the error of f(a)
///           relative to the result. The gradients have the errors of f' and f, plus the last rounding; dy·∂g/∂a has
///           another rounding, that of dy·b, if f has the hook `backward` or is `exact`.
/// Source    Dauphin, Fan, Auli, Grangier 2016, arXiv:1612.08083; Shazeer 2020, arXiv:2002.05202
template <class F, bool with_options = false> class gated {
  static_assert(has_value<F>, "xact: a gate takes an activation without parameters per channel");

public:
  using adapts = F; ///< declares that the hooks of `gated` depend on the hooks of F

  static constexpr std::string_view name = name_of<F>();
  static constexpr std::size_t unroll = xact::unroll<F>;
  static constexpr std::size_t bundle = bundle_size<F>;
  static constexpr bool platform_independent = is_platform_independent<F>;

  /// @{ Make a gate of f.
  constexpr gated() = default;
  constexpr explicit gated(const F &f) noexcept requires(!with_options)
      : f_(f) {}
  constexpr gated(const F &f, const gate_options &options) noexcept requires with_options
      : f_(f), options_(options) {}
  /// @}

  [[nodiscard]] constexpr const F &activation() const noexcept { return f_; }               ///< the activation
  [[nodiscard]] constexpr const gate_options &options() const noexcept { return options_; } ///< the options

  /// Returns g(a, b).
  template <batch V> [[nodiscard]] XACT_INLINE V operator()(V a, V b) const noexcept {
    return unfused(f_(limited(a)) * factor(b));
  }
  /// Returns dy·∂g/∂a and dy·∂g/∂b, from one evaluation of f and f'.
  template <batch V>
  [[nodiscard]] XACT_INLINE results<V, V> vjp(V a, V b, V dy) const noexcept requires gives_derivative<F, V>
  {
    if constexpr (with_options) {
      const V limit = param<V>(options_.limit);
      const auto d = gradients(limited(a), factor(b), dy);
      return {select(a > limit, V(0), d.a), select(magnitude(b) > limit, V(0), d.b)};
    } else {
      return gradients(a, b, dy);
    }
  }

private:
  template <batch V> [[nodiscard]] XACT_INLINE V limited(V a) const noexcept {
    if constexpr (with_options)
      return at_most(a, param<V>(options_.limit));
    else
      return a;
  }
  template <batch V> [[nodiscard]] XACT_INLINE V factor(V b) const noexcept {
    if constexpr (with_options)
      return at_least(limited(b), -param<V>(options_.limit)) + param<V>(options_.factor_offset);
    else
      return b;
  }
  template <batch V> [[nodiscard]] XACT_INLINE results<V, V> gradients(V a, V b, V dy) const noexcept {
    if constexpr (is_rectifier<F> || requires { f_.backward(a, dy); }) {
      return {unfused(detail::vjp_in_x(f_, a, unfused(dy * b))), unfused(dy * f_(a))};
    } else {
      const auto both = detail::value_and_derivative_of(f_, a);
      if constexpr (platform_independent)
        return {unfused(unfused(dy * b) * both.derivative), unfused(dy * both.value)};
      else
        return {unfused(math::product(dy, b, both.derivative)), unfused(dy * both.value)};
    }
  }

  F f_{};
  gate_options options_{};
};

/// @{ Deduce the activation, and whether the gate has options.
template <class F> gated(const F &) -> gated<F>;
template <class F> gated(const F &, const gate_options &) -> gated<F, true>;
/// @}

/// @cond
template <class F, bool with_options> inline constexpr bool is_gate<gated<F, with_options>> = true;
/// @endcond

using glu = gated<sigmoid>;                ///< sigmoid(a)·b
using bilinear = gated<identity>;          ///< a·b
using reglu = gated<relu>;                 ///< relu(a)·b
using squared_reglu = gated<squared_relu>; ///< squared_relu(a)·b
using swiglu = gated<silu>;                ///< silu(a)·b
using geglu = gated<gelu>;                 ///< gelu(a)·b
using geglu_tanh = gated<gelu_tanh>;       ///< gelu_tanh(a)·b

} // namespace xact::inline XACT_ARCH
