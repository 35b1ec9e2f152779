#pragma once

/// Correctly rounded activations. Correctly rounded results have the same bits on every machine.

#include <xact/adaptors/correct_rounding.hpp>
#include <xact/adaptors/learned.hpp>

#include <type_traits>

namespace xact::inline XACT_ARCH {

/// An activation on float whose results are correctly rounded if `facts()` states an error of 0.5 ULP. Correctly
/// rounded results have the same bits on every instruction set and with every compiler.
///
///     xact::forward(xact::exact(xact::elu{}), x, y);
///     xact::backward(xact::exact(xact::prelu{slopes, axis}), x, dy, dx, dslopes);
///
/// Method      The formula of the activation is evaluated with more digits than float has, and the result is rounded to
///             float once. There are three steps (Ziv 1991, doi:10.1145/114697.116813); a step runs only if the step
///             before it does not determine the rounded result. The first step evaluates on rounded_double. It leaves
///             about one result in 65,000 and the subnormal results to the second step, which evaluates in double. The
///             third step evaluates on double_double; one result in some millions needs it. Activations without
///             `on_double_double` are evaluated only in double. Activations that are correctly rounded themselves
///             (relu, leaky_relu, prelu, identity) are evaluated in float.
/// Parameters  The parameters are rounded to float first, as in every call on arrays of float.
/// Accuracy    `facts()` states 0.5 ULP where tests/accuracy has proved this error by a test of every float. For elu
///             the proof covers α = ±2^k, and each α of `elu::test_parameters()` and `elu::proved_parameters()` with
///             either sign. With any other α a result can be wrong only if the exact value lies within 2^-90, relative,
///             of a midpoint of two floats; no such input is known. For activations without `on_double_double` the
///             error is below 0.500001 ULP, and the last bit may differ between machines.
/// backward    dx = RN(dy·RN(f'(x))), where RN rounds to the nearest float. With `accumulate` the sum is rounded once
///             more. The gradient of bound parameters is accumulated in double.
template <class F> class exact {
  static_assert(activation<F> || parametric<F>,
                "xact: exact takes an activation, or a binding of one to channels such as xact::prelu");
  static_assert(
      activation<F> || std::is_empty_v<F> || requires { F::parameters(); },
      "xact: apply exact to the activation, as in xact::biased(xact::exact(f), bias): the sum x + bias is rounded to "
      "float first");
  static_assert(
      !activation<F> || std::is_empty_v<F> || requires { F::parameters(); },
      "xact: exact rounds all parameters of an activation to float; list them in static constexpr auto parameters(), "
      "as xact::elu does");

public:
  using V = native_batch<float>; ///< the batch of all arguments and results
  using adapts = F;              ///< declares that the hooks of `exact` depend on the hooks of F

  static constexpr std::string_view name = name_of<F>();
  static constexpr bool platform_independent = true;
  static constexpr bool rectifies = is_rectifier<F>;
  static constexpr const char *parameter_names = detail::parameter_names<F>();
  /// The vectors per step of the loop. The processor overlaps the long formulas of two vectors.
  static constexpr std::size_t unroll = detail::is_correctly_rounded<F>() ? xact::unroll<F> : 2;

  /// Copies f, with its parameters rounded to float.
  constexpr explicit exact(const F &f) noexcept : f_(f) {
    if constexpr (requires { F::parameters(); })
      for (const auto &parameter : F::parameters())
        f_.*parameter.member = rounded_to<float>(f_.*parameter.member);
  }

  /// The activation, with its rounded parameters.
  [[nodiscard]] constexpr const F &activation() const noexcept { return f_; }
  [[nodiscard]] constexpr contract facts() const requires documented<F>
  {
    return detail::evaluated_in_double(f_.facts());
  }

  /// @{ Return the value and the derivative in x of f(x), or of f(x, p) for a functor of two inputs.
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V operator()(V x, P... p) const noexcept requires gives_value<F, V, P...>
  {
    return detail::evaluate_correctly_rounded<F>(value_of(f_), x, p...);
  }
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V derivative(V x, P... p) const noexcept requires gives_derivative<F, V, P...>
  {
    return detail::evaluate_correctly_rounded<F>(derivative_of(f_), x, p...);
  }
  /// @}
  /// Returns f(x) and f'(x) from one evaluation on rounded_double.
  [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept
      requires(detail::evaluates_both_on_rounded_double<F>())
  {
    const auto approximation = f_.value_and_derivative(rounded_double(x));
    return {detail::correctly_rounded(approximation.value, value_of(f_), x),
            detail::correctly_rounded(approximation.derivative, derivative_of(f_), x)};
  }
  [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept requires gives_backward<F, V>
  {
    if constexpr (detail::is_correctly_rounded<F>()) {
      return unfused(f_.backward(x, dy));
    } else {
      const V d = derivative(x);
      return keep_where(!(d == V(0)), unfused(dy * d));
    }
  }
  /// Returns the gradients of f(x, p) in x and p. The gradient in p is in double: the product of two floats is exact.
  [[nodiscard]] XACT_INLINE auto vjp(V x, V p, V dy) const noexcept requires of_one_parameter<F>
  {
    if constexpr (detail::is_correctly_rounded<F>()) {
      const auto term = [&](auto v, auto w, auto g) XACT_INLINE_LAMBDA { return nth<1>(f_.vjp(v, w, g)); };
      return results{nth<0>(f_.vjp(x, p, dy)), detail::map_parts(term, widen(x), widen(p), widen(dy))};
    } else {
      const auto in_p = [&](auto v, auto w) XACT_INLINE_LAMBDA { return nth<1>(f_.vjp(v, w, decltype(v)(1))); };
      const auto product = [](auto g, auto d) XACT_INLINE_LAMBDA { return g * d; };
      return results{unfused(dy * derivative(x, p)),
                     detail::map_parts(product, widen(dy), widen(detail::evaluate_correctly_rounded<F>(in_p, x, p)))};
    }
  }
  /// Returns f'(x) from y = f(x), or the derivative in x from y = f(x, p).
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V derivative_from_output(V y, P... p) const noexcept
      requires gives_derivative_from_output<F, V, P...>
  {
    return detail::evaluate_correctly_rounded<F>(
        [&](auto... v) XACT_INLINE_LAMBDA { return f_.derivative_from_output(v...); }, y, p...);
  }
  /// @{ Return true if y determines the derivative: for the parameters of the activation, or for a bound parameter p.
  template <scalar T> [[nodiscard]] bool output_determines_derivative() const noexcept {
    return xact::output_determines_derivative<T>(f_);
  }
  template <scalar T> [[nodiscard]] bool output_determines_derivative(T p) const noexcept {
    return xact::output_determines_derivative<T>(f_, p);
  }
  /// @}

  [[nodiscard]] float operator()(float x) const noexcept { return lane(x, *this); }
  [[nodiscard]] float derivative(float x) const noexcept {
    return lane(x, [this](V v) { return this->derivative(v); });
  }

private:
  // The lambda copies f. If the lambda captured f by reference, g++ would load f again for every vector.
  static constexpr auto value_of(const F &f) noexcept {
    return [f](auto... v) XACT_INLINE_LAMBDA { return f(v...); };
  }
  static constexpr auto derivative_of(const F &f) noexcept {
    return [f](auto... v) XACT_INLINE_LAMBDA { return f.derivative(v...); };
  }

  F f_;
};

/// Deduces F.
template <class F> exact(const F &) -> exact<F>;

/// `exact` of a binding to channels is a binding of `exact` of the functor, with the same array of parameters.
template <channel_bound F> class exact<F> : public learned<exact<typename F::function_type>, typename F::value_type> {
  static_assert(std::is_same_v<typename F::value_type, float>,
                "xact: exact works on float alone, because it evaluates in double; bind parameters of float");

public:
  /// Applies `exact` to the functor of a binding.
  constexpr explicit exact(const F &f) noexcept
      : learned<exact<typename F::function_type>, typename F::value_type>(
            exact<typename F::function_type>(f.function()), {f.parameters()}, f.axis(), 0) {}
};

} // namespace xact::inline XACT_ARCH
