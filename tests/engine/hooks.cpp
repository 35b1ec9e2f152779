// Tests that the library uses hooks in the forms that functor/concepts.hpp documents, and defaults for missing hooks.

#include "../catch.hpp"
#include "../support.hpp"

#include <xact/testing/conformance.hpp>

using namespace test;

namespace {

/// x², with the sign of x.
struct signed_square {
  static constexpr std::string_view name = "signed_square";
  static constexpr xact::contract facts() {
    return {.value = {xact::nan, -0.0, 0, -xact::infinity, xact::infinity},
            .derivative = {xact::nan, 0, 0, xact::infinity, xact::infinity},
            .value_error = {.float_ulp = 1, .double_ulp = 1},
            .derivative_error = {.float_ulp = 1, .double_ulp = 1},
            .increasing = true,
            .odd = true,
            .formula = "x·|x|",
            .source = "a test"};
  }
  template <xact::batch V> V operator()(V x) const { return x * xsimd::abs(x); }
  template <xact::batch V> V derivative(V x) const { return xsimd::abs(x + x); }
};

struct seven {
  template <xact::batch V> V operator()(V) const { return V(7); }
};

/// `specialize` selects a functor with different results, so that a test detects the call of the hook.
struct shown : signed_square {
  bool in_form = true;
  void specialize(const auto &run) const {
    if (in_form)
      run(seven{});
    else
      run(*this);
  }
};

/// A functor with the hook `specialize` under its former name.
struct former : signed_square {
  void in_best_form(const auto &run) const { run(seven{}); }
};

/// A functor with the constant value `second`. `moved` specializes to this functor. The offset of `second` differs from
/// the offset of `number` in `moved`.
struct second_number {
  double first = 1;
  double second = 7;
  template <xact::batch V> V operator()(V) const { return xact::param<V>(second); }
};
struct moved : signed_square {
  double number = 3;
  void specialize(const auto &run) const { run(second_number{.second = number}); }
};

/// sign·x.
struct turned {
  double sign = 1;
  template <xact::batch V> V operator()(V x) const { return xact::param<V>(sign) * x; }
  template <xact::batch V> V derivative(V) const { return xact::param<V>(sign); }
  template <xact::batch V> V derivative_from_output(V) const { return xact::param<V>(sign); }
};
struct told : turned {
  bool output_determines_derivative() const { return sign > 0; }
};

/// `specialize` selects a functor with another derivative.
struct turned_by_hook : signed_square {
  void specialize(const auto &run) const { run(turned{.sign = -5}); }
};

/// p·x. The functor has `derivative_from_output` but no `output_determines_derivative`.
struct product {
  template <xact::batch V> V operator()(V x, V p) const { return x * p; }
  template <xact::batch V> V derivative(V, V p) const { return p; }
  template <xact::batch V> xact::results<V, V> vjp(V x, V p, V dy) const { return {dy * p, dy * x}; }
  template <xact::batch V> V derivative_from_output(V, V p) const { return p; }
};

} // namespace

TEST_CASE("calls use the functor that `specialize` returns, also under its former name") {
  const std::vector<float> x{-2, 3};
  std::vector<float> y(2);
  xact::forward(shown{}, x, y);
  CHECK(y == std::vector<float>{7, 7});
  y = {0, 0};
  xact::forward(former{}, x, y);
  CHECK(y == std::vector<float>{7, 7});
  shown f;
  f.in_form = false;
  xact::forward(f, x, y);
  CHECK(y == std::vector<float>{-4, 9});
}

TEST_CASE("derivatives are those of the functor that `specialize` returns, if it has a derivative") {
  const std::vector<float> x{-2, 3};
  std::vector<float> y(2), d(2);
  xact::derivative(turned_by_hook{}, x, d);
  CHECK(d == std::vector<float>{-5, -5});
  xact::derivative(backwards, turned_by_hook{}, x, d);
  CHECK(d == std::vector<float>{-5, -5});
  xact::value_and_derivative(turned_by_hook{}, x, y, d);
  CHECK(y == std::vector<float>{10, -15});
  CHECK(d == std::vector<float>{-5, -5});
  xact::backward(turned_by_hook{}, x, x, d);
  CHECK(d == std::vector<float>{10, -15});
  xact::backward(turned_by_hook{}, x, x, xact::accumulate(d));
  CHECK(d == std::vector<float>{20, -30});
  xact::derivative(shown{}, x, d);
  CHECK(d == std::vector<float>{4, 6});
}

