// Compares the functions with results.csv, and results.csv with the facts() of the functions.

#include "../catch.hpp"
#include "../csv.hpp"
#include "tasks.hpp"

#include <iomanip>

using namespace test;

namespace {

using row = csv_row;

const std::vector<row> &rows() {
  set_precision();
  static const std::vector<row> all = read_csv(XACT_RESULTS);
  return all;
}

const std::string advice = "tests/accuracy/results.csv is made by: cmake --workflow --preset accuracy";

/// Returns the row of one form of a function on this target. The bits of exact do not depend on the target, so for
/// exact the row of any target may replace a missing row.
const row *find(const std::string &type, const std::string &function, quantity q, const std::string &form) {
  const row *found = nullptr;
  for (const row &r : rows())
    if (r.at("type") == type && r.at("function") == function && r.at("what") == name_of(q) && r.at("form") == form &&
        (r.at("target") == target || (form == "exact" && found == nullptr)))
      found = &r;
  return found;
}

bool knows_this_target() {
  return std::any_of(rows().begin(), rows().end(), [](const row &r) { return r.at("target") == target; });
}

bool has_row(const std::string &function, const std::string &on) {
  return std::any_of(rows().begin(), rows().end(),
                     [&](const row &r) { return r.at("function") == function && r.at("target") == on; });
}

/// Functions that sweep.py has not measured on every target of the table yet. If such a function has no row for this
/// target, the tests compare its default form with its facts only, and its exact form with the row of another target.
const std::vector<std::string> due{"silu",
                                   "gelu_tanh",
                                   "quick_gelu",
                                   "swish",
                                   "gelu",
                                   "affine",
                                   "affine_hard_sigmoid",
                                   "clamp",
                                   "hard_shrink",
                                   "hard_sigmoid",
                                   "hard_swish",
                                   "hard_tanh",
                                   "relu6",
                                   "shrink",
                                   "soft_shrink",
                                   "softsign",
                                   "sparse_plus",
                                   "sparse_sigmoid",
                                   "squared_relu",
                                   "squareplus",
                                   "threshold",
                                   "thresholded_relu",
                                   "xielu",
                                   "rrelu",
                                   "mish",
                                   "telu",
                                   "lisht",
                                   "log_cosh",
                                   "tanh_shrink",
                                   "log_sigmoid",
                                   "exp",
                                   "selu",
                                   "celu",
                                   "snake",
                                   "scaled_tanh",
                                   "softplus",
                                   "elu"};

/// `function` is the name, and its parameters in brackets if it has any.
bool is_due(const std::string &function) {
  const std::string name = function.substr(0, function.find('('));
  return std::find(due.begin(), due.end(), name) != due.end() && !has_row(function, target);
}

double bound(const xact::contract &facts, quantity q, const std::string &type) {
  const xact::ulp_bounds &b = q == quantity::value ? facts.value_error : facts.derivative_error;
  return type == "float" ? b.float_ulp : b.double_ulp;
}

void check_tally(const tally &t, const xact::contract &facts, quantity q) {
  INFO("off by " << t.max_ulp << " ULP at " << show(t.at));
  CHECK(t.max_ulp <= bound(facts, q, "float"));
  CHECK((t.misrounded == 0 || bound(facts, q, "float") > 0.5));
  CHECK((t.falls == 0 || q == quantity::derivative || !facts.increasing));
  CHECK(t.asymmetries == 0);
  CHECK(t.specials == 0);
  CHECK(t.flushed == 0);
  CHECK(t.nans == 0);
}

/// Calls fn(what, quantity, form, facts, tally) with the results of each form of each function on the given inputs.
template <class Fn> void for_each_measured(const inputs &x, Fn &&fn) {
  set_precision();
  for_each_proved_parameters([&](const auto &f, const std::string &what, bool) {
    for (const quantity q : {quantity::value, quantity::derivative}) {
      const std::vector<tally> forms = measure_forms(f, q, x);
      fn(what, q, "default", f.facts(), forms[0]);
      if (forms.size() > 1)
        fn(what, q, "exact", xact::exact(f).facts(), forms[1]);
    }
  });
}

/// The first line has the inputs of exact elu that are hardest to round: f or f' lies within 2^-27 ULP of the midpoint
/// of two floats. The second line has the known inputs with the largest errors.
const std::vector<float> hard_cases{-0x1.eb97f8p-19F, -0x1.f676d8p-9F, -0x1.d2259ap+3F,
                                    -0x1.63287ep-2F,  -0x1.25a876p-2F, -0x1.6294f6p-2F};

} // namespace

