// xact::conformance accepts correct activations, and names the property that a broken activation violates.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/exact.hpp>
#include <xact/testing/conformance.hpp>

using xact::conformance;
using xact::param;
using xact::property;
using xact::select;

namespace {

/// An activation made of two lambdas, f and f'. All pairs of lambdas give the same class, so that the checks are
/// compiled only once.
struct made {
  using floats = xact::native_batch<float>;
  using doubles = xact::native_batch<double>;

  made(auto v, auto d) : f_float(v), f_double(v), d_float(d), d_double(d) {}

  floats operator()(floats x) const { return f_float(x); }
  doubles operator()(doubles x) const { return f_double(x); }
  floats derivative(floats x) const { return d_float(x); }
  doubles derivative(doubles x) const { return d_double(x); }

private:
  floats (*f_float)(floats);
  doubles (*f_double)(doubles);
  floats (*d_float)(floats);
  doubles (*d_double)(doubles);
};

constexpr double alpha = 0.25;

constexpr auto leaky = []<class V>(V x) { return select(x < V(0), param<V>(alpha) * x, x); };
constexpr auto leaky_derivative = []<class V>(V x) { return select(x <= V(0), param<V>(alpha), V(1)); };

constexpr auto relu = []<class V>(V x) { return select(x < V(0), V(0), x); };
constexpr auto relu_derivative = []<class V>(V x) { return select(x <= V(0), V(0), V(1)); };

const xact::special_values leaky_values{xact::nan, -0.0, 0, -xact::infinity, xact::infinity};

/// Leaky relu that evaluates on float alone. For x <= 0 its derivative is multiplied by `factor`.
struct float_only {
  using V = xact::native_batch<float>;
  float factor = 1;
  V operator()(V x) const { return leaky(x); }
  V derivative(V x) const { return leaky_derivative(x) * select(x <= V(0), V(factor), V(1)); }
};

/// Returns a batch with op(x as an array, i) in each lane i.
template <class V, class Op> V lane_by_lane(V x, Op op) {
  xact::lane_t<V> in[V::size];
  xact::lane_t<V> out[V::size];
  x.store_unaligned(in);
  for (std::size_t i = 0; i < V::size; ++i)
    out[i] = op(in, i);
  return V::load_unaligned(out);
}

/// Returns the error function by std::erf, because xsimd::erf gives NaN for large doubles.
template <class V> V libm_erf(V x) {
  return lane_by_lane(x, [](auto *v, std::size_t i) { return std::erf(v[i]); });
}

/// Returns 20·x, or x if 20·x overflows.
template <class T> T angle(T x) { return std::isinf(20 * x) ? x : 20 * x; }

template <class F> void check_breaks(property broken, const F &f, const xact::expectations &stated = {}) {
  const auto report = conformance(f, stated);
  INFO(report.summary());
  CHECK_FALSE(report);
  CHECK(report.failed(broken));
}

template <class F> void check_conforms(const F &f, const xact::expectations &stated = {}) {
  const auto report = conformance(f, stated);
  INFO(report.summary());
  CHECK(report);
}

} // namespace

TEST_CASE("correct activations of users conform") {
  check_conforms(made{leaky, leaky_derivative}, {.value = leaky_values, .increasing = true});
  check_conforms(made{relu, relu_derivative});
  // An activation with kinks other than 0, and one whose second derivative jumps.
  const auto hard_tanh = []<class V>(V x) { return select(x < V(-1), V(-1), select(x > V(1), V(1), x)); };
  const auto hard_tanh_derivative = []<class V>(V x) { return select(x <= V(-1) || x > V(1), V(0), V(1)); };
  check_conforms(made{hard_tanh, hard_tanh_derivative}, {.kinks = {-1, 1}, .increasing = true});
  check_conforms(made{[]<class V>(V x) { return select(x < V(0), V(0), x * x); },
                      []<class V>(V x) { return select(x < V(0), V(0), x + x); }});
}

