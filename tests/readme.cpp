// This test compares the table of functions in the README with the catalogue. The CMake target `readme` runs the test
// with the environment variable XACT_UPDATE_README; the test then writes the table instead.

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

std::string table() {
  std::ostringstream text;
  text << "| name | f(x) | parameters | error of f, ULP (float / double) | error of f′, ULP (float / double) | source "
          "|\n"
       << "|---|---|---|---|---|---|\n";
  xact::for_each_activation([&](const auto &f) {
    const xact::contract facts = f.facts();
    text << "| [" << f.name << "](examples/gallery/" << f.name << ".svg) | " << cell(facts.formula) << " | ";
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

} // namespace

TEST_CASE("the README's table lists every activation with its facts") {
  std::ifstream in(XACT_README);
  std::string readme{std::istreambuf_iterator<char>(in), {}};
  const std::size_t first = readme.find(begin);
  const std::size_t last = readme.find(end);
  REQUIRE(first != std::string::npos);
  REQUIRE(last != std::string::npos);
  const std::size_t from = first + begin.size();
  if (std::getenv("XACT_UPDATE_README") != nullptr) {
    readme.replace(from, last - from, table());
    std::ofstream(XACT_README) << readme;
    return;
  }
  INFO("cmake --build <build folder> --target readme writes it anew");
  CHECK(readme.substr(from, last - from) == table());
}
