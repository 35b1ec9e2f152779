#pragma once

/// Independent reference formulas, written from the papers and not from the headers. They compute in the number type N:
/// long double, double or, in tests/accuracy, MPFR. If an activation has no reference formula, tests compare its
/// results with its results in double.

#include <xact/xact.hpp>

#include <cmath>
#include <type_traits>
#include <utility>

namespace test {

template <class N> N value(const xact::relu &, N x) { return x < 0 ? N(0) : x; }
template <class N> N derivative(const xact::relu &, N x) { return x <= 0 ? N(0) : N(1); }

template <class N> N value(const xact::leaky_relu &f, N x) { return x < 0 ? N(f.slope) * x : x; }
template <class N> N derivative(const xact::leaky_relu &f, N x) { return x <= 0 ? N(f.slope) : N(1); }

template <class N> N value(const xact::formula::prelu &f, N x) { return x < 0 ? N(f.slope) * x : x; }
template <class N> N derivative(const xact::formula::prelu &f, N x) { return x <= 0 ? N(f.slope) : N(1); }

template <class N> N value(const xact::rrelu &f, N x) { return x < 0 ? N(f.lower / 2 + f.upper / 2) * x : x; }
template <class N> N derivative(const xact::rrelu &f, N x) { return x <= 0 ? N(f.lower / 2 + f.upper / 2) : N(1); }

// Argument-dependent lookup finds the exponential of a multiprecision type. The comparison with -746 avoids the slow
// underflow of exp in double.
template <class N> N value(const xact::elu &f, N x) {
  using std::expm1;
  return x < 0 ? N(N(f.scale) * f.alpha * expm1(N(N(f.input_scale) * x))) : N(N(f.scale) * x);
}
template <class N> N derivative(const xact::elu &f, N x) {
  using std::exp;
  const N u = N(f.input_scale) * x;
  const N at_zero = N(f.scale) * f.alpha * f.input_scale;
  if constexpr (std::is_same_v<N, double>)
    if (u < -746)
      return at_zero * 0;
  return x <= 0 ? N(at_zero * exp(u)) : N(f.scale);
}

template <class N> N value(const xact::exp &, N x) {
  using std::exp;
  if constexpr (std::is_same_v<N, double>)
    if (x < -746)
      return 0;
  return exp(x);
}
template <class N> N derivative(const xact::exp &f, N x) { return value(f, x); }

// The constants of selu have more digits than a long double: the sum of two doubles is exact to 2^-105.
template <class N> N selu_lambda() { return N(0x1.0cfabd6a91132p+0) + 0x1.6fc7d272f2695p-55; }
template <class N> N selu_lambda_alpha() { return N(0x1.c212cc640f031p+0) + 0x1.05161b045a1fep-56; }
template <class N> N value(const xact::selu &, N x) {
  using std::expm1;
  return x > 0 ? N(selu_lambda<N>() * x) : N(selu_lambda_alpha<N>() * expm1(x));
}
template <class N> N derivative(const xact::selu &, N x) {
  return x > 0 ? selu_lambda<N>() : N(selu_lambda_alpha<N>() * value(xact::exp{}, x));
}

template <class N> N value(const xact::celu &f, N x) {
  using std::expm1;
  return x < 0 ? N(N(f.alpha) * expm1(N(x / N(f.alpha)))) : x;
}
template <class N> N derivative(const xact::celu &f, N x) {
  return x <= 0 ? value(xact::exp{}, N(x / N(f.alpha))) : N(1);
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

template <class N> N value(const xact::scaled_tanh &f, N x) {
  return N(f.alpha) * value(xact::tanh{}, N(N(f.beta) * x));
}
template <class N> N derivative(const xact::scaled_tanh &f, N x) {
  return N(f.alpha) * N(f.beta) * derivative(xact::tanh{}, N(N(f.beta) * x));
}

template <class N> N value(const xact::softplus &f, N x) {
  using std::log1p;
  const N log = log1p(exp_of_minus_abs(N(N(f.beta) * x))) / N(f.beta);
  return x < 0 ? log : N(x + log);
}
template <class N> N derivative(const xact::softplus &f, N x) { return value(xact::sigmoid{}, N(N(f.beta) * x)); }

template <class N> N value(const xact::log_sigmoid &, N x) {
  using std::log1p;
  const N log = log1p(exp_of_minus_abs(x));
  return x > 0 ? N(-log) : N(x - log);
}
template <class N> N derivative(const xact::log_sigmoid &, N x) { return value(xact::sigmoid{}, N(-x)); }

// Gates x·σ(u). The derivative at -x is 1 minus the derivative at x, and for u < 0 it is e^u·(1 + xu' + e^u) / (1 +
// e^u)². With its zero z, and with e^u(z) = -(1 + z·u'(z)), the sum 1 + xu' + e^u is (xu' - z·u'(z)) + e^u(z)·(e^(u -
// u(z)) - 1), which cancels no digits next to z. Three doubles hold z.
template <class N> N gate(N x, N u) {
  const N e = exp_of_minus_abs(u);
  return (u < 0 ? N(x * e) : x) / (1 + e);
}
template <class N> N gate_derivative(N u, N u_minus_zero, N xu_minus_zero, N exp_of_zero, bool reflected) {
  using std::expm1;
  const N e = exp_of_minus_abs(u);
  const N rise = u_minus_zero < -746 ? N(-1) : N(expm1(u_minus_zero));
  const N d = e * (xu_minus_zero + exp_of_zero * rise) / ((1 + e) * (1 + e));
  return reflected ? N(1 - d) : d;
}
template <class N> N derivative_of_swish(N u) {
  constexpr double z[] = {-0x1.474973c84120bp+0, -0x1.f8d74bc9ac154p-54, -0x1.44a50180ba780p-108};
  const N left = u < 0 ? u : N(-u);
  const N difference = ((left - z[0]) - z[1]) - z[2];
  return gate_derivative(left, difference, difference, N(((-1 - N(z[0])) - z[1]) - z[2]), u > 0);
}
template <class N> N value(const xact::silu &, N x) { return gate(x, x); }
template <class N> N derivative(const xact::silu &, N x) { return derivative_of_swish(x); }
template <class N> N value(const xact::swish &f, N x) { return gate(x, N(N(f.beta) * x)); }
template <class N> N derivative(const xact::swish &f, N x) { return derivative_of_swish(N(N(f.beta) * x)); }
template <class N> N value(const xact::quick_gelu &f, N x) { return gate(x, N(N(f.beta) * x)); }
template <class N> N derivative(const xact::quick_gelu &f, N x) { return derivative_of_swish(N(N(f.beta) * x)); }

// u is c·(x + 0.044715·x³). Three doubles hold c = 2·√(2/π).
template <class N> N cubic_factor() {
  return N(0x1.9884533d43651p+0) + -0x1.cbc0d30ebfd15p-54 + -0x1.c7402c7d60cfbp-110;
}
template <class N> N cubic_share() { return N(44715) / 1000000; }
template <class N> N value(const xact::gelu_tanh &, N x) {
  return gate(x, N(cubic_factor<N>() * (x + cubic_share<N>() * x * x * x)));
}
template <class N> N derivative(const xact::gelu_tanh &, N x) {
  using std::exp;
  constexpr double z[] = {-0x1.81429f9e97e4dp-1, 0x1.4f523ed77dbdcp-55, -0x1.a649fca8ac0e5p-109};
  const N c = cubic_factor<N>(), a = cubic_share<N>();
  const N left = x < 0 ? x : N(-x), zero = N(z[0]) + z[1] + z[2];
  const N difference = ((left - z[0]) - z[1]) - z[2];
  const N square = left * left + left * zero + zero * zero;
  return gate_derivative(N(c * (left + a * left * left * left)), N(c * difference * (1 + a * square)),
                         N(c * difference * (1 + 3 * a * square)), N(exp(N(c * (zero + a * zero * zero * zero)))),
                         x > 0);
}

// With e = e^x and a = 1 + e, tanh(log(a)) is (a² - 1) / (a² + 1). The derivative of mish is the product of 4·e·a /
// (a² + 1)² and of x + s, where s = (a + 1)·(a² + 1) / (4·a). With its zero z, and with k = 1 + e^z, the sum x + s is
// (x - z) + (a - k)·(a + k + 1 - 1 / (a·k)) / 4, which cancels no digits next to z. Three doubles hold z. From x = 40
// on, long double and double cannot distinguish the derivative from 1.
template <class N> N value(const xact::mish &, N x) {
  const N e = exp_of_minus_abs(x);
  return x < 0 ? N(x * (e * (e + 2)) / (e * (e + 2) + 2)) : N(x * (1 + 2 * e) / (1 + 2 * e * (1 + e)));
}
template <class N> N derivative(const xact::mish &, N x) {
  using std::exp, std::expm1;
  constexpr double z[] = {-0x1.31432c0d12d84p+0, -0x1.bf319154da210p-55, -0x1.3b82ea8c1efc4p-109};
  const N e = exp_of_minus_abs(N(x < 40 ? x : N(-1000)));
  if (x >= 40)
    return 1 + (4 * x - 2) * exp_of_minus_abs(x) * exp_of_minus_abs(x);
  const N exp_x = x < 0 ? e : N(1 / e), kappa = exp(N(z[0]) + z[1] + z[2]);
  const N difference = ((x - z[0]) - z[1]) - z[2];
  const N rise = kappa * (difference < -746 ? N(-1) : N(expm1(difference)));
  const N a = 1 + exp_x, k = 1 + kappa;
  return 4 * exp_x * a * (difference + rise * (a + k + 1 - 1 / (a * k)) / 4) / ((a * a + 1) * (a * a + 1));
}

// With e = e^x, the derivative of telu is tanh(e) + x·e·q with q = 1 - tanh²(e). It is also e·q·(x + s(e)), where s(e)
// is sinh(2e) / (2e), the sum of 4^k·e^2k / (2k + 1)! over all k. With its zero z, and with k = e^z, the factor x +
// s(e) is (x - z) + (s(e) - s(k)), which cancels no digits next to z. Three doubles hold z. From x = 6 on, long double
// and double cannot distinguish the derivative from 1.
template <class N> N value(const xact::telu &, N x) {
  using std::tanh;
  const N e = exp_of_minus_abs(N(x < 10 ? x : N(10)));
  return x < 0 ? N(x * tanh(e)) : N(x * tanh(N(1 / e)));
}
template <class N> N derivative(const xact::telu &, N x) {
  using std::exp, std::expm1, std::tanh;
  constexpr double z[] = {-0x1.14302c3c10f30p+0, -0x1.b8c761c7b1289p-54, -0x1.4130ba31f9f48p-108};
  if (x >= 6)
    return 1;
  const N exp_of_left = exp_of_minus_abs(x), e = x < 0 ? exp_of_left : N(1 / exp_of_left);
  const N other = exp(N(-2 * e)), q = 4 * other / ((1 + other) * (1 + other));
  if (x >= 0)
    return tanh(e) + x * e * q;
  // `rise` is e^(2k·(x - z)) - 1, and `term` is 4^k·e^(2k·z) / (2k + 1)!.
  const N difference = ((x - z[0]) - z[1]) - z[2];
  const N square = exp(N(2 * (N(z[0]) + z[1] + z[2])));
  const N first_rise = difference < -373 ? N(-1) : N(expm1(N(2 * difference)));
  N sum = difference, rise = first_rise, term = 1;
  for (int k = 1; k < 50; ++k) {
    term *= 4 * square / (2 * k * (2 * k + 1));
    const N next = sum + term * rise;
    if (next == sum)
      break;
    sum = next;
    rise = rise + first_rise + rise * first_rise;
  }
  return e * q * sum;
}

// The density of the normal distribution. The rounding error of x²/2 would count many times in the tail.
template <class N> N normal_density(N x) {
  using std::acos, std::exp, std::fma, std::sqrt;
  const N half_square = x * x / 2;
  if (half_square > 20000)
    return 0;
  return exp(-half_square) * (1 - fma(x, N(x / 2), N(-half_square))) / sqrt(2 * acos(N(-1)));
}
// The cumulative distribution function of the normal distribution. The second term corrects the rounding error of y.
template <class N> N normal_cdf(N x) {
  using std::erfc, std::fma, std::sqrt;
  const N y = -x / sqrt(N(2));
  const N half_square = x * x / 2;
  if (x == 0 || half_square > 20000)
    return x == 0 ? N(1) / 2 : N(x < 0 ? 0 : 1);
  const N lost = (fma(x, N(x / 2), N(-half_square)) - fma(y, y, N(-half_square))) / (2 * y);
  return erfc(y) / 2 - lost * sqrt(N(2)) * normal_density(x);
}
template <class N> N value(const xact::gelu &, N x) { return x * normal_cdf(x); }
template <class N> N derivative(const xact::gelu &, N x) {
  // Next to the zero z of f', the Taylor series of f'' = φ(x)·(2 - x²) is integrated, because the sum of two terms
  // would cancel. MPFR has enough digits for the sum. With d = x - z, p, q and r are consecutive coefficients of φ(z +
  // d).
  if constexpr (std::is_floating_point_v<N>) {
    const N z = N(-0x1.80ead197f00b4p-1);
    const N d = (x - z) - N(0x1.13e74c58cada8p-56);
    if (std::fabs(d) < N(0.0625)) {
      N p = normal_density(z), q = 0, r = 0, sum = 0, power = d;
      for (int k = 0; k < 20; ++k, power *= d) {
        sum += ((2 - z * z) * p - 2 * z * q - r) * power / (k + 1);
        r = std::exchange(q, std::exchange(p, -(z * p + q) / (k + 1)));
      }
      return sum;
    }
  }
  const N sum = normal_cdf(x) + x * normal_density(x);
  return sum == 0 && x < 0 ? -N(0) : sum; // f' approaches 0 from below
}

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
  return x <= -h ? -N(0) : x >= h ? x : N(x * ((x + h) / (2 * h)));
}
template <class N> N derivative(const xact::hard_swish &f, N x) {
  const N h = f.half_width;
  return x <= -h ? N(0) : x >= h ? N(1) : N((2 * x + h) / (2 * h));
}

template <class N> N value(const xact::affine &f, N x) {
  const N product = N(f.alpha) * x;
  return f.beta == 0 ? product : N(product + N(f.beta)); // f(-0) is -0 for β = 0
}
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
  return x < -lambda ? N(x + bias) : x > lambda ? N(x - bias) : N(x * 0);
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

// e^x - 1 - x for x <= 0.
template <class N> N expm1_minus_identity(N x) {
  using std::expm1;
  if (x < -1)
    return expm1(x) - x;
  N term = x * x / 2;
  N sum = term;
  for (int k = 3; k < 45; ++k) {
    term = term * x / k;
    sum = sum + term;
  }
  return sum;
}
template <class N> N value(const xact::xielu &f, N x) {
  using std::expm1;
  if (x >= 0 || x != x)
    return x == 0 ? N(x * N(f.beta)) : N(x * (N(f.alpha_p) * x + N(f.beta)));
  const N slope = N(f.beta) - N(f.alpha_n);
  if (x < -1) // for αn = β the terms with x cancel
    return (slope == 0 ? N(0) : N(slope * x)) + N(f.alpha_n) * expm1(x);
  return N(f.alpha_n) * expm1_minus_identity(x) + N(f.beta) * x;
}
template <class N> N derivative(const xact::xielu &f, N x) {
  using std::exp;
  using std::expm1;
  if (x != x)
    return x;
  if (x >= 0)
    return f.alpha_p == 0 ? N(f.beta) : N(2 * N(f.alpha_p) * x + N(f.beta));
  return x > -1 ? N(N(f.alpha_n) * expm1(x) + N(f.beta)) : N((N(f.beta) - N(f.alpha_n)) + N(f.alpha_n) * exp(x));
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

// tanh(x) is the continued fraction x / (1 + g), with g = x² / (3 + x² / (5 + ...)).
template <class N> N value(const xact::tanh_shrink &, N x) {
  if (x <= -1 || x >= 1)
    return x - value(xact::tanh{}, x);
  N g = 0;
  for (int k = 40; k > 0; --k)
    g = x * x / (2 * k + 1 + g);
  return x * g / (1 + g);
}
template <class N> N derivative(const xact::tanh_shrink &, N x) {
  const N t = value(xact::tanh{}, x);
  return t * t;
}

template <class N> N value(const xact::lisht &, N x) { return x * value(xact::tanh{}, x); }
template <class N> N derivative(const xact::lisht &, N x) {
  const N d = derivative(xact::tanh{}, x);
  return value(xact::tanh{}, x) + (d == 0 ? d : N(x * d));
}

// With m = e^-|x| - 1, cosh(x) is 1 + m² / (2 + 2m).
template <class N> N value(const xact::log_cosh &, N x) {
  using std::expm1, std::log1p;
  const N a = x < 0 ? N(-x) : x;
  const N square = a * a;
  if (a < 0x1p-12) // exact where the result is the midpoint of two floats
    return square / 2 * (1 - square / 6 + 2 * square * square / 45);
  if (a > 1)
    return a - log1p(N(1)) + log1p(exp_of_minus_abs(N(2 * a)));
  const N m = expm1(N(-a));
  return log1p(N(m * m / (2 * (1 + m))));
}
template <class N> N derivative(const xact::log_cosh &, N x) { return value(xact::tanh{}, x); }

template <class N> N value(const xact::snake &f, N x) {
  using std::sin;
  const N s = sin(N(N(f.alpha) * x));
  return f.alpha == 0 || x == 0 ? x : N(x + s * s / N(f.alpha)); // f(-0) is -0
}
// 1 + sin(2u) is 2·sin²(u + π/4), which cancels no digits next to zeros.
template <class N> N derivative(const xact::snake &f, N x) {
  using std::acos, std::sin;
  const N s = sin(N(N(f.alpha) * x + acos(N(-1)) / 4));
  return 2 * s * s;
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
  if (!(x < 0 && x > -0x1p-30) || f.scale != 1 || f.input_scale != 1)
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