TEST_CASE("smooth activations conform, although their formulas round") {
  static constexpr auto sigmoid = []<class V>(V x) { return V(1) / (V(1) + xact::math::exp(-x)); };
  static constexpr auto sigmoid_derivative = []<class V>(V x) { return sigmoid(x) * (V(1) - sigmoid(x)); };
  check_conforms(made{sigmoid, sigmoid_derivative}, {.kinks = {0.1}}); // float cannot represent 0.1
  check_conforms(made{[]<class V>(V x) { return xsimd::tanh(x); },
                      []<class V>(V x) { return V(1) - xsimd::tanh(x) * xsimd::tanh(x); }});
  const auto softplus = []<class V>(V x) {
    return select(x < V(0), V(0), x) + xsimd::log1p(xact::math::exp(-xsimd::abs(x)));
  };
  check_conforms(made{softplus, sigmoid});
  const auto swish = []<class V>(V x) { return x * sigmoid(x); };
  check_conforms(made{swish, []<class V>(V x) { return sigmoid(x) + x * sigmoid_derivative(x); }},
                 {.value = {{xact::nan, -0.0, 0, xact::nan, xact::infinity}},
                  .derivative = {{xact::nan, 0.5, 0.5, xact::nan, xact::nan}}});
  const auto gelu = []<class V>(V x) { return V(0.5) * x * (V(1) + libm_erf(x * param<V>(std::sqrt(0.5)))); };
  check_conforms(made{gelu,
                      []<class V>(V x) {
                        return V(0.5) * (V(1) + libm_erf(x * param<V>(std::sqrt(0.5)))) +
                               x * param<V>(0.3989422804014327) * xact::math::exp(V(-0.5) * x * x);
                      }},
                 {.value = {{xact::nan, -0.0, 0, xact::nan, xact::infinity}},
                  .derivative = {{xact::nan, 0.5, 0.5, xact::nan, xact::nan}}});
  // A hard case: the factor 20 also multiplies the rounding error of x. The test uses std::sin, because xsimd::sin
  // chooses one algorithm for all lanes.
  const auto sine = [](auto x) {
    return lane_by_lane(x, [](auto *v, std::size_t i) { return std::sin(angle(v[i])); });
  };
  const auto cosine = [](auto x) {
    return lane_by_lane(x, [](auto *v, std::size_t i) { return 20 * std::cos(angle(v[i])); });
  };
  check_conforms(made{sine, cosine}, {.value = {{xact::nan, -0.0, 0, xact::nan, xact::nan}},
                                      .derivative = {{xact::nan, 20, 20, xact::nan, xact::nan}}});
}

TEST_CASE("an activation without a derivative is checked for the other properties") {
  check_conforms(relu);
  check_breaks(property::nan_propagation, []<class V>(V x) { return select(x > V(0), x, V(0)); });
}

TEST_CASE("an activation for float only is compared with a given reference in double") {
  const auto exact = conformance(xact::exact(xact::elu{.alpha = 0.1}));
  INFO(exact.summary());
  CHECK(exact);
  check_conforms(float_only{});
  const float_only half{0.5F};
  CHECK(conformance(half, {}, made{leaky, leaky_derivative}).failed(property::derivative));
  CHECK(conformance(half).failed(property::derivative));
  const float_only nearly{1 + 1e-5F};
  CHECK(conformance(nearly, {}, made{leaky, leaky_derivative}).failed(property::derivative));
  CHECK(conformance(nearly)); // the differences in float are too coarse to detect this error
}

TEST_CASE("a hidden NaN is detected") {
  check_breaks(property::nan_propagation,
               made{[]<class V>(V x) { return select(x > V(0), x, V(0)); }, relu_derivative});
  check_breaks(property::nan_propagation, made{relu, []<class V>(V x) { return select(x > V(0), V(1), V(0)); }});
  // xsimd::max hides NaN for one order of the operands. This order depends on the machine and on xsimd.
  const float none = std::numeric_limits<float>::quiet_NaN();
  const auto first = made{[]<class V>(V x) { return xsimd::max(x, V(0)); }, relu_derivative};
  const auto second = made{[]<class V>(V x) { return xsimd::max(V(0), x); }, relu_derivative};
  CHECK(conformance(first).failed(property::nan_propagation) == !std::isnan(xact::lane(none, first)));
  CHECK(conformance(second).failed(property::nan_propagation) == !std::isnan(xact::lane(none, second)));
  const auto last_lane = []<class V>(V x) {
    return lane_by_lane(
        x, [](auto *v, std::size_t i) { return v[i] < 0 || (std::isnan(v[i]) && i + 1 == V::size) ? 0 : v[i]; });
  };
  check_breaks(property::nan_propagation, made{last_lane, relu_derivative});
}

