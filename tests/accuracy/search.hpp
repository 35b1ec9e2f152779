#pragma once

/// Searches for the largest error in double. Double has too many numbers to try all of them.

#include "truth.hpp"

#include <algorithm>

namespace test {

struct search_result {
  double ulp = 0;
  double at = 0;
};

/// Computes the errors of one function in ULP. The reference in long double is accurate to a thousandth of an ULP.
template <class F> class errors_of {
public:
  errors_of(const F &f, quantity q) : f_(f), rounded_(rounded<double>(f)), quantity_(q) {}

  /// Returns the input with the largest error. x has at most `block` inputs.
  search_result worst(std::span<const double> x) {
    evaluate<F, double>(quantity_, f_, x, {y_, x.size()});
    search_result worst;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double ulp = ulp_error(y_[i], reference(quantity_, rounded_, static_cast<long double>(x[i])));
      if (ulp > worst.ulp)
        worst = {ulp, x[i]};
    }
    return worst;
  }

  static constexpr std::size_t block = 256;

private:
  F f_;
  F rounded_;
  quantity quantity_;
  double y_[block];
};

/// Returns a random negative input: uniform in its bits, uniform in its value, near a border of the argument reduction
/// of an exponential, or near a power of two.
inline double start(std::mt19937_64 &random) {
  const auto uniform = [&](double most) { return -most * static_cast<double>(random() >> 11) * 0x1p-53; };
  const auto near = [&](double x) {
    return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) + random() % 4096 - 2048);
  };
  switch (random() % 8) {
  case 0:
    return -std::bit_cast<double>(random() % std::bit_cast<std::uint64_t>(800.0));
  case 1:
    return uniform(1);
  case 2:
    return uniform(40);
  case 3:
    return uniform(750);
  case 4:
    return near(-(static_cast<double>(random() % 1100) + 0.5) * 0x1.62e42fefa39efp-1);
  case 5:
    return near(-static_cast<double>(1 + random() % 1100) * 0x1.62e42fefa39efp-1);
  case 6:
    return near(-std::ldexp(1.0, -static_cast<int>(random() % 60)));
  default:
    return uniform(1) * std::ldexp(1.0, -static_cast<int>(random() % 30));
  }
}

/// Repeats a hill climb from the input with the largest error among many random inputs, until the number of evaluations
/// reaches `steps`. The same seed gives the same result.
template <class F> search_result search(const F &f, quantity q, std::uint64_t seed, std::uint64_t steps) {
  std::mt19937_64 random(seed);
  errors_of<F> errors(f, q);
  std::vector<double> x(errors.block);
  std::uint64_t done = 0;
  const auto best_of = [&](auto &&make) {
    std::generate(x.begin(), x.end(), make);
    done += x.size();
    return errors.worst(x);
  };
  search_result best;
  if (seed == 0)
    for (const double known : interesting<double>())
      if (const search_result here = errors.worst({&known, 1}); here.ulp > best.ulp)
        best = here;
  while (done < steps) {
    search_result top;
    for (int i = 0; i < 16; ++i)
      if (const search_result here = best_of([&] { return start(random); }); here.ulp > top.ulp)
        top = here;
    // The climb takes steps of all sizes, down to the last bit. The climb ends after four blocks of steps without an
    // improvement.
    for (int failures = 0; failures < 4;) {
      const search_result here = best_of([&] {
        const auto step = random() >> (12 + random() % 52);
        const auto bits = std::bit_cast<std::uint64_t>(top.at);
        return std::bit_cast<double>(random() % 2 != 0 ? bits + step : bits - step);
      });
      failures = here.ulp > top.ulp ? 0 : failures + 1;
      if (here.ulp > top.ulp)
        top = here;
    }
    if (top.ulp > best.ulp)
      best = top;
  }
  return {true_error(q, f, best.at), best.at};
}

} // namespace test
