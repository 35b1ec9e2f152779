#pragma once

/// Proves for a function with a scale that exact(f) is correctly rounded for every scale that is a power of two. The
/// proof uses scale 1 only.
///
/// A power of two scales exactly, in double and in double_double. If the midpoints of two floats, including subnormal
/// floats, are scaled back, they are numbers of 25 significant bits; these numbers are the ends of gaps. Therefore
/// exact(f) is correct for every scale if rounded_double is within its stated error, double is within half of the error
/// that exact assumes, and double_double lies on the same side as the true value of every end that is close to the
/// result in double.

#include "measure.hpp"

#include <xact/exact.hpp>

namespace test {

/// A functor whose only parameter is a scale.
template <class F> inline constexpr bool is_scaled = false;
template <> inline constexpr bool is_scaled<xact::elu> = true;

/// All numbers of one gap have these bits in common. A gap includes its end that is nearer to 0.
inline std::uint64_t gap(double y) { return std::bit_cast<std::uint64_t>(y) >> 28; }
inline double gap_end(std::uint64_t gap) { return std::bit_cast<double>(gap << 28); }

/// Returns a negative or a positive number if the true value of elu for α = 1 is less or greater than this end, for an
/// end so close that 200 bits may not suffice. Otherwise returns 0.
inline int known_side(quantity q, const xact::elu &, double x, double end) {
  if (q == quantity::value)
    return x < -30 && end == -1 ? 1 : 0;
  return x > -0x1p-30 && end == 1 ? -1 : 0;
}

template <class F> int side_of_truth(quantity q, const F &f, double x, double end) {
  const int known = known_side(q, f, x, end);
  return known != 0 ? known : compare(q, f, static_cast<float>(x), end);
}

template <class F, xact::batch V> V evaluate_at(quantity q, const F &f, V x) {
  return q == quantity::value ? f(x) : f.derivative(x);
}

/// A result of f on double_double.
struct wide_number {
  double hi;
  double lo;
};
template <class F> void evaluate_wide(quantity q, const F &f, std::span<const double> x, std::span<wide_number> y) {
  using V = xact::native_batch<double>;
  double hi[V::size];
  double lo[V::size];
  for (std::size_t i = 0; i < x.size(); i += V::size) {
    const std::size_t count = std::min(V::size, x.size() - i);
    const xact::double_double wide =
        evaluate_at(q, f, xact::double_double(xact::load_first(xact::detail::unsized(x.data()) + i, count)));
    wide.hi.store_unaligned(hi);
    wide.lo.store_unaligned(lo);
    for (std::size_t j = 0; j < count; ++j)
      y[i + j] = {hi[j], lo[j]};
  }
}

/// Evaluates f at floats on rounded_double.
template <class F> void evaluate_first(quantity q, const F &f, std::span<const double> x, std::span<double> y) {
  using V = xact::native_batch<float>;
  using D = xact::native_batch<double>;
  float from[V::size];
  double to[V::size];
  for (std::size_t i = 0; i < x.size(); i += V::size) {
    const std::size_t count = std::min(V::size, x.size() - i);
    for (std::size_t j = 0; j < V::size; ++j)
      from[j] = static_cast<float>(x[i + std::min(j, count - 1)]);
    const auto wide = evaluate_at(q, f, xact::rounded_double(xact::load(from))).doubles();
    xact::store(to, wide[0]);
    xact::store(to + D::size, wide[1]);
    std::copy_n(to, count, y.data() + i);
  }
}

/// Returns true if the error of rounded_double is at most the error that exact assumes, or if the result is too small
/// to matter for any scale.
inline bool is_within_error(double x, double got, double near) {
  if (!(x < 0) || std::isinf(x))
    return same(got, near);
  return std::fabs(got - near) < std::fabs(near) * xact::rounded_double::error ||
         (std::fabs(near) < 0x1p-277 && std::fabs(got) < 0x1p-277);
}

/// Inputs for which double alone is correct, or wrong, for every scale. For other inputs double_double decides.
enum class verdict { right, wrong, close };

/// Classifies the result in double, given the true value `near`.
inline verdict judge(double x, double got, double near) {
  const auto right_if = [](bool condition) { return condition ? verdict::right : verdict::wrong; };
  if (!(x < 0) || std::isinf(x))
    return right_if(same(got, near));
  // Scaled by the largest power, the result is below half the smallest subnormal number: all scaled results round to 0.
  if (std::fabs(near) < 0x1p-277 && std::fabs(got) < 0x1p-277)
    return right_if(std::signbit(got) == std::signbit(near));
  if (!(std::fabs(got - near) < std::fabs(near) * xact::detail::error_in_double / 2))
    return verdict::wrong;
  return gap(near * (1 - margin)) == gap(near * (1 + margin)) ? verdict::right : verdict::close;
}

/// Returns true if `got` lies on the same side of the close end as the true value.
template <class F> bool on_the_right_side(quantity q, const F &f, double x, const wide_number &got) {
  const double end = gap_end(gap(reference(q, f, x) * (1 + margin)));
  const double side = got.hi == end ? got.lo : got.hi - end;
  const int truth = side_of_truth(q, f, x, end);
  return truth < 0 ? side < 0 : truth > 0 && side > 0;
}

/// Counts, as misrounded, the inputs for which the result of `form`, times some power of two, might round to another
/// float than the true value times that power.
template <class F, class Form> tally measure_grid(const F &f, quantity q, const inputs &inputs, const Form &form) {
  constexpr std::size_t block = 4096;
  std::vector<double> x;
  std::vector<double> y(block);
  std::vector<double> quick(block);
  std::vector<double> close;
  std::vector<wide_number> wide(block);
  tally result;
  const auto wrong_at = [&](double at) {
    ++result.misrounded;
    result.error(xact::infinity, at);
  };
  for (std::uint64_t first = 0; first < inputs.count; first += block) {
    x.clear();
    close.clear();
    for (std::uint64_t i = first; i < std::min(first + block, inputs.count); ++i)
      x.push_back(static_cast<double>(std::bit_cast<float>(inputs.bits(i))));
    evaluate<Form, double>(q, form, x, std::span(y).first(x.size()));
    evaluate_first(q, form, x, quick);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double near = reference(q, f, x[i]);
      const verdict found = judge(x[i], y[i], near);
      if (found == verdict::wrong || !is_within_error(x[i], quick[i], near))
        wrong_at(x[i]);
      else if (found == verdict::close)
        close.push_back(x[i]);
    }
    evaluate_wide(q, form, close, wide);
    for (std::size_t i = 0; i < close.size(); ++i)
      if (!on_the_right_side(q, f, close[i], wide[i]))
        wrong_at(close[i]);
  }
  return result;
}

} // namespace test