TEST_CASE("lanes that affect other lanes are detected") {
  const auto leak = []<class V>(V x) {
    return lane_by_lane(x, [](auto *v, std::size_t i) { return std::isnan(v[(i + 1) % V::size]) ? 0 : v[i]; });
  };
  check_breaks(property::lanes, made{leak, []<class V>(V) { return V(1); }});
  // Both formulas are correct except for rounding, but the other lanes affect which of the two formulas a lane uses.
  check_breaks(property::position,
               made{[]<class V>(V x) { return xsimd::all(x > V(0)) ? x * param<V>(0.1) : x / V(10); },
                    []<class V>(V) { return param<V>(0.1); }});
}

TEST_CASE("special values are compared with the stated ones, including the sign of zero") {
  const auto plus_zero = []<class V>(V x) { return select(x <= V(0), param<V>(alpha) * x + V(0), x); };
  check_breaks(property::special_values, made{plus_zero, leaky_derivative}, {.value = leaky_values});
  check_breaks(property::special_values, made{leaky, leaky_derivative},
               {.derivative = xact::special_values{1, alpha, 1, alpha, 1}});
}

TEST_CASE("a wrong derivative is detected") {
  // The derivative for x <= 0 is half of the correct slope, for slopes down to 1e-9.
  static double small = 0;
  for (const double each : {0.25, 1e-3, 1e-6, 1e-9}) {
    small = each;
    const auto value = []<class V>(V x) { return select(x < V(0), param<V>(small) * x, x); };
    const auto half = []<class V>(V x) { return select(x <= V(0), param<V>(small / 2), V(1)); };
    check_breaks(property::derivative, made{value, half});
  }
  // The value is max(2x, x), which is not leaky relu with slope 2: it is x for x < 0, and 2x for x > 0.
  check_breaks(property::derivative, made{[]<class V>(V x) { return select(x > V(2) * x, x, V(2) * x); },
                                          []<class V>(V x) { return select(x <= V(0), V(2), V(1)); }});
  // The derivative of e^(x/2) is wrong by 1 %, and only above 15.
  const auto curve = []<class V>(V x) { return xact::math::exp(V(0.5) * x); };
  check_breaks(property::derivative, made{curve, []<class V>(V x) {
                                            return xact::math::exp(V(0.5) * x) *
                                                   select(x > V(15), param<V>(0.505), V(0.5));
                                          }});
}

TEST_CASE("at a kink the derivative is the one from the left, or from the right if this is 0 or 1") {
  check_breaks(property::kink, made{leaky, []<class V>(V x) { return select(x < V(0), param<V>(alpha), V(1)); }});
  check_breaks(property::kink, made{leaky, []<class V>(V x) {
                                      return select(x < V(0), param<V>(alpha),
                                                    select(x > V(0), V(1), param<V>(-alpha)));
                                    }});
  const auto clipped = []<class V>(V x) { return select(x > V(6), V(6), x); };
  const auto half = []<class V>(V x) { return select(x < V(6), V(1), select(x > V(6), V(0), V(0.5))); };
  check_breaks(property::kink, made{clipped, half}, {.kinks = {6}});
  const auto steeper = []<class V>(V x) { return select(x > V(6), x + x - V(9), x * V(0.5)); };
  check_breaks(property::kink, made{steeper, []<class V>(V x) { return select(x >= V(6), V(2), V(0.5)); }},
               {.kinks = {6}});
  check_conforms(made{clipped, []<class V>(V x) { return select(x >= V(6), V(0), V(1)); }}, {.kinks = {6}});
  check_conforms(made{clipped, []<class V>(V x) { return select(x > V(6), V(0), V(1)); }}, {.kinks = {6}});
}

