#pragma once

/// Measures functions of float over all floats or over a sample.

#include "truth.hpp"

#include <algorithm>
#include <memory>

namespace test {

/// The counts and errors of one function over a set of floats.
struct tally {
  double max_ulp = 0; ///< the largest error
  double at = 0;      ///< the first input with this error
  std::uint64_t misrounded = 0;
  std::uint64_t falls = 0;       ///< pairs of neighbouring inputs whose results change in the wrong direction
  double largest_fall = 0;       ///< in ULP
  std::uint64_t specials = 0;    ///< inputs NaN, ±0, ±∞ whose results differ from facts()
  std::uint64_t asymmetries = 0; ///< inputs that violate f(-x) = -f(x) or f'(-x) = f'(x), if facts() states odd
  std::uint64_t flushed = 0;     ///< results 0 although the true value is at least the smallest float
  std::uint64_t nans = 0;        ///< results NaN although the true value is a number
  std::uint64_t hash = 0;        ///< a hash of all inputs and results, independent of their order

  void error(double ulp, double x) {
    if (ulp > max_ulp) {
      max_ulp = ulp;
      at = x;
    }
  }
};

/// Floats in ascending order of their bits: consecutive floats from `first` on, or the floats of a list.
struct inputs {
  std::uint64_t count;
  std::uint64_t first = 0;
  const std::uint32_t *list = nullptr;

  [[nodiscard]] std::uint32_t bits(std::uint64_t i) const {
    return list != nullptr ? list[i] : static_cast<std::uint32_t>(first + i);
  }
  /// Returns true if `bits(i)` is valid. In a list i must be below `count`. In a range `bits(count)` is the neighbour
  /// after the range, which is missing only if the range ends with the largest bit pattern. Precondition: i <= count.
  [[nodiscard]] bool has(std::uint64_t i) const {
    return list != nullptr ? i < count : first + i < std::uint64_t{1} << 32;
  }
};

inline inputs range(std::uint64_t first, std::uint64_t count) { return {count, first, nullptr}; }
inline inputs listed(const std::vector<std::uint32_t> &list) { return {list.size(), 0, list.data()}; }

/// Returns the bits of a result. All NaNs have the same bits.
inline std::uint32_t canonical(float y) { return y == y ? std::bit_cast<std::uint32_t>(y) : 0x7fc00000U; }

/// Returns the hash of one input and its result. The hash of several inputs is the sum of these hashes.
inline std::uint64_t hashed(std::uint32_t input, std::uint32_t result) {
  const std::uint64_t h = (std::uint64_t{input} << 32 | result) * 0x9e3779b97f4a7c15U;
  return h ^ h >> 32;
}

/// Returns 1 / (unit in the last place of a float with the exponent of `number`).
inline double per_ulp(double number) {
  const auto smallest = std::bit_cast<std::int64_t>(0x1p-126);
  const std::int64_t power = std::bit_cast<std::int64_t>(number) & 0x7ff0000000000000;
  return std::fabs(std::bit_cast<double>(2 * std::bit_cast<std::int64_t>(1.0) - std::max(power, smallest))) * 0x1p23;
}

/// Compares the results of a function, in each of its forms, with the true values. The class processes one block of
/// inputs at a time, in ascending order of their bits. The loops are short and have no branches, so that the compiler
/// vectorizes them.
template <class F> class measurement {
public:
  static constexpr std::size_t block = 1024;

  measurement(const F &f, quantity q) : f_(rounded<float>(f)), quantity_(q) {}

  /// Loads `counted` inputs from index `at` on. Also loads the next input, if it exists, because the check of the order
  /// compares each result with the next result.
  void take(const inputs &all, std::uint64_t at, std::size_t counted) {
    counted_ = counted;
    size_ = counted + all.has(at + counted);
    for (std::size_t i = 0; i < size_; ++i) {
      at_->input[i] = all.bits(at + i);
      at_->x[i] = std::bit_cast<float>(at_->input[i]);
    }
    for (std::size_t i = 0; i < size_; ++i)
      at_->near[i] = reference(quantity_, f_, static_cast<double>(at_->x[i]));
    round_truth();
    if constexpr (!exact_in_double<F>)
      settle_midpoints();
    look_for_specials();
    has_steps_ = false;
  }

  /// Adds the results of `form` for the loaded inputs to a tally.
  template <class Form> void add(const Form &form, tally &to) {
    evaluate<Form, float>(quantity_, form, {at_->x, size_}, {at_->got, size_});
    const bool all_right = compare(to);
    if (!all_right || !all_are_floats_)
      errors(to);
    // If all results are correctly rounded, their order is right.
    if (!all_right)
      order(to);
    if (form.facts().odd)
      symmetry(form, to);
    if (special_ != 0)
      specials(quantity_ == quantity::value ? form.facts().value : form.facts().derivative, to);
  }

private:
  struct buffers {
    std::uint32_t input[block + 1];
    float x[block + 1];
    float got[block + 1];
    float mirrored[block];
    double near[block + 1];         ///< the true value in double
    std::uint32_t right[block + 1]; ///< the true value, rounded to float
    std::uint32_t is_zero[block];
    std::int32_t step[block];    ///< the sign of the change of the true value to the next input
    std::int32_t forward[block]; ///< 1 if the next input is the next larger float, -1 if the next smaller, else 0
    std::uint32_t wrong[block + 1];
    double error[block];
  };

  void round_truth() {
    std::uint32_t rounded = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      const auto right = static_cast<float>(at_->near[i]);
      at_->right[i] = canonical(right);
      rounded += (static_cast<double>(right) != at_->near[i]) & (right == right);
    }
    all_are_floats_ = rounded == 0;
    for (std::size_t i = 0; i < counted_; ++i)
      at_->is_zero[i] = std::fabs(at_->near[i]) < 0x1p-149;
  }

