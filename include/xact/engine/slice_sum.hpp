#pragma once

/// The sum of the terms of slices in virtual lanes, with at least twice the digits of a term. The order of the
/// additions depends neither on register width nor on the direction of the slices.

#include <xact/engine/plan.hpp>
#include <xact/engine/wide.hpp>
#include <xact/simd/exchange.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// One vector of terms hi + lo of a sum, and one vector of counts. Terms and counts are summed separately.
template <batch V> struct counted_term : math::pair<V> {
  V count;
};
/// A pair or a counted_term, and the vector `kept`, which `slice::sum` writes to the output.
template <class Term, batch V> struct kept_term : Term {
  V kept;
};

/// The running sums of one vector of virtual lanes. The type of the sums of the parts `hi` is double for floats,
/// because sums of floats in double have few rounding errors, else a pair.
template <scalar T> struct running_sum {
  using V = native_batch<T>;
  using high_type = std::conditional_t<sizeof(T) == 4, parts<float, double>, std::array<V, 1>>;
  high_type hi;
  V lo;

  [[nodiscard]] static XACT_FLAT running_sum zero() noexcept {
    running_sum s{{}, V(0)};
    for (auto &part : s.hi)
      part = native_batch<double>(0.0);
    return s;
  }
  XACT_FLAT void add(V term, V low) noexcept {
    if constexpr (sizeof(T) == 4) {
      hi = plus(hi, widen(term));
      lo = lo + low;
    } else {
      const auto sum = math::two_sum(hi[0], term);
      hi[0] = sum.hi;
      lo = lo + (sum.lo + low);
    }
  }
  XACT_FLAT void add(const running_sum &other) noexcept {
    if constexpr (sizeof(T) == 4) {
      hi = plus(hi, other.hi);
      lo = lo + other.lo;
    } else {
      const auto sum = math::plus(math::pair<V>{hi[0], lo}, math::pair<V>{other.hi[0], other.lo});
      hi[0] = sum.hi;
      lo = sum.lo;
    }
  }
  /// The sum of each lane.
  [[nodiscard]] XACT_FLAT wide<T, false> of_lanes() const noexcept {
    if constexpr (sizeof(T) == 4)
      return plus(hi, widen(lo));
    else
      return double_double(hi[0], lo);
  }
  /// The sum over the first `Lanes` lanes, added as a balanced tree. The other lanes are 0.
  template <std::size_t Lanes> [[nodiscard]] XACT_FLAT wide<T, true> of_all_lanes() const noexcept {
    if constexpr (sizeof(T) == 4) {
      const auto plus = [](auto a, auto b) XACT_FLAT_LAMBDA { return a + b; };
      using D = native_batch<double>;
      D high = hi[0];
      if constexpr (Lanes > D::size)
        high = high + hi[1];
      return first_lane(over_lanes<(Lanes < D::size ? Lanes : D::size)>(high, plus)) +
             static_cast<double>(first_lane(over_lanes<Lanes>(lo, plus)));
    } else {
      const auto sum = over_lanes<Lanes>(
          math::pair<V>{hi[0], lo},
          [](const math::pair<V> &a, const math::pair<V> &b) XACT_FLAT_LAMBDA { return math::plus(a, b); },
          []<std::size_t K>(const math::pair<V> &x)
              XACT_FLAT_LAMBDA { return math::pair<V>{exchange<K>(x.hi), exchange<K>(x.lo)}; });
      return double_double(V(first_lane(sum.hi)), V(first_lane(sum.lo)));
    }
  }
};

/// Adds the first `used` sums as a balanced tree. Partial sums overwrite `sums`.
template <std::size_t Count, scalar T>
[[nodiscard]] XACT_FLAT const running_sum<T> &tree_total(running_sum<T> (&sums)[Count], std::size_t used) noexcept {
  for (std::size_t half = Count / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half && half + i < used; ++i)
      sums[i].add(sums[half + i]);
  return sums[0];
}

/// The sum of the terms and of the counts of slices, as wide numbers.
template <scalar T, bool in_row> struct slice_total {
  using V = native_batch<T>;
  wide<T, in_row> sum = widened<in_row>(math::pair<V>{V(0), V(0)});
  wide<T, in_row> count = sum;

  /// The sum of the terms and counts of one slice, whose terms are in the first `Lanes` lanes.
  template <std::size_t Lanes>
  [[nodiscard]] static XACT_FLAT slice_total of(const running_sum<T> &terms, V counted) noexcept {
    counted = over_lanes<Lanes>(counted, [](V a, V b) XACT_FLAT_LAMBDA { return a + b; });
    return {terms.template of_all_lanes<Lanes>(), widened<true>(math::pair<V>{counted, V(0)})};
  }
  /// Adds the terms and the counts of a block.
  XACT_FLAT void add(const running_sum<T> &terms, V counted) noexcept {
    slice_total block;
    if constexpr (in_row)
      block = of<V::size>(terms, counted);
    else
      block = {terms.of_lanes(), widened<false>(math::pair<V>{counted, V(0)})};
    sum = plus(sum, block.sum);
    count = plus(count, block.count);
  }
};

} // namespace xact::inline XACT_ARCH::kernels
