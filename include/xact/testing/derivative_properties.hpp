#pragma once

/// Properties of the derivative: f' agrees with differences of f, and `value_and_derivative`, `backward` and
/// `derivative_from_output` agree with f'.

#include <xact/testing/difference.hpp>
#include <xact/testing/failures.hpp>
#include <xact/testing/inputs.hpp>
#include <xact/testing/subject.hpp>

#include <algorithm>

namespace xact::inline XACT_ARCH::testing {

template <scalar T>
void check_both(failures<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> values,
                std::span<const T> derivatives) {
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  s.both(s.f, x.data(), y.data(), d.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    found.expect_same(property::value_and_derivative, "its value", x[i], y[i], values[i], "the bits of operator()");
    found.expect_same(property::value_and_derivative, "its derivative", x[i], d[i], derivatives[i],
                      "the bits of derivative");
  }
}

/// True if dx is dy·derivative. Also true for any dy if `selects` is true and both the derivative and dx are 0.
template <scalar T> bool is_product(T dx, T dy, T derivative, bool selects) {
  return same_bits(dx, dy * derivative) || (selects && detail::is_zero(derivative) && detail::is_zero(dx));
}

/// Precondition: f'(x) = 0. True if f' is a constant 0 on the piece of the formula that contains x. The function tests
/// f' next to the kinks at the ends of this piece: if f' is 0 at neither end, f'(x) may have underflowed to 0.
template <scalar T> bool on_constant_piece(const scalar_function<T> &derivative, T x, std::span<const double> kinks) {
  T below = -std::numeric_limits<T>::infinity();
  T above = std::numeric_limits<T>::infinity();
  for (const double kink : kinks) {
    const T k = static_cast<T>(kink);
    if (k < x)
      below = (std::max)(below, k);
    else
      above = (std::min)(above, k);
  }
  return (std::isfinite(below) && detail::is_zero(derivative(std::nextafter(below, above)))) ||
         (std::isfinite(above) && detail::is_zero(derivative(std::nextafter(above, below))));
}

template <scalar T>
void check_backward(failures<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> derivatives,
                    std::span<const double> kinks) {
  std::vector<T> dy(x.size());
  std::vector<T> dx(x.size());
  for (const T gradient : {T(1), T(-1.7), T(0), special_inputs<T>[3], special_inputs<T>[4], special_inputs<T>[0]}) {
    std::fill(dy.begin(), dy.end(), gradient);
    s.backward(s.f, x.data(), dy.data(), dx.data(), x.size());
    const std::string what = number("dx for dy = ", static_cast<double>(gradient));
    for (std::size_t i = 0; i < x.size(); ++i) {
      const bool must_select = s.selects_gradient && detail::is_zero(derivatives[i]) && !std::isfinite(gradient) &&
                               on_constant_piece(s.derivative, x[i], kinks);
      if (must_select ? !detail::is_zero(dx[i]) : !is_product(dx[i], gradient, derivatives[i], s.selects_gradient))
        found.add(property::backward, what, x[i], dx[i],
                  must_select ? 0 : static_cast<double>(gradient) * static_cast<double>(derivatives[i]),
                  must_select ? "f' is a constant 0 here, so select 0 instead of a product" : "dy·f'(x)");
    }
  }
}

/// Returns the change of derivative_from_output(y) if y has an error of a few units in the last place. `d` is
/// derivative_from_output(y).
template <scalar T> double output_error(const subject<T> &s, T y, T d) {
  constexpr T epsilon = std::numeric_limits<T>::epsilon();
  constexpr T least = std::numeric_limits<T>::denorm_min(); // the error of an output that underflows
  // Two outputs on each side: on the other side of an extremum, one output can have the derivative d again.
  const T outputs[] = {y * (1 - 8 * epsilon) - least, y * (1 - 5 * epsilon) - least, y * (1 + 8 * epsilon) + least,
                       y * (1 + 5 * epsilon) + least};
  T derivatives[4];
  s.from_output(s.f, outputs, derivatives, 4);
  const auto change = [&](int i) {
    return (std::max)(std::fabs(static_cast<double>(derivatives[i]) - static_cast<double>(d)),
                      std::fabs(static_cast<double>(derivatives[i + 1]) - static_cast<double>(d)));
  };
  // At a kink, the outputs on one side may be beyond the kink. Only the smaller change counts; NaN does not count.
  const double below = change(0);
  const double above = change(2);
  return below < above ? below : above;
}

/// True if x is beside a kink, but not the kink: f(x) can then round to the value at the kink.
template <scalar T> bool rounds_to_kink(T x, std::span<const double> kinks) {
  for (const double kink : kinks)
    if (const T distance = std::fabs(x - static_cast<T>(kink));
        distance > 0 && distance <= 2 * std::numeric_limits<T>::epsilon() * std::fabs(x))
      return true;
  return false;
}

template <scalar T>
void check_from_output(failures<T> found, const subject<T> &s, std::span<const T> x, std::span<const T> values,
                       std::span<const T> derivatives, std::span<const double> kinks) {
  using limits = std::numeric_limits<T>;
  std::vector<T> d(x.size());
  s.from_output(s.f, values.data(), d.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(values[i]) && !std::isnan(x[i])) // such as 0·(-∞) in leaky_relu: NaN does not determine f'
      continue;
    if (std::isinf(values[i]) && !std::isinf(x[i])) // f(x) overflows, as x² does
      continue;
    if (rounds_to_kink(x[i], kinks))
      continue;
    const double error = std::fabs(static_cast<double>(d[i]) - static_cast<double>(derivatives[i]));
    const double rounding = 8 * static_cast<double>(limits::epsilon() * std::fabs(derivatives[i])) +
                            static_cast<double>(limits::denorm_min());
    if (!same_bits(d[i], derivatives[i]) && !(error <= rounding + output_error(s, values[i], d[i])))
      found.add(property::derivative_from_output, number("f' from the output ", static_cast<double>(values[i])), x[i],
                d[i], static_cast<double>(derivatives[i]), "which is f' from the input");
  }
}