  void look_for_specials() {
    std::uint32_t special = 0;
    for (std::size_t i = 0; i < counted_; ++i) {
      const std::uint32_t magnitude = at_->input[i] & 0x7fffffffU;
      special += (magnitude >= 0x7f800000U) | (magnitude == 0);
    }
    special_ = special;
  }

  [[nodiscard]] bool near_midpoint(std::size_t i) const {
    return canonical(static_cast<float>(at_->near[i] * (1 - margin))) !=
           canonical(static_cast<float>(at_->near[i] * (1 + margin)));
  }

  void settle_midpoints() {
    std::uint32_t close = 0;
    for (std::size_t i = 0; i < size_; ++i)
      close += near_midpoint(i);
    for (std::size_t i = 0; close != 0 && i < size_; ++i)
      if (near_midpoint(i))
        at_->right[i] = canonical(nearest(quantity_, f_, at_->x[i], at_->near[i]));
  }

  void find_steps() {
    const std::size_t steps = size_ - 1;
    for (std::size_t i = 0; i < steps; ++i) {
      at_->step[i] = (at_->near[i + 1] > at_->near[i]) - (at_->near[i + 1] < at_->near[i]);
      // For negative numbers larger bits mean smaller numbers.
      at_->forward[i] = at_->input[i + 1] - at_->input[i] != 1 ? 0 : at_->input[i] >> 31 != 0 ? -1 : 1;
    }
    if (steps < counted_)
      at_->forward[steps] = 0;
    has_steps_ = true;
  }