TEST_CASE("a sample of all floats is within the error bounds and has the hashes of the table") {
  const std::vector<std::uint32_t> list = sample();
  for_each_measured(listed(list), [](const std::string &what, quantity q, const std::string &form,
                                     const xact::contract &facts, const tally &t) {
    INFO(form << ' ' << name_of(q) << " of " << what << " on " << target);
    check_tally(t, facts, q);
    if (!knows_this_target() && form == "default")
      return;
    const row *known = find("float", what, q, form);
    if (known == nullptr && is_due(what))
      return;
    INFO(advice);
    REQUIRE(known != nullptr);
    std::ostringstream hash;
    hash << std::hex << std::setw(16) << std::setfill('0') << t.hash;
    CHECK(hash.str() == known->at("sample"));
  });
}

TEST_CASE("hard cases are within the error bounds") {
  std::vector<std::uint32_t> list;
  for (const std::vector<float> &some : {interesting<float>(), hard_cases})
    for (const float x : some)
      for (const std::uint32_t neighbour : {0U, 1U})
        list.push_back(std::bit_cast<std::uint32_t>(x) + neighbour);
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
  for_each_measured(listed(list), [](const std::string &what, quantity q, const std::string &form,
                                     const xact::contract &facts, const tally &t) {
    INFO(form << ' ' << name_of(q) << " of " << what << " on " << target);
    check_tally(t, facts, q);
  });
}

TEST_CASE("every row of the table agrees with the promises of its function") {
  std::size_t known = 0;
  const auto number = [](const row &r, const char *column) { return std::strtod(r.at(column).c_str(), nullptr); };
  for_each_proved_parameters([&](const auto &f, const std::string &what, bool) {
    for (const row &r : rows()) {
      if (r.at("function") != what)
        continue;
      ++known;
      const quantity q = r.at("what") == "value" ? quantity::value : quantity::derivative;
      INFO(r.at("target") << ' ' << r.at("form") << ' ' << r.at("type") << ' ' << r.at("what") << " of " << what);
      if (r.at("form") == "scaled") {
        CHECK(r.at("misrounded") == "0");
        continue;
      }
      const xact::contract facts = r.at("form") == "exact" ? xact::exact(f).facts() : f.facts();
      if (r.at("type") == "double") {
        CHECK(number(r, "max_ulp") <= bound(facts, q, "double"));
        continue;
      }
      check_tally({.max_ulp = number(r, "max_ulp"),
                   .at = number(r, "at"),
                   .misrounded = static_cast<std::uint64_t>(number(r, "misrounded")),
                   .falls = static_cast<std::uint64_t>(number(r, "falls")),
                   .specials = static_cast<std::uint64_t>(number(r, "specials")),
                   .asymmetries = static_cast<std::uint64_t>(number(r, "asymmetries")),
                   .flushed = static_cast<std::uint64_t>(number(r, "flushed")),
                   .nans = static_cast<std::uint64_t>(number(r, "nans"))},
                  facts, q);
    }
  });
  INFO(advice);
  CHECK(known == rows().size());
}

TEST_CASE("the list due has no function that is measured on all targets") {
  for (const std::string &function : due) {
    INFO(function);
    CHECK_FALSE((has_row(function, "sse2") && has_row(function, "avx2")));
  }
}

TEST_CASE("the errors in double agree with the table") {
  for_each_proved_parameters([](const auto &f, const std::string &what, bool is_tested) {
    if (!is_tested || !knows_this_target() || is_due(what))
      return;
    for (const quantity q : {quantity::value, quantity::derivative}) {
      const row *known = find("double", what, q, "default");
      INFO(name_of(q) << " of " << what << " in double on " << target << ". " << advice);
      REQUIRE(known != nullptr);
      const double at = known->at("at").empty() ? 0 : std::strtod(known->at("at").c_str(), nullptr);
      const double error = true_error(q, f, at);
      CHECK(std::fabs(error - std::strtod(known->at("max_ulp").c_str(), nullptr)) < 1e-6);
      CHECK(error <= bound(f.facts(), q, "double"));
    }
  });
}