TEST_CASE("a function that decreases is detected if it is stated to increase") {
  const auto dip = []<class V>(V x) { return select(x > V(3) && x < param<V>(3.01), param<V>(2.99), x); };
  check_breaks(property::increasing, dip, {.increasing = true});
}

namespace {
template <class V> V larger_left(V y, V x) { return select(x < V(-1), y + y * param<V>(0x1p-22), y); }
} // namespace

TEST_CASE("a function that is not odd is detected if it is stated to be odd") {
  static constexpr auto cube = []<class V>(V x) { return x * x * x; };
  static constexpr auto cube_derivative = []<class V>(V x) { return V(3) * x * x; };
  check_conforms(made{cube, cube_derivative}, {.increasing = true, .odd = true});
  check_breaks(property::odd, made{[]<class V>(V x) { return larger_left(cube(x), x); }, cube_derivative},
               {.odd = true});
  check_breaks(property::odd, made{cube, []<class V>(V x) { return larger_left(cube_derivative(x), x); }},
               {.odd = true});
}

TEST_CASE("a float value or derivative with an error above its bound is detected") {
  const auto rough = []<class V>(V x) {
    const V factor = V(xact::lane_t<V>(alpha)) + V(xact::lane_t<V>(1e-7F));
    return select(x < V(0), sizeof(xact::lane_t<V>) == 4 ? factor * x : param<V>(alpha) * x, x);
  };
  check_breaks(property::accuracy, made{rough, leaky_derivative}, {.value_ulp = 1});
  check_conforms(made{rough, leaky_derivative}, {.value_ulp = 8});
  const auto rough_derivative = []<class V>(V x) {
    return select(x <= V(0), sizeof(xact::lane_t<V>) == 4 ? param<V>(0.2500001) : param<V>(alpha), V(1));
  };
  check_breaks(property::accuracy, made{leaky, rough_derivative}, {.derivative_ulp = 1});
}

namespace {

struct own_leaky : made {
  own_leaky() : made(leaky, leaky_derivative) {}
};
struct own_relu : made {
  own_relu() : made(relu, relu_derivative) {}
};

struct two_formulas : own_leaky {
  template <xact::batch V> xact::value_derivative_pair<V> value_and_derivative(V x) const {
    using T = xact::lane_t<V>;
    const V wrong(1 + std::numeric_limits<T>::epsilon());
    return {leaky(x), leaky_derivative(x) * select(x == V(-2), wrong, V(1))};
  }
};

struct wrong_from_output : own_leaky {
  template <xact::batch V> V derivative_from_output(V y) const { return select(y < V(0), param<V>(0.2500003), V(1)); }
  template <xact::scalar T> bool output_determines_derivative() const { return tells; }
  bool tells = true;
};

struct wrong_at_zero : own_leaky {
  template <xact::batch V> V derivative_from_output(V y) const { return select(y < V(0), param<V>(alpha), V(1)); }
  template <xact::scalar T> bool output_determines_derivative() const { return true; }
};

/// tanh, whose derivative is 1 - y² for the output y.
struct bounded {
  template <xact::batch V> V operator()(V x) const { return xsimd::tanh(x); }
  template <xact::batch V> V derivative(V x) const { return derivative_from_output(xsimd::tanh(x)); }
  template <xact::batch V> V derivative_from_output(V y) const { return V(1) - y * y; }
  template <xact::scalar T> bool output_determines_derivative() const { return true; }
};

struct multiplied : own_relu {
  template <xact::batch V> V backward(V x, V dy) const { return dy * relu_derivative(x); }
};
struct selected : own_relu {
  template <xact::batch V> V backward(V x, V dy) const { return select(x <= V(0), V(0), dy); }
};
struct selected_at_one : own_relu {
  template <xact::batch V> V backward(V x, V dy) const { return select(x <= V(1), V(0), dy); }
};

/// f(x, p) is p·x for x < 0, else x. The functor has no facts(). `OfP` computes dy·∂f/∂p.
template <class OfP> struct formula {
  static constexpr std::string_view name = "formula";
  static constexpr auto parameters() { return std::array{xact::parameter<formula>{"p", &formula::own}}; }
  static constexpr bool rectifies = OfP::selects;

  double own = 0.25;

  template <xact::batch V> V operator()(V x, V p) const { return select(x < V(0), p * x, x); }
  template <xact::batch V> V derivative(V x, V p) const { return select(x <= V(0), p, V(1)); }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const {
    return {select(x <= V(0), dy * p, dy), OfP::of(x, dy)};
  }
  template <xact::batch V> V operator()(V x) const { return (*this)(x, param<V>(own)); }
  template <xact::batch V> V derivative(V x) const { return derivative(x, param<V>(own)); }
};
struct product {
  static constexpr bool selects = false;
  template <class V> static V of(V x, V dy) { return dy * select(x < V(0), x, V(0)); }
};
struct selection {
  static constexpr bool selects = true;
  template <class V> static V of(V x, V dy) { return select(x < V(0), dy * x, V(0)); }
};
struct missing_minus : selection {
  template <class V> static V of(V x, V dy) { return select(x < V(0), dy * -x, V(0)); }
};
struct multiplied_term : product {
  static constexpr bool selects = true;
};
struct wrong_term : selection {
  template <class V> static V of(V x, V dy) { return select(x < V(0), dy, V(0)); }
};
/// f(x) uses the member `own` as p, but the list of parameters has another member, q.
struct other_parameter : formula<selection> {
  using formula<selection>::operator();
  static constexpr auto parameters() { return std::array{xact::parameter<other_parameter>{"q", &other_parameter::q}}; }
  double q = 0.5;
};

} // namespace

