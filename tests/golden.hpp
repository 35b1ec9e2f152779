#pragma once

/// Tools for golden.csv, which has a hash of the bits of the results per function, parameters, type, tier (exact or
/// default), verb and FMA (yes or no). The CMake target `golden` writes the file. A diff of the file lists the results
/// whose bits changed.

#include "csv.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string_view>
#include <type_traits>

namespace test {

inline constexpr std::array<std::string_view, 3> golden_verbs{"forward", "derivative", "backward"};

template <class T> using golden_bits_t = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// The inputs: numbers of either sign, spread over all exponents up to the point where every exponential underflows or
/// overflows.
template <class T> struct golden_walk {
  static constexpr std::size_t count = 1 << 20;
  std::vector<T> x = std::vector<T>(count);
  std::vector<T> dy = std::vector<T>(count);

  golden_walk() {
    constexpr T most = sizeof(T) == 4 ? T(105) : T(747);
    constexpr golden_bits_t<T> last = std::bit_cast<golden_bits_t<T>>(most);
    for (std::size_t i = 0; i < count; ++i) {
      const T magnitude = std::bit_cast<T>(static_cast<golden_bits_t<T>>(last / count * i + i % 1021));
      x[i] = i % 2 == 0 ? magnitude : -magnitude;
      dy[i] = (static_cast<T>(i % 17) - T(8)) / T(3);
    }
  }
};

template <class T> std::uint64_t golden_hash(std::span<const T> results) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const T v : results) {
    hash = (hash ^ std::bit_cast<golden_bits_t<T>>(v)) * 0x100000001b3U;
    hash ^= hash >> 32; // products do not propagate the highest bit to lower bits
  }
  return hash;
}

inline std::string hexadecimal(std::uint64_t number) {
  std::ostringstream text;
  text << std::hex << number;
  return text.str();
}

/// Calls fn(name, value) for each parameter of a cell such as "alpha = 0.5; scale = 2".
template <class Fn> void for_each_parameter(const std::string &cell, const Fn &fn) {
  std::istringstream text(cell);
  for (std::string part; std::getline(text, part, ';');) {
    const std::size_t first = part.find_first_not_of(' ');
    const std::size_t equals = part.find(" = ");
    if (equals == part.npos)
      throw std::runtime_error("no parameter: " + part);
    fn(part.substr(first, equals - first), std::strtod(part.c_str() + equals + 3, nullptr));
  }
}

} // namespace test
