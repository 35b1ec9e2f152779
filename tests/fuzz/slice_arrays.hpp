#pragma once

/// The arrays of a call of softmax, log-softmax or cross-entropy along an axis, and the rules that decide whether the
/// library must accept the arrays.

#include "numbers.hpp"
#include "run.hpp"
#include "shapes.hpp"

#include <xact/cross_entropy.hpp>

namespace fuzz {

/// The slices of an array along an axis. at(g, k) is the index of element k of slice g in the array.
struct slicing {
  std::size_t channels;
  std::size_t inner;
  [[nodiscard]] std::size_t at(std::size_t g, std::size_t k) const {
    return (g / inner * channels + k) * inner + g % inner;
  }
};

enum class slice_verb : std::uint8_t { forward, backward, from_output, labels, targets };

/// The random arguments of a call, and the verdict on these arguments.
template <class T, class F> class slice_arrays {
protected:
  using verb = slice_verb;

  slice_arrays(random &r, const memory &of) : c_(r, of), r_(r), on_(r) { current = &c_; }

  void draw() {
    whole_rows_ = r_.percent(25);
    if (whole_rows_) {
      draw_rows(c_);
      axis_ = {.channels = 0, .inner = 1};
    } else {
      draw_channels(c_);
      axis_ = {.channels = c_.channels, .inner = c_.inner};
    }
    verb_ = static_cast<verb>(r_.below(std::is_same_v<F, xact::softmax> ? 5 : 3));
    skips_ = verb_ != verb::forward && r_.percent(15);
    adds_ = !skips_ && verb_ != verb::forward && r_.percent(30);
    const bool is_loss = verb_ >= verb::labels;
    static constexpr const char *verbs[] = {"forward", "backward", "backward_from_output", "cross_entropy with labels",
                                            "cross_entropy with targets"};
    c_.what = std::string(verbs[static_cast<std::size_t>(verb_)]) + " of " + F::name.data() + " on " +
              (sizeof(T) == 4 ? "float, " : "double, ") + on_.name() + (adds_ ? ", accumulated" : "") +
              (skips_ ? ", skipped" : "") + (whole_rows_ ? ", whole rows" : "");
    x_ = c_.add_dense("x", role::read, sizeof(T));
    if (verb_ != verb::forward && verb_ != verb::labels)
      dy_ = c_.add_dense(is_loss ? "targets" : "dy", role::read, sizeof(T));
    if (!skips_)
      y_ = c_.add_dense("the output", role::written, sizeof(T));
    spoil_shape(c_);
    if (!is_loss)
      return;
    const slicing g = slices();
    const std::size_t slices = g.channels == 0 ? 0 : c_.size() / g.channels;
    const std::size_t wrong = r_.percent(3) ? 1 : 0;
    if (verb_ == verb::labels)
      labels_ = c_.add_flat("labels", role::per_slice_read, sizeof(int), slices + wrong);
    if (r_.percent(50))
      losses_ = c_.add_flat("losses", role::losses, sizeof(T), slices + (r_.percent(3) ? 1 : 0));
  }

  /// Returns the slices for the shape of the arrays.
  [[nodiscard]] slicing slices() const {
    if (!whole_rows_)
      return {axis_.channels, axis_.inner};
    const common_shape s = shape_of(c_);
    return {s.columns, 1};
  }

  void fill_arrays() {
    const numbers of_x = draw_numbers(r_);
    for (const std::size_t o : {x_, dy_, y_})
      if (o != none && can_exist(c_.operands[o].a) && rows_are_apart(c_.operands[o].a))
        fill<T>(c_, o,
                o == x_                                                ? of_x
                : o == dy_ && verb_ == verb::targets && r_.percent(80) ? numbers::positive
                                                                       : numbers::moderate);
    if (labels_ == none || !can_exist(c_.operands[labels_].a) || !rows_are_apart(c_.operands[labels_].a))
      return;
    const std::size_t classes = slices().channels;
    const std::size_t n = c_.operands[labels_].a.size();
    for (std::size_t i = 0; i < n; ++i)
      c_.put<int>(labels_, i, static_cast<int>(classes == 0 ? 0 : r_.below(classes)));
    if (n != 0 && r_.percent(3))
      c_.put<int>(labels_, r_.below(n), r_.one_of({-1, static_cast<int>(classes), 1 << 30}));
  }

  [[nodiscard]] verdict judge_call() {
    if (skips_ && verb_ < verb::labels)
      return verdict::taken;
    for (const operand &o : c_.operands)
      if (!can_exist(o.a) || !rows_are_apart(o.a))
        return is_dense(o.is) || c_.size() != 0 ? verdict::refused : verdict::either;
    const common_shape s = shape_of(c_);
    if (!s.found)
      return verdict::refused;
    const slicing g = slices();
    const std::size_t n = s.rows * s.columns;
    const bool no_channels = g.channels == 0 && !whole_rows_;
    // channels = 0 with inner = 1 makes each row a slice.
    if (no_channels)
      return n == 0 ? verdict::either : axis_.inner == 1 ? whole_rows_instead() : verdict::refused;
    if (n != 0 && !(whole_rows_ && s.rows * g.channels == n) && !divides(s, g.channels, g.inner))
      return verdict::refused;
    verdict all = verdict::taken;
    const std::size_t count = g.channels == 0 ? 0 : n / g.channels;
    for (const std::size_t o : {labels_, losses_})
      if (o != none && c_.operands[o].a.size() != count)
        return verdict::refused;
      else if (o != none && !c_.operands[o].a.one_row())
        return verdict::refused;
    for (std::size_t i = 0; i < c_.operands.size(); ++i)
      for (std::size_t k = 0; k < c_.operands.size(); ++k)
        if (k != i && is_output(c_.operands[i].is) && (k > i || !is_output(c_.operands[k].is))) {
          verdict v = beside(c_.operands[i], c_.operands[k]);
          if (verb_ == verb::targets && i == y_ && k == dy_ && share_bytes(c_.operands[i].a, c_.operands[k].a))
            v = verdict::refused;
          all = worse(all, v);
        }
    for (std::size_t i = 0; labels_ != none && i < count; ++i) {
      const int label = c_.template before<int>(labels_, i);
      if (label < 0 || static_cast<std::size_t>(label) >= g.channels)
        return verdict::refused;
    }
    return all;
  }
  /// Makes each row a slice, as channels = 0 and inner = 1 require, and returns the verdict.
  [[nodiscard]] verdict whole_rows_instead() {
    whole_rows_ = true;
    return judge_call();
  }

  call c_;
  random &r_;
  executor on_;
  xact::channel_axis axis_;
  bool whole_rows_ = false;
  bool skips_ = false;
  bool adds_ = false;
  verb verb_{};
  std::size_t x_ = none, dy_ = none, y_ = none, labels_ = none, losses_ = none;
};

} // namespace fuzz