TEST_CASE("value_and_derivative that is wrong in the last place at one number is detected") {
  check_breaks(property::value_and_derivative, two_formulas{});
}

TEST_CASE("a wrong derivative_from_output is detected, unless the output does not determine the derivative") {
  check_breaks(property::derivative_from_output, wrong_from_output{});
  check_breaks(property::derivative_from_output, wrong_at_zero{});
  wrong_from_output silent;
  silent.tells = false;
  check_conforms(silent);
  check_conforms(bounded{});
}

TEST_CASE("a wrong gradient is detected, and a gradient that does not select at f' = 0") {
  check_breaks(property::backward, multiplied{});
  check_breaks(property::backward, selected_at_one{});
  check_conforms(selected{});
}

TEST_CASE("a formula with a parameter is checked in its parameter") {
  CHECK(conformance(formula<product>{}));
  CHECK(conformance(formula<selection>{}));
  check_conforms(formula<selection>{-1.7});
  check_breaks(property::parameter_derivative, formula<missing_minus>{});
  check_breaks(property::parameter_backward, formula<multiplied_term>{});
  check_breaks(property::parameter_derivative, formula<wrong_term>{});
  check_breaks(property::parameter_derivative, other_parameter{});
}

namespace {
struct boundless : made {
  static constexpr std::string_view name = "boundless";
  xact::ulp_bounds value_error = xact::half_ulp;
  xact::ulp_bounds derivative_error = xact::half_ulp;
  std::string_view instead{};
  boundless() : made(leaky, leaky_derivative) {}
  [[nodiscard]] xact::contract facts() const {
    return {.value = leaky_values,
            .derivative = {1, alpha, alpha, alpha, 1},
            .value_error = value_error,
            .derivative_error = derivative_error,
            .increasing = true,
            .instead_of_bounds = instead,
            .formula = "x if x ≥ 0, else x/4",
            .source = "a test"};
  }
};
} // namespace

TEST_CASE("an error bound that is not finite is detected, unless the contract has instead_of_bounds") {
  boundless f;
  CHECK(conformance(f));
  f.value_error.float_ulp = xact::infinity;
  f.derivative_error.double_ulp = xact::nan;
  const auto report = conformance(f);
  CHECK(report.failed(property::bounds));
  CHECK(report.summary().starts_with(
      "boundless does not conform\n"
      "  bounds (float): the bound of the error of boundless's f is inf ULP: state a finite one, "
      "or what holds instead, in the contract's instead_of_bounds\n"
      "  bounds (double): the bound of the error of boundless's f' is nan ULP: state a finite "
      "one, or what holds instead, in the contract's instead_of_bounds\n"
      "  value error (float): not checked, the bound is not finite; the largest found is 0.5 ULP "
      "from its value in double, at "));
  f.instead = "within 2 ULP for |x| < 1";
  CHECK(conformance(f));
  check_breaks(property::bounds, made{leaky, leaky_derivative}, {.value_ulp = xact::infinity});
  check_breaks(property::bounds, made{leaky, leaky_derivative}, {.derivative_ulp = -1});
}

