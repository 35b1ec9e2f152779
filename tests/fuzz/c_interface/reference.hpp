#pragma once

/// Reference results for single numbers. For piecewise linear activations, plain formulas compute the results. For
/// other activations, calls on one element compute the results, and formulas in long double check them.

#include "../functors.hpp"
#include "task.hpp"

#include "../../reference.hpp"
#include "../../ulp.hpp"

namespace fuzz {

/// Returns true if the kernels of the target that the library has chosen fuse dy·f'(x) + sum.
inline bool kernels_fuse() { return xact::has_fma || std::strcmp(xact_target(), "baseline") != 0; }

/// Calls use(f) with the C++ activation f of an xact_function.
template <class Use> auto with_activation(xact_function f, double parameter, const Use &use) {
  switch (f) {
  case XACT_LEAKY_RELU:
    return use(xact::leaky_relu{.slope = parameter});
  case XACT_PRELU:
    return use(xact::formula::prelu{.slope = parameter});
  case XACT_ELU:
    return use(xact::elu{.alpha = parameter});
  case XACT_SIGMOID:
    return use(xact::sigmoid{});
  case XACT_TANH:
    return use(xact::tanh{});
  case XACT_SOFTPLUS:
    return use(xact::softplus{.beta = parameter});
  case XACT_IDENTITY:
    return use(xact::identity{});
  default:
    return use(xact::relu{});
  }
}

/// The activation of a call. In the functions below, p is the parameter of the channel if the call has one parameter
/// per channel, else the parameter of the call.
template <class T> class reference {
public:
  reference(const xact_call &c, bool by_channel)
      : f_(static_cast<xact_function>(c.function)), tier_(static_cast<xact_tier>(c.tier)), by_channel_(by_channel) {
    double value = 0;
    if (xact_parameter(f_, 0, &value) != nullptr)
      parameter_ = c.parameters == 1 ? c.parameter[0] : value;
  }

  [[nodiscard]] T own_parameter() const { return static_cast<T>(parameter_); }
  [[nodiscard]] bool is_exact() const { return tier_ == XACT_EXACT; }

  [[nodiscard]] T value(T x, T p) const {
    if (is_rectifier(f_))
      return x < 0 ? (f_ == XACT_RELU ? T(0) : rounded_product(p, x)) : x;
    if (f_ == XACT_IDENTITY)
      return x;
    const T y = single(XACT_FORWARD, x);
    check("f(x)", x, y,
          [&] { return with_activation(f_, parameter_, [x](const auto &f) { return test::wide_value(f, x); }); });
    return y;
  }
  [[nodiscard]] T derivative(T x, T p) const {
    if (is_rectifier(f_))
      return x <= 0 ? (f_ == XACT_RELU ? T(0) : p) : T(1);
    if (f_ == XACT_IDENTITY)
      return T(1);
    const T d = single(XACT_DERIVATIVE, x);
    check("f'(x)", x, d,
          [&] { return with_activation(f_, parameter_, [x](const auto &f) { return test::wide_derivative(f, x); }); });
    return d;
  }
  /// Returns dy·f'(x). The function `added` returns dy·f'(x) + sum.
  [[nodiscard]] T gradient(T x, T p, T dy) const {
    if (f_ == XACT_IDENTITY || (is_rectifier(f_) && !(x <= 0)))
      return dy;
    return f_ == XACT_RELU ? T(0) : rounded_product(dy, derivative(x, p));
  }
  [[nodiscard]] T added(T x, T p, T dy, T sum) const {
    if (f_ == XACT_IDENTITY || f_ == XACT_RELU || by_channel_)
      return sum + gradient(x, p, dy);
    return sum_of_product(dy, derivative(x, p), sum);
  }
  /// Returns the derivative, computed from the output y.
  [[nodiscard]] T derivative_from_output(T y, T p) const {
    if (is_rectifier(f_) || f_ == XACT_IDENTITY)
      return derivative(y, p);
    const T d = single(XACT_BACKWARD_FROM_OUTPUT, y);
    check(
        "the derivative from the output", y, d,
        [&] { return wide_derivative_from_output(static_cast<long double>(y)); }, 3);
    return d;
  }
  [[nodiscard]] T sum_of_product(T dy, T d, T sum) const {
    return kernels_fuse() ? std::fma(dy, d, sum) : sum + rounded_product(dy, d);
  }

private:
  [[nodiscard]] long double wide_derivative_from_output(long double y) const {
    switch (f_) {
    case XACT_ELU:
      return y <= 0 ? y + static_cast<long double>(own_parameter()) : 1;
    case XACT_TANH:
      return (1 - y) * (1 + y);
    case XACT_SOFTPLUS:
      return y < 0 ? 0 : -std::expm1(-y * static_cast<long double>(own_parameter()));
    default:
      return y * (1 - y);
    }
  }
  /// Returns the result of a call on one number.
  [[nodiscard]] T single(xact_verb verb, T x) const {
    constexpr xact_type type = sizeof(T) == 4 ? XACT_F32 : XACT_F64;
    xact_call c = xact_call_of(verb, f_);
    c.tier = static_cast<std::uint16_t>(tier_);
    if (const char *const name = xact_parameter(f_, 0, nullptr))
      (void)xact_set_parameter(&c, name, parameter_);
    const T one = 1;
    T y = 0;
    xact_in(&c, xact_array(&x, type, 1, XACT_DENSE));
    if (verb == XACT_BACKWARD_FROM_OUTPUT)
      xact_in(&c, xact_array(&one, type, 1, XACT_DENSE));
    xact_out(&c, xact_array(&y, type, 1, XACT_DENSE));
    if (xact_run(&c) != XACT_OK)
      fail("a call on one number was refused");
    return y;
  }
  /// The bound of the error of the default tier.
  [[nodiscard]] double bound() const {
    const bool has_bound_2 =
        f_ == XACT_ELU ? sizeof(T) == 8 || parameter_ != 1 : f_ == XACT_SOFTPLUS && parameter_ != 1;
    return has_bound_2 ? 2.01 : 1.01;
  }
  /// Compares `got` with a formula. After 300 comparisons, the function computes only each 16th formula, to save time.
  template <class Formula> void check(const char *what, T x, T got, const Formula &formula, double ulps = 0) const {
    if (checked_++ > 300 && checked_ % 16 != 0)
      return;
    const long double want = formula();
    if (ulps == 0)
      ulps = is_exact() ? 0.501 : bound();
    if (test::ulp_error(got, want) <= ulps)
      return;
    char line[200];
    std::snprintf(line, sizeof line, "%s at %a is %a, want %La", what, static_cast<double>(x), static_cast<double>(got),
                  want);
    fail(line);
  }

  xact_function f_;
  xact_tier tier_;
  bool by_channel_;
  double parameter_ = 0;
  mutable std::size_t checked_ = 0;
};

} // namespace fuzz
