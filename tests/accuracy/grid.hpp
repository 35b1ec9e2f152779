#pragma once

/// Proves for a function with a scale that exact(f) is correctly rounded for every power of two as the scale, from
/// scale 1 alone.
///
/// A power of two scales exactly, in double and in double_double. The midpoints of two floats, those of subnormal ones
/// too, scaled back, are numbers of 25 significant bits: the ends of gaps, here. So exact(f) is right for every scale
/// if double is within half of what exact supposes, and if double_double is on the truth's side of every end that
/// double is near.

#include "measure.hpp"

#include <xact/exact.hpp>

namespace test {

/// A functor whose one parameter is a scale.
template <class F> inline constexpr bool is_scaled = false;
template <> inline constexpr bool is_scaled<xact::elu> = true;

/// Numbers of one gap have these bits in common; they include its end that is nearer to 0.
inline std::uint64_t gap(double y) { return std::bit_cast<std::uint64_t>(y) >> 28; }
inline double gap_end(std::uint64_t gap) { return std::bit_cast<double>(gap << 28); }

/// Less or more than 0 as elu's truth for α = 1 is less or more than this end, which is so near that 200 bits may not
/// tell; else 0.
inline int known_side(quantity q, const xact::elu &, double x, double end) {
  if (q == quantity::value)
    return x < -30 && end == -1 ? 1 : 0;
  return x > -0x1p-30 && end == 1 ? -1 : 0;
}

template <class F> int side_of_truth(quantity q, const F &f, double x, double end) {
  const int known = known_side(q, f, x, end);
  return known != 0 ? known : compare(q, f, static_cast<float>(x), end);
}

/// What double and double_double make of an input.
struct evaluation {
  double in_double;
  double hi;
  double lo;
};

template <class F, xact::batch V> V evaluate_at(quantity q, const F &f, V x) {
  return q == quantity::value ? f(x) : f.derivative(x);
}

/// Of as many inputs as `to` has room for.
template <class F> void evaluate_wide(quantity q, const F &f, const double *x, std::span<evaluation> to) {
  using V = xact::native_batch<double>;
  double lanes[3][V::size];
  for (std::size_t i = 0; i < to.size(); i += V::size) {
    const std::size_t count = std::min(V::size, to.size() - i);
    const V batch = xact::load_first(x + i, count);
    const xact::double_double wide = evaluate_at(q, f, xact::double_double(batch));
    evaluate_at(q, f, batch).store_unaligned(lanes[0]);
    wide.hi.store_unaligned(lanes[1]);
    wide.lo.store_unaligned(lanes[2]);
    for (std::size_t j = 0; j < count; ++j)
      to[i + j] = {lanes[0][j], lanes[1][j], lanes[2][j]};
  }
}

/// True if `got` times any power of two is rounded to float as the truth times that power.
template <class F> bool rounds_alike(quantity q, const F &f, double x, const evaluation &got) {
  const double near = reference(q, f, x);
  if (!(x < 0) || std::isinf(x))
    return same(got.in_double, near);
  // By the largest power half the smallest subnormal: all round to 0.
  if (std::fabs(near) < 0x1p-277 && std::fabs(got.in_double) < 0x1p-277)
    return std::signbit(got.in_double) == std::signbit(near);
  if (!(std::fabs(got.in_double - near) < std::fabs(near) * xact::detail::error_in_double / 2))
    return false;
  const std::uint64_t outer = gap(near * (1 + margin));
  if (gap(near * (1 - margin)) == outer)
    return true;
  const double end = gap_end(outer);
  const double side = got.hi == end ? got.lo : got.hi - end;
  const int truth = side_of_truth(q, f, x, end);
  return truth < 0 ? side < 0 : truth > 0 && side > 0;
}

/// Counts, as misrounded, the inputs where that does not hold for what `form` makes of them.
template <class F, class Form> tally measure_grid(const F &f, quantity q, const inputs &inputs, const Form &form) {
  constexpr std::size_t block = 4096;
  std::vector<double> x;
  std::vector<evaluation> y(block);
  tally result;
  for (std::uint64_t first = 0; first < inputs.count; first += block) {
    x.clear();
    for (std::uint64_t i = first; i < std::min(first + block, inputs.count); ++i)
      x.push_back(static_cast<double>(std::bit_cast<float>(inputs.bits(i))));
    evaluate_wide(q, form, x.data(), std::span(y).first(x.size()));
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!rounds_alike(q, f, x[i], y[i])) {
        ++result.misrounded;
        result.error(xact::infinity, x[i]);
      }
  }
  return result;
}

} // namespace test
