// Random calls of softmax, log-softmax and cross-entropy along any axis.

#include "cases.hpp"
#include "slice_arrays.hpp"
#include "sums.hpp"

#include "../ulp.hpp"

namespace fuzz {
namespace {

template <class T, class F> class slice_call : slice_arrays<T, F> {
  using base = slice_arrays<T, F>;
  using base::c_, base::on_, base::axis_, base::skips_, base::adds_, base::verb_;
  using base::x_, base::dy_, base::y_, base::labels_, base::losses_, base::slices;
  using typename base::verb;

public:
  slice_call(random &r, const memory &of) : base(r, of) {}

  void run() {
    this->draw();
    c_.place();
    c_.open();
    misdescribe(c_);
    this->fill_arrays();
    c_.note();
    const verdict expected = this->judge_call();
    const bool is_loss = verb_ >= verb::labels;
    double mean = 0;
    double wanted_mean = 0;
    if (expected != verdict::refused)
      wanted_mean = want();
    const bool was_taken = taken(c_, expected, [&] { mean = call_verb(); });
    c_.template compare<T>(!was_taken);
    if (is_loss && was_taken && !test::same(mean, wanted_mean))
      fail("the mean is " + std::to_string(mean) + ", want " + std::to_string(wanted_mean));
    if (is_loss && !was_taken && mean != 0)
      fail("a call that was refused has a mean");
  }

private:
  /// Records the expected results, computed by a call with each slice in a contiguous row. Returns the expected mean of
  /// the losses.
  double want() {
    const slicing g = slices();
    const common_shape s = shape_of(c_);
    const std::size_t n = s.rows * s.columns;
    if (n == 0 || g.channels == 0 || (skips_ && verb_ < verb::labels))
      return 0;
    const std::size_t count = n / g.channels;
    const auto gather = [&](std::size_t o) {
      std::vector<T> rows(o == none ? 0 : n);
      for (std::size_t at = 0; at < rows.size(); ++at)
        rows[at] = c_.template before<T>(o, g.at(at / g.channels, at % g.channels));
      return rows;
    };
    const std::vector<T> x = gather(x_), dy = gather(dy_);
    std::vector<T> y = gather(y_);
    const F f{{.channels = g.channels}};
    double mean = 0;
    if (verb_ < verb::labels) {
      call_plainly(f, x, dy, y);
      check_values(g.channels, x, y);
    } else {
      std::vector<T> losses(count);
      mean = loss_of_rows(g, x, dy, y, losses);
      for (std::size_t i = 0; losses_ != none && i < count; ++i)
        c_.template want<T>(losses_, i, losses[i]);
    }
    for (std::size_t at = 0; y_ != none && at < n; ++at)
      c_.template want<T>(y_, g.at(at / g.channels, at % g.channels), y[at]);
    return mean;
  }
  void call_plainly(const F &f, const std::vector<T> &x, const std::vector<T> &dy, std::vector<T> &y) const {
    if (verb_ == verb::forward)
      xact::forward(f, x, y);
    else if (verb_ == verb::backward && adds_)
      xact::backward(f, x, dy, xact::accumulate(y));
    else if (verb_ == verb::backward)
      xact::backward(f, x, dy, y);
    else if (adds_)
      xact::backward_from_output(f, x, dy, xact::accumulate(y));
    else
      xact::backward_from_output(f, x, dy, y);
  }
  /// Computes losses and gradients with each slice in a contiguous row. The mean comes from a call on contiguous arrays
  /// with the original axis, because the order in which the losses are added depends on the axis.
  double loss_of_rows(const slicing &g, const std::vector<T> &x, const std::vector<T> &t, std::vector<T> &y,
                      std::vector<T> &losses) const {
    const std::size_t count = losses.size();
    const xact::softmax rows{{.channels = g.channels}};
    const xact::softmax as_is{{.channels = g.channels, .inner = g.inner}};
    std::vector<int> labels(labels_ == none ? 0 : count);
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = c_.template before<int>(labels_, i);
    const auto lying = [&](std::size_t o) {
      std::vector<T> all(o == none ? 0 : count * g.channels);
      for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = c_.template before<T>(o, i);
      return all;
    };
    const auto of = [&](const xact::softmax &f, const std::vector<T> &in, const std::vector<T> &targets,
                        auto &&...out) {
      return verb_ == verb::labels ? xact::cross_entropy(f, in, labels, out...)
                                   : xact::cross_entropy(f, in, targets, out...);
    };
    if (skips_)
      (void)of(rows, x, t, xact::skip, losses);
    else if (adds_)
      (void)of(rows, x, t, xact::accumulate(y), losses);
    else
      (void)of(rows, x, t, y, losses);
    const double mean = of(as_is, lying(x_), lying(dy_), xact::skip);
    true_sum truth;
    for (const T loss : losses)
      truth.add(static_cast<long double>(loss));
    truth.check<double>(mean * static_cast<double>(count), 0, 4);
    return mean;
  }
  /// Compares probabilities, or their logarithms, with results in long double.
  void check_values(std::size_t channels, const std::vector<T> &x, const std::vector<T> &y) const {
    if (verb_ != verb::forward || x.size() > 4000)
      return;
    for (std::size_t begin = 0; begin < x.size(); begin += channels) {
      long double most = -std::numeric_limits<long double>::infinity(), others = 0;
      for (std::size_t k = begin; k < begin + channels; ++k)
        most = static_cast<long double>(x[k]) > most || std::isnan(x[k]) ? static_cast<long double>(x[k]) : most;
      bool met = false;
      for (std::size_t k = begin; k < begin + channels; ++k) {
        const long double away = static_cast<long double>(x[k]) - most;
        if (away == 0 && !met)
          met = true; // the term of the first largest element is 1; `others` is the sum of all other terms
        else
          others += std::exp(away);
      }
      for (std::size_t k = begin; k < begin + channels; ++k) {
        const long double away = static_cast<long double>(x[k]) - most;
        long double want = std::is_same_v<F, xact::softmax> ? std::exp(away) / (1 + others) : away - std::log1p(others);
        if (std::isnan(others))
          want = others;
        if (test::ulp_error(y[k], want) > 2.01) {
          char line[200];
          std::snprintf(line, sizeof line, "an element %a of a slice, the largest of which is %La, is %a, want %La",
                        static_cast<double>(x[k]), most, static_cast<double>(y[k]), want);
          fail(line);
        }
      }
    }
  }

  [[nodiscard]] xact::strided<T> view(std::size_t o) const {
    const array &a = c_.operands[o].a;
    return {a.data<T>(), a.rows, a.columns, a.stride};
  }
  double call_verb() const {
    const F f{axis_};
    if (skips_)
      return call_to(f, xact::skip);
    xact::strided<T> out = view(y_);
    return adds_ ? call_to(f, xact::accumulate(out)) : call_to(f, out);
  }
  template <class Out> double call_to(const F &f, Out &&out) const {
    constexpr bool may_write = std::is_same_v<std::remove_cvref_t<Out>, xact::strided<T>>;
    const xact::executor_ref on = on_.ref();
    if (verb_ == verb::forward) {
      if constexpr (may_write)
        xact::forward(on, f, view(x_), out);
    } else if (verb_ == verb::backward) {
      xact::backward(on, f, view(x_), view(dy_), out);
    } else if (verb_ == verb::from_output) {
      xact::backward_from_output(on, f, view(x_), view(dy_), out);
    } else if constexpr (std::is_same_v<F, xact::softmax>) {
      const auto with_losses = [&](const auto &t) {
        if (losses_ == none)
          return xact::cross_entropy(on, f, view(x_), t, out);
        xact::strided<T> losses = view(losses_);
        return xact::cross_entropy(on, f, view(x_), t, out, losses);
      };
      if (verb_ == verb::targets)
        return with_losses(view(dy_));
      const array &l = c_.operands[labels_].a;
      return with_losses(xact::strided<const int>{l.data<const int>(), l.rows, l.columns, l.stride});
    }
    return 0;
  }
};

} // namespace

void try_slices(random &r, const memory &of) {
  switch (r.below(4)) {
  case 0:
    return slice_call<double, xact::softmax>(r, of).run();
  case 1:
    return slice_call<float, xact::log_softmax>(r, of).run();
  default:
    return slice_call<float, xact::softmax>(r, of).run();
  }
}

} // namespace fuzz