/// Returns the allowed error of a derivative of type T: e.error + assumed_error·ε·(4·max(1, |f'|) + |x·f''|), where ε
/// is the epsilon of T.
template <scalar T> double allowed_error(T x, const derivative_estimate &e) {
  const double size = 4 * (std::max)(1.0, std::fabs(e.derivative)) + std::fabs(static_cast<double>(x)) * e.curvature;
  return e.error + assumed_error * static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
}

/// True if x is beside a kink that T cannot represent. Formulas in T and in a wider type may then use different pieces
/// of the formula at x.
template <scalar T> bool beside_rounded_kink(T x, std::span<const double> kinks) {
  for (const double kink : kinks) {
    const T rounded = static_cast<T>(kink);
    if (!detail::equal(static_cast<double>(rounded), kink) &&
        std::fabs(x - rounded) <= 2 * std::numeric_limits<T>::epsilon() * std::fabs(rounded))
      return true;
  }
  return false;
}

template <scalar T> std::string estimate_text(T x, const derivative_estimate &e, const char *hint) {
  char text[120];
  std::snprintf(text, sizeof text, "the derivative of f from differences, within %.2g%s", allowed_error(x, e), hint);
  return text;
}

/// True if the estimate is so inaccurate that it would allow an error of a tenth in f', relative to max(1, |f'|).
template <scalar T> bool determines_little(T x, const derivative_estimate &e) {
  return !(allowed_error(x, e) <= 0.1 * (std::max)(1.0, std::fabs(e.derivative)));
}

/// Reports that the estimates are too inaccurate at `count` of `of` inputs, with `first` as an example.
template <scalar T> void omit_undetermined(failures<T> found, std::size_t count, std::size_t of, T first) {
  if (count == 0)
    return;
  found.omit(std::string("f' against differences of f (") + (sizeof(T) == 4 ? "float" : "double") + ") at " +
                 std::to_string(count) + " of " + std::to_string(of) + " inputs",
             number("such as ", static_cast<double>(first)) +
                 ": the values of f near them determine no derivative (state a kink, if f has one nearby)");
}

/// True if the place x of a kink may be rounded, so that the kink itself may lie on either side of x: x is no multiple
/// of 2^-10.
template <scalar T> bool may_be_rounded(T x) { return !detail::equal(std::trunc(x * T(1024)), x * T(1024)); }

/// True if d is an allowed derivative at the kink x: the derivative from the right, if this is 0, or if it is 1 and x
/// is not 0, or if x may be rounded. (A constant piece determines the derivative at its ends, and the identity does so
/// for functions such as hard_swish. At 0, the kink of most activations, all other functions have the derivative from
/// the left.)
template <scalar T, scalar W>
bool is_derivative_of_right_side(T x, T d, const scalar_function<W> &value, std::span<const double> kinks) {
  const derivative_estimate e = estimate_right_derivative(value, static_cast<W>(x), kinks);
  return std::fabs(static_cast<double>(d) - e.derivative) <= allowed_error(x, e) &&
         (detail::is_zero(d) || (detail::equal(d, T(1)) && !detail::is_zero(x)) || may_be_rounded(x));
}

/// Checks f' in T against differences of f in W. W is T or a wider type.
template <scalar T, scalar W>
void check_derivative(failures<T> found, const scalar_function<T> &derivative, const scalar_function<W> &value,
                      std::span<const double> kinks) {
  std::size_t undetermined = 0;
  T first_undetermined = 0;
  const std::vector<T> inputs = moderate_inputs<T>(kinks);
  for (const T x : inputs) {
    if (beside_rounded_kink(x, kinks))
      continue;
    const derivative_estimate e = estimate_derivative(value, static_cast<W>(x), kinks);
    if (determines_little(x, e) && undetermined++ == 0)
      first_undetermined = x;
    if (!(e.error < infinity) || !std::isfinite(static_cast<T>(e.derivative)))
      continue;
    const T d = derivative(x);
    if (std::fabs(static_cast<double>(d) - e.derivative) <= allowed_error(x, e))
      continue;
    const bool at_kink = std::find(kinks.begin(), kinks.end(), static_cast<double>(x)) != kinks.end();
    if (at_kink && is_derivative_of_right_side(x, d, value, kinks))
      continue;
    found.add(at_kink ? property::kink : property::derivative, derivative.name, x, d, e.derivative,
              estimate_text(x, e, at_kink ? ", from the left" : " (state a kink, if f has one nearby)"));
  }
  omit_undetermined(found, undetermined, inputs.size(), first_undetermined);
}

} // namespace xact::inline XACT_ARCH::testing
