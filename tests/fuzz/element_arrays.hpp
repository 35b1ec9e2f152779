#pragma once

/// The arrays of a call of an element-wise verb, and the rules that decide whether the library must accept the arrays.

#include "functors.hpp"
#include "numbers.hpp"
#include "run.hpp"
#include "shapes.hpp"

namespace fuzz {

enum class verb : std::uint8_t { forward, derivative, both, backward, gradient, from_output, with_mask, from_mask };
enum class style : std::uint8_t { plain, streamed, cached, accumulated, skipped };

/// Calls use(output) with the output in the form of a style, such as xact::streamed(out).
template <class T, class Use> void styled(style how, const array &a, const Use &use) {
  xact::strided<T> out{a.data<T>(), a.rows, a.columns, a.stride};
  switch (how) {
  case style::streamed:
    return use(xact::streamed(out));
  case style::cached:
    return use(xact::cached(out));
  case style::accumulated:
    return use(xact::accumulate(out));
  case style::skipped:
    return use(xact::skip);
  default:
    return use(out);
  }
}
/// Calls use(output) for an output that the call overwrites.
template <class T, class Use> void written(style how, const array &a, const Use &use) {
  xact::strided<T> out{a.data<T>(), a.rows, a.columns, a.stride};
  switch (how) {
  case style::streamed:
    return use(xact::streamed(out));
  case style::cached:
    return use(xact::cached(out));
  default:
    return use(out);
  }
}
/// Calls use(output) for an output that the call overwrites, accumulates or skips.
template <class T, class Use> void gradient_of(style how, const array &a, const Use &use) {
  xact::strided<T> out{a.data<T>(), a.rows, a.columns, a.stride};
  if (how == style::accumulated)
    use(xact::accumulate(out));
  else if (how == style::skipped)
    use(xact::skip);
  else
    use(out);
}

/// The random arguments of a call of a verb with a functor, and the verdict on these arguments.
template <class Subject> class element_arrays {
protected:
  using T = typename Subject::number;

  element_arrays(random &r, const memory &of, const Subject &f) : c_(r, of), r_(r), f_(f), on_(r) { current = &c_; }

  void draw() {
    if (Subject::bound)
      draw_channels(c_);
    else
      draw_rows(c_);
    verb_ = static_cast<verb>(r_.below(8));
    if ((verb_ == verb::with_mask || verb_ == verb::from_mask) && !Subject::rectifies)
      verb_ = verb::forward;
    if (verb_ == verb::from_output && !Subject::has_output)
      verb_ = verb::backward;
    if (verb_ == verb::gradient && !Subject::bound)
      verb_ = verb::backward;
    const std::size_t kind = r_.below(10);
    const bool differentiates = verb_ >= verb::backward && verb_ != verb::with_mask;
    out_ = kind < 4                               ? style::plain
           : kind < 6                             ? style::streamed
           : kind < 7                             ? style::cached
           : !differentiates                      ? style::plain
           : kind < 9 || verb_ == verb::from_mask ? style::accumulated
                                                  : style::skipped;
    sums_ = r_.one_of({style::plain, style::plain, style::accumulated, style::skipped});
    static constexpr const char *verbs[] = {"forward",           "derivative",        "value_and_derivative",
                                            "backward",          "backward",          "backward_from_output",
                                            "forward_with_mask", "backward_from_mask"};
    static constexpr const char *styles[] = {"plain", "streamed", "cached", "accumulated", "skipped"};
    c_.what = std::string(verbs[static_cast<std::size_t>(verb_)]) + " of " + Subject::name + " on " +
              (sizeof(T) == 4 ? "float, " : "double, ") + styles[static_cast<std::size_t>(out_)] + ", " + on_.name();
    if (verb_ == verb::gradient)
      c_.what += std::string(", gradient ") + styles[static_cast<std::size_t>(sums_)];
    if (verb_ != verb::from_mask)
      x_ = c_.add_dense("x", role::read, sizeof(T));
    if (differentiates)
      dy_ = c_.add_dense("dy", role::read, sizeof(T));
    if (out_ != style::skipped)
      y_ = c_.add_dense("the output", role::written, sizeof(T));
    if (verb_ == verb::both)
      d_ = c_.add_dense("d", role::written, sizeof(T));
    if (verb_ == verb::with_mask || verb_ == verb::from_mask)
      mask_ = c_.add_flat("the mask", verb_ == verb::with_mask ? role::bits_written : role::bits_read, 1,
                          (c_.size() + 7) / 8);
    if (Subject::bound)
      p_ = c_.add_flat("parameters", role::per_channel, sizeof(T), c_.channels);
    if (verb_ == verb::gradient && sums_ != style::skipped)
      dw_ = c_.add_flat("dw", role::sums, sizeof(T), c_.channels);
    spoil_shape(c_);
  }

  void fill_arrays() {
    const numbers of_x = draw_numbers(r_);
    for (std::size_t o = 0; o < c_.operands.size(); ++o) {
      const operand &at = c_.operands[o];
      if (!can_exist(at.a) || !rows_are_apart(at.a) || at.a.bytes != sizeof(T))
        continue; // a mask keeps the bits that call::open has written
      if (at.is == role::per_channel)
        fill<T>(c_, o, r_.percent(70) ? numbers::positive : draw_numbers(r_));
      else if (is_dense(at.is) || at.is == role::sums)
        fill<T>(c_, o, o == x_ || o == dy_ ? of_x : numbers::moderate);
    }
  }

  [[nodiscard]] T parameter_of(std::size_t i) const {
    return p_ == none ? T(0) : c_.template before<T>(p_, c_.channels == 1 ? 0 : i / c_.inner % c_.channels);
  }

  /// Returns the verdict on the functor and on the arrays.
  [[nodiscard]] verdict judge_call() const {
    if ((verb_ == verb::backward || verb_ == verb::gradient) && y_ == none && dw_ == none)
      return verdict::taken; // nothing to compute
    verdict all = f_.parameters_fit ? judge(c_, Subject::bound) : verdict::refused;
    if (verb_ == verb::from_output) {
      bool tells = f_.output_tells;
      for (std::size_t k = 0; Subject::bound && Subject::rectifies && k < c_.operands[p_].a.size(); ++k)
        tells = tells && c_.template before<T>(p_, k) >= 0;
      const bool nothing_to_do = y_ == none || (Subject::bound && c_.channels == 0);
      if (!f_.parameters_fit || !tells)
        return y_ == none ? verdict::either : nothing_to_do ? worse(all, verdict::either) : verdict::refused;
      if (y_ == none)
        return verdict::taken;
    }
    return all;
  }

  call c_;
  random &r_;
  const Subject &f_;
  executor on_;
  verb verb_{};
  style out_{};
  style sums_{};
  std::size_t x_ = none, dy_ = none, y_ = none, d_ = none, p_ = none, dw_ = none, mask_ = none;
};

} // namespace fuzz