TEST_CASE("biased uses the specialized form of its activation") {
  const std::vector<float> x{-3, 2}, dy{2, 3}, b{1};
  std::vector<float> y(2), dx(2), db(1);
  const xact::biased f(turned_by_hook{}, b);
  xact::forward(f, x, y);
  CHECK(y == std::vector<float>{10, -15});
  xact::backward(f, x, dy, dx);
  CHECK(dx == std::vector<float>{-10, -15});
  xact::backward(backwards, f, x, dy, xact::accumulate(dx), db);
  CHECK(dx == std::vector<float>{-20, -30});
  CHECK(db[0] == -25);
}

/// Has another derivative from the output than its specialized form.
struct from_output_by_hook : signed_square {
  template <xact::batch V> V derivative_from_output(V y) const noexcept { return y; }
  struct tripled : signed_square {
    template <xact::batch V> V derivative_from_output(V y) const noexcept { return V(3) * y; }
  };
  void specialize(const auto &run) const { run(tripled{}); }
};

TEST_CASE("the derivative from the output is that of the specialized form, if this form has it") {
  const std::vector<float> y{-2, 3}, dy{2, 3};
  std::vector<float> dx(2);
  xact::backward_from_output(from_output_by_hook{}, y, dy, dx);
  CHECK(dx == std::vector<float>{-12, 27});
  xact::backward_from_output(backwards, from_output_by_hook{}, y, dy, xact::accumulate(dx));
  CHECK(dx == std::vector<float>{-24, 54});
}

TEST_CASE("a specialized functor keeps its members if a call runs through a record") {
  const std::vector<float> x{-2, 3};
  std::vector<float> y(2);
  xact::forward(backwards, moved{}, x, y);
  CHECK(y == std::vector<float>{3, 3});
}

TEST_CASE("output_determines_derivative is optional beside derivative_from_output, and need not be a template") {
  const std::vector<float> y{-2, 3};
  const std::vector<float> dy{4, 4};
  std::vector<float> dx(2);
  xact::backward_from_output(turned{}, y, dy, dx);
  CHECK(dx == std::vector<float>{4, 4});
  CHECK(xact::output_determines_derivative<float>(turned{-1}));
  CHECK(xact::output_determines_derivative<double>(told{}));
  CHECK_FALSE(xact::output_determines_derivative<double>(told{{-1}}));
  CHECK_FALSE(xact::output_determines_derivative<float>(signed_square{}));
  misuse_trap trap;
  xact::backward_from_output(told{{-1}}, y, dy, dx);
  CHECK(trap.says("does not determine its derivative"));
  CHECK(dx == std::vector<float>{4, 4});
}

TEST_CASE("derivative_from_output alone is enough for a functor of two inputs") {
  const std::vector<float> y{-2, 3};
  const std::vector<float> p{-5};
  std::vector<float> dx(2);
  xact::backward_from_output(xact::learned{product{}, p}, y, y, dx);
  CHECK(dx == std::vector<float>{10, -15});
}

TEST_CASE("name, contract, value and derivative are enough for every verb") {
  STATIC_REQUIRE(xact::documented<signed_square>);
  STATIC_REQUIRE(xact::parameters_of<signed_square>().empty());
  STATIC_REQUIRE(xact::test_parameters_of<signed_square>().size() == 1);
  STATIC_REQUIRE_FALSE(xact::documented<turned>);
  STATIC_REQUIRE_FALSE(xact::names_parameters<turned>);
  for (const auto &report : {xact::conformance(signed_square{}), xact::conformance(xact::exact(signed_square{}))}) {
    INFO(report.summary());
    CHECK(report);
  }
}

TEST_CASE("a derived class does not inherit test parameters") {
  struct own : xact::elu {};
  STATIC_REQUIRE(xact::test_parameters_of<xact::elu>().size() == xact::elu::test_parameters().size());
  STATIC_REQUIRE(std::is_same_v<decltype(xact::test_parameters_of<own>()), std::array<own, 1>>);
}