TEST_CASE("a report describes each failure") {
  const auto half = []<class V>(V x) { return select(x <= V(0), param<V>(alpha / 2), V(1)); };
  const auto report = conformance(made{leaky, half});
  REQUIRE_FALSE(report.failures().empty());
  const xact::failure &first = report.failures().front();
  CHECK(first.broken == property::derivative);
  CHECK(first.type == "float");
  CHECK(first.found == 0.125);
  CHECK(std::fabs(first.wanted - 0.25) < 1e-9);
  CHECK(first.message().starts_with(
      "derivative (float): f' at -20 is 0.125, not 0.25: the derivative of f from differences, within "));
  CHECK(report.summary().starts_with("made does not conform\n  derivative (float): f' at -20 "));
  CHECK(report.summary().find(" more of these kinds\n") != std::string::npos);
}

namespace {

/// gelu by tanh, in the common form: it is NaN at -∞, and 1 + tanh cancels for negative x.
struct cancelling {
  template <class V> static V angle(V x) { return param<V>(0.7978845608028654) * (x + param<V>(0.044715) * x * x * x); }
  template <xact::batch V> V operator()(V x) const { return V(0.5) * x * (V(1) + xact::math::tanh(angle(x))); }
  template <xact::batch V> V derivative(V x) const {
    const V y = xact::math::tanh(angle(x));
    const V angle_derivative = param<V>(0.7978845608028654) * (V(1) + param<V>(3 * 0.044715) * x * x);
    return V(0.5) * (V(1) + y) + V(0.5) * x * (V(1) - y * y) * angle_derivative;
  }
};

bool omits(const xact::conformance_report &report, std::string_view what, std::string_view why) {
  for (const xact::omission &o : report.omissions())
    if (o.what.starts_with(what) && o.why.starts_with(why))
      return true;
  return false;
}

/// Returns the largest error of `what` (f or f') in `type`, or -1 if the report has none.
double error_of(const xact::conformance_report &report, std::string_view what, std::string_view type) {
  for (const xact::largest_error &e : report.errors())
    if (e.what == what && e.type == type)
      return e.ulp;
  return -1;
}

bool is_nan_at(const xact::conformance_report &report, std::string_view what, double x) {
  for (const xact::failure &v : report.failures())
    if (v.broken == property::nan_result && v.what == what && v.input == x)
      return true;
  return false;
}

} // namespace

TEST_CASE("a NaN result for a number or an infinity is detected, unless NaN is stated there") {
  const auto report = conformance(cancelling{}, {});
  INFO(report.summary());
  CHECK_FALSE(report);
  CHECK(is_nan_at(report, "f", -xact::infinity));
  CHECK_FALSE(is_nan_at(report, "f", xact::infinity));
  CHECK(is_nan_at(report, "f'", xact::infinity));
  CHECK(report.summary().find("NaN result (float): f at -inf is NaN: give its limit there, or state the special values "
                              "with NaN if it has none\n") != std::string::npos);
  const auto no_hundred = []<class V>(V x) { return select(x == V(1), V(xact::lane_t<V>(xact::nan)), x); };
  CHECK(is_nan_at(conformance(no_hundred, {}), "f", 1));
  CHECK(is_nan_at(conformance(no_hundred, {.value = {{xact::nan, -0.0, 0, -xact::infinity, xact::infinity}}}), "f", 1));
  const auto reciprocal = []<class V>(V x) { return x * (V(1) / x); };
  CHECK_FALSE(conformance(reciprocal, {.value = {{xact::nan, xact::nan, xact::nan, xact::nan, xact::nan}}})
                  .failed(property::nan_result));
}

