#pragma once

/// The statistics of one unit of a layer: counts of its zero, saturated and non-finite outputs, and the moments of its
/// finite outputs.

#include <xact/training/moments.hpp>

namespace xact::inline XACT_ARCH {

namespace kernels {
struct unit_fields;
}

/// Statistics of the outputs of one unit (channel). Each output counts as zero, as saturated, as non-finite, or as none
/// of these.
class unit {
public:
  unit() = default;

  /// @{ The count of all outputs (`seen`), and the counts of zero, saturated and non-finite outputs.
  [[nodiscard]] double seen() const noexcept { return finite_.count() + non_finite_; }
  [[nodiscard]] double zeros() const noexcept { return zeros_; }
  [[nodiscard]] double saturated() const noexcept { return saturated_; }
  [[nodiscard]] double non_finite() const noexcept { return non_finite_; }
  /// @}
  /// @{ The fraction of zero outputs, and the fraction of saturated outputs. Without outputs both are NaN.
  [[nodiscard]] double sparsity() const noexcept { return zeros_ / seen(); }
  [[nodiscard]] double saturated_fraction() const noexcept { return saturated_ / seen(); }
  /// @}
  /// @{ The mean and the variance of the finite outputs. Without finite outputs both are NaN.
  [[nodiscard]] double mean() const noexcept { return finite_.mean(); }
  [[nodiscard]] double variance() const noexcept { return finite_.variance(); }
  /// @}
  /// True if there are outputs, and every output is zero or saturated. The gradient of such a unit is close to 0.
  [[nodiscard]] bool dead() const noexcept { return seen() > 0 && detail::equal(zeros_ + saturated_, seen()); }

private:
  friend struct kernels::unit_fields;
  unit(const moments &finite, double zeros, double saturated, double non_finite)
      : finite_(finite), zeros_(zeros), saturated_(saturated), non_finite_(non_finite) {}

  moments finite_;
  double zeros_ = 0;
  double saturated_ = 0;
  double non_finite_ = 0;
};

namespace kernels {

/// The fields of units in batches, with one unit per lane.
struct unit_fields : moment_fields {
  enum { zeros = moment_fields::size, saturated, non_finite, size };
  static constexpr std::size_t kinds = 3;                         ///< sums per unit that `add` needs
  static constexpr std::size_t most = (std::size_t{1} << 17) - 1; ///< largest count of outputs in one `add`

  [[nodiscard]] static unit value(const double *of) noexcept {
    return {moment_fields::value(of), of[zeros], of[saturated], of[non_finite]};
  }
  [[nodiscard]] static double seen(const unit &u) noexcept { return u.seen(); }

  /// Returns the count of finite outputs among n <= most outputs, given the sums of the terms (see `add`).
  template <batch V> [[nodiscard]] static XACT_INLINE V finite(V n, const V *sums) noexcept {
    return n - whole(sums[2] * V(0x1p-34));
  }
  /// Adds n <= most outputs, given the sums of three terms: the deviation from the centre, the square of the deviation,
  /// and a counting term. The counting term is 1 for a zero output, 2^17 for a saturated output, 2^34 for a non-finite
  /// output and 0 for other outputs. One sum thus holds all three counts.
  template <batch V> static XACT_INLINE void add(V *to, V n, V, V centre, const V *sums) noexcept {
    const V numbers = finite(n, sums);
    const V infinite = n - numbers;
    const V others = sums[2] - infinite * V(0x1p34);
    const V beyond = whole(others * V(0x1p-17));
    to[non_finite] = to[non_finite] + infinite;
    add_finite(to, numbers, V(1) / at_least(numbers, V(1)), centre, sums, others - beyond * V(0x1p17), beyond);
  }
  /// Adds n finite outputs, given the sum of the deviations from the centre, the sum of the squares of the deviations,
  /// and the counts of zero and of saturated outputs.
  template <batch V>
  static XACT_INLINE void add_finite(V *to, V n, V per_n, V centre, const V *sums, V its_zeros,
                                     V its_saturated) noexcept {
    moment_fields::add(to, n, per_n, centre, sums[0], sums[1]);
    to[zeros] = to[zeros] + its_zeros;
    to[saturated] = to[saturated] + its_saturated;
  }
  /// Adds the fields of other units.
  template <batch V> static XACT_INLINE void merge(V *to, const V *others) noexcept {
    moment_fields::merge(to, others);
    to[zeros] = to[zeros] + others[zeros];
    to[saturated] = to[saturated] + others[saturated];
    to[non_finite] = to[non_finite] + others[non_finite];
  }
  /// True if sums in the type of the arrays are accurate enough for the variance: all outputs are finite, the squares
  /// neither overflowed nor underflowed, and the centre is close to the mean.
  template <batch V> [[nodiscard]] static XACT_INLINE auto sums_suffice(V per_n, V sum, V sum_of_squares) noexcept {
    const auto seen = (sum_of_squares >= V(0x1p-80)) | ((sum_of_squares == V(0)) & (sum == V(0)));
    return seen & (sum_of_squares < V(infinity)) & (unfused(sum * (sum * per_n)) <= V(0.5) * sum_of_squares);
  }

private:
  /// The integer part of x, for 0 <= x < 2^51. (The floor of xsimd causes a warning of g++ 12.)
  template <batch V> [[nodiscard]] static XACT_INLINE V whole(V x) noexcept {
    const V nearest = (x + V(0x1p52)) - V(0x1p52);
    return nearest - keep_where(nearest > x, V(1));
  }
};

} // namespace kernels
} // namespace xact::inline XACT_ARCH
