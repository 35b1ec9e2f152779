#pragma once

/// Independent formulas in wide precision, written from the papers and not from the headers. An activation without one
/// is held against itself in double.

#include <xact/xact.hpp>

#include <cmath>

namespace test {

/// A parameter, wide.
inline long double wide(double parameter) { return static_cast<long double>(parameter); }

inline long double value(const xact::relu &, long double x) { return x < 0 ? 0 : x; }
inline long double slope(const xact::relu &, long double x) { return x <= 0 ? 0 : 1; }

inline long double value(const xact::leaky_relu &f, long double x) { return x < 0 ? wide(f.slope) * x : x; }
inline long double slope(const xact::leaky_relu &f, long double x) { return x <= 0 ? wide(f.slope) : 1; }

inline long double value(const xact::fixed<xact::formula::prelu> &f, long double x) {
  return x < 0 ? wide(f.parameter) * x : x;
}
inline long double slope(const xact::fixed<xact::formula::prelu> &f, long double x) {
  return x <= 0 ? wide(f.parameter) : 1;
}

inline long double value(const xact::elu &f, long double x) { return x < 0 ? wide(f.alpha) * std::expm1(x) : x; }
inline long double slope(const xact::elu &f, long double x) { return x <= 0 ? wide(f.alpha) * std::exp(x) : 1; }

template <class F>
concept has_reference = requires(const F &f, long double x) {
  value(f, x);
  slope(f, x);
};

/// f with its parameters rounded to T, as every call rounds them.
template <class T, class F> F rounded(F f) {
  for (const auto &parameter : f.parameters())
    f.*parameter.member = static_cast<double>(static_cast<T>(f.*parameter.member));
  return f;
}

/// The wide value and derivative that results of type T are held against.
template <class T, class F> long double wide_value(const F &f, T x) {
  const F g = rounded<T>(f);
  if constexpr (has_reference<F>)
    return value(g, static_cast<long double>(x));
  else
    return wide(g(static_cast<double>(x)));
}
template <class T, class F> long double wide_slope(const F &f, T x) {
  const F g = rounded<T>(f);
  if constexpr (has_reference<F>)
    return slope(g, static_cast<long double>(x));
  else
    return wide(g.derivative(static_cast<double>(x)));
}

} // namespace test
