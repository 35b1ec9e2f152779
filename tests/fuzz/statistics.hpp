#pragma once

/// Compares the statistics of channels with statistics in long double, computed from all observed numbers.

#include "functors.hpp"

#include "../ulp.hpp"

#include <xact/training.hpp>

namespace fuzz {

/// The observed elements of each channel.
template <class T> class observed {
public:
  explicit observed(xact::channel_axis axis) : axis_(axis), of_(axis.channels) {}

  void add(const std::vector<T> &y) {
    for (std::size_t i = 0; i < y.size(); ++i)
      of_[axis_.channels == 1 ? 0 : i / axis_.inner % axis_.channels].push_back(y[i]);
  }

  void check_units(const xact::unit_statistics<T> &got, const xact::unit_statistics<T> &plain,
                   const xact::saturation &beyond) const {
    for (std::size_t c = 0; c < of_.size(); ++c) {
      const xact::unit u = got.units()[c], p = plain.units()[c];
      double zeros = 0, saturated = 0, infinite = 0;
      for (const T y : of_[c])
        if (!std::isfinite(y))
          ++infinite;
        else if (y == 0)
          ++zeros;
        else
          saturated += y <= static_cast<T>(beyond.low) || y >= static_cast<T>(beyond.high);
      if (u.seen() != static_cast<double>(of_[c].size()) || u.zeros() != zeros || u.saturated() != saturated ||
          u.non_finite() != infinite)
        fail("a unit has counted wrong: unit " + std::to_string(c));
      same_bits(c, u.mean(), p.mean(), u.variance(), p.variance());
      check_moments(c, u.mean(), u.variance(), sizeof(T) == 4);
    }
  }
  void check_features(const xact::standardizer<T> &got, const xact::standardizer<T> &plain) const {
    for (std::size_t c = 0; c < of_.size(); ++c) {
      const xact::moments m = got.features()[c], p = plain.features()[c];
      if (m.count() != static_cast<double>(of_[c].size()))
        fail("a feature has counted wrong");
      same_bits(c, m.mean(), p.mean(), m.variance(), p.variance());
      bool finite = true;
      for (const T x : of_[c])
        finite = finite && std::isfinite(x);
      if (finite)
        check_moments(c, m.mean(), m.variance(), false);
    }
  }

private:
  void same_bits(std::size_t c, double mean, double plain_mean, double variance, double plain_variance) const {
    if (test::same(mean, plain_mean) && test::same(variance, plain_variance))
      return;
    char line[200];
    std::snprintf(line, sizeof line, "channel %zu: mean %a, variance %a; of plain arrays %a, %a", c, mean, variance,
                  plain_mean, plain_variance);
    fail(line);
  }
  void check_moments(std::size_t c, double mean, double variance, bool quick) const {
    long double sum = 0, squares = 0, most = 0, n = 0;
    for (const T y : of_[c])
      if (std::isfinite(y)) {
        const auto value = static_cast<long double>(y);
        sum += value;
        most = std::fmax(most, std::fabs(value));
        ++n;
      }
    if (n == 0 || most > 1e15L)
      return;
    const long double true_mean = sum / n;
    for (const T y : of_[c])
      if (std::isfinite(y))
        squares += (static_cast<long double>(y) - true_mean) * (static_cast<long double>(y) - true_mean);
    const long double true_variance = squares / n;
    if (true_variance < 1e-30L * most * most || true_variance < 0x1p-140L)
      return;
    const long double away = std::fabs(static_cast<long double>(mean) - true_mean);
    const long double apart = std::fabs(static_cast<long double>(variance) - true_variance);
    const long double deviation = std::sqrt(true_variance);
    const long double careful = 0x1p-49L * most + 5e-14L * deviation;
    const long double of_mean = quick ? std::fmax(2e-5L * deviation, careful) : careful;
    if (!(away <= of_mean) || !(apart <= (quick ? 1e-4L : 2e-13L) * true_variance)) {
      char line[200];
      std::snprintf(line, sizeof line, "channel %zu of %.0Lf: mean %.17g, want %.17Lg; variance %.17g, want %.17Lg", c,
                    n, mean, true_mean, variance, true_variance);
      fail(line);
    }
  }

  xact::channel_axis axis_;
  std::vector<std::vector<T>> of_;
};

} // namespace fuzz
