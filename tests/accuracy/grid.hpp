#pragma once

/// Proves for a function with a scale that exact(f) is correctly rounded for every power of two as the scale that
/// facts() says so of, from scale 1 alone.
///
/// A power of two scales exactly in double. Results differ from the truth only where a midpoint of two floats, scaled
/// back, lies between the truth and what is rounded, or is just that. All of these midpoints, those of subnormal floats
/// too, are numbers of 25 significant bits: the ends of gaps, here.

#include "measure.hpp"

namespace test {

/// A functor whose one parameter is a scale.
template <class F> inline constexpr bool is_scaled = false;
template <> inline constexpr bool is_scaled<xact::elu> = true;

/// What exact(f) rounds to float.
template <class F> struct before_rounding {
  static constexpr std::string_view name = F::name;
  F f;
  template <xact::batch V> V operator()(V x) const noexcept { return xact::detail::unrounded(f, x); }
  template <xact::batch V> V derivative(V x) const noexcept { return f.derivative(x); }
};

/// Numbers of one gap have these bits in common; they include its end that is nearer to 0.
inline std::uint64_t gap(double y) { return std::bit_cast<std::uint64_t>(y) >> 28; }
inline double gap_end(std::uint64_t gap) { return std::bit_cast<double>(gap << 28); }

/// A number in the gap of elu's truth for α = 1, where that is too close to an end for double to tell; else NaN.
inline double in_the_gap(quantity q, const xact::elu &, double x) {
  if (q == quantity::value)
    // Between x and x + x²/2, and short of -1.
    return x > -0x1p-30 ? std::nextafter(x, 0.0) : x < -30 ? std::nextafter(-1.0, 0.0) : xact::nan;
  // Between 1 + x and 1.
  return x > -0x1p-30 ? std::nextafter(1.0, 0.0) : xact::nan;
}

template <class F> std::uint64_t gap_of_truth(quantity q, const F &f, double x, double near) {
  const double known = in_the_gap(q, f, x);
  if (!std::isnan(known))
    return gap(known);
  const std::uint64_t low = gap(near * (1 - margin));
  const std::uint64_t high = gap(near * (1 + margin));
  if (low == high)
    return low;
  return abs(reference(q, f, multiprecision(x))) < std::fabs(gap_end(high)) ? low : high;
}

/// The least k for which exact(f) is said to be correctly rounded with 2^k as its scale.
template <class F> int smallest_scale(F f) {
  int k = 0;
  const auto proved = [&](int exponent) {
    f.*F::parameters()[0].member = std::ldexp(1.0, exponent);
    return f.facts().exact_is_proved;
  };
  while (k > -149 && proved(k - 1))
    --k;
  return k;
}

/// True if this end of a gap is a midpoint of two floats for no scale from 2^k on: as a float it would have to be
/// subnormal, and end in half the smallest one.
inline bool is_no_midpoint(std::uint64_t end, int k) {
  const std::uint64_t bits = end << 28;
  const int exponent = static_cast<int>(bits << 1 >> 53) - 1023;
  const int last = exponent - 52 + std::countr_zero(bits | std::uint64_t{1} << 52);
  return (end & 1) == 0 && last + k > -150;
}

/// True if `got` times any power of two, from 2^k on, rounds to float as the truth times that power does.
template <class F> bool rounds_alike(quantity q, const F &f, double x, double got, int k) {
  const double near = reference(q, f, x);
  if (!(x < 0) || std::isinf(x))
    return same(got, near);
  // By the largest power half the smallest subnormal: both round to 0.
  if (std::fabs(near) < 0x1p-277 && std::fabs(got) < 0x1p-277)
    return std::signbit(got) == std::signbit(near);
  const std::uint64_t truth = gap_of_truth(q, f, x, near);
  const std::uint64_t place = gap(got);
  if (got == gap_end(place))
    return (truth == place || truth == place - 1) && is_no_midpoint(place, k);
  return truth == place || (truth == place - 1 && is_no_midpoint(place, k)) ||
         (truth == place + 1 && is_no_midpoint(truth, k));
}

/// Counts, as misrounded, the inputs where that does not hold for what `form` makes of them in double.
template <class F, class Form> tally measure_grid(const F &f, quantity q, const inputs &inputs, const Form &form) {
  constexpr std::size_t block = 4096;
  std::vector<double> x;
  std::vector<double> y(block);
  tally result;
  const int k = smallest_scale(f);
  for (std::uint64_t first = 0; first < inputs.count; first += block) {
    x.clear();
    for (std::uint64_t i = first; i < std::min(first + block, inputs.count); ++i)
      x.push_back(static_cast<double>(std::bit_cast<float>(inputs.bits(i))));
    evaluate<Form, double>(q, form, x, std::span(y).first(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!rounds_alike(q, f, x[i], y[i], k)) {
        ++result.misrounded;
        result.error(xact::infinity, x[i]);
      }
  }
  return result;
}

} // namespace test
