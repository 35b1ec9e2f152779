#pragma once

/// Random numbers with equal bits on every machine and with every standard library. The C++ standard fixes the results
/// of the engines in `<random>`, but not the results of the distributions.

#include <xact/simd/batch.hpp>

#include <cstring>

namespace xact::inline XACT_ARCH {

/// A generator of random bits: an engine of `<random>`, or another type with the members of UniformRandomBitGenerator.
template <class G>
concept random_bits = requires(std::remove_reference_t<G> &g) {
  { g() } -> std::unsigned_integral;
  requires(std::remove_reference_t<G>::min)() <
              (std::remove_reference_t<G>::max)(); // in parentheses, because headers of Windows define macros min and
                                                   // max
};

namespace detail {

/// Returns the largest w for which a generator with the range 0 to `most` can return all 2^w numbers of w bits.
[[nodiscard]] consteval int usable_bits(std::uint64_t most) {
  int bits = 0;
  while (bits < 64 && (~std::uint64_t{0} >> (63 - bits)) <= most)
    ++bits;
  return bits;
}

/// Returns 52 random bits. If the size of the generator's range is not a power of two, the function uses only the first
/// 2^w numbers of the range, with the largest possible w, and rejects the other numbers.
template <random_bits G> [[nodiscard]] std::uint64_t random_52(G &generator) {
  using engine = std::remove_reference_t<G>;
  constexpr std::uint64_t least = (engine::min)();
  constexpr int width = usable_bits((engine::max)() - least);
  constexpr std::uint64_t most = ~std::uint64_t{0} >> (64 - width);
  std::uint64_t bits = 0;
  int have = 0;
  while (have < 52) {
    const std::uint64_t drawn = std::uint64_t{generator()} - least;
    if (drawn > most)
      continue;
    // The first number provides the highest bits. If `bits` has no room for all bits of a number, the code uses only
    // the highest bits of the number.
    const int taken = width < 64 - have ? width : 64 - have;
    bits = taken == 64 ? drawn : bits << taken | drawn >> (width - taken);
    have += taken;
  }
  return bits >> (have - 52);
}

/// Returns one of the 2^52 doubles in [1, 2), each with the same probability.
template <random_bits G> [[nodiscard]] double random_from_1_to_2(G &generator) {
  const std::uint64_t bits = random_52(generator) | std::uint64_t{0x3FF} << 52;
  double x = 0;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