  /// Adds counts and the hash to a tally. Returns true if every result is the rounded true value.
  bool compare(tally &to) {
    for (std::size_t i = 0; i < size_; ++i)
      at_->wrong[i] = canonical(at_->got[i]) != at_->right[i];
    std::uint32_t misrounded = 0;
    std::uint32_t flushed = 0;
    std::uint32_t nans = 0;
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < counted_; ++i) {
      const float got = at_->got[i];
      misrounded += at_->wrong[i];
      flushed += (got == 0) & (at_->is_zero[i] == 0);
      nans += at_->wrong[i] & (got != got);
    }
    for (std::size_t i = 0; i < counted_; ++i)
      hash += hashed(at_->input[i], canonical(at_->got[i]));
    to.misrounded += misrounded;
    to.flushed += flushed;
    to.nans += nans;
    to.hash += hash;
    return misrounded + at_->wrong[size_ - 1] == 0;
  }

  void errors(tally &to) {
    for (std::size_t i = 0; i < counted_; ++i) {
      const double error = std::fabs(static_cast<double>(at_->got[i]) - at_->near[i]) * per_ulp(at_->near[i]);
      // The error of a correctly rounded result is at most half an ULP; a larger difference is the error of the
      // reference in double. If the difference is NaN, the result and the true value are the same special value, or
      // only one of them is a number.
      const double of_right = error > 0.5 ? 0.5 : error == error ? error : 0;
      const double of_wrong = error == error ? error : xact::infinity;
      at_->error[i] = at_->wrong[i] != 0 ? of_wrong : of_right;
    }
    // Positive numbers have the order of their bits, and the compiler vectorizes the comparison of integers.
    std::int64_t worst = 0;
    for (std::size_t i = 0; i < counted_; ++i)
      worst = std::max(worst, std::bit_cast<std::int64_t>(at_->error[i]));
    if (std::bit_cast<double>(worst) > to.max_ulp)
      for (std::size_t i = 0; i < counted_; ++i)
        to.error(at_->error[i], static_cast<double>(at_->x[i]));
  }

  /// Returns 1 if the results change in the wrong direction from input i to the next input.
  [[nodiscard]] std::uint32_t falls(std::size_t i) const {
    const std::int32_t step = ((at_->got[i + 1] > at_->got[i]) - (at_->got[i + 1] < at_->got[i])) * at_->forward[i];
    const std::int32_t want = at_->step[i] * at_->forward[i];
    return ((step < 0) & (want >= 0)) | ((step > 0) & (want < 0));
  }

  void order(tally &to) {
    if (!has_steps_)
      find_steps();
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < counted_; ++i)
      all += falls(i);
    to.falls += all;
    for (std::size_t i = 0; all != 0 && i < counted_; ++i)
      if (falls(i) != 0) {
        const double height = static_cast<double>(at_->got[i + 1]) - static_cast<double>(at_->got[i]);
        to.largest_fall = std::max(to.largest_fall, std::fabs(height) * per_ulp(at_->near[i]));
      }
  }

  template <class Form> void symmetry(const Form &form, tally &to) {
    for (std::size_t i = 0; i < counted_; ++i)
      at_->mirrored[i] = -at_->x[i];
    evaluate<Form, float>(quantity_, form, {at_->mirrored, counted_}, {at_->mirrored, counted_});
    const float sign = quantity_ == quantity::value ? -1.F : 1.F;
    for (std::size_t i = 0; i < counted_; ++i)
      to.asymmetries += canonical(sign * at_->mirrored[i]) != canonical(at_->got[i]);
  }

  void specials(const xact::special_values &want, tally &to) {
    const auto check = [&](std::size_t i, double expected) {
      to.specials += canonical(at_->got[i]) != canonical(static_cast<float>(expected));
    };
    for (std::size_t i = 0; i < counted_; ++i) {
      const float x = at_->x[i];
      if (std::isnan(x))
        check(i, want.nan);
      else if (x == 0)
        check(i, std::signbit(x) ? want.minus_zero : want.plus_zero);
      else if (std::isinf(x))
        check(i, x < 0 ? want.minus_infinity : want.plus_infinity);
    }
  }

  F f_;
  quantity quantity_;
  std::size_t size_ = 0;
  std::size_t counted_ = 0;
  std::uint32_t special_ = 0;
  bool all_are_floats_ = false;
  bool has_steps_ = false;
  std::unique_ptr<buffers> at_ = std::make_unique<buffers>();
};

/// Measures f in each of its forms over a set of inputs.
template <class F, class... Forms>
std::vector<tally> measure(const F &f, quantity q, const inputs &x, const Forms &...forms) {
  measurement<F> m(f, q);
  std::vector<tally> all(sizeof...(Forms));
  for (std::uint64_t i = 0; i < x.count; i += m.block) {
    const auto counted = std::min<std::uint64_t>(m.block, x.count - i);
    m.take(x, i, counted);
    tally *to = all.data();
    (m.add(forms, *to++), ...);
  }
  return all;
}

/// Returns the same hash of the results of one form as `measure`, in a fraction of the time.
template <class Form> std::uint64_t hash_of(const Form &form, quantity q, const inputs &all) {
  constexpr std::size_t block = 1024;
  float x[block];
  float y[block];
  std::uint64_t hash = 0;
  for (std::uint64_t first = 0; first < all.count; first += block) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block, all.count - first));
    for (std::size_t i = 0; i < count; ++i)
      x[i] = std::bit_cast<float>(all.bits(first + i));
    evaluate<Form, float>(q, form, {x, count}, {y, count});
    for (std::size_t i = 0; i < count; ++i)
      hash += hashed(std::bit_cast<std::uint32_t>(x[i]), canonical(y[i]));
  }
  return hash;
}

/// Returns about every 2048th group of eight neighbouring floats. The odd stride produces every pattern of low bits.
inline std::vector<std::uint32_t> sample() {
  std::vector<std::uint32_t> list;
  for (std::uint64_t first = 0; first < std::uint64_t{1} << 32; first += 16381)
    for (std::uint64_t i = first; i < first + 8 && i < std::uint64_t{1} << 32; ++i)
      list.push_back(static_cast<std::uint32_t>(i));
  return list;
}

} // namespace test
