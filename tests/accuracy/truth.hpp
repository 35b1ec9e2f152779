#pragma once

/// Computes true values of functions with the formulas of reference.hpp: in double, and in MPFR if double is not
/// accurate enough.

#include "../reference.hpp"
#include "../support.hpp"

#include <mpreal.h>

namespace test {

using multiprecision = mpfr::mpreal;

/// Sets the precision of MPFR to 200 bits. This is sufficient for e^x - 1 at the smallest subnormal float.
inline void set_precision() { multiprecision::set_default_prec(200); }

enum class quantity { value, derivative };
inline constexpr const char *name_of(quantity q) { return q == quantity::value ? "value" : "derivative"; }

/// Returns f or f' at x, computed in N. The parameters of f are not rounded. At NaN and ±∞ the facts of f decide.
template <class N, class F> N reference(quantity q, const F &f, N x) {
  if (!(x - x == 0)) {
    const xact::special_values at = q == quantity::value ? f.facts().value : f.facts().derivative;
    return N(x < 0 ? at.minus_infinity : x > 0 ? at.plus_infinity : at.nan);
  }
  return q == quantity::value ? reference_value(f, x) : reference_derivative(f, x);
}

/// Runs the kernel of f or f' on x.
template <class F, class T> void evaluate(quantity q, const F &f, std::span<const T> x, std::span<T> y) {
  if (q == quantity::value)
    xact::forward(f, x, y);
  else
    xact::derivative(f, x, y);
}

/// A relative margin that is far above the errors of libm and far below the distance of two floats.
inline constexpr double margin = 0x1p-44;

/// Returns a negative number, 0 or a positive number if f at x is less than, equal to or greater than y.
template <class F> int compare(quantity q, const F &f, float x, double y) {
  if constexpr (requires { value_minus(f, y, y); })
    if (const double difference = value_minus(f, static_cast<double>(x), y);
        q == quantity::value && !std::isnan(difference))
      return difference < 0 ? -1 : difference > 0 ? 1 : 0;
  const multiprecision truth = reference(q, f, multiprecision(static_cast<double>(x)));
  return truth < y ? -1 : truth > y ? 1 : 0;
}

/// Returns the float nearest to f at x: ties go to even, and subnormal results are rounded once. `near` is f in double,
/// which may be too close to the midpoint of two floats for a decision.
template <class F> float nearest(quantity q, const F &f, float x, double near) {
  const auto inner = static_cast<float>(near * (1 - margin));
  const auto outer = static_cast<float>(near * (1 + margin));
  if (exact_in_double<F> || same(inner, outer))
    return static_cast<float>(near);
  const double beyond = std::isinf(outer) ? std::copysign(0x1p128, near) : static_cast<double>(outer);
  const double midpoint = (static_cast<double>(inner) + beyond) / 2;
  const int side = compare(q, f, x, midpoint);
  if (side == 0)
    return static_cast<float>(midpoint);
  return (side < 0) == (midpoint < 0) ? outer : inner;
}

/// Returns |got - truth| in units in the last place of the true value, also for subnormal numbers. Returns 0 if both
/// are the same special value.
template <class T> double error_in_ulp(T got, const multiprecision &truth) {
  using limits = std::numeric_limits<T>;
  if (!std::isfinite(got) || !isfinite(truth))
    return truth == got || (std::isnan(got) && isnan(truth)) ? 0 : xact::infinity;
  const long exponent = truth == 0 ? limits::min_exponent : static_cast<long>(truth.get_exp()) - 1;
  const long last_place = std::max<long>(exponent, limits::min_exponent - 1) - limits::digits + 1;
  return ldexp(abs(truth - got), static_cast<mp_exp_t>(-last_place)).toDouble();
}

/// Returns the error of f at x in units in the last place, computed with MPFR.
template <class T, class F> double true_error(quantity q, const F &f, T x) {
  T got;
  evaluate<F, T>(q, f, {&x, 1}, {&got, 1});
  return error_in_ulp(got, reference(q, rounded<T>(f), multiprecision(x)));
}

} // namespace test
