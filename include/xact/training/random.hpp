#pragma once

/// Random numbers that are equal on every machine and with every standard library: the standard fixes the bits of the
/// engines of `<random>`, but not those of its distributions.

#include <xact/simd/batch.hpp>

#include <cstring>

namespace xact::inline XACT_ARCH {

/// A source of random bits: every engine of `<random>`, and other types that fit UniformRandomBitGenerator.
template <class G>
concept random_bits = requires(std::remove_reference_t<G> &g) {
  { g() } -> std::unsigned_integral;
  requires(std::remove_reference_t<G>::min)() < (std::remove_reference_t<G>::max)(); // (): macros of Windows' headers
};

namespace detail {

/// The number of random bits in a number of a generator, whose numbers go from 0 to `most`.
[[nodiscard]] consteval int usable_bits(std::uint64_t most) {
  int bits = 0;
  while (bits < 64 && (~std::uint64_t{0} >> (63 - bits)) <= most)
    ++bits;
  return bits;
}

/// 52 random bits. If the range of the generator is no power of two, numbers from the largest power of two on are
/// dropped.
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
    // The first draw gives the highest bits; the last one gives as many as are missing.
    const int taken = width < 64 - have ? width : 64 - have;
    bits = taken == 64 ? drawn : bits << taken | drawn >> (width - taken);
    have += taken;
  }
  return bits >> (have - 52);
}

/// One of the 2^52 doubles of [1, 2), each as likely as any other.
template <random_bits G> [[nodiscard]] double random_from_1_to_2(G &generator) {
  const std::uint64_t bits = random_52(generator) | std::uint64_t{0x3FF} << 52;
  double x = 0;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
