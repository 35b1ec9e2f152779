/// Computes the curves of f and f' for each activation of the catalogue, with the kernels of the library.
///
///     curves OUT DRAW.PY                    writes the curves for draw.py
///     curves --check FOLDER DRAW.PY README  fails unless the pictures in the folder show these curves, were drawn by
///                                           this draw.py, and are linked from the README
///
/// Each picture contains a hash of the curves and of draw.py. The check compares hashes, and needs no drawing tool.

#include <xact/xact.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct picture {
  std::string name;
  std::string text; ///< name, formula, parameters, and lines of x, f(x) and f'(x)
};

std::string read(const std::string &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Returns the inputs x of the curves: a grid from -5 to 5, each kink, and a number just above each kink. The
/// derivative at this number is about the derivative from the right at the kink.
template <class F> std::vector<double> places(const F &f) {
  std::vector<double> x;
  for (int i = -160; i <= 160; ++i)
    x.push_back(i / 32.0);
  for (const double kink : f.facts().kinks)
    if (!std::isnan(kink)) {
      x.push_back(kink);
      x.push_back(kink + 0x1p-30);
    }
  std::sort(x.begin(), x.end());
  x.erase(std::unique(x.begin(), x.end()), x.end());
  return x;
}

/// Returns the curves of f as text. They are computed in double and printed with 6 digits, so that the text is the same
/// on every machine.
template <class F> picture curves_of(const F &f) {
  const std::vector<double> x = places(f);
  std::vector<double> y(x.size());
  std::vector<double> d(x.size());
  xact::value_and_derivative(f, x, y, d);
  std::ostringstream text;
  text << f.name << '\n' << f.facts().formula << "\nparameters ";
  for (const auto &parameter : xact::parameters_of<F>())
    text << parameter.name << " = " << f.*parameter.member << ' ';
  text << '\n';
  for (std::size_t i = 0; i < x.size(); ++i)
    text << x[i] << '\t' << y[i] << '\t' << d[i] << '\n';
  return {std::string(f.name), text.str()};
}

std::vector<picture> all_curves() {
  std::vector<picture> all;
  xact::for_each_activation([&](const auto &f) { all.push_back(curves_of(f)); });
  return all;
}

/// Returns the hash of Fowler, Noll and Vo (FNV-1a), in hexadecimal digits.
std::string hash(const std::string &text) {
  std::uint64_t h = 0xcbf29ce484222325;
  for (const char c : text)
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(h));
  return digits;
}

bool expect(bool holds, const std::string &complaint) {
  if (!holds)
    std::fprintf(stderr, "%s; cmake --build <build folder> --target gallery draws all anew\n", complaint.c_str());
  return holds;
}

} // namespace

int main(int argc, char **argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool check = arguments.size() == 4 && arguments[0] == "--check";
  if (!check && arguments.size() != 2) {
    std::fprintf(stderr, "usage: curves OUT DRAW.PY, or curves --check FOLDER DRAW.PY README\n");
    return 2;
  }
  const std::string script = read(arguments[check ? 2 : 1]);
  if (script.empty()) {
    std::fprintf(stderr, "curves: %s cannot be read\n", arguments[check ? 2 : 1].c_str());
    return 2;
  }
  const auto hash_of = [&](const picture &p) { return hash(p.text + script); };
  if (!check) {
    std::ofstream out(arguments[0]);
    for (const picture &p : all_curves())
      out << hash_of(p) << '\n' << p.text << '\n';
    return out.flush() ? 0 : 2;
  }
  const std::string sheet = read(arguments[1] + "/sheet.svg");
  const std::string readme = read(arguments[3]);
  bool fresh = expect(readme.find("(examples/gallery/sheet.svg)") != std::string::npos, "the README has no sheet");
  for (const picture &p : all_curves()) {
    const std::string file = p.name + ".svg";
    fresh &= expect(read(arguments[1] + "/" + file).find(hash_of(p)) != std::string::npos, file + " is stale");
    fresh &= expect(sheet.find(hash_of(p)) != std::string::npos, "of sheet.svg, " + p.name + " is stale");
    fresh &= expect(readme.find("[" + p.name + "](examples/gallery/" + file + ")") != std::string::npos,
                    "the README does not link " + file);
  }
  return fresh ? 0 : 1;
}
