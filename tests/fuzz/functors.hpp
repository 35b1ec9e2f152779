#pragma once

/// Subjects of the fuzzer. A subject contains a functor, and computes the results that the contract requires for single
/// numbers. A subject has these members:
///
///     functor(parameters, axis)         the functor for verbs, with one parameter per channel
///     value(x, p)   derivative(x, p)    f and f' of one number
///     gradient(x, p, dy)                dy·f'(x), by a selection where f' is the constant 0 or 1
///     added(x, p, dy, sum)              gradient(x, p, dy) + sum
///     from_output(y, p)                 f' from the output, if the functor supports it
///     term(x, p, dy)                    one term of the gradient in p, if there are parameters
///     parameters_fit                    true if T can represent the parameter of the activation
///     output_tells                      true if the output determines the derivative

#include "call.hpp"

#include <xact/xact.hpp>

#include <cmath>
#include <optional>

namespace fuzz {

/// Returns a·b + c, fused on targets with FMA and rounded twice on other targets.
template <class T> T product_and_sum(T a, T b, T c) {
  if constexpr (xact::has_fma)
    return std::fma(a, b, c);
  const volatile T product = a * b;
  return product + c;
}
template <class T> T rounded_product(T a, T b) {
  const volatile T product = a * b;
  return product;
}

/// An activation without parameters per channel.
template <class F, class T> struct unary {
  using number = T;
  static constexpr bool bound = false;
  static constexpr bool is_exact = xact::is_platform_independent<F>;
  static constexpr bool rectifies = xact::is_rectifier<F>;
  static constexpr bool selects_zero = std::is_same_v<F, xact::relu>;
  static constexpr bool has_output = xact::has_derivative_from_output<F, T>;
  static constexpr const char *name = F::name.data();

  F f;
  bool parameters_fit = true;
  bool output_tells = true;

  [[nodiscard]] const F &functor(std::span<const T>, xact::channel_axis) const { return f; }
  [[nodiscard]] T value(T x, T) const { return f(x); }
  [[nodiscard]] T derivative(T x, T) const { return f.derivative(x); }
  [[nodiscard]] T gradient(T x, T p, T dy) const {
    if (selects_zero)
      return x <= 0 ? T(0) : dy;
    if (rectifies && !(x <= 0))
      return dy;
    return rounded_product(dy, derivative(x, p));
  }
  [[nodiscard]] T added(T x, T p, T dy, T sum) const {
    if (selects_zero || is_exact)
      return sum + gradient(x, p, dy);
    return product_and_sum(dy, derivative(x, p), sum);
  }
  [[nodiscard]] T from_output(T y, T) const {
    if constexpr (has_output)
      return xact::lane(y, [&](auto v) { return f.derivative_from_output(v); });
    return y;
  }
  [[nodiscard]] T added_product(T dy, T d, T sum) const {
    return is_exact ? sum + rounded_product(dy, d) : product_and_sum(dy, d, sum);
  }
};

/// prelu or exact(prelu).
template <bool exact, class T> struct prelu_subject {
  using number = T;
  static constexpr bool bound = true;
  static constexpr bool is_exact = exact;
  static constexpr bool rectifies = true;
  static constexpr bool has_output = true;
  static constexpr const char *name = exact ? "exact(prelu)" : "prelu";
  bool parameters_fit = true;
  bool output_tells = true;

  [[nodiscard]] auto functor(std::span<const T> p, xact::channel_axis axis) const {
    if constexpr (exact)
      return xact::exact(xact::prelu(p, axis));
    else
      return xact::prelu(p, axis);
  }
  [[nodiscard]] T value(T x, T p) const { return x < 0 ? p * x : x; }
  [[nodiscard]] T derivative(T x, T p) const { return x <= 0 ? p : T(1); }
  [[nodiscard]] T gradient(T x, T p, T dy) const { return x <= 0 ? rounded_product(dy, p) : dy; }
  [[nodiscard]] T added(T x, T p, T dy, T sum) const { return sum + gradient(x, p, dy); }
  [[nodiscard]] T from_output(T y, T p) const { return derivative(y, p); }
  [[nodiscard]] T added_product(T dy, T d, T sum) const {
    return is_exact ? sum + rounded_product(dy, d) : product_and_sum(dy, d, sum);
  }
  [[nodiscard]] long double term(T x, T, T dy) const {
    if (!(x < 0))
      return 0;
    return is_exact ? static_cast<long double>(dy) * static_cast<long double>(x)
                    : static_cast<long double>(rounded_product(dy, x));
  }
};

/// biased(f): f(x + b).
template <class F, class T> struct biased_subject {
  using number = T;
  using inner = unary<F, T>;
  static constexpr bool bound = true;
  static constexpr bool is_exact = inner::is_exact;
  static constexpr bool rectifies = false;
  static constexpr bool has_output = inner::has_output;
  static constexpr const char *name = "biased";
  inner f;
  bool parameters_fit = f.parameters_fit;
  bool output_tells = f.output_tells;

  [[nodiscard]] auto functor(std::span<const T> b, xact::channel_axis axis) const { return xact::biased(f.f, b, axis); }
  [[nodiscard]] T value(T x, T b) const { return f.value(x + b, b); }
  [[nodiscard]] T derivative(T x, T b) const { return f.derivative(x + b, b); }
  [[nodiscard]] T gradient(T x, T b, T dy) const { return f.gradient(x + b, b, dy); }
  [[nodiscard]] T added(T x, T b, T dy, T sum) const { return f.added(x + b, b, dy, sum); }
  [[nodiscard]] T from_output(T y, T b) const { return f.from_output(y, b); }
  [[nodiscard]] T added_product(T dy, T d, T sum) const { return f.added_product(dy, d, sum); }
  [[nodiscard]] long double term(T x, T b, T dy) const { return static_cast<long double>(gradient(x, b, dy)); }
};

/// p·x², an example of a functor that a user writes.
struct scaled_square {
  static constexpr std::string_view name = "scaled_square";
  template <xact::batch V> V operator()(V x, V p) const { return p * xact::unfused(x * x); }
  template <xact::batch V> V derivative(V x, V p) const { return p * (x + x); }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const {
    return {xact::unfused(dy * derivative(x, p)), xact::unfused(dy * xact::unfused(x * x))};
  }
};
template <class T> struct learned_subject {
  using number = T;
  static constexpr bool bound = true;
  static constexpr bool is_exact = false;
  static constexpr bool rectifies = false;
  static constexpr bool has_output = false;
  static constexpr const char *name = "learned(scaled_square)";
  bool parameters_fit = true;
  bool output_tells = true;

  [[nodiscard]] auto functor(std::span<const T> p, xact::channel_axis axis) const {
    return xact::learned(scaled_square{}, p, axis);
  }
  [[nodiscard]] T value(T x, T p) const { return rounded_product(p, rounded_product(x, x)); }
  [[nodiscard]] T derivative(T x, T p) const { return rounded_product(p, x + x); }
  [[nodiscard]] T gradient(T x, T p, T dy) const { return rounded_product(dy, derivative(x, p)); }
  [[nodiscard]] T added(T x, T p, T dy, T sum) const { return sum + gradient(x, p, dy); }
  [[nodiscard]] long double term(T x, T, T dy) const {
    return static_cast<long double>(rounded_product(dy, rounded_product(x, x)));
  }
};

/// Draws a parameter: mostly a common number, sometimes a number that float cannot represent, NaN or infinity.
inline double draw_parameter(random &r) {
  return r.percent(4) ? r.one_of({1e39, -1e300, xact::nan, xact::infinity})
                      : r.one_of({0.01, 0.0, -0.0, 1.0, 0.5, -0.75, 1.673, 2.0, 0.1, 1e-30, -3.5});
}
/// Returns true if T represents the parameter as a finite number.
template <class T> bool holds(double parameter) {
  return std::isfinite(parameter) && std::isfinite(static_cast<T>(parameter));
}

template <class T> unary<xact::leaky_relu, T> draw_leaky(random &r) {
  const double s = draw_parameter(r);
  return {{.slope = s}, holds<T>(s), static_cast<T>(s) >= 0};
}
template <class T> unary<xact::elu, T> draw_elu(random &r) {
  const double a = draw_parameter(r);
  return {{.alpha = a}, holds<T>(a), static_cast<T>(a) >= 0};
}
inline unary<xact::exact<xact::elu>, float> draw_exact_elu(random &r) {
  const double a = draw_parameter(r);
  return {xact::exact(xact::elu{.alpha = a}), holds<float>(a), static_cast<float>(a) >= 0};
}

} // namespace fuzz