namespace {

/// relu with one fault.
template <class Wrong> struct relu_but {
  Wrong wrong;
  xact::contract facts() const { return xact::relu{}.facts(); }
  template <xact::batch V> V operator()(V x) const { return wrong(x, xact::relu{}(x)); }
  template <xact::batch V> V derivative(V x) const { return xact::relu{}.derivative(x); }
};

template <class Wrong> tally measure_broken(const Wrong &wrong) {
  std::vector<std::uint32_t> list{0x00000000U, 0x00000001U, 0x7f800000U, 0x7fc00000U, 0x80000000U, 0xff800000U};
  for (std::uint32_t i = 0; i < 2000; ++i)
    list.insert(list.end(), {0x00000100U + i, 0x3f800000U + i, 0x40000000U - 1000 + i, 0xc0000000U + i});
  std::sort(list.begin(), list.end());
  return measure(xact::relu{}, quantity::value, listed(list), relu_but<Wrong>{wrong})[0];
}

} // namespace

TEST_CASE("measure detects each kind of fault") {
  using xact::select;
  const auto right = measure_broken([](auto, auto y) { return y; });
  CHECK(right.max_ulp == 0);
  CHECK(right.misrounded + right.falls + right.specials + right.flushed + right.nans == 0);

  const auto off =
      measure_broken([](auto x, auto y) { return select(x == decltype(x)(2), y + decltype(x)(0x1p-21F), y); });
  CHECK(off.max_ulp == 2);
  CHECK(off.at == 2);
  CHECK(off.misrounded == 1);
  CHECK(off.hash != right.hash);

  const auto flushing =
      measure_broken([](auto x, auto y) { return select(y < decltype(x)(0x1p-126F), decltype(x)(0), y); });
  CHECK(flushing.flushed > 1000);
  CHECK(flushing.specials == 1); // -0 becomes 0

  const auto falling = measure_broken([](auto x, auto y) { return select(x > decltype(x)(1), decltype(x)(1.5F), y); });
  CHECK(falling.falls == 0);
  CHECK(falling.max_ulp > 1e6);
  const auto turned = measure_broken([](auto, auto y) { return -y; });
  CHECK(turned.falls > 5000);
  CHECK(turned.largest_fall == 1);

  const auto none = measure_broken(
      [](auto x, auto y) { return select(x == decltype(x)(2), x / decltype(x)(0) - x / decltype(x)(0), y); });
  CHECK(none.nans == 1);
  CHECK(none.max_ulp == xact::infinity);
}

namespace {
/// The odd function f(x) = x, but with wrong f and f' at the input `but`.
struct nearly_odd {
  double but;
  xact::contract facts() const {
    xact::contract facts = xact::relu{}.facts();
    facts.odd = true;
    return facts;
  }
  template <xact::batch V> V operator()(V x) const { return xact::select(x == xact::param<V>(but), x + x, x); }
  template <xact::batch V> V derivative(V x) const { return xact::select(x == xact::param<V>(but), V(2), V(1)); }
};
} // namespace

TEST_CASE("measure detects inputs at which an odd function is not odd") {
  const std::vector<std::uint32_t> list{0,           1,           0x3f800000U, 0x7f800000U,
                                        0x7fc00000U, 0x80000000U, 0xbf800000U, 0xff800000U};
  const auto asymmetries = [&](quantity q, const auto &form) {
    return measure(xact::relu{}, q, listed(list), form)[0].asymmetries;
  };
  for (const quantity q : {quantity::value, quantity::derivative}) {
    CHECK(asymmetries(q, nearly_odd{5}) == 0);
    CHECK(asymmetries(q, nearly_odd{-1}) == 2);
    CHECK(asymmetries(q, xact::relu{}) == 0);
  }
}

TEST_CASE("exact is correctly rounded for alphas that are not in the table") {
  std::vector<std::uint32_t> list;
  for (const float most : {0x1p-126F, 1e-30F, 1e-8F, 1.F, 120.F})
    for (const float x : random_numbers<float>(4000, most, 5))
      list.push_back(std::bit_cast<std::uint32_t>(x));
  std::sort(list.begin(), list.end());
  for (const double alpha : {3.0, 0.7, -1.673, 1.1, 0x1.000002p0, 0x1.fffffep0, 1e-20, 1e-40, 0x1p-149, 0x1.8p-140,
                             0x1p-101, 12345.678, 3.4e38})
    for (const quantity q : {quantity::value, quantity::derivative}) {
      const xact::elu f{.alpha = alpha};
      INFO(name_of(q) << " for alpha " << alpha);
      CHECK(measure(f, q, listed(list), xact::exact(f))[0].misrounded == 0);
    }
}

