#pragma once

/// Tools of the tests: comparison of bits, errors in ULP, special inputs, guarded memory, and a recorder of misuse.

#include "ulp.hpp"

#include <xact/xact.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace test {

/// An executor that runs all jobs of a call on the calling thread, in reverse order.
inline constexpr auto backwards = xact::executor{[](std::size_t count, const auto &job) {
  for (std::size_t k = count; k-- > 0;)
    job(k);
}};

template <class T> std::string show(T x) {
  char text[64];
  std::snprintf(text, sizeof text, "%a (%.9g)", static_cast<double>(x), static_cast<double>(x));
  return text;
}

/// Returns true if two arrays have the same bits. All NaNs count as equal.
template <class T> bool all_same(const std::vector<T> &a, const std::vector<T> &b) {
  if (a.size() != b.size())
    return false;
  return a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0 ||
         std::equal(a.begin(), a.end(), b.begin(), same<T>);
}

/// Returns special values, and the neighbours of 0, of every power of two, and of the inputs at which exponentials
/// saturate.
template <class T> std::vector<T> interesting() {
  using limits = std::numeric_limits<T>;
  std::vector<T> x{
      limits::quiet_NaN(), T(0),          -T(0),          limits::infinity(),   -limits::infinity(),  limits::max(),
      limits::lowest(),    limits::min(), -limits::min(), limits::denorm_min(), -limits::denorm_min()};
  const auto around = [&](T centre) {
    for (const T sign : {T(1), T(-1)}) {
      const T c = sign * centre;
      x.insert(x.end(), {std::nextafter(c, T(0)), c, std::nextafter(c, 2 * c)});
    }
  };
  for (int e = limits::min_exponent - limits::digits; e < limits::max_exponent - 1; ++e)
    around(std::ldexp(T(1), e));
  for (int n = 0; n < 2200; ++n) {
    // Inputs at which the argument reduction of an exponential changes to the next power of two, and inputs whose
    // exponential is a power of two.
    around(static_cast<T>((n + 0.5L) * 0.693147180559945309417L));
    around(static_cast<T>(n * 0.693147180559945309417L + 1e-30L));
  }
  for (const double c :
       {17.328679, 17.5, 38.0, 87.33654, 88.72284, 89.0, 103.97208, 105.0, 193.0, 708.39, 709.78, 745.13, 746.0})
    around(static_cast<T>(c));
  return x;
}

/// Returns numbers whose bits are uniformly distributed, with magnitudes up to `most`.
template <class T>
std::vector<T> random_numbers(std::size_t count, T most, std::uint64_t seed, bool negative_only = false) {
  std::mt19937_64 bits(seed);
  std::uniform_int_distribution<bits_t<T>> magnitude(0, std::bit_cast<bits_t<T>>(most));
  std::vector<T> x(count);
  for (T &v : x) {
    v = std::bit_cast<T>(magnitude(bits));
    if (negative_only || (bits() & 1U) != 0)
      v = -v;
  }
  return x;
}

/// Returns a description such as "elu(alpha = 0.5)", with the first parameter and all that have not their defaults.
template <class F> std::string describe(const F &f) {
  std::string text(f.name);
  for (const auto &parameter : xact::parameters_of<F>()) {
    if (text != f.name && f.*parameter.member == F{}.*parameter.member)
      continue;
    char value[64];
    std::snprintf(value, sizeof value, "(%.*s = %g)", static_cast<int>(parameter.name.size()), parameter.name.data(),
                  f.*parameter.member);
    text += value;
  }
  return text;
}

/// Calls fn(f, what) for each activation of the catalogue with each of its test parameters. `what` describes f.
template <class Fn> void for_each_test_parameters(Fn &&fn) {
  xact::for_each_activation([&]<class F>(F) {
    for (const F &f : xact::test_parameters_of<F>())
      fn(f, describe(f));
  });
}

/// One activation of each kind that the kernels distinguish: relu has the hook backward, formula::prelu accepts a
/// parameter as a second operand, and elu has the hook value_and_derivative. Tests whose result does not depend on the
/// formula use this list, because each further activation would take minutes to compile.
using kinds = xact::list<xact::relu, xact::formula::prelu, xact::elu>;
template <class F>
inline constexpr bool is_of_kinds =
    std::is_same_v<F, xact::relu> || std::is_same_v<F, xact::formula::prelu> || std::is_same_v<F, xact::elu>;
template <class Fn> void for_each_kind(Fn &&fn) { xact::detail::for_each(kinds{}, fn); }
template <class Fn> void for_each_test_parameters_of_kinds(Fn &&fn) {
  for_each_kind([&]<class F>(F) {
    for (const F &f : xact::test_parameters_of<F>())
      fn(f, describe(f));
  });
}

/// Memory between two pages that cannot be accessed.
template <class T> class guarded {
public:
  explicit guarded(std::size_t count) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    bytes_ = (count * sizeof(T) + page - 1) / page * page;
    mapped_ = bytes_ + 2 * page;
    base_ = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base_ == MAP_FAILED)
      throw std::runtime_error("mmap failed");
    first_ = static_cast<char *>(base_) + page;
    if (mprotect(first_, bytes_, PROT_READ | PROT_WRITE) != 0)
      throw std::runtime_error("mprotect failed");
  }
  ~guarded() { munmap(base_, mapped_); }
  guarded(const guarded &) = delete;
  guarded &operator=(const guarded &) = delete;

  /// Returns `count` elements that begin `offset` elements after the first guard page.
  std::span<T> front(std::size_t count, std::size_t offset) { return {reinterpret_cast<T *>(first_) + offset, count}; }
  /// Returns `count` elements that end `offset` elements before the second guard page.
  std::span<T> back(std::size_t count, std::size_t offset) {
    return {reinterpret_cast<T *>(first_ + bytes_) - offset - count, count};
  }
  std::span<T> all() { return {reinterpret_cast<T *>(first_), bytes_ / sizeof(T)}; }

private:
  void *base_ = nullptr;
  char *first_ = nullptr;
  std::size_t bytes_ = 0;
  std::size_t mapped_ = 0;
};

/// Replaces the misuse handler from construction to destruction. The new handler records the message and returns, so
/// that the misused call returns too.
class misuse_trap {
public:
  misuse_trap() : before_(xact::set_misuse_handler([](const char *message) { text() = message; })) { text().clear(); }
  ~misuse_trap() { xact::set_misuse_handler(before_); }
  misuse_trap(const misuse_trap &) = delete;
  misuse_trap &operator=(const misuse_trap &) = delete;

  [[nodiscard]] std::string message() const { return text(); }
  [[nodiscard]] bool says(std::string_view part) const { return text().find(part) != std::string::npos; }

private:
  static std::string &text() {
    static std::string t;
    return t;
  }
  xact::misuse_handler before_;
};

} // namespace test
