#pragma once

/// Sums in long double, and error bounds for sums that the library computes.

#include "call.hpp"

#include <cmath>
#include <limits>

namespace fuzz {

/// The number of calls whose sums were not bitwise equal to the sums over the same rows without gaps.
inline std::size_t gapped_sums = 0;
inline bool gaps_may_change_sums = false;

/// Compares sums over rows with gaps with sums over the same rows without gaps. A difference is a failure, or is
/// counted if gaps_may_change_sums is true.
template <class T> void compare_gapless(const std::vector<T> &gapped, const std::vector<T> &gapless) {
  for (std::size_t k = 0; k < gapped.size(); ++k) {
    if (std::memcmp(&gapped[k], &gapless[k], sizeof(T)) == 0 || (std::isnan(gapped[k]) && std::isnan(gapless[k])))
      continue;
    if (!gaps_may_change_sums)
      fail("gaps between rows change sum " + std::to_string(k));
    if (gapped_sums++ == 0)
      std::printf("gaps between rows change sum %zu: %a, %a without gaps\n%s\n", k, static_cast<double>(gapped[k]),
                  static_cast<double>(gapless[k]), current->describe().c_str());
    return;
  }
}

class true_sum {
public:
  void add(long double term) {
    if (std::isnan(term))
      nan_ = true;
    else if (std::isinf(term))
      (term > 0 ? plus_ : minus_) = true;
    else {
      sum_ += term;
      magnitude_ += std::fabs(term);
    }
  }
  [[nodiscard]] long double sum() const { return sum_; }

  /// Fails if `got`, the library's sum of the terms plus `before`, has an error of more than `roundings` roundings.
  /// `in_double` is true if the library adds the terms in double.
  template <class T> void check(T got, T before, int roundings, bool in_double = false) const {
    using limits = std::numeric_limits<T>;
    constexpr long double half = 0.5L;
    const long double unit = half * static_cast<long double>(limits::epsilon());
    if (std::isnan(before) || nan_ || (plus_ && minus_) || (std::isinf(before) && before > 0 && minus_) ||
        (std::isinf(before) && before < 0 && plus_)) {
      if (!std::isnan(got))
        fail("a sum that must be NaN is not");
      return;
    }
    if (magnitude_ > static_cast<long double>(limits::max()) / 4)
      return; // partial sums may overflow
    if (plus_ || minus_ || std::isinf(before)) {
      if (!std::isinf(got) || std::signbit(got) != (minus_ || before < -limits::max()))
        fail("a sum that must be infinite is not, or has the other sign");
      return;
    }
    const long double want = sum_ + static_cast<long double>(before);
    const long double own =
        in_double ? unit * std::fabs(sum_) + roundings * 0x1p-53L * magnitude_ : roundings * unit * magnitude_;
    const long double last = 2 * unit * std::fabs(want) + static_cast<long double>(limits::denorm_min());
    if (std::fabs(want) > static_cast<long double>(limits::max()) / 2)
      return;
    if (!(std::fabs(static_cast<long double>(got) - want) <= own + last + 0x1p-60L * magnitude_)) {
      char line[200];
      std::snprintf(line, sizeof line, "a sum is %a, but the terms add up to %La, with magnitudes %La",
                    static_cast<double>(got), want, magnitude_);
      fail(line);
    }
  }

private:
  long double sum_ = 0;
  long double magnitude_ = 0;
  bool nan_ = false;
  bool plus_ = false;
  bool minus_ = false;
};

} // namespace fuzz
