#pragma once

/// Random calls of element-wise verbs.

#include "element_arrays.hpp"
#include "sums.hpp"

namespace fuzz {

/// One random call of a verb with a functor, and the expected results.
template <class Subject> class element_call : element_arrays<Subject> {
  using base = element_arrays<Subject>;
  using T = typename Subject::number;
  using base::c_, base::r_, base::f_, base::on_, base::verb_, base::out_, base::sums_;
  using base::parameter_of;
  using base::x_, base::dy_, base::y_, base::d_, base::p_, base::dw_, base::mask_;

public:
  element_call(random &r, const memory &of, const Subject &f) : base(r, of, f) {}

  void run() {
    this->draw();
    c_.place();
    c_.open();
    misdescribe(c_);
    this->fill_arrays();
    c_.note();
    const verdict expected = this->judge_call();
    if (expected != verdict::refused)
      want();
    const bool was_taken = taken(c_, expected, [&] { call_verb(); });
    c_.template compare<T>(!was_taken);
  }

private:
  /// Records the expected results.
  void want() {
    const std::size_t n = shape_of(c_).rows * shape_of(c_).columns;
    const std::size_t from = x_ == none ? dy_ : x_;
    for (std::size_t i = 0; i < n && y_ != none; ++i) {
      const T x = c_.template before<T>(from, i);
      const T p = parameter_of(i);
      const T dy = dy_ == none ? T(0) : c_.template before<T>(dy_, i);
      const bool adds = out_ == style::accumulated;
      const T sum = adds ? c_.template before<T>(y_, i) : T(0);
      switch (verb_) {
      case verb::derivative:
        c_.template want<T>(y_, i, f_.derivative(x, p));
        break;
      case verb::both:
        c_.template want<T>(d_, i, f_.derivative(x, p));
        [[fallthrough]];
      case verb::forward:
      case verb::with_mask:
        c_.template want<T>(y_, i, f_.value(x, p));
        break;
      case verb::backward:
      case verb::gradient:
        c_.template want<T>(y_, i, adds ? f_.added(x, p, dy, sum) : f_.gradient(x, p, dy));
        break;
      case verb::from_output:
        if constexpr (Subject::has_output) {
          const T d = f_.from_output(x, p);
          c_.template want<T>(y_, i, adds ? f_.added_product(dy, d, sum) : rounded_product(dy, d));
        }
        break;
      case verb::from_mask: {
        const bool right = (c_.template before<std::uint8_t>(mask_, i / 8) >> i % 8 & 1) != 0;
        const T at = right ? T(1) : T(-1);
        c_.template want<T>(y_, i,
                            right  ? (adds ? sum + dy : dy)
                            : adds ? f_.added(at, p, dy, sum)
                                   : f_.gradient(at, p, dy));
        break;
      }
      }
    }
    if (verb_ == verb::with_mask)
      for (std::size_t byte = 0; byte < (n + 7) / 8; ++byte) {
        unsigned bits = 0;
        for (std::size_t i = byte * 8; i < n && i < byte * 8 + 8; ++i)
          bits |= !(c_.template before<T>(x_, i) <= 0) ? 1U << i % 8 : 0U;
        c_.template want<std::uint8_t>(mask_, byte, static_cast<std::uint8_t>(bits));
      }
    if constexpr (Subject::bound)
      if (dw_ != none && c_.channels != 0)
        want_sums(n);
  }

  /// Expects the gradient of the parameters to be bitwise equal to the gradient for copies of the arrays. If an array
  /// has gaps, the copies have gaps of three elements, and compare_gapless also compares the gradient for copies
  /// without gaps. The error of the gradient must be within the bound for sums.
  void want_sums(std::size_t n) {
    const common_shape s = shape_of(c_);
    const std::size_t gap = s.one_row ? 0 : 3;
    std::vector<T> sums = reference_sums(s, gap);
    if (!s.one_row)
      compare_gapless(sums, reference_sums(s, 0));
    for (std::size_t k = 0; k < c_.channels; ++k)
      c_.template want<T>(dw_, k, sums[k]);
    std::vector<true_sum> truth(c_.channels);
    for (std::size_t i = 0; i < n; ++i)
      truth[c_.channels == 1 ? 0 : i / c_.inner % c_.channels].add(
          f_.term(c_.template before<T>(x_, i), parameter_of(i), c_.template before<T>(dy_, i)));
    for (std::size_t k = 0; k < c_.channels; ++k)
      truth[k].check<T>(sums[k], sums_ == style::accumulated ? c_.template before<T>(dw_, k) : T(0), 270,
                        Subject::is_exact);
  }
  /// Returns the gradient for copies of the arrays. The copies have gaps of `gap` elements between rows.
  [[nodiscard]] std::vector<T> reference_sums(const common_shape &s, std::size_t gap) const {
    const std::size_t stride = s.columns + gap;
    std::vector<T> x(s.rows * stride + 1), dy(s.rows * stride + 1), p(c_.channels), dw(c_.channels);
    for (std::size_t i = 0; i < s.rows * s.columns; ++i) {
      x[i / s.columns * stride + i % s.columns] = c_.template before<T>(x_, i);
      dy[i / s.columns * stride + i % s.columns] = c_.template before<T>(dy_, i);
    }
    for (std::size_t k = 0; k < c_.channels; ++k) {
      p[k] = c_.template before<T>(p_, k);
      dw[k] = c_.template before<T>(dw_, k);
    }
    const xact::strided<T> rows_x{x.data(), s.rows, s.columns, stride};
    const xact::strided<T> rows_dy{dy.data(), s.rows, s.columns, stride};
    const auto f = f_.functor(p, {c_.channels, c_.inner});
    if (sums_ == style::accumulated)
      xact::backward(f, rows_x, rows_dy, xact::skip, xact::accumulate(dw));
    else
      xact::backward(f, rows_x, rows_dy, xact::skip, dw);
    return dw;
  }

  [[nodiscard]] xact::strided<const T> view(std::size_t o) const {
    const array &a = c_.operands[o].a;
    return {a.data<const T>(), a.rows, a.columns, a.stride};
  }
  void call_verb() const {
    const xact::executor_ref on = on_.ref();
    std::span<const T> parameters;
    if (p_ != none)
      parameters = {c_.operands[p_].a.template data<const T>(), c_.operands[p_].a.columns};
    const auto &f = f_.functor(parameters, {c_.channels, c_.inner});
    const array nothing;
    const array &y = y_ == none ? nothing : c_.operands[y_].a;
    switch (verb_) {
    case verb::forward:
      return written<T>(out_, y, [&](auto &&out) { xact::forward(on, f, view(x_), out); });
    case verb::derivative:
      return written<T>(out_, y, [&](auto &&out) { xact::derivative(on, f, view(x_), out); });
    case verb::both:
      return written<T>(out_, y, [&](auto &&out) {
        written<T>(out_, c_.operands[d_].a, [&](auto &&d) { xact::value_and_derivative(on, f, view(x_), out, d); });
      });
    case verb::backward:
      return styled<T>(out_, y, [&](auto &&out) { xact::backward(on, f, view(x_), view(dy_), out); });
    case verb::gradient:
      if constexpr (Subject::bound)
        styled<T>(out_, y, [&](auto &&out) {
          gradient_of<T>(sums_, dw_ == none ? nothing : c_.operands[dw_].a,
                         [&](auto &&dw) { xact::backward(on, f, view(x_), view(dy_), out, dw); });
        });
      return;
    case verb::from_output:
      if constexpr (Subject::has_output)
        styled<T>(out_, y, [&](auto &&out) { xact::backward_from_output(on, f, view(x_), view(dy_), out); });
      return;
    default:
      if constexpr (Subject::rectifies)
        call_mask_verb(on, f, y);
    }
  }
  template <class F> void call_mask_verb(const xact::executor_ref &on, const F &f, const array &y) const {
    const array &m = c_.operands[mask_].a;
    const xact::strided<std::uint8_t> mask{m.data<std::uint8_t>(), m.rows, m.columns, m.stride};
    const xact::strided<const T> in = verb_ == verb::with_mask ? view(x_) : view(dy_);
    if (verb_ == verb::with_mask)
      written<T>(out_, y, [&](auto &&out) { xact::forward_with_mask(on, f, in, out, mask); });
    else if (out_ == style::accumulated)
      gradient_of<T>(out_, y, [&](auto &&out) {
        if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(out)>, xact::skip_t>)
          xact::backward_from_mask(on, f, mask, in, out);
      });
    else
      written<T>(out_, y, [&](auto &&out) { xact::backward_from_mask(on, f, mask, in, out); });
  }
};

template <class Subject> void try_elements(random &r, const memory &of, const Subject &f) {
  element_call<Subject>(r, of, f).run();
}

} // namespace fuzz
