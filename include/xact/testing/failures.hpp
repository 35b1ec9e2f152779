#pragma once

/// The comparison of bits, and the class that adds the failures of one number type to a report.

#include <xact/simd/number.hpp>
#include <xact/testing/report.hpp>

#include <bit>

namespace xact::inline XACT_ARCH::testing {

/// True if a and b are bitwise equal, or if both are NaN.
template <scalar T> bool same_bits(T a, T b) {
  return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b) || (std::isnan(a) && std::isnan(b));
}

/// The place of a result: the lane or the element with index i, of n. The default, n = 0, is for results whose place
/// does not matter.
struct place {
  const char *prefix = "";
  std::size_t i = 0;
  std::size_t n = 0;

  [[nodiscard]] std::string text() const {
    return n == 0 ? "" : prefix + std::to_string(i) + " of " + std::to_string(n);
  }
};

/// Adds failures, omissions and largest errors to a report, in the checks for type T.
template <scalar T> class failures {
public:
  explicit failures(conformance_report &report) : report_(report) {}

  void add(property broken, std::string what, T input, T found, double wanted, std::string because,
           std::string where = "") {
    report_.add({broken, sizeof(T) == 4 ? "float" : "double", std::move(what), static_cast<double>(input),
                 static_cast<double>(found), wanted, std::move(where), std::move(because)});
  }
  void expect_same(property broken, const char *what, T input, T found, T wanted, const char *because,
                   place where = {}) {
    if (!same_bits(found, wanted))
      add(broken, what, input, found, static_cast<double>(wanted), because, where.text());
  }

  void omit(std::string what, std::string why) { report_.omit({std::move(what), std::move(why)}); }
  void note(largest_error e) { report_.note(std::move(e)); }

private:
  conformance_report &report_;
};

inline std::string number(const char *text, double x) {
  char buffer[120];
  std::snprintf(buffer, sizeof buffer, "%s%.9g", text, x);
  return buffer;
}

} // namespace xact::inline XACT_ARCH::testing
