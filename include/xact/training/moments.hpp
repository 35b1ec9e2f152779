#pragma once

/// The moments of a set of numbers: count, mean and variance. The moments of two sets give the moments of the union.

#include <xact/functor/contract.hpp>
#include <xact/simd/memory.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {
struct moment_fields;
}

/// Count, mean and variance of a set of numbers.
class moments {
public:
  moments() = default;

  /// The size of the set.
  [[nodiscard]] double count() const noexcept { return count_; }
  /// The mean. Mean and variance are NaN if the set is empty or holds an infinity or NaN.
  [[nodiscard]] double mean() const noexcept { return count_ > 0 ? mean_ + mean_low_ : nan; }
  /// Returns mean - rounded, where `rounded` is the mean rounded to another type. The result keeps the digits of the
  /// mean that `rounded` lacks.
  [[nodiscard]] double mean_minus(double rounded) const noexcept { return (mean_ - rounded) + mean_low_; }
  /// The former name of `mean_minus`.
  [[deprecated("say mean_minus")]] [[nodiscard]] double mean_beyond(double rounded) const noexcept {
    return mean_minus(rounded);
  }
  /// The variance of the set, Σ(x - mean)² / count. If the set is a sample of a population, variance·count/(count - 1)
  /// is the unbiased estimate of the population's variance.
  [[nodiscard]] double variance() const noexcept { return count_ > 0 ? (squares_ + squares_low_) / count_ : nan; }
  /// The standard deviation: the square root of the variance.
  [[nodiscard]] double deviation() const noexcept {
    return lane(variance(), [](auto v) { return square_root(v); });
  }

private:
  friend struct kernels::moment_fields;
  moments(double count, double mean, double mean_low, double squares, double squares_low)
      : count_(count), mean_(mean), mean_low_(mean_low), squares_(squares), squares_low_(squares_low) {}

  double count_ = 0;
  double mean_ = 0;
  double mean_low_ = 0;
  double squares_ = 0;
  double squares_low_ = 0;
};

namespace kernels {

/// The fields of moments in batches, with one set of numbers per lane. `squares` is Σ(x - mean)². The fields mean_low
/// and squares_low hold the rounding errors of mean and squares. Each product is rounded before it is added, with FMA
/// or without. Therefore the same calls of `add` and `merge` in the same order give equal bits on every machine.
///
/// Source    Chan, Golub, LeVeque 1983, doi:10.1080/00031305.1983.10483115
struct moment_fields {
  enum { count, mean, mean_low, squares, squares_low, size };

  [[nodiscard]] static moments value(const double *of) noexcept {
    return {of[count], of[mean], of[mean_low], of[squares], of[squares_low]};
  }

  /// Adds n numbers x, given 1/n, Σ(x - centre) and Σ(x - centre)². The errors are small if the centre is close to the
  /// mean of the n numbers, or close to the mean of at least n earlier numbers.
  template <batch V> static XACT_INLINE void add(V *to, V n, V per_n, V centre, V sum, V sum_of_squares) noexcept {
    const V beyond = unfused(sum * per_n);
    combine(to, n, centre, beyond, at_least(sum_of_squares - unfused(sum * beyond), V(0)));
  }
  /// Adds the moments of another set in each lane.
  template <batch V> static XACT_INLINE void merge(V *to, const V *other) noexcept {
    combine(to, other[count], other[mean], other[mean_low], other[squares]);
    add_compensated(to[squares], to[squares_low], other[squares_low]);
  }

private:
  template <batch V> static XACT_INLINE void add_compensated(V &sum, V &error, V term) noexcept {
    const V next = sum + term;
    const V moved = next - sum;
    error = error + ((sum - (next - moved)) + (term - moved));
    sum = next;
  }
  template <batch V> static XACT_INLINE void combine(V *to, V n, V its_mean, V its_low, V its_squares) noexcept {
    const V all = to[count] + n;
    const V from = select(to[count] == V(0), its_mean, to[mean]);
    const V apart = (its_mean - from) + (its_low - to[mean_low]);
    const V step = unfused(apart * (n / select(all == V(0), V(1), all)));
    const V between = unfused(unfused(apart * step) * to[count]);
    to[mean] = from;
    add_compensated(to[mean], to[mean_low], step);
    add_compensated(to[squares], to[squares_low], its_squares);
    add_compensated(to[squares], to[squares_low], between);
    to[count] = all;
  }
};

/// Converts x to batches of double.
[[nodiscard]] XACT_INLINE parts<float, double> as_doubles(native_batch<float> x) noexcept { return widen(x); }
[[nodiscard]] XACT_INLINE parts<double, double> as_doubles(native_batch<double> x) noexcept { return {x}; }

/// The terms of an element x in double: the deviation x - centre, and the square of the deviation.
template <batch V, scalar T = lane_t<V>>
[[nodiscard]] XACT_INLINE std::array<parts<T, double>, 2> deviation_terms(V x, V centre) noexcept {
  std::array<parts<T, double>, 2> terms;
  terms[0] = as_doubles(x);
  const parts<T, double> from = as_doubles(centre);
  // The code has no loop over the batches: in a loop, g++ would keep the terms in memory.
  terms[0][0] = terms[0][0] - from[0];
  terms[1][0] = unfused(terms[0][0] * terms[0][0]);
  if constexpr (std::tuple_size_v<parts<T, double>> == 2) {
    terms[0][1] = terms[0][1] - from[1];
    terms[1][1] = unfused(terms[0][1] * terms[0][1]);
  }
  return terms;
}

} // namespace kernels
} // namespace xact::inline XACT_ARCH
