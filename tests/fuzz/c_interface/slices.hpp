#pragma once

/// The expected results of a call along an axis, computed by a call with each slice in a contiguous row. Formulas in
/// long double check the expected results.

#include "../sums.hpp"
#include "judge_arrays.hpp"
#include "slice_formulas.hpp"

namespace fuzz {

template <class T> class slice_results {
public:
  slice_results(const xact_call &r, call &c) : r_(r), c_(c), g_(slices_of(c, shape_of(c))) {
    n_ = g_.count * g_.channels;
    is_loss_ = r.verb == XACT_CROSS_ENTROPY;
    std::size_t out = r.inputs;
    if (r.out[0].role == XACT_DENSE)
      y_ = out++;
    if (is_loss_ && r.outputs == 2 && r.out[1].role == XACT_PER_SLICE)
      losses_ = out;
  }

  /// Records the expected results.
  void want() {
    if (n_ == 0)
      return;
    x_ = rows_of(0);
    if (r_.inputs == 2 && r_.in[1].role == XACT_DENSE)
      second_ = rows_of(1);
    before_ = y_ == none ? std::vector<T>() : rows_of(y_);
    run_on_rows();
    for (std::size_t i = 0; y_ != none && i < n_; ++i)
      c_.want<T>(y_, place_of(i), out_[i]);
    for (std::size_t i = 0; losses_ != none && i < g_.count; ++i)
      c_.want<T>(losses_, i, each_[i]);
    check_rows();
  }
  /// Compares mean·count with the sum of the losses in long double.
  void check_mean(double mean) const {
    true_sum truth;
    for (const T loss : each_)
      truth.add(static_cast<long double>(loss));
    truth.check<double>(mean * static_cast<double>(g_.count), 0, 4);
    if (n_ == 0 && mean != 0)
      fail("the mean of no losses is not 0");
  }

private:
  [[nodiscard]] std::size_t place_of(std::size_t i) const { return g_.at(i / g_.channels, i % g_.channels); }
  [[nodiscard]] std::vector<T> rows_of(std::size_t o) const {
    std::vector<T> rows(n_);
    for (std::size_t i = 0; i < n_; ++i)
      rows[i] = c_.before<T>(o, place_of(i));
    return rows;
  }
  [[nodiscard]] std::uint64_t label_at(std::size_t i) const { return label_of(c_, 1, r_.in[1].type, i); }

  void run_on_rows() {
    constexpr xact_type type = sizeof(T) == 4 ? XACT_F32 : XACT_F64;
    xact_call c = xact_call_of(static_cast<xact_verb>(r_.verb), static_cast<xact_function>(r_.function));
    c.channels = g_.channels;
    std::vector<std::uint64_t> labels(second_.empty() && is_loss_ ? g_.count : 0);
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = label_at(i);
    xact_in(&c, xact_array(x_.data(), type, n_, XACT_DENSE));
    if (!second_.empty())
      xact_in(&c, xact_array(second_.data(), type, n_, XACT_DENSE));
    else if (is_loss_)
      xact_in(&c, xact_array(labels.data(), XACT_U64, labels.size(), XACT_PER_SLICE));
    out_ = before_;
    xact_operand out = xact_array(out_.data(), type, n_, y_ == none ? XACT_SKIPPED : XACT_DENSE);
    out.adds = adds();
    xact_out(&c, out);
    each_.resize(is_loss_ ? g_.count : 0);
    if (is_loss_)
      xact_out(&c, xact_array(each_.data(), type, g_.count, XACT_PER_SLICE));
    if (xact_run(&c) != XACT_OK)
      fail("the call on rows side by side was refused");
  }
  [[nodiscard]] bool adds() const { return y_ != none && r_.out[0].adds != 0; }

  void check_rows() const {
    const bool of_log = r_.function == XACT_LOG_SOFTMAX;
    const std::size_t n = g_.channels;
    for (std::size_t i = 0; i < g_.count && (i + 1) * n < 4000; ++i) {
      const auto row = [&](const std::vector<T> &of) { return of.empty() ? nullptr : of.data() + i * n; };
      const slice_formulas<T> f(row(x_), n);
      const T *const before = adds() ? row(before_) : nullptr;
      if (r_.verb == XACT_FORWARD)
        f.check_values(of_log, row(out_));
      else if (r_.verb == XACT_BACKWARD)
        f.check_gradient(of_log, row(second_), before, row(out_));
      else if (r_.verb == XACT_BACKWARD_FROM_OUTPUT)
        f.check_gradient_from_output(of_log, row(second_), before, row(out_));
      else if (second_.empty())
        f.check_loss(label_at(i), g_.count, each_[i], before, row(out_));
      else
        f.check_loss_of_targets(row(second_), g_.count, each_[i], before, row(out_));
    }
  }

  const xact_call &r_;
  call &c_;
  slicing g_;
  std::size_t n_ = 0;
  bool is_loss_ = false;
  std::size_t y_ = none, losses_ = none;
  std::vector<T> x_, second_, before_, out_, each_; ///< contiguous rows; second_: dy or targets; each_: losses
};

} // namespace fuzz
