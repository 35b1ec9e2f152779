// Checks that the activations in xact.h are those of the catalogue. With `update`, as in the target `c_functions`, the
// program writes the lines of the activations into xact.h instead.
//   c_functions <xact.h> [update]

#include <xact/catalogue.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <vector>

namespace {

const std::string begin = "  /* made by the target c_functions */\n";
const std::string end = "  /* end of functions */\n";

struct entry {
  std::string code;
  std::string comment;
};

template <class F> entry entry_of(const F &f, std::size_t number) {
  std::string name(f.name);
  for (char &c : name)
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  std::ostringstream comment;
  comment << f.facts().formula;
  const char *before = " (";
  for (const auto &parameter : xact::parameters_of<F>()) {
    comment << before << parameter.name << " = " << f.*parameter.member;
    before = ", ";
  }
  if (xact::parameters_of<F>().size() != 0)
    comment << ')';
  return {"  XACT_" + name + " = " + std::to_string(number) + ',', comment.str()};
}

std::string block() {
  std::vector<entry> entries;
  std::size_t width = 0;
  xact::for_each_activation([&](const auto &f) {
    entries.push_back(entry_of(f, entries.size() + 1));
    width = entries.back().code.size() > width ? entries.back().code.size() : width;
  });
  std::string text;
  for (const entry &e : entries)
    text += e.code + std::string(width + 1 - e.code.size(), ' ') + "/* " + e.comment + " */\n";
  return text;
}

} // namespace

int main(int argc, char **argv) {
  if (argc < 2)
    return 2;
  std::ifstream in(argv[1]);
  std::string header{std::istreambuf_iterator<char>(in), {}};
  const std::size_t first = header.find(begin);
  const std::size_t last = header.find(end);
  if (first == std::string::npos || last == std::string::npos) {
    std::cerr << argv[1] << " has no place for functions\n";
    return 2;
  }
  const std::size_t from = first + begin.size();
  const std::string made = block();
  if (header.substr(from, last - from) == made)
    return 0;
  if (argc == 2) {
    std::cerr << "cmake --build <build folder> --target c_functions writes these lines into xact.h:\n" << made;
    return 1;
  }
  header.replace(from, last - from, made);
  in.close();
  std::ofstream(argv[1]) << header;
}
