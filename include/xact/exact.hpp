#pragma once

/// Correctly rounded activations: the same bits on every machine.

#include <xact/adaptors/learned.hpp>
#include <xact/functor/defaults.hpp>
#include <xact/math/exp_double_double.hpp>
#include <xact/math/exp_rounded_double.hpp>
#include <xact/math/log1p_wide.hpp>
#include <xact/numbers/double_double.hpp>
#include <xact/simd/memory.hpp>

#include <type_traits>

namespace xact::inline XACT_ARCH {

namespace detail {

/// The error of a result that is evaluated in double and rounded to float once.
[[nodiscard]] constexpr contract evaluated_in_double(contract facts) noexcept {
  const auto float_ulp = [&](double as_it_is) { return facts.exact_is_proved || as_it_is == 0.5 ? 0.5 : 0.500001; };
  facts.value_error.float_ulp = float_ulp(facts.value_error.float_ulp);
  facts.derivative_error.float_ulp = float_ulp(facts.derivative_error.float_ulp);
  return facts;
}

/// True if F claims of every sample of its parameters that results are correctly rounded as they are.
template <class F> [[nodiscard]] consteval bool is_correctly_rounded() {
  if constexpr (has_test_parameters<F>)
    for (const auto &sample : test_parameters_of<F>()) {
      const contract facts = sample.facts();
      if (facts.value_error.float_ulp != 0.5 || facts.derivative_error.float_ulp != 0.5)
        return false;
    }
  return has_test_parameters<F>;
}

/// op of each part of its arguments.
template <class Op, class... X> [[nodiscard]] XACT_INLINE auto map_parts(const Op &op, const X &...x) noexcept {
  if constexpr (std::tuple_size_v<parts<float, double>> == 1)
    return parts<float, double>{op(x[0]...)};
  else
    return parts<float, double>{op(x[0]...), op(x[1]...)};
}

/// A result in double is off by less than this, relative: far more than the bound of 2 ULP.
inline constexpr double error_in_double = 0x1p-48;

/// op(x...) of an F that evaluates on double_double, rounded once, where rounded_double leaves a lane in doubt: in
/// double, and on double_double where that cannot tell either. A function of its own, away from the loops: one element
/// in some ten thousands needs it, and the last step one in some millions.
template <class Op, class... X>
[[nodiscard]] XACT_NOINLINE native_batch<float> round_uncertain(const Op op, const X... x) noexcept {
  using D = native_batch<double>;
  const auto approximation = map_parts(op, widen(x)...);
  auto y = narrow(map_parts([](D v) XACT_INLINE_LAMBDA { return v * D(1 + error_in_double); }, approximation));
  const auto inner =
      narrow(map_parts([](D v) XACT_INLINE_LAMBDA { return v * D(1 - error_in_double); }, approximation));
  // Not y != inner, which is true for NaN.
  const auto undecided = (y < inner) | (y > inner);
  if (any(undecided)) {
    const auto decided = [&](auto... v) XACT_INLINE_LAMBDA { return rounded_to_odd(op(double_double(v)...)); };
    y = select(undecided, narrow(map_parts(decided, widen(x)...)), y);
  }
  return y;
}

/// `nearby`, which is op(x...) on rounded_double, rounded once.
template <class Op, class... X>
[[nodiscard]] XACT_INLINE native_batch<float> correctly_rounded(const rounded_double &approximation, const Op &op,
                                                                const X &...x) noexcept {
  const auto y = approximation.rounded();
  // A number that is a float already stays as it is, whatever its neighbours are: as a double it would be lost if the
  // processor flushes subnormal numbers.
  if (approximation.is_in_doubt(y)) [[unlikely]]
    return approximation.with_computed(round_uncertain(op, x...));
  return y;
}

/// op(x...), evaluated by F as it is if that is correctly rounded, else one precision up and rounded once. If double
/// cannot tell the nearest float, double_double does, for an F that evaluates on it.
template <class F, class Op, class... X>
[[nodiscard]] XACT_INLINE native_batch<float> evaluate_correctly_rounded(const Op &op, const X &...x) noexcept {
  if constexpr (is_correctly_rounded<F>())
    return op(x...);
  else if constexpr (!evaluates_on_double_double<F>)
    return narrow(map_parts(op, widen(x)...));
  else
    return correctly_rounded(op(rounded_double(x)...), op, x...);
}

/// True if value and derivative of F come from one evaluation on rounded_double.
template <class F> [[nodiscard]] consteval bool evaluates_both_on_rounded_double() {
  if constexpr (evaluates_on_double_double<F> && !is_correctly_rounded<F>())
    return requires(const F &f, rounded_double x) { f.value_and_derivative(x); };
  else
    return false;
}

} // namespace detail

/// An activation of float whose results are correctly rounded, as far as `facts()` says so, and therefore have the same
/// bits on every instruction set and with every compiler:
///
///     xact::forward(xact::exact(xact::elu{}), x, y);
///     xact::backward(xact::exact(xact::prelu{slopes, axis}), x, dy, dx, dslopes);
///
/// Method      the same formula one precision up, in double, rounded to float once; and again on double_double, for the
///             one element in some millions that double puts too close to half-way between two floats (an activation
///             says with `on_double_double` that it can; Ziv 1991, doi:10.1145/114697.116813). First of all on
///             rounded_double, which costs less and tells for all but one element in some ten thousands and subnormal
///             results. An activation that is correctly rounded as it is (relu, leaky_relu, prelu) is left as it is.
/// Parameters  rounded to float first, as every call on floats does.
/// Accuracy    `facts()` says 0.5 ULP where tests/accuracy has proved it by trying every float: for elu with α = ±2^k
///             and with each α of `elu::test_parameters()` and `elu::proved_parameters()`, of either sign. With any
///             other α a result is wrong only if the truth lies within 2^-90, relative, of half-way between two floats;
///             none is known. Without `on_double_double`: below 0.500001 ULP, and the last bit may differ between
///             machines.
/// backward    RN(dy·RN(f'(x))); accumulating rounds the sum once more. The gradient of the slopes is summed in double.
template <class F> class exact {
  static_assert(activation<F> || parametric<F>,
                "xact: exact takes an activation, or a binding of one to channels such as xact::prelu");
  static_assert(
      activation<F> || std::is_empty_v<F> || requires { F::parameters(); },
      "xact: exact goes inside, as in xact::biased(xact::exact(f), bias): the sum is rounded to float first");
  static_assert(
      !activation<F> || std::is_empty_v<F> || requires { F::parameters(); },
      "xact: exact rounds the parameters of an activation to float and has to know them all; give it a static "
      "constexpr auto parameters(), as xact::elu has");

public:
  using V = native_batch<float>; ///< what it evaluates on
  using adapts = F;              ///< its hooks are those of F, as far as F has them

  static constexpr std::string_view name = name_of<F>();
  static constexpr bool platform_independent = true;
  static constexpr bool rectifies = is_rectifier<F>;
  static constexpr const char *parameter_names = detail::parameter_names<F>();
  /// Two vectors per step hide the latency of the long formula in double.
  static constexpr std::size_t unroll = detail::is_correctly_rounded<F>() ? xact::unroll<F> : 2;

  /// Of f, with its parameters rounded to float.
  constexpr explicit exact(const F &f) noexcept : f_(f) {
    if constexpr (requires { F::parameters(); })
      for (const auto &parameter : F::parameters())
        f_.*parameter.member = static_cast<double>(static_cast<float>(f_.*parameter.member));
  }

  /// The activation, with its parameters as they are used.
  [[nodiscard]] constexpr const F &activation() const noexcept { return f_; }
  [[nodiscard]] constexpr contract facts() const requires documented<F> {
    return detail::evaluated_in_double(f_.facts());
  }

  /// @{ f(x), or f(x, p) of a functor of two inputs; and the derivative in x.
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V operator()(V x, P... p) const noexcept requires gives_value<F, V, P...> {
    return detail::evaluate_correctly_rounded<F>(value_of(f_), x, p...);
  }
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V derivative(V x, P... p) const noexcept requires gives_derivative<F, V, P...> {
    return detail::evaluate_correctly_rounded<F>(derivative_of(f_), x, p...);
  }
  /// @}
  /// f(x) and f'(x), from one evaluation.
  [[nodiscard]] XACT_INLINE value_derivative_pair<V> value_and_derivative(V x) const noexcept
      requires(detail::evaluates_both_on_rounded_double<F>()) {
    const auto approximation = f_.value_and_derivative(rounded_double(x));
    return {detail::correctly_rounded(approximation.value, value_of(f_), x),
            detail::correctly_rounded(approximation.derivative, derivative_of(f_), x)};
  }
  [[nodiscard]] XACT_INLINE V backward(V x, V dy) const noexcept requires gives_backward<F, V> {
    const auto op = [&](auto v, auto g) XACT_INLINE_LAMBDA { return f_.backward(v, g); };
    return unfused(detail::evaluate_correctly_rounded<F>(op, x, dy));
  }
  /// Both gradients of f(x, p); that of p as terms in double, where the product of two floats is exact.
  [[nodiscard]] XACT_INLINE auto vjp(V x, V p, V dy) const noexcept requires parametric<F> {
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
  /// f'(x) from y = f(x), or the derivative in x from y = f(x, p).
  template <std::same_as<V>... P>
  [[nodiscard]] XACT_INLINE V
  derivative_from_output(V y, P... p) const noexcept requires gives_derivative_from_output<F, V, P...> {
    return detail::evaluate_correctly_rounded<F>(
        [&](auto... v) XACT_INLINE_LAMBDA { return f_.derivative_from_output(v...); }, y, p...);
  }
  /// @{ As F says, of its own parameters or of p.
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
  // By value: a functor that is passed on by address would be read anew for every vector.
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

/// A binding to channels: the same array, with the functor correctly rounded.
template <channel_bound F> class exact<F> : public learned<exact<typename F::function_type>, typename F::value_type> {
  static_assert(std::is_same_v<typename F::value_type, float>,
                "xact: exact works on float alone, because it evaluates in double; bind slopes of float");

public:
  /// Of a binding.
  constexpr explicit exact(const F &f) noexcept
      : learned<exact<typename F::function_type>, typename F::value_type>(
            exact<typename F::function_type>(f.function()), f.parameters(), f.axis(), 0) {}
};

} // namespace xact::inline XACT_ARCH