TEST_CASE("without a bound the report has the largest error, and says that no bound was checked") {
  const auto report = conformance(cancelling{}, {});
  INFO(report.summary());
  CHECK(error_of(report, "f", "float") > 0x1p20);
  CHECK(error_of(report, "f'", "float") > 0x1p20);
  CHECK(error_of(report, "f", "double") == -1);
  CHECK(omits(report, "value error (float)", "no bound stated; the largest found is "));
  CHECK(omits(report, "derivative error (float)", "no bound stated; the largest found is "));
  CHECK(omits(report, "value error (double)", "nothing wider to compare with"));
  CHECK(report.summary().find(" ULP from its value in double, at ") != std::string::npos);
  CHECK(report.summary().find("ULP of double") == std::string::npos);
  check_breaks(property::accuracy, cancelling{}, {.value_ulp = 1000});
}

TEST_CASE("a double value is compared with double_double, if the functor supports double_double") {
  const auto report = conformance(xact::elu{.alpha = 1.5});
  INFO(report.summary());
  CHECK(report);
  CHECK(report.summary() ==
        "elu conforms in all that was checked\n"
        "  value error (double) for |x| below 2^-10 or above 8: not checked, double_double need be "
        "exact enough for floats alone there\n"
        "  derivative error (double) for |x| below 2^-10 or above 8: not checked, double_double need "
        "be exact enough for floats alone there\n");
  CHECK(error_of(report, "f", "double") > 0.5);
  CHECK(error_of(report, "f'", "double") < 2);
  check_breaks(property::accuracy, xact::elu{.alpha = 1.5}, {.value_double_ulp = 0.5});
  check_breaks(property::accuracy, xact::elu{.alpha = 1.5}, {.derivative_double_ulp = 0.5});
  CHECK(conformance(xact::tanh{})); // near 0, tanh on double_double is x: accurate enough for floats
  CHECK(omits(conformance(xact::tanh{}, {}), "value error (double)", "no bound stated; the largest found is "));
}

TEST_CASE("a summary lists the properties that were not checked") {
  const auto report = conformance(made{leaky, leaky_derivative}, {});
  CHECK(report);
  CHECK(
      report.summary() ==
      "made conforms in all that was checked\n"
      "  special values of f: not checked, none stated\n"
      "  special values of f': not checked, none stated\n"
      "  that f never decreases: not checked, not stated\n"
      "  that f is odd: not checked, not stated\n"
      "  value error (float): not checked, no bound stated; the largest found is 0.5 ULP from its value in double, at "
      "-2.80259693e-45\n"
      "  derivative error (float): not checked, no bound stated; every value equals that in double\n"
      "  value error (double): not checked, nothing wider to compare with: on_double_double is not stated\n"
      "  derivative error (double): not checked, nothing wider to compare with: on_double_double is not stated\n");
  CHECK(omits(conformance(relu), "f' and gradients", "the functor has no derivative"));
  CHECK(omits(conformance(float_only{}), "double", "the functor evaluates on float alone; f' in float is held"));
  CHECK(omits(conformance(float_only{}), "value error (float)", "nothing in double to compare with"));
  // f jumps at -5, and the expectations list no kink there. Near a jump, differences of f do not determine the
  // derivative.
  const auto spike = []<class V>(V x) { return select(x == V(-5), param<V>(0.7) * x, x); };
  const auto jump = conformance(made{spike, []<class V>(V) { return V(1); }}, {});
  CHECK(omits(jump, "f' against differences of f (float) at 1 of ", "such as -5: "));
}

TEST_CASE("a report names the type of a functor without a name") {
  CHECK(conformance(cancelling{}, {}).summary().starts_with("cancelling "));
  CHECK(conformance(formula<missing_minus>{}, {}).summary().starts_with("formula "));
  CHECK(conformance(float_only{}).summary().starts_with("float_only conforms in all"));
  CHECK(xact::testing::type_name<std::array<made, 2>>().starts_with("std::array<made, 2"));
}

TEST_CASE("the exact form of every activation conforms") {
  test::for_each_test_parameters([](const auto &f, const std::string &what) {
    const auto report = conformance(xact::exact(f));
    INFO("exact " << what << ": " << report.summary());
    CHECK(report);
  });
}
