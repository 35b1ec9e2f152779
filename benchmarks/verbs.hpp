#pragma once

/// Functions that register benchmarks of xact or of a peer, one function per verb. Each function passes the reference
/// values of the verb, and the count of arrays that a call reads or writes, to suite::add.

#include "../tests/reference.hpp"
#include "suite.hpp"

namespace suite {

/// The slope of every channel of prelu.
inline constexpr double channel_slope = 0.25;

/// Returns a functor for the reference values of f. For prelu with an array of slopes, the returned functor has one
/// slope, channel_slope.
template <class F> auto formula_of(const F &f) {
  if constexpr (xact::channel_bound<F>)
    return typename F::function_type{channel_slope};
  else
    return f;
}

/// Returns `function`@`peer`, or `function` alone if `peer` is empty.
inline std::string by(const std::string &function, const std::string &peer) {
  return peer.empty() ? function : function + '@' + peer;
}

/// Registers call(a), which computes out = f(x).
template <class T, class F, class Call>
void add_forward(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("forward/" + by(function, peer), 2, call,
         [f = formula_of(f)](const arrays<T> &a, std::size_t i) { return test::wide_value<T>(f, a.x[i]); });
}

/// Returns a functor that computes the reference value dy·f'(x) of an element.
template <class T, class F> auto backward_truth(const F &f) {
  return [f = formula_of(f)](const arrays<T> &a, std::size_t i) {
    return test::wide_derivative<T>(f, a.x[i]) * static_cast<long double>(a.dy[i]);
  };
}

/// Registers call(a), which computes out = dy·f'(x).
template <class T, class F, class Call>
void add_backward(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("backward/" + by(function, peer), 3, call, backward_truth<T>(f));
}

/// Registers call(a), which computes out = dy·f'(x) and the gradient of the slopes. Only the error of `out` is
/// measured.
template <class T, class F, class Call>
void add_backward_with_gradient(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("backward_with_gradient/" + by(function, peer), 3, call, backward_truth<T>(f));
}

/// Returns f'(x), where x is the exact solution of f(x) = y.
template <class T, class F> long double wide_derivative_from_output(const F &f, T y) {
  const F r = test::rounded<T>(f);
  if constexpr (std::is_same_v<F, xact::elu>)
    return y <= 0 ? static_cast<long double>(y) + static_cast<long double>(r.alpha) : 1.0L;
  else
    return r.derivative_from_output(xact::native_batch<double>(static_cast<double>(y))).get(0);
}

/// Registers call(a), which computes out = dy·f'(f⁻¹(x)). The array x is used as an output of f.
template <class T, class F, class Call>
void add_backward_from_output(const F &f, const std::string &function, const std::string &peer, Call call) {
  add<T>("backward_from_output/" + by(function, peer), 3, call, [f = formula_of(f)](const arrays<T> &a, std::size_t i) {
    return wide_derivative_from_output<T>(f, a.x[i]) * static_cast<long double>(a.dy[i]);
  });
}

/// The row lengths of softmax: the counts of classes. Every working set contains complete rows.
inline constexpr std::size_t row_lengths[] = {16, 1024};

/// The reference values of softmax in rows of `classes` elements. The object stores the largest element and the sum of
/// the latest row, and computes them again only for another row.
template <class T> class softmax_truth {
public:
  explicit softmax_truth(std::size_t classes) : classes_(classes) {}

  long double operator()(const arrays<T> &a, std::size_t i) const {
    if (i / classes_ != row_) {
      row_ = i / classes_;
      const auto all = a.x.subspan(row_ * classes_, classes_);
      most_ = static_cast<long double>(*std::max_element(all.begin(), all.end()));
      sum_ = 0;
      for (const T x : all)
        sum_ += std::exp(static_cast<long double>(x) - most_);
    }
    return std::exp(static_cast<long double>(a.x[i]) - most_) / sum_;
  }

private:
  std::size_t classes_;
  mutable std::size_t row_ = static_cast<std::size_t>(-1);
  mutable long double most_ = 0;
  mutable long double sum_ = 0;
};

/// Registers call(a), which computes out = softmax(x) in rows of `classes` elements.
template <class T, class Call> void add_softmax(std::size_t classes, const std::string &peer, Call call) {
  add<T>("forward/" + by("softmax_" + std::to_string(classes), peer), 2, call, softmax_truth<T>(classes));
}

} // namespace suite
