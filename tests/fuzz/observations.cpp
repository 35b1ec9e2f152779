// Random calls that observe statistics of units or of features, over several batches of data.

#include "cases.hpp"
#include "statistics.hpp"
#include "training_arrays.hpp"

namespace fuzz {
namespace {

template <class T> class observation_call : training_arrays<T> {
  using base = training_arrays<T>;
  using base::c_, base::r_, base::on_, base::x_, base::y_, base::name, base::prepare, base::view;

public:
  observation_call(random &r, const memory &of) : base(r, of) {}

  /// Observes several batches of data. The statistics must be bitwise equal to the statistics of contiguous copies of
  /// the batches, and near the statistics in long double.
  void observe_units() {
    draw_channels(c_);
    const xact::channel_axis axis{.channels = c_.channels, .inner = c_.inner};
    const xact::saturation beyond = r_.percent(50) ? xact::saturation{-0.5, 2.0} : xact::saturation{};
    xact::unit_statistics<T> got(axis, beyond), plain(axis, beyond);
    observed<T> truth(axis);
    for_batches("unit_statistics", [&] {
      run_observation([&](const auto &x) { got.observe(on_.ref(), x); },
                      [&](const auto &x, auto &y) { got.forward(on_.ref(), xact::elu{}, x, y); },
                      [&](const std::vector<T> &y) {
                        plain.observe(y);
                        truth.add(y);
                      });
      truth.check_units(got, plain, beyond);
    });
  }
  void observe_features() {
    draw_channels(c_);
    const xact::channel_axis axis{.channels = c_.channels, .inner = c_.inner};
    xact::standardizer<T> got(axis), plain(axis);
    observed<T> truth(axis);
    for_batches("standardizer", [&] {
      run_observation([&](const auto &x) { got.observe(on_.ref(), x); }, nullptr,
                      [&](const std::vector<T> &x) {
                        plain.observe(x);
                        truth.add(x);
                      });
      truth.check_features(got, plain);
    });
  }

private:
  template <class Batch> void for_batches(const char *verb, const Batch &batch) {
    const std::size_t rows = c_.rows, columns = c_.columns, gaps = c_.gap_percent;
    std::string before;
    for (std::size_t left = c_.channels == 0 ? 0 : r_.between(1, 3); left-- > 0;) {
      c_.reset();
      c_.rows = rows;
      c_.columns = columns;
      c_.gap_percent = gaps;
      on_ = executor(r_);
      name(verb, before.c_str());
      batch();
      before = ", after " + c_.what;
    }
  }
  template <class Observe, class Forward, class Plain>
  void run_observation(const Observe &run, const Forward &forward, const Plain &plain) {
    constexpr bool has_forward = !std::is_same_v<Forward, std::nullptr_t>;
    const bool gives = has_forward && r_.percent(50);
    x_ = c_.add_dense("x", role::read, sizeof(T));
    y_ = gives ? c_.add_dense("y", role::written, sizeof(T)) : none;
    if (gives)
      c_.what += ", forward of elu";
    const std::size_t kind = r_.below(10);
    c_.what += kind < 5 ? ", moderate" : kind < 7 ? ", whole" : kind < 8 ? ", partly finite" : ", special";
    prepare(kind < 5   ? numbers::moderate
            : kind < 7 ? numbers::whole
            : kind < 8 ? numbers::partly_finite
                       : numbers::special);
    const verdict expected = judge(c_, true);
    std::vector<T> y;
    if (expected != verdict::refused) {
      const std::size_t n = shape_of(c_).rows * shape_of(c_).columns;
      for (std::size_t i = 0; i < n; ++i) {
        const T x = c_.template before<T>(x_, i);
        y.push_back(gives ? xact::elu{}(x) : x);
        if (gives)
          c_.template want<T>(y_, i, y.back());
      }
    }
    const bool was_taken = taken(c_, expected, [&] {
      if constexpr (has_forward)
        if (gives) {
          auto out = view(y_);
          return forward(view(x_), out);
        }
      run(view(x_));
    });
    c_.template compare<T>(!was_taken);
    if (was_taken)
      plain(y);
    else
      c_.what += ", refused";
  }
};

} // namespace

void try_observations(random &r, const memory &of) {
  const bool of_units = r.percent(50);
  if (r.percent(60))
    of_units ? observation_call<float>(r, of).observe_units() : observation_call<float>(r, of).observe_features();
  else
    of_units ? observation_call<double>(r, of).observe_units() : observation_call<double>(r, of).observe_features();
}

} // namespace fuzz