TEST_CASE("the relative error of elu on double_double is at most 2^-90") {
  set_precision();
  const multiprecision tiniest = 0x1p-90;
  std::mt19937_64 random(11);
  for (const double alpha : {1.0, 0.1, -1.673, 1e38, 0x1p-149})
    for (const double most : {1e-40, 1e-9, 1.0, 190.0}) {
      std::size_t wrong = 0;
      for (const float input : random_numbers<float>(1000, static_cast<float>(most), random())) {
        const double x = -std::fabs(static_cast<double>(input));
        for (const quantity q : {quantity::value, quantity::derivative}) {
          const xact::elu f = rounded<float>(xact::elu{.alpha = alpha});
          wide_number got{};
          evaluate_wide(q, f, {&x, 1}, {&got, 1});
          const multiprecision truth = reference(q, f, multiprecision(x));
          wrong += abs(got.hi + multiprecision(got.lo) - truth) > abs(truth) * tiniest;
        }
      }
      INFO("alpha " << alpha << ", x down to " << -most);
      CHECK(wrong == 0);
    }
}

namespace {
/// elu whose result on double_double lacks the low part.
struct without_tail : xact::elu {
  template <xact::batch V> V operator()(V x) const { return cut(xact::elu::operator()(x)); }
  template <xact::batch V> V derivative(V x) const { return cut(xact::elu::derivative(x)); }
  static xact::native_batch<double> cut(xact::native_batch<double> y) { return y; }
  static xact::rounded_double cut(xact::rounded_double y) { return y; }
  static xact::double_double cut(xact::double_double y) { return xact::double_double(y.hi); }
};

/// elu with an error that exceeds the error which exact assumes, in every number type.
struct inaccurate : xact::elu {
  template <xact::batch V> V operator()(V x) const { return xact::elu::operator()(x) * V(1 + 0x1p-48); }
};

/// elu with an error that exceeds the error which exact assumes, in rounded_double only.
struct too_quick : xact::elu {
  template <xact::batch V> V operator()(V x) const {
    const V y = xact::elu::operator()(x);
    if constexpr (std::is_same_v<V, xact::rounded_double>)
      return y * V(1 + 0x1p-42);
    else
      return y;
  }
};
} // namespace

TEST_CASE(
    "the proof for powers of two fails without double_double, and if double is less accurate than exact assumes") {
  set_precision();
  const xact::elu f{};
  for (const std::uint64_t first : {0x80000001U, 0xbefffff0U, 0xc1ff0000U, 0xc2a00000U}) {
    const auto x = range(first, 20000);
    for (const quantity q : {quantity::value, quantity::derivative})
      CHECK(measure_grid(f, q, x, f).misrounded == 0);
    CHECK(measure_grid(f, quantity::value, x, inaccurate{}).misrounded == 20000);
    CHECK(measure_grid(f, quantity::value, x, too_quick{}).misrounded == 20000);
  }
  const auto tiny = range(0x80000001U, 20000);
  CHECK(measure_grid(f, quantity::value, tiny, without_tail{}).misrounded == 20000);
  CHECK(measure_grid(f, quantity::derivative, tiny, without_tail{}).misrounded == 20000);
  CHECK(measure_grid(f, quantity::value, range(0xc2a00000U, 20000), without_tail{}).misrounded == 20000);
}

TEST_CASE("double and double_double scale exactly with powers of two") {
  std::vector<double> x;
  for (const float input : interesting<float>())
    if (input < 0)
      x.push_back(static_cast<double>(input));
  const std::size_t n = x.size();
  std::vector<double> unit(n);
  std::vector<double> scaled(n);
  std::vector<wide_number> wide_unit(n);
  std::vector<wide_number> wide_scaled(n);
  for (const quantity q : {quantity::value, quantity::derivative}) {
    evaluate<xact::elu, double>(q, xact::elu{}, x, unit);
    evaluate_wide(q, xact::elu{}, x, wide_unit);
    for (const int k : {-149, -20, -1, 3, 127}) {
      const xact::elu f{.alpha = std::ldexp(1.0, k)};
      evaluate<xact::elu, double>(q, f, x, scaled);
      evaluate_wide(q, f, x, wide_scaled);
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < n; ++i)
        // Smaller results round to 0 as floats. They are not compared, because they may underflow in double.
        if (std::fabs(scaled[i]) > 0x1p-150)
          wrong += scaled[i] != std::ldexp(unit[i], k) || wide_scaled[i].hi != std::ldexp(wide_unit[i].hi, k) ||
                   wide_scaled[i].lo != std::ldexp(wide_unit[i].lo, k);
      INFO(name_of(q) << ", 2^" << k);
      CHECK(wrong == 0);
    }
  }
}
