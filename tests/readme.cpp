// Tests of the list of functions in the README, and of the table in examples/gallery/README.md. The CMake target
// `readme` runs them with the environment variable XACT_UPDATE_README; the tests then write the list and the table.

#include "catch.hpp"
#include "support.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace {

const std::string begin = "<!-- functions: made by the target readme -->\n";
const std::string end = "<!-- end of functions -->\n";

/// The bounds for float and double. A dash stands for a bound that is not finite.
std::string bound(const xact::ulp_bounds &b) {
  const auto one = [](double ulp) {
    std::ostringstream text;
    text << ulp;
    return xact::is_finite(ulp) ? text.str() : "–";
  };
  return one(b.float_ulp) + " / " + one(b.double_ulp);
}

/// The text of a cell: `|` would end the cell.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text)
    escaped.append(c == '|' ? "\\" : "").push_back(c);
  return escaped;
}

std::string content(const char *path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string table() {
  std::ostringstream text;
  text << "| name | f(x) | parameters | error of f, ULP (float / double) | error of f′, ULP (float / double) | source "
          "|\n"
       << "|---|---|---|---|---|---|\n";
  xact::for_each_activation([&](const auto &f) {
    const xact::contract facts = f.facts();
    text << "| [" << f.name << "](" << f.name << ".svg) | " << cell(facts.formula) << " | ";
    const char *before = "";
    for (const auto &parameter : xact::parameters_of<std::remove_cvref_t<decltype(f)>>()) {
      text << before << parameter.name << " = " << f.*parameter.member;
      before = ", ";
    }
    text << (*before == 0 ? "| " : " | ") << bound(facts.value_error) << " | " << bound(facts.derivative_error) << " | "
         << facts.source << " |\n";
  });
  return text.str();
}

/// The names of all activations, with links to their curves.
std::string names() {
  std::string text;
  xact::for_each_activation([&](const auto &f) {
    const std::string name(f.name);
    text.append(text.empty() ? "[" : ", [").append(name).append("](examples/gallery/" + name + ".svg)");
  });
  return text + "\n";
}

/// Compares the part of a page between the two marks with `wanted`, or writes it anew.
void check_part(const char *path, const std::string &wanted) {
  std::string page = content(path);
  const std::size_t first = page.find(begin);
  const std::size_t last = page.find(end);
  REQUIRE(first != std::string::npos);
  REQUIRE(last != std::string::npos);
  const std::size_t from = first + begin.size();
  if (std::getenv("XACT_UPDATE_README") != nullptr) {
    page.replace(from, last - from, wanted);
    std::ofstream(path) << page;
    return;
  }
  INFO("cmake --build <build folder> --target readme writes it anew");
  CHECK(page.substr(from, last - from) == wanted);
}

} // namespace

TEST_CASE("the README names every activation", "[readme]") { check_part(XACT_README, names()); }

TEST_CASE("the table of functions lists every activation with its facts", "[readme]") {
  check_part(XACT_FUNCTIONS, table());
}
