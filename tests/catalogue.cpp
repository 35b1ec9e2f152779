#include "catch.hpp"
#include "support.hpp"

using namespace test;

TEST_CASE("visit finds an activation by name and sets its parameters") {
  float y = 0;
  CHECK(xact::visit("elu", {{"alpha", 0.5}}, [&](const auto &f) { y = f(-100.F); }));
  CHECK(y == -0.5F);
  CHECK(xact::visit("leaky_relu", {{"slope", 0.25}}, [&](const auto &f) { y = f(-4.F); }));
  CHECK(y == -1.F);
  CHECK(xact::visit("prelu", {{"slope", 0.5}}, [&](const auto &f) { y = f(-4.F); }));
  CHECK(y == -2.F);
  CHECK(xact::visit("prelu", {}, [&](const auto &f) { y = f(-4.F); }));
  CHECK(y == -1.F);
  const std::vector<xact::named_value> read_from_a_file{{"alpha", 2.0}};
  CHECK(xact::visit("elu", read_from_a_file, [&](const auto &f) { y = f(-100.F); }));
  CHECK(y == -2.F);
}

TEST_CASE("the error of visit names the unknown word and lists the known words; visit then calls nothing") {
  bool called = false;
  const auto note = [&](const auto &) { called = true; };
  CHECK(xact::visit("geluu", {}, note)
            .error.find("xact: no activation is called 'geluu'; there are relu, leaky_relu, prelu, elu, "
                        "sigmoid, tanh, softplus, identity, silu, ") == 0);
  CHECK(xact::visit("elu", {{"slope", 1}}, note).error ==
        "xact: elu has no parameter 'slope'; it has alpha, scale, input_scale");
  CHECK(xact::visit("relu", {{"alpha", 1}}, note).error == "xact: relu has no parameter 'alpha'; it has none");
  CHECK_FALSE(called);
}

TEST_CASE("visit refuses a parameter that is not finite") {
  bool called = false;
  const auto note = [&](const auto &) { called = true; };
  CHECK(xact::visit("elu", {{"alpha", xact::nan}}, note).error ==
        "xact: elu's alpha is nan, which is not finite; use a finite number");
  CHECK(xact::visit("prelu", {{"slope", xact::infinity}}, note).error ==
        "xact: prelu's slope is inf, which is not finite; use a finite number");
  CHECK(xact::visit("leaky_relu", {{"slope", -xact::infinity}}, note).error ==
        "xact: leaky_relu's slope is -inf, which is not finite; use a finite number");
  CHECK(xact::visit("elu", {{"alpha", xact::nan}, {"slope", 1}}, note).error.find("alpha is nan") != std::string::npos);
  CHECK(xact::visit("softplus", {{"beta", 0}}, note).error ==
        "xact: softplus's beta is not above 0; use a positive number");
  CHECK_FALSE(called);
  CHECK(xact::visit("elu", {{"alpha", 1e39}}, note)); // double can represent 1e39
  CHECK(called);
}
