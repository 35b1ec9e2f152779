#pragma once

/// Proves for a function with a scale, such as alpha of elu, that exact(f) is correctly rounded for every scale ±2^k.
/// The proof evaluates the function only at scale 1.
///
/// A multiplication by a power of two is exact in double and in double_double. exact(f) can be wrong only near the
/// midpoint of two floats, including subnormal floats. If a midpoint is divided by the scale, the quotient has at most
/// 25 significant bits. A gap is the interval between two neighbouring numbers with 25 significant bits. Therefore
/// exact(f) is correctly rounded for every scale ±2^k under three conditions at scale 1:
///
/// - the error of a result on rounded_double is at most the error that exact assumes;
/// - the error of a result in double is at most half of the error that exact assumes;
/// - if the result in double is close to an end of a gap, the result on double_double lies on the same side of this end
///   as the true value.

#include "measure.hpp"

#include <xact/exact.hpp>

namespace test {

/// A functor whose only parameter is a scale.
template <class F> inline constexpr bool is_scaled = false;
template <> inline constexpr bool is_scaled<xact::elu> = true;

/// Returns the bits that all numbers of the gap of y have in common. A gap includes its end that is nearer to 0.
inline std::uint64_t gap(double y) { return std::bit_cast<std::uint64_t>(y) >> 28; }
inline double gap_end(std::uint64_t gap) { return std::bit_cast<double>(gap << 28); }

/// Returns -1 or 1 if the true value of elu for α = 1 lies below or above this end of a gap, but is so close to the end
/// that 200 bits might not distinguish them. Otherwise returns 0.
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

/// Evaluates f on rounded_double. The elements of x are floats.
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

/// Returns true if the error of `got`, a result on rounded_double, is at most the error that exact assumes, or if the
/// result is so small that its product with every scale rounds to 0.
inline bool is_within_error(double x, double got, double near) {
  if (!(x < 0) || std::isinf(x))
    return same(got, near);
  return std::fabs(got - near) < std::fabs(near) * xact::rounded_double::error ||
         (std::fabs(near) < 0x1p-277 && std::fabs(got) < 0x1p-277);
}

/// The class of a result in double. right: exact rounds the result correctly for every scale. wrong: the error of the
/// result is too large. close: the result is close to an end of a gap, so exact needs double_double.
enum class verdict { right, wrong, close };

/// Classifies `got`, a result in double. `near` is the reference in double.
inline verdict judge(double x, double got, double near) {
  const auto right_if = [](bool condition) { return condition ? verdict::right : verdict::wrong; };
  if (!(x < 0) || std::isinf(x))
    return right_if(same(got, near));
  // Even times 2^127, the largest scale, the result is below half the smallest subnormal float, so every scaled result
  // rounds to 0.
  if (std::fabs(near) < 0x1p-277 && std::fabs(got) < 0x1p-277)
    return right_if(std::signbit(got) == std::signbit(near));
  if (!(std::fabs(got - near) < std::fabs(near) * xact::detail::error_in_double / 2))
    return verdict::wrong;
  return gap(near * (1 - margin)) == gap(near * (1 + margin)) ? verdict::right : verdict::close;
}

/// Returns true if `got`, a result on double_double, and the true value lie on the same side of the nearby end of a
/// gap.
template <class F> bool on_the_right_side(quantity q, const F &f, double x, const wide_number &got) {
  const double end = gap_end(gap(reference(q, f, x) * (1 + margin)));
  const double side = got.hi == end ? got.lo : got.hi - end;
  const int truth = side_of_truth(q, f, x, end);
  return truth < 0 ? side < 0 : truth > 0 && side > 0;
}

/// Returns a tally whose `misrounded` counts the inputs at which the result of `form`, times some power of two, might
/// round to another float than the true value times this power.
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
