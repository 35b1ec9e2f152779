#pragma once

/// Formulas in long double for one slice: softmax, log-softmax, their gradients, and the cross-entropy.

#include "../call.hpp"

#include "../../ulp.hpp"

namespace fuzz {

/// Compares the results for one slice with formulas. Gradients and losses are compared only if all numbers of the slice
/// are less than 10^6 in magnitude.
template <class T> class slice_formulas {
  using real = long double;
  using limits = std::numeric_limits<T>;

public:
  slice_formulas(const T *x, std::size_t n) : x_(x), n_(n) {
    for (std::size_t k = 0; k < n; ++k) {
      finite_ = finite_ && is_moderate(x[k]);
      if (static_cast<real>(x[k]) > most_ || std::isnan(x[k]))
        most_ = static_cast<real>(x[k]);
    }
    bool met = false; // true after the first largest element; others_ does not include the term e^0 = 1 of this element
    for (std::size_t k = 0; k < n; ++k)
      if (away(k) == 0 && !met)
        met = true;
      else
        others_ += std::exp(away(k));
  }

  void check_values(bool of_log, const T *y) const {
    for (std::size_t k = 0; k < n_; ++k) {
      real want = of_log ? log_probability(k) : probability(k);
      if (std::isnan(others_))
        want = others_;
      if (test::ulp_error(y[k], want) > 2.01)
        tell("an element of softmax", k, y[k], want);
    }
  }
  void check_gradient(bool of_log, const T *dy, const T *before, const T *dx) const {
    if (finite_)
      check_gradient_by([this](std::size_t k) { return probability(k); }, of_log, dy, before, dx);
  }
  /// Checks a gradient by backward_from_output: x is the output of forward.
  void check_gradient_from_output(bool of_log, const T *dy, const T *before, const T *dx) const {
    const auto of = [&](std::size_t k) {
      return of_log ? std::exp(static_cast<real>(x_[k])) : static_cast<real>(x_[k]);
    };
    for (std::size_t k = 0; k < n_; ++k)
      if (of_log && x_[k] > 0)
        return; // not the logarithm of a probability
    if (finite_)
      check_gradient_by(of, of_log, dy, before, dx);
  }
  void check_loss(std::uint64_t label, std::size_t count, T loss, const T *before, const T *dx) const {
    if (!finite_)
      return;
    const auto of = static_cast<std::size_t>(label);
    const real want = -log_probability(of);
    if (test::ulp_error(loss, want) > 2.01)
      tell("the loss of label", of, loss, want);
    for (std::size_t k = 0; dx != nullptr && k < n_; ++k) {
      real gradient = probability(k);
      if (k == of)
        gradient = -(others_ + 1 - std::exp(away(k))) / (1 + others_);
      if (k == of && away(k) == 0)
        gradient = -others_ / (1 + others_);
      check("a gradient", k, dx[k], before, gradient / static_cast<real>(count), 0);
    }
  }
  void check_loss_of_targets(const T *t, std::size_t count, T loss, const T *before, const T *dx) const {
    real want = 0, weight = 0, size = 0;
    for (std::size_t k = 0; k < n_; ++k) {
      if (!finite_ || !is_moderate(t[k]))
        return;
      want -= static_cast<real>(t[k]) * log_probability(k);
      size += std::fabs(static_cast<real>(t[k])) * (std::fabs(log_probability(k)) + static_cast<real>(n_));
      weight += static_cast<real>(t[k]);
    }
    check("the loss", 0, loss, nullptr, want, size);
    const auto n = static_cast<real>(count);
    for (std::size_t k = 0; dx != nullptr && k < n_; ++k)
      check("a gradient", k, dx[k], before, (weight * probability(k) - static_cast<real>(t[k])) / n,
            (std::fabs(weight * probability(k)) + std::fabs(static_cast<real>(t[k]))) / n, std::fabs(weight));
  }

private:
  static bool is_moderate(T x) { return std::fabs(x) < T(1e6); }
  [[nodiscard]] real away(std::size_t k) const { return static_cast<real>(x_[k]) - most_; }
  [[nodiscard]] real probability(std::size_t k) const { return std::exp(away(k)) / (1 + others_); }
  [[nodiscard]] real log_probability(std::size_t k) const { return away(k) - std::log1p(others_); }

  template <class Probability>
  void check_gradient_by(const Probability &of, bool of_log, const T *dy, const T *before, const T *dx) const {
    real total = 0, size = 0;
    real factors = 0; // the sum of the |factors| that multiply probabilities in `total`; a probability may be subnormal
    for (std::size_t k = 0; k < n_; ++k) {
      if (!is_moderate(dy[k]))
        return;
      const real term = of_log ? static_cast<real>(dy[k]) : of(k) * static_cast<real>(dy[k]);
      total += term;
      size += std::fabs(term);
      factors += of_log ? 1 : std::fabs(static_cast<real>(dy[k]));
    }
    for (std::size_t k = 0; k < n_; ++k) {
      const real g = static_cast<real>(dy[k]);
      const real p = of(k);
      check("a gradient", k, dx[k], before, of_log ? g - p * total : p * (g - total),
            of_log ? std::fabs(g) + std::fabs(p) * size : std::fabs(p) * (std::fabs(g) + size),
            std::fabs(g) + size + std::fabs(p) * (static_cast<real>(n_) + factors));
    }
  }

  /// Fails if the error of `got` exceeds a bound. The bound allows some roundings of the result, of terms that cancel
  /// and have magnitudes up to `size`, and of a possibly subnormal probability that is multiplied by `factor`.
  void check(const char *what, std::size_t k, T got, const T *before, real want, real size, real factor = 0) const {
    const auto unit = static_cast<real>(limits::epsilon());
    real error = 4 * unit * (std::fabs(want) + size) + 4 * static_cast<real>(limits::denorm_min()) * (1 + factor);
    if (before != nullptr) {
      if (!is_moderate(before[k]))
        return;
      want += static_cast<real>(before[k]);
      error += unit * (std::fabs(want) + std::fabs(static_cast<real>(before[k])));
    }
    if (!(std::fabs(static_cast<real>(got) - want) <= error))
      tell(what, k, got, want);
  }
  [[noreturn]] void tell(const char *what, std::size_t k, T got, real want) const {
    char line[240];
    std::snprintf(line, sizeof line, "%s, number %zu of a slice of %zu, is %a, want %La; x is %a, the largest %La",
                  what, k, n_, static_cast<double>(got), want, static_cast<double>(x_[k]), most_);
    fail(line);
  }

  const T *x_;
  std::size_t n_;
  bool finite_ = true;
  real most_ = -std::numeric_limits<real>::infinity();
  real others_ = 0;
};

} // namespace fuzz
