// Compares softmax, log_softmax and cross_entropy with MPFR: on rows of logits with small to large distances, at which
// results underflow to 0, on rows whose rounding errors accumulate, and on long rows. The test of a million logits
// compares with long double.

#include "../catch.hpp"
#include "truth.hpp"

#include <xact/cross_entropy.hpp>

#include <cstdlib>
#include <string>

using namespace test;

namespace {

template <class T> struct sample {
  std::string what;
  std::vector<T> x;
};

/// If a logit lies this far below the largest logit, its e^x underflows to 0.
template <class T> constexpr double vanishing = sizeof(T) == 4 ? 104 : 745.2;

template <class T> std::vector<sample<T>> samples() {
  std::vector<sample<T>> all;
  std::mt19937_64 bits(11);
  const auto uniform = [&](double low, double high) {
    return static_cast<T>(low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53);
  };
  const auto add = [&](const std::string &what, std::size_t n, const auto &element) {
    sample<T> s{what, {}};
    for (std::size_t i = 0; i < n; ++i)
      s.x.push_back(element(i));
    all.push_back(s);
  };
  // Random logits below a largest logit. Most of the largest logits have many digits, so the differences between them
  // and the other logits are rounded.
  for (const double top : {0.0, 0.1, 3.7, -5.3, 88.9, 1000.3})
    for (const double spread : {1e-6, 0.1, 1.0, 10.0, 0.5 * vanishing<T>, vanishing<T>})
      for (const std::size_t n : {std::size_t(2), std::size_t(10), std::size_t(300)})
        add("top " + std::to_string(top) + ", spread " + std::to_string(spread), n,
            [&](std::size_t i) { return i == n / 2 ? static_cast<T>(top) : uniform(top - spread, top); });
  // One or seven logits are so much larger than the other logits that the probabilities of the other logits are tiny.
  for (const double top : {0.0, 0.1, 17.77, 333.3})
    for (const std::size_t large : {std::size_t(1), std::size_t(7)})
      add("far tail below " + std::to_string(top), 500, [&](std::size_t i) {
        return i < large ? static_cast<T>(top) : uniform(top - vanishing<T>, top - vanishing<T> * 0.77);
      });
  // One large logit leaves less and less probability to the other logits, down to 0.
  for (int below = 1; below < static_cast<int>(vanishing<T>) + 5; below += sizeof(T) == 4 ? 1 : 7)
    add("all but one " + std::to_string(below) + " below", 33,
        [&](std::size_t i) { return i == 20 ? T(0.3) : static_cast<T>(0.3 - below) + uniform(0, 0.5); });
  // A few values repeat, so rounding errors of one sign accumulate.
  for (int k = 0; k < 60; ++k) {
    const T a = uniform(-3, 0);
    const T b = uniform(-20, 0);
    add("two values", 1000, [&](std::size_t i) { return i == 0 ? T(0) : i % 2 == 0 ? a : b; });
    add("a value and its neighbours", 50, [&](std::size_t i) {
      return i == 0 ? a : i % 2 == 0 ? std::nextafter(a, T(-9)) : std::nextafter(b, T(0));
    });
  }
  for (const std::size_t n : {std::size_t(1), std::size_t(3), std::size_t(1000), std::size_t(4099)})
    add("equal", n, [](std::size_t) { return T(-7.3); });
  add("opposite ends", 4, [](std::size_t i) {
    return i == 0 ? std::numeric_limits<T>::max() / 2 : i == 1 ? std::numeric_limits<T>::lowest() / 2 : T(i);
  });
  add("long", 20000, [&](std::size_t) { return uniform(-30, 30); });
  return all;
}

struct row_truth {
  multiprecision most;
  multiprecision others = 0; ///< the sum without one of its largest terms
  std::vector<multiprecision> e;

  template <class T> explicit row_truth(const std::vector<T> &x) {
    const std::size_t top = static_cast<std::size_t>(std::max_element(x.begin(), x.end()) - x.begin());
    most = static_cast<double>(x[top]);
    for (std::size_t i = 0; i < x.size(); ++i) {
      e.push_back(exp(multiprecision(static_cast<double>(x[i])) - most));
      if (i != top)
        others += e[i];
    }
  }
  [[nodiscard]] multiprecision sum() const { return others + 1; }
  [[nodiscard]] multiprecision log_sum() const { return log1p(others); }
};

/// The largest error and a description of its input.
struct worst {
  double error = 0;
  std::string what;
  void see(double e, const std::string &where) {
    if (!(e <= error)) {
      error = e;
      what = where;
    }
  }
  void report(const char *name) const {
    INFO(name << ": " << error << " ULP, on " << what);
    if (std::getenv("XACT_SHOW_ERRORS") != nullptr)
      std::printf("%-40s %.3f ULP, on %s\n", name, error, what.c_str());
    CHECK(error <= 2);
  }
};

template <class T> const char *named(const char *in_float, const char *in_double) {
  return sizeof(T) == 4 ? in_float : in_double;
}

} // namespace

