// The checks that every activation must pass. The results must agree with the rows of the activation in contract.csv
// and golden.csv. The activation must have the properties that xact::conformance checks. Its errors, relative to a
// reference with more digits, must be within the bounds of its contract. Every verb must accept the activation.
// XACT_TEST_FUNCTION is the name of the activation.

#include "../catch.hpp"
#include "../golden.hpp"
#include "../reference.hpp"
#include "numbers.hpp"

#include <xact/testing/conformance.hpp>

using namespace test;

namespace {

using F = xact::XACT_TEST_FUNCTION;

/// Returns the activation with the parameters in a cell of a table, such as "alpha = 0.5".
F with_parameters(const std::string &cell) {
  F f;
  for_each_parameter(cell, [&](const std::string &name, double value) {
    bool found = false;
    for (const auto &parameter : xact::parameters_of<F>())
      if (parameter.name == name) {
        f.*parameter.member = value;
        found = true;
      }
    REQUIRE(found);
  });
  return f;
}

/// Returns the number in a cell of a table. The cell holds a decimal number, or the name of a constant of
/// std::numeric_limits, with or without a minus sign.
template <class T> T number(const std::string &cell) {
  using limits = std::numeric_limits<T>;
  const bool negative = cell.starts_with('-');
  const std::string name = cell.substr(negative ? 1 : 0);
  const T magnitude = name == "denorm_min" ? limits::denorm_min()
                      : name == "min"      ? limits::min()
                      : name == "max"      ? limits::max()
                      : sizeof(T) == 4     ? static_cast<T>(std::strtof(name.c_str(), nullptr))
                                           : static_cast<T>(std::strtod(name.c_str(), nullptr));
  return negative ? -magnitude : magnitude;
}

std::vector<csv_row> rows_of(const char *file) {
  std::vector<csv_row> rows = read_csv(std::string(XACT_TESTS) + "/" + file);
  std::erase_if(rows, [](const csv_row &row) { return row.at("function") != F::name; });
  return rows;
}

/// Checks one row of contract.csv for type T: the results for a scalar argument, and for the last element of an array.
template <class T> void check_row(const csv_row &row) {
  const F f = with_parameters(row.at("parameters"));
  const T x = number<T>(row.at("input"));
  const std::vector<T> in(3, x);
  std::vector<T> y(3), d(3);
  xact::forward(f, in, y);
  xact::derivative(f, in, d);
  const auto check = [&](const char *quantity, const std::string &cell, T of_number, T of_array) {
    if (cell.empty())
      return; // contract.csv states no result
    const T want = number<T>(cell);
    if (!same(of_number, want) || !same(of_array, want))
      FAIL_CHECK("tests/contract.csv:" << row.at("line") << ": " << describe(f) << ", "
                                       << (sizeof(T) == 4 ? "float" : "double") << ", at " << row.at("input") << ": "
                                       << quantity << " is " << show(of_number) << ", in an array " << show(of_array)
                                       << ", not " << show(want));
  };
  check("the value", row.at("value"), f(x), y[2]);
  check("the derivative", row.at("derivative"), f.derivative(x), d[2]);
}

/// Returns the results of a verb, one of those in golden.csv, for f and the inputs `in`.
template <class T, class G> std::vector<T> run_verb(const std::string &verb, const G &f, const golden_walk<T> &in) {
  std::vector<T> out(in.x.size());
  if (verb == "forward")
    xact::forward(f, in.x, out);
  else if (verb == "derivative")
    xact::derivative(f, in.x, out);
  else
    xact::backward(f, in.x, in.dy, out);
  return out;
}

} // namespace

TEST_CASE("values and derivatives agree with contract.csv") {
  const std::vector<csv_row> rows = rows_of("contract.csv");
  CHECK(rows.size() >= 10);
  for (const csv_row &row : rows) {
    const std::string &type = row.at("type");
    REQUIRE((type == "float" || type == "double" || type == "both"));
    if (type != "double")
      check_row<float>(row);
    if (type != "float")
      check_row<double>(row);
  }
}

TEMPLATE_TEST_CASE("results have the bits of golden.csv", "", float, double) {
  using T = TestType;
  const golden_walk<T> in;
  std::size_t checked = 0;
  for (const csv_row &row : rows_of("golden.csv")) {
    const bool exact = row.at("tier") == "exact";
    if (row.at("type") != (sizeof(T) == 4 ? "float" : "double") ||
        (!exact && row.at("fma") != (xact::has_fma ? "yes" : "no")))
      continue;
    ++checked;
    const F f = with_parameters(row.at("parameters"));
    std::vector<T> out;
    if constexpr (sizeof(T) == 4)
      out = exact ? run_verb<T>(row.at("verb"), xact::exact(f), in) : run_verb<T>(row.at("verb"), f, in);
    else
      out = run_verb<T>(row.at("verb"), f, in);
    if (const std::string hash = hexadecimal(golden_hash<T>(out)); hash != row.at("hash"))
      FAIL_CHECK("tests/golden.csv:" << row.at("line") << ": " << row.at("tier") << " " << row.at("verb") << " of "
                                     << describe(f) << ", " << row.at("type") << ": the hash is " << hash << ", not "
                                     << row.at("hash"));
  }
  CHECK(checked >= golden_verbs.size());
}

