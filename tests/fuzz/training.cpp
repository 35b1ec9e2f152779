// Random calls of penalize, of standardizers and of update_slopes.

#include "cases.hpp"
#include "functors.hpp"
#include "sums.hpp"
#include "training_arrays.hpp"

#include <xact/training.hpp>

namespace fuzz {
namespace {

template <class T> class training_call : training_arrays<T> {
  using base = training_arrays<T>;
  using base::c_, base::r_, base::on_, base::x_, base::y_, base::name, base::prepare, base::view;

public:
  training_call(random &r, const memory &of) : base(r, of) {}

  void penalize() {
    draw_rows(c_);
    const bool skips = r_.percent(20);
    const bool adds = !skips && r_.percent(40);
    name("penalize", adds ? ", accumulated" : skips ? ", skipped" : "");
    x_ = c_.add_dense("w", role::read, sizeof(T));
    if (!skips)
      y_ = c_.add_dense("dw", role::written, sizeof(T));
    prepare(draw_numbers(r_));
    const xact::penalty p{r_.one_of({0.0, 1e-4, 0.5}), r_.one_of({0.0, 1e-2, 2.0})};
    const verdict expected = judge(c_, false);
    true_sum sum;
    std::size_t n = 0;
    if (expected != verdict::refused) {
      n = shape_of(c_).rows * shape_of(c_).columns;
      for (std::size_t i = 0; i < n; ++i)
        want_penalty(p, i, adds, sum);
    }
    double got = 0;
    const bool was_taken = taken(c_, expected, [&] {
      if (skips)
        got = xact::penalize(on_.ref(), p, view(x_), xact::skip);
      else if (auto out = view(y_); adds)
        got = xact::penalize(on_.ref(), p, view(x_), xact::accumulate(out));
      else
        got = xact::penalize(on_.ref(), p, view(x_), out);
    });
    c_.template compare<T>(!was_taken);
    // The penalty is infinite if the sum of w² overflows before the multiplication by the weight of the penalty.
    if (was_taken && squares_ <= static_cast<long double>(std::numeric_limits<double>::max()) / 4)
      sum.check<double>(got, 0, 280);
    else if (!was_taken && got != 0)
      fail("a call that was refused gave a penalty");
  }

  void update_slopes() {
    c_.rows = 1;
    c_.columns = draw_length(r_, 3000);
    name("update_slopes", "");
    x_ = c_.add_dense("slopes", role::written, sizeof(T));
    const std::size_t da = c_.add_dense("the gradient", role::read, sizeof(T));
    y_ = c_.add_dense("the velocity", role::written, sizeof(T));
    prepare(draw_numbers(r_));
    const xact::slope_rule rule{0.1, r_.one_of({0.0, 0.9})};
    const verdict expected = judge_apart();
    for (std::size_t i = 0; expected != verdict::refused && i < c_.operands[da].a.size(); ++i) {
      const T next = rounded_product(c_.template before<T>(y_, i), static_cast<T>(rule.momentum)) +
                     rounded_product(c_.template before<T>(da, i), static_cast<T>(rule.rate));
      c_.template want<T>(x_, i, c_.template before<T>(x_, i) - next);
      c_.template want<T>(y_, i, next);
    }
    const bool was_taken = taken(c_, expected, [&] { xact::update_slopes(rule, view(x_), view(da), view(y_)); });
    c_.template compare<T>(!was_taken);
  }

  /// Applies or undoes a standardizer whose statistics come from a contiguous array.
  void standardize() {
    draw_channels(c_);
    const bool undoes = r_.percent(40);
    name("standardizer", undoes ? ", undo" : ", apply");
    if (c_.channels == 0 || c_.inner == 0 || c_.inner > most_elements)
      return;
    xact::standardizer<T> s({.channels = c_.channels, .inner = c_.inner});
    std::vector<T> seen(c_.channels * c_.inner * r_.below(4));
    if (seen.size() > 2 * most_elements)
      return;
    for (T &x : seen)
      x = draw_number<T>(r_, numbers::moderate);
    s.observe(seen);
    x_ = c_.add_dense("x", role::read, sizeof(T));
    y_ = c_.add_dense("y", role::written, sizeof(T));
    prepare(draw_numbers(r_));
    const verdict expected = judge(c_, true);
    if (expected != verdict::refused)
      want_standardized(s, undoes);
    const bool was_taken = taken(c_, expected, [&] {
      if (undoes)
        s.undo(on_.ref(), view(x_), view(y_));
      else
        s.apply(on_.ref(), view(x_), view(y_));
    });
    c_.template compare<T>(!was_taken);
  }

private:
  void want_penalty(const xact::penalty &p, std::size_t i, bool adds, true_sum &sum) {
    const T w = c_.template before<T>(x_, i);
    const auto wide = static_cast<long double>(w);
    if (p.l1 != 0)
      sum.add(static_cast<long double>(p.l1) * std::fabs(wide));
    if (p.l2 != 0)
      sum.add(0.5L * static_cast<long double>(p.l2) * wide * wide);
    squares_ += std::isfinite(w) ? wide * wide : 0;
    if (y_ == none)
      return;
    const T sign = w > 0 ? static_cast<T>(p.l1) : w < 0 ? -static_cast<T>(p.l1) : w;
    const T decay = rounded_product(w, static_cast<T>(p.l2));
    const T gradient = p.l2 == 0 ? sign : p.l1 == 0 ? decay : sign + decay;
    c_.template want<T>(y_, i, adds ? c_.template before<T>(y_, i) + gradient : gradient);
  }

  /// Returns the verdict on slopes, a gradient and a velocity. The library must refuse arrays that overlap.
  [[nodiscard]] verdict judge_apart() const {
    verdict all = judge(c_, false);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < i; ++k)
        if (share_bytes(c_.operands[i].a, c_.operands[k].a))
          all = verdict::refused;
    return all;
  }

  void want_standardized(const xact::standardizer<T> &s, bool undoes) {
    const common_shape shape = shape_of(c_);
    for (std::size_t i = 0; i < shape.rows * shape.columns; ++i) {
      const xact::moments m = s.features()[c_.channels == 1 ? 0 : i / c_.inner % c_.channels];
      const bool known = m.count() > 0;
      const T high = known ? static_cast<T>(m.mean()) : T(0);
      const T low = known ? static_cast<T>(m.mean_minus(static_cast<double>(high))) : T(0);
      const T rounded = static_cast<T>(m.deviation());
      const T deviation = known && rounded != 0 ? rounded : T(1);
      const T x = c_.template before<T>(x_, i);
      c_.template want<T>(y_, i,
                          undoes ? (rounded_product(x, deviation) + low) + high : ((x - high) - low) / deviation);
    }
  }

  long double squares_ = 0; ///< the sum of the finite w²
};

template <class T> void try_training_of(random &r, const memory &of) {
  training_call<T> call(r, of);
  switch (r.below(3)) {
  case 0:
    return call.penalize();
  case 1:
    return call.update_slopes();
  default:
    return call.standardize();
  }
}

} // namespace

void try_training(random &r, const memory &of) {
  if (r.percent(60))
    try_training_of<float>(r, of);
  else
    try_training_of<double>(r, of);
}

} // namespace fuzz
