#pragma once

/// Independent reference formulas, written from the papers and not from the headers. They compute in the number type N:
/// long double, double or, in tests/accuracy, MPFR. If an activation has no reference formula, tests compare its
/// results with its results in double.

#include <xact/xact.hpp>

#include <cmath>

namespace test {

template <class N> N value(const xact::relu &, N x) { return x < 0 ? N(0) : x; }
template <class N> N derivative(const xact::relu &, N x) { return x <= 0 ? N(0) : N(1); }

template <class N> N value(const xact::leaky_relu &f, N x) { return x < 0 ? N(f.slope) * x : x; }
template <class N> N derivative(const xact::leaky_relu &f, N x) { return x <= 0 ? N(f.slope) : N(1); }

template <class N> N value(const xact::formula::prelu &f, N x) { return x < 0 ? N(f.slope) * x : x; }
template <class N> N derivative(const xact::formula::prelu &f, N x) { return x <= 0 ? N(f.slope) : N(1); }

// Argument-dependent lookup finds the exponential of a multiprecision type. The comparison with -746 avoids the slow
// underflow of exp in double.
template <class N> N value(const xact::elu &f, N x) {
  using std::expm1;
  return x < 0 ? N(f.alpha) * expm1(x) : x;
}
template <class N> N derivative(const xact::elu &f, N x) {
  using std::exp;
  if constexpr (std::is_same_v<N, double>)
    if (x < -746)
      return f.alpha * 0;
  return x <= 0 ? N(f.alpha) * exp(x) : N(1);
}

template <class N> N value(const xact::identity &, N x) { return x; }
template <class N> N derivative(const xact::identity &, N) { return N(1); }

// Returns e^-|x|, which does not overflow.
template <class N> N exp_of_minus_abs(N x) {
  using std::exp;
  if constexpr (std::is_same_v<N, double>)
    if (std::fabs(x) > 746)
      return 0;
  return exp(x < 0 ? x : N(-x));
}
template <class N> N value(const xact::sigmoid &, N x) {
  const N e = exp_of_minus_abs(x);
  return (x < 0 ? e : N(1)) / (1 + e);
}
template <class N> N derivative(const xact::sigmoid &, N x) {
  const N e = exp_of_minus_abs(x);
  return e / ((1 + e) * (1 + e));
}

template <class N> N value(const xact::tanh &, N x) {
  using std::tanh;
  return tanh(x);
}
template <class N> N derivative(const xact::tanh &, N x) { return 4 * derivative(xact::sigmoid{}, N(2 * x)); }

template <class N> N value(const xact::softplus &, N x) {
  using std::log1p;
  const N log = log1p(exp_of_minus_abs(x));
  return x < 0 ? log : N(x + log);
}
template <class N> N derivative(const xact::softplus &, N x) { return value(xact::sigmoid{}, x); }

// x, limited to the numbers from `low` to `high`.
template <class N> N limited(N x, N low, N high) {
  const N y = x < low ? low : x;
  return y > high ? high : y;
}
template <class N> N is_between(N x, N low, N high) { return x > low && x < high ? N(1) : N(0); }

template <class N> N value(const xact::relu6 &, N x) { return limited(x, N(0), N(6)); }
template <class N> N derivative(const xact::relu6 &, N x) { return is_between(x, N(0), N(6)); }

template <class N> N value(const xact::hard_tanh &f, N x) { return limited(x, N(f.low), N(f.high)); }
template <class N> N derivative(const xact::hard_tanh &f, N x) { return is_between(x, N(f.low), N(f.high)); }

template <class N> N value(const xact::clamp &f, N x) { return limited(x, N(f.low), N(f.high)); }
template <class N> N derivative(const xact::clamp &f, N x) { return is_between(x, N(f.low), N(f.high)); }

template <class N> N value(const xact::hard_sigmoid &f, N x) {
  const N h = f.half_width;
  return limited(N((x + h) / (2 * h)), N(0), N(1));
}
template <class N> N derivative(const xact::hard_sigmoid &f, N x) {
  const N h = f.half_width;
  return is_between(x, N(-h), h) / (2 * h);
}

template <class N> N value(const xact::sparse_sigmoid &, N x) { return limited(N((x + 1) / 2), N(0), N(1)); }
template <class N> N derivative(const xact::sparse_sigmoid &, N x) { return is_between(x, N(-1), N(1)) / 2; }

template <class N> N value(const xact::hard_swish &f, N x) {
  const N h = f.half_width;
  return x <= -h ? N(0) : x >= h ? x : N(x * ((x + h) / (2 * h)));
}
template <class N> N derivative(const xact::hard_swish &f, N x) {
  const N h = f.half_width;
  return x <= -h ? N(0) : x >= h ? N(1) : N((2 * x + h) / (2 * h));
}

template <class N> N value(const xact::affine &f, N x) { return N(f.alpha) * x + N(f.beta); }
template <class N> N derivative(const xact::affine &f, N) { return f.alpha; }

template <class N> N value(const xact::affine_hard_sigmoid &f, N x) {
  return limited(N(N(f.alpha) * x + N(f.beta)), N(0), N(1));
}
template <class N> N derivative(const xact::affine_hard_sigmoid &f, N x) {
  // The second difference is exact next to the upper kink.
  const N line = N(f.alpha) * x;
  return line + N(f.beta) > 0 && line + (N(f.beta) - 1) < 0 ? N(f.alpha) : N(0);
}

template <class N> N shrunk(N x, N lambda, N bias) {
  return x < -lambda ? N(x + bias) : x > lambda ? N(x - bias) : N(0);
}
template <class N> N value(const xact::hard_shrink &f, N x) { return shrunk(x, N(f.lambda), N(0)); }
template <class N> N derivative(const xact::hard_shrink &f, N x) { return 1 - N(x >= -f.lambda && x <= f.lambda); }
template <class N> N value(const xact::soft_shrink &f, N x) { return shrunk(x, N(f.lambda), N(f.lambda)); }
template <class N> N derivative(const xact::soft_shrink &f, N x) { return 1 - N(x >= -f.lambda && x <= f.lambda); }
template <class N> N value(const xact::shrink &f, N x) { return shrunk(x, N(f.lambda), N(f.bias)); }
template <class N> N derivative(const xact::shrink &f, N x) { return 1 - N(x >= -f.lambda && x <= f.lambda); }

template <class N> N value(const xact::threshold &f, N x) { return x > f.at ? x : N(f.value); }
template <class N> N derivative(const xact::threshold &f, N x) { return x > f.at ? N(1) : N(0); }
template <class N> N value(const xact::thresholded_relu &f, N x) { return x > f.theta ? x : N(0); }
template <class N> N derivative(const xact::thresholded_relu &f, N x) { return x > f.theta ? N(1) : N(0); }

template <class N> N value(const xact::squared_relu &, N x) { return x > 0 ? N(x * x) : N(0); }
template <class N> N derivative(const xact::squared_relu &, N x) { return x > 0 ? N(2 * x) : N(0); }

template <class N> N value(const xact::sparse_plus &, N x) {
  return x <= -1 ? N(0) : x >= 1 ? x : N((x + 1) * (x + 1) / 4);
}
template <class N> N derivative(const xact::sparse_plus &, N x) { return value(xact::sparse_sigmoid{}, x); }

template <class N> N value(const xact::softsign &, N x) { return x / (1 + (x < 0 ? N(-x) : x)); }
template <class N> N derivative(const xact::softsign &, N x) {
  const N inverse = 1 / (1 + (x < 0 ? N(-x) : x));
  return inverse * inverse;
}

template <class N> N value(const xact::squareplus &f, N x) {
  using std::sqrt;
  const N root = sqrt(N(x * x + N(f.b)));
  return x < 0 ? N(N(f.b) / (2 * (root - x))) : N((x + root) / 2);
}
template <class N> N derivative(const xact::squareplus &f, N x) {
  using std::sqrt;
  const N a = x < 0 ? N(-x) : x;
  const N root = sqrt(N(x * x + N(f.b)));
  const N left = N(f.b) / (2 * root * (root + a));
  return x < 0 ? left : N(1 - left);
}

/// True if the formulas above are exact in double for float x and float parameters.
template <class F> inline constexpr bool exact_in_double = false;
template <> inline constexpr bool exact_in_double<xact::relu> = true;
template <> inline constexpr bool exact_in_double<xact::leaky_relu> = true;
template <> inline constexpr bool exact_in_double<xact::formula::prelu> = true;
template <> inline constexpr bool exact_in_double<xact::identity> = true;
template <> inline constexpr bool exact_in_double<xact::relu6> = true;
template <> inline constexpr bool exact_in_double<xact::hard_tanh> = true;
template <> inline constexpr bool exact_in_double<xact::clamp> = true;
template <> inline constexpr bool exact_in_double<xact::hard_shrink> = true;
template <> inline constexpr bool exact_in_double<xact::threshold> = true;
template <> inline constexpr bool exact_in_double<xact::thresholded_relu> = true;
template <> inline constexpr bool exact_in_double<xact::squared_relu> = true;

/// Returns a number with the sign of f(x) - y, for x < 0 so close to 0 that double cannot distinguish f(x) from α·x.
/// Returns NaN for other x, and if the sign remains unknown.
inline double value_minus(const xact::elu &f, double x, double y) {
  if (!(x < 0 && x > -0x1p-30))
    return xact::nan;
  // α·x is exact, and so is the difference of two close numbers. The next term of the series is α·x²/2.
  const double square = f.alpha * x * x / 2;
  const double difference = (f.alpha * x - y) + square;
  return std::fabs(difference) > std::fabs(square) * 0x1p-28 ? difference : xact::nan;
}

template <class F>
concept has_reference = requires(const F &f, long double x) {
  value(f, x);
  derivative(f, x);
};

/// These functions return f(x) and f'(x), computed in N. Without a reference, f computes them in double.
template <class N, class F> N reference_value(const F &f, N x) {
  if constexpr (has_reference<F>)
    return value(f, x);
  else
    return N(f(static_cast<double>(x)));
}
template <class N, class F> N reference_derivative(const F &f, N x) {
  if constexpr (has_reference<F>)
    return derivative(f, x);
  else
    return N(f.derivative(static_cast<double>(x)));
}

/// Returns f with its parameters rounded to T, as every call on arrays of T rounds them.
template <class T, class F> F rounded(F f) {
  for (const auto &parameter : xact::parameters_of<F>())
    f.*parameter.member = xact::rounded_to<T>(f.*parameter.member);
  return f;
}

/// These functions return f(x) and f'(x) in long double. Tests compare results of type T with them.
template <class T, class F> long double wide_value(const F &f, T x) {
  return reference_value(rounded<T>(f), static_cast<long double>(x));
}
template <class T, class F> long double wide_derivative(const F &f, T x) {
  return reference_derivative(rounded<T>(f), static_cast<long double>(x));
}

} // namespace test