TEST_CASE("the activation conforms, and so does its exact form") {
  for (const F &f : xact::test_parameters_of<F>()) {
    const auto report = xact::conformance(f);
    INFO(describe(f) << ": " << report.summary());
    CHECK(report);
    const auto exact = xact::conformance(xact::exact(f));
    INFO(exact.summary());
    CHECK(exact);
  }
}

TEMPLATE_TEST_CASE("the errors of values and derivatives are within their bounds", "", float, double) {
  using T = TestType;
  std::vector<T> inputs = interesting<T>();
  for (const T most : {T(1), T(120), T(800)})
    for (const T x : random_numbers<T>(20000, most, 7))
      inputs.push_back(x);
  for (int i = 0; i < 20000; ++i)
    inputs.push_back(T(-110) + T(i) * T(0.0056));
  std::erase_if(inputs, [](T x) { return std::isnan(x) || std::isinf(x); });
  for (const F &f : xact::test_parameters_of<F>()) {
    const xact::contract facts = f.facts();
    const bool narrow = std::is_same_v<T, float>;
    largest_error value, derivative;
    for (const T x : inputs) {
      value.add(ulp_error(f(x), wide_value(f, x)), x);
      derivative.add(ulp_error(f.derivative(x), wide_derivative(f, x)), x);
    }
    INFO(describe(f) << ": value off by " << value.ulp << " ULP at " << value.at << ", derivative by " << derivative.ulp
                     << " ULP at " << derivative.at);
    CHECK(value.ulp <= (narrow ? facts.value_error.float_ulp : facts.value_error.double_ulp));
    CHECK(derivative.ulp <= (narrow ? facts.derivative_error.float_ulp : facts.derivative_error.double_ulp));
  }
}

namespace {
template <class T, class G> void check_single_numbers(const G &f, const std::vector<T> &x) {
  std::vector<T> y(x.size());
  std::vector<T> d(x.size());
  xact::forward(f, x, y);
  xact::derivative(f, x, d);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if ((!same(f(x[i]), y[i]) || !same(f.derivative(x[i]), d[i])) && ++wrong <= 3)
      FAIL_CHECK(describe(f) << " at " << show(x[i]) << ": " << show(f(x[i])) << ", not " << show(y[i])
                             << "; derivative " << show(f.derivative(x[i])) << ", not " << show(d[i]));
  CHECK(wrong == 0);
  if constexpr (xact::has_derivative_from_output<G>)
    check_numbers(y, describe(f) + " derivative_from_output", [&](auto v) { return f.derivative_from_output(v); });
  if constexpr (requires { f.value_and_derivative(x[0]); }) {
    check_numbers(x, describe(f) + " with its derivative", [&](auto v) { return f.value_and_derivative(v).value; });
    check_numbers(x, describe(f) + " derivative with the value",
                  [&](auto v) { return f.value_and_derivative(v).derivative; });
  }
}
} // namespace

TEMPLATE_TEST_CASE("one number has the bits of an array's element", "", float, double) {
  const std::vector<TestType> x = all_numbers<TestType>();
  for (const F &f : xact::test_parameters_of<F>())
    check_single_numbers(f, x);
}

TEST_CASE("the catalogue documents the activation and finds it by name") {
  STATIC_REQUIRE(xact::documented<F>);
  STATIC_REQUIRE(xact::activation<F, float>);
  STATIC_REQUIRE(xact::activation<F, double>);
  STATIC_REQUIRE_FALSE(xact::channel_bound<F>);
  CHECK_FALSE(F{}.facts().source.empty());
  CHECK(xact::test_parameters_of<F>().size() >= 1);
  bool found = false;
  CHECK(xact::visit(F::name, {}, [&](const auto &f) { found = std::is_same_v<decltype(f), const F &>; }));
  CHECK(found);
}

TEMPLATE_TEST_CASE("every verb takes the activation", "", float, double) {
  using T = TestType;
  const F f;
  const std::vector<T> x{-2, -1, 0, 1, 2};
  std::vector<T> y(5), d(5), dx(5), too(5);
  xact::value_and_derivative(f, x, y, d);
  xact::backward(f, x, x, dx);
  CHECK(dx[3] == d[3]);
  xact::backward(f, x, x, xact::accumulate(dx));
  CHECK(dx[3] == 2 * d[3]);
  if constexpr (xact::has_derivative_from_output<F, T>)
    if (xact::output_determines_derivative<T>(f))
      xact::backward_from_output(f, y, x, too);
  if constexpr (xact::is_rectifier<F>) {
    std::vector<std::uint8_t> mask(1);
    xact::forward_with_mask(f, x, y, mask);
    xact::backward_from_mask(f, mask, x, too);
    CHECK(too[3] == d[3]);
  }
  const std::vector<T> bias{0};
  xact::forward(xact::biased(f, bias), x, too);
  CHECK(too[4] == y[4]);
  xact::forward(backwards, f, x, too);
  CHECK(too == y);
}