TEMPLATE_TEST_CASE("the errors of softmax and log_softmax are at most 2 ULP", "", float, double) {
  using T = TestType;
  multiprecision::set_default_prec(300);
  worst probability, logarithm, total;
  for (const sample<T> &s : samples<T>()) {
    std::vector<T> y(s.x.size());
    std::vector<T> log(s.x.size());
    xact::forward(xact::softmax{}, s.x, y);
    xact::forward(xact::log_softmax{}, s.x, log);
    const row_truth truth(s.x);
    multiprecision sum = 0;
    for (std::size_t i = 0; i < s.x.size(); ++i) {
      sum += static_cast<double>(y[i]);
      probability.see(error_in_ulp(y[i], truth.e[i] / truth.sum()), s.what);
      logarithm.see(error_in_ulp(log[i], multiprecision(static_cast<double>(s.x[i])) - truth.most - truth.log_sum()),
                    s.what);
    }
    total.see((abs(sum - 1) / static_cast<double>(std::numeric_limits<T>::epsilon())).toDouble(), s.what);
  }
  probability.report(named<T>("softmax of float", "softmax of double"));
  logarithm.report(named<T>("log_softmax of float", "log_softmax of double"));
  total.report(named<T>("sum of softmax of float", "sum of softmax of double"));
}

TEMPLATE_TEST_CASE("softmax of a million logits sums to 1, with errors of at most 2 ULP", "", float, double) {
  using T = TestType;
  multiprecision::set_default_prec(200);
  worst total, sampled;
  for (const int kind : {0, 1, 2, 3}) {
    std::vector<T> x(1'000'000);
    std::mt19937_64 bits(5);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const T u = static_cast<T>(static_cast<double>(bits() >> 11) * 0x1p-53);
      x[i] = kind == 0   ? T(0.3)
             : kind == 1 ? (i == 77 ? T(0) : T(-1.1))
             : kind == 2 ? 20 * u
                         : (i % 3 == 0 ? -u : T(-3));
    }
    std::vector<T> y(x.size());
    xact::forward(xact::softmax{}, x, y);
    // These sums of e^x and of y are computed in pieces in long double, which has at least 11 more bits than T.
    const long double most = static_cast<long double>(*std::max_element(x.begin(), x.end()));
    long double e = 0;
    long double sum = 0;
    for (std::size_t i = 0; i < x.size(); i += 1000) {
      long double e_piece = 0;
      long double piece = 0;
      for (std::size_t j = i; j < i + 1000; ++j) {
        e_piece += std::exp(static_cast<long double>(x[j]) - most);
        piece += static_cast<long double>(y[j]);
      }
      e += e_piece;
      sum += piece;
    }
    const std::string what = "kind " + std::to_string(kind);
    total.see(static_cast<double>(std::fabs(sum - 1) / std::numeric_limits<T>::epsilon()), what);
    for (std::size_t i = 0; i < x.size(); i += 77)
      sampled.see(ulp_error(y[i], std::exp(static_cast<long double>(x[i]) - most) / e), what);
  }
  total.report(named<T>("sum of a million, float", "sum of a million, double"));
  sampled.report(named<T>("softmax of a million, float", "softmax of a million, double"));
}

TEMPLATE_TEST_CASE("the errors of losses and their gradients are at most 2 ULP", "", float, double) {
  using T = TestType;
  multiprecision::set_default_prec(300);
  worst loss, at_label, elsewhere;
  for (const sample<T> &s : samples<T>()) {
    const row_truth truth(s.x);
    const std::size_t top = static_cast<std::size_t>(std::max_element(s.x.begin(), s.x.end()) - s.x.begin());
    for (const std::size_t label : {std::size_t(0), s.x.size() - 1, top}) {
      std::vector<T> dx(s.x.size());
      T losses[1];
      xact::cross_entropy(xact::softmax{}, s.x, std::vector<std::size_t>{label}, dx, losses);
      const multiprecision x(static_cast<double>(s.x[label]));
      loss.see(error_in_ulp(losses[0], truth.log_sum() - (x - truth.most)), s.what);
      multiprecision others = 0;
      for (std::size_t i = 0; i < s.x.size(); ++i)
        if (i != label) {
          others += truth.e[i];
          elsewhere.see(error_in_ulp(dx[i], truth.e[i] / truth.sum()), s.what);
        }
      at_label.see(error_in_ulp(dx[label], -others / truth.sum()), s.what);
    }
  }
  loss.report(named<T>("cross_entropy of float", "cross_entropy of double"));
  at_label.report(named<T>("gradient at the label, float", "gradient at the label, double"));
  elsewhere.report(named<T>("gradient elsewhere, float", "gradient elsewhere, double"));
}
