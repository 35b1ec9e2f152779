// Compares hashes of the library's results with golden.csv. Each target checks the rows that apply to it.
//   golden <golden.csv> [update]
// With `update` the program writes golden.csv again, with one row per key that the catalogue defines. The program
// computes the hashes of the rows that apply to the chosen target, and keeps the other hashes.

#include "../golden.hpp"

#include <xact.h>
#include <xact/adaptors/correct_rounding.hpp>
#include <xact/catalogue.hpp>

#include <iostream>
#include <set>

namespace {

/// A row of the table without its hash.
struct key {
  std::string function, parameters, type, tier, fma, verb;

  explicit key(const test::csv_row &row)
      : function(row.at("function")), parameters(row.at("parameters")), type(row.at("type")), tier(row.at("tier")),
        fma(row.at("fma")), verb(row.at("verb")) {}
  key(std::string_view f, std::string values, std::string of, std::string how, std::string with, std::string_view which)
      : function(f), parameters(std::move(values)), type(std::move(of)), tier(std::move(how)), fma(std::move(with)),
        verb(which) {}

  [[nodiscard]] std::string text() const {
    return function + "," + parameters + "," + type + "," + tier + "," + fma + "," + verb;
  }
};

void require(int code, const key &k) {
  if (code != XACT_OK)
    throw std::runtime_error(k.text() + ": " + xact_error_string(code));
}

template <class T> std::string hash_of(const key &k) {
  static const test::golden_walk<T> in;
  constexpr xact_type type = sizeof(T) == 4 ? XACT_F32 : XACT_F64;
  const std::size_t n = in.x.size();
  std::vector<T> out(n);
  const xact_verb verb = k.verb == "forward" ? XACT_FORWARD : k.verb == "derivative" ? XACT_DERIVATIVE : XACT_BACKWARD;
  xact_call call = xact_call_of(verb, xact_function_by_name(k.function.c_str()));
  call.tier = k.tier == "exact" ? XACT_EXACT : XACT_DEFAULT;
  test::for_each_parameter(k.parameters, [&](const std::string &name, double value) {
    require(xact_set_parameter(&call, name.c_str(), value), k);
  });
  xact_in(&call, xact_array(in.x.data(), type, n, XACT_DENSE));
  if (verb == XACT_BACKWARD)
    xact_in(&call, xact_array(in.dy.data(), type, n, XACT_DENSE));
  xact_out(&call, xact_array(out.data(), type, n, XACT_DENSE));
  require(xact_run(&call), k);
  return test::hexadecimal(test::golden_hash<T>(out));
}
std::string hash_of(const key &k) { return k.type == "float" ? hash_of<float>(k) : hash_of<double>(k); }

/// Returns "yes" if the chosen target has fused multiply-add, else "no". Only the baseline of x86 has no fused
/// multiply-add.
std::string fma_of_target() {
#if defined(__x86_64__) || defined(__i386__)
  return std::string_view(xact_target()) == "baseline" ? "no" : "yes";
#else
  return "yes";
#endif
}

/// Returns true if a row applies to the chosen target.
bool holds_here(const key &k) { return k.fma == "any" || k.fma == fma_of_target(); }

/// Returns a text such as "alpha = 0.5", or an empty text if all parameters have their defaults.
template <class F> std::string parameters_of(const F &f) {
  std::ostringstream text;
  text.precision(15);
  const char *before = "";
  for (const auto &p : xact::parameters_of<F>())
    if (f.*p.member != F{}.*p.member) {
      text << before << p.name << " = " << f.*p.member;
      before = "; ";
    }
  return text.str();
}

/// Returns the keys of all rows: each activation of the catalogue with each of its test parameters, types, tiers and
/// verbs. The tier exact has rows only for activations whose exact results have the same bits on every machine.
std::vector<key> all_keys() {
  std::vector<key> keys;
  xact::for_each_activation([&]<class F>(const F &) {
    constexpr bool same_everywhere = xact::evaluates_on_double_double<F> || xact::detail::is_correctly_rounded<F>();
    for (const F &f : xact::test_parameters_of<F>())
      for (const auto &[type, tier, fma] : {std::array{"float", "default", "yes"},
                                            {"float", "default", "no"},
                                            {"double", "default", "yes"},
                                            {"double", "default", "no"},
                                            {"float", "exact", "any"}})
        for (const std::string_view verb : test::golden_verbs)
          if (same_everywhere || std::string_view(tier) != "exact")
            keys.emplace_back(F::name, parameters_of(f), type, tier, fma, verb);
  });
  return keys;
}

/// Prints the keys that have no row in golden.csv, and returns the number of these keys.
int missing_rows(const std::vector<test::csv_row> &rows) {
  std::set<std::string> known;
  for (const test::csv_row &row : rows)
    known.insert(key(row).text());
  int missing = 0;
  for (const key &k : all_keys())
    if (!known.contains(k.text())) {
      ++missing;
      std::cerr << "tests/golden.csv has no row for " << k.text() << "; the target golden writes the rows\n";
    }
  return missing;
}

int check(const std::vector<test::csv_row> &rows) {
  int wrong = missing_rows(rows);
  std::size_t checked = 0;
  for (const test::csv_row &row : rows)
    if (const key k(row); holds_here(k)) {
      ++checked;
      if (const std::string hash = hash_of(k); hash != row.at("hash")) {
        ++wrong;
        std::cerr << "tests/golden.csv:" << row.at("line") << ": " << k.text() << ": the hash on " << xact_target()
                  << " is " << hash << ", not " << row.at("hash") << '\n';
      }
    }
  std::cout << checked << " rows on " << xact_target() << '\n';
  return wrong == 0 && checked != 0 ? 0 : 1;
}

void update(const std::string &path, const std::vector<test::csv_row> &rows) {
  std::map<std::string, std::string> hashes;
  for (const test::csv_row &row : rows)
    hashes[key(row).text()] = row.at("hash");
  std::ofstream file(path);
  file << "function,parameters,type,tier,fma,verb,hash\n";
  for (const key &k : all_keys()) {
    const std::string hash = holds_here(k) ? hash_of(k) : hashes[k.text()];
    file << k.text() << ',' << (hash.empty() ? "0" : hash) << '\n';
  }
}

} // namespace

int main(int argc, char **argv) try {
  if (argc < 2)
    return 2;
  const std::vector<test::csv_row> rows = test::read_csv(argv[1]);
  if (argc == 2)
    return check(rows);
  update(argv[1], rows);
  return 0;
} catch (const std::exception &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
