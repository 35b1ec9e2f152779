#pragma once

/// The random numbers of an iteration. They depend only on the seed and the index of the iteration.

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace fuzz {

/// The random number generator SplitMix64 (Steele, Lea, Flood 2014).
class random {
public:
  explicit random(std::uint64_t seed) : state_(seed) {}
  /// Starts the random numbers of an iteration.
  random(std::uint64_t seed, std::uint64_t iteration) : random(seed * 0x9e3779b97f4a7c15U + iteration) {
    state_ = bits() ^ iteration;
  }

  std::uint64_t bits() {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  /// Returns an integer below n > 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
  /// Returns an integer from first to last.
  std::size_t between(std::size_t first, std::size_t last) { return first + below(last - first + 1); }
  /// Returns true with a probability of p percent.
  bool percent(std::size_t p) { return below(100) < p; }
  template <class T> T one_of(std::initializer_list<T> choices) { return choices.begin()[below(choices.size())]; }
  /// Returns a number from 0 to 1.
  double fraction() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

private:
  std::uint64_t state_;
};

/// Returns a random length of at most `most`. Most lengths are below 71; many lengths are near a multiple of 16, 256 or
/// 4096, because loops and blocks of the kernels end at such multiples; a few lengths are up to 300000.
inline std::size_t draw_length(random &r, std::size_t most) {
  const std::size_t kind = r.below(100);
  std::size_t n = r.below(71);
  if (kind >= 97)
    n = r.below(300000);
  else if (kind >= 92)
    n = 4096 * r.between(1, 5) + r.below(7) - 3;
  else if (kind >= 80)
    n = 256 * r.between(1, 9) + r.below(7) - 3;
  else if (kind >= 60)
    n = 16 * r.between(1, 20) + r.below(5) - 2;
  return n <= most ? n : n % (most + 1);
}

} // namespace fuzz
