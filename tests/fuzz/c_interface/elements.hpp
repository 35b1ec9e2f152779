#pragma once

/// The expected results of an element-wise call.

#include "../sums.hpp"
#include "judge_arrays.hpp"
#include "reference.hpp"

namespace fuzz {

template <class T> class element_results {
public:
  /// `c` must contain the arrays of the record in the order of the operands, without skipped outputs.
  element_results(const xact_call &r, call &c) : r_(r), c_(c), f_(r, find(role::per_channel) != none) {
    const common_shape s = shape_of(c);
    n_ = s.rows * s.columns;
    p_ = find(role::per_channel);
    sums_ = find(role::sums);
    bits_ = r.verb == XACT_FORWARD_WITH_MASK ? find(role::bits_written) : find(role::bits_read);
    if (r.out[0].role == XACT_DENSE)
      y_ = r.inputs;
    if (r.verb == XACT_BACKWARD || r.verb == XACT_BACKWARD_FROM_OUTPUT)
      dy_ = r.inputs - 1;
  }

  /// Records the expected results, except sums.
  void want() {
    for (std::size_t i = 0; i < n_ && y_ != none; ++i)
      want_element(i);
    for (std::size_t byte = 0; r_.verb == XACT_FORWARD_WITH_MASK && byte < (n_ + 7) / 8; ++byte)
      want_bits(byte);
  }
  /// Compares the sums of a finished call with the true sums.
  void check_sums() {
    if (sums_ == none || c_.channels == 0)
      return;
    std::vector<true_sum> truth(c_.channels);
    for (std::size_t i = 0; i < n_; ++i) {
      const T x = c_.before<T>(0, i);
      const T dy = c_.before<T>(dy_, i);
      truth[channel_of(i)].add(x < 0 ? term(dy, x) : 0);
    }
    for (std::size_t k = 0; k < c_.channels; ++k) {
      const T sum = c_.now<T>(sums_, k);
      truth[k].template check<T>(sum, adds(sums_) ? c_.before<T>(sums_, k) : T(0), 270, f_.is_exact());
      c_.want<T>(sums_, k, sum);
    }
  }

private:
  [[nodiscard]] std::size_t find(role p) const {
    for (std::size_t o = 0; o < c_.operands.size(); ++o)
      if (c_.operands[o].is == p)
        return o;
    return none;
  }
  /// Returns true if array `o`, which is an output, accumulates.
  [[nodiscard]] bool adds(std::size_t o) const {
    const std::size_t skipped = r_.inputs + r_.outputs - c_.operands.size();
    const bool first_is_skipped = r_.out[0].role == XACT_SKIPPED;
    return r_.out[o - r_.inputs + (first_is_skipped ? skipped : 0)].adds != 0;
  }
  [[nodiscard]] std::size_t channel_of(std::size_t i) const {
    return c_.channels == 1 ? 0 : i / c_.inner % c_.channels;
  }
  [[nodiscard]] long double term(T dy, T x) const {
    return f_.is_exact() ? static_cast<long double>(dy) * static_cast<long double>(x)
                         : static_cast<long double>(rounded_product(dy, x));
  }

  void want_element(std::size_t i) {
    const T x = c_.before<T>(0, i);
    const T p = p_ == none ? f_.own_parameter() : c_.before<T>(p_, channel_of(i));
    const T dy = dy_ == none ? T(0) : c_.before<T>(dy_, i);
    const bool adds_up = adds(y_);
    const T sum = adds_up ? c_.before<T>(y_, i) : T(0);
    switch (r_.verb) {
    case XACT_DERIVATIVE:
      return c_.want<T>(y_, i, f_.derivative(x, p));
    case XACT_VALUE_AND_DERIVATIVE:
      c_.want<T>(y_ + 1, i, f_.derivative(x, p));
      return c_.want<T>(y_, i, f_.value(x, p));
    case XACT_BACKWARD:
      return c_.want<T>(y_, i, adds_up ? f_.added(x, p, dy, sum) : f_.gradient(x, p, dy));
    case XACT_BACKWARD_FROM_OUTPUT: {
      const T d = f_.derivative_from_output(x, p);
      return c_.want<T>(y_, i, adds_up ? f_.sum_of_product(dy, d, sum) : rounded_product(dy, d));
    }
    case XACT_BACKWARD_FROM_MASK: {
      const bool right = (c_.before<std::uint8_t>(bits_, i / 8) >> i % 8 & 1) != 0;
      const T at = right ? T(1) : T(-1);
      return c_.want<T>(y_, i, adds_up ? f_.added(at, p, x, sum) : f_.gradient(at, p, x));
    }
    default:
      return c_.want<T>(y_, i, f_.value(x, p));
    }
  }
  void want_bits(std::size_t byte) {
    unsigned bits = 0;
    for (std::size_t i = byte * 8; i < n_ && i < byte * 8 + 8; ++i)
      bits |= !(c_.before<T>(0, i) <= 0) ? 1U << i % 8 : 0U;
    c_.want<std::uint8_t>(bits_, byte, static_cast<std::uint8_t>(bits));
  }

  const xact_call &r_;
  call &c_;
  reference<T> f_;
  std::size_t n_ = 0;
  std::size_t p_ = none, dy_ = none, y_ = none, bits_ = none, sums_ = none;
};

} // namespace fuzz
