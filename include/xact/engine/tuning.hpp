#pragma once

/// The choices that depend on the machine: software prefetches, and automatic non-temporal stores. No choice changes a
/// result. The choices are made at the first call whose arrays are larger than `first_level_cache`, and stay constant.
///
///     processor    prefetch    stream
///     AMD          off         inputs
///     other        on          rows
///
/// `stream` selects the operations whose outputs get non-temporal stores if the outputs are larger than the last-level
/// cache. The choices for AMD were measured on Zen 5 with arrays of 128 MiB: prefetches add up to 57 % to the time of
/// relu and elu, and non-temporal stores add 25 to 35 % to the time of elu, but shorten its backward. The choices for
/// other processors were measured on Intel Xeons with AVX-512.
///
/// The environment variable XACT_TUNING replaces choices, for tests and measurements. It consists of words, separated
/// by commas. A later word overrides an earlier word:
///
///     vendor=intel|amd|other    the choices for a processor of this vendor
///     prefetch=on|off           software prefetches
///     stream=never              automatic non-temporal stores for no operation
///     stream=light              for light operations, which have few instructions (`is_light` in loop.hpp)
///     stream=inputs             also for operations with several inputs and one channel
///     stream=rows               also for all other operations with one channel
///     stream=always             for all operations
///     cache=N                   the size of the last-level cache in MiB, from 1 to 1024
///
/// If the variable has any other word, the program prints a line to stderr and ignores the variable.

#include <xact/simd/processor.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace xact::inline XACT_ARCH::kernels {

/// A lower bound of the size of first-level caches, in bytes. Calls with smaller arrays never prefetch.
inline constexpr std::size_t first_level_cache = std::size_t{32} << 10;

/// A lower bound of the size of last-level caches, in bytes. Smaller outputs never get automatic non-temporal stores.
inline constexpr std::size_t smallest_cache = std::size_t{1} << 20;

/// @{ The distance from an element to the cache line that is prefetched for it, in bytes.
inline constexpr std::size_t read_ahead = 32 * 64;
inline constexpr std::size_t write_ahead = 16 * 64;
/// @}

/// The operations with automatic non-temporal stores, as in XACT_TUNING.
enum class streaming : std::uint8_t { never, light, inputs, rows, always };

/// The properties of an operation on which the choice of stores depends.
struct workload {
  bool light;       ///< the operation has few instructions, so that memory limits the speed
  bool per_channel; ///< the call has several channels
};

/// The choices for one machine.
struct tuning {
  static constexpr std::size_t units_per_mib = 16;

  bool prefetch;
  streaming stream;
  std::uint16_t cache_units; ///< size of the last-level cache in units of 64 KiB, at least 1

  /// The size of the last-level cache in bytes.
  [[nodiscard]] constexpr std::size_t last_level_cache() const noexcept {
    return (std::size_t{cache_units} << 20) / units_per_mib;
  }

  /// True if the choice is to write `bytes` bytes of outputs by non-temporal stores. `inputs` is the number of arrays
  /// that the operation reads.
  [[nodiscard]] constexpr bool streams(std::size_t bytes, workload work, std::size_t inputs) const noexcept {
    const streaming least = work.light         ? streaming::light
                            : work.per_channel ? streaming::always
                            : inputs > 1       ? streaming::inputs
                                               : streaming::rows;
    return bytes > last_level_cache() && stream >= least;
  }
};
static_assert(sizeof(tuning) == sizeof(std::uint32_t));

/// The choices for the processors of a vendor. `units` is the size of the last-level cache as in `tuning`.
[[nodiscard]] constexpr tuning tuning_of(vendor v, std::uint16_t units) noexcept {
  if (v == vendor::amd)
    return {.prefetch = false, .stream = streaming::inputs, .cache_units = units};
  return {.prefetch = true, .stream = streaming::rows, .cache_units = units};
}

/// The size of the last-level cache in units of 64 KiB: that of 32 MiB if the size is unknown, and at most that of
/// 64 MiB. The limit exists because many cores share a larger cache, and because a hypervisor that divides a cache
/// reports the total size.
[[nodiscard]] inline std::uint16_t default_cache_units() noexcept {
  constexpr std::size_t most = 64 * tuning::units_per_mib;
  const std::size_t bytes = ask_for_last_level_cache();
  if (bytes == 0)
    return most / 2;
  const std::size_t units = bytes / ((std::size_t{1} << 20) / tuning::units_per_mib);
  return static_cast<std::uint16_t>(units == 0 ? 1 : units < most ? units : most);
}

/// Returns N if the n characters from `word` on are cache=N with N from 1 to 1024, else 0.
[[nodiscard]] inline std::size_t cache_size_in(const char *word, std::size_t n) noexcept {
  constexpr std::size_t prefix = sizeof "cache=" - 1;
  if (std::strncmp(word, "cache=", prefix) != 0)
    return 0;
  std::size_t size = 0;
  for (std::size_t i = prefix; i < n; ++i) {
    if (word[i] < '0' || word[i] > '9' || size > 1024)
      return 0;
    size = 10 * size + static_cast<std::size_t>(word[i] - '0');
  }
  return size <= 1024 ? size : 0;
}

/// Applies one word of XACT_TUNING, of n characters. Returns false if the word is unknown.
[[nodiscard]] inline bool apply_word(const char *word, std::size_t n, tuning &t) noexcept {
  const auto is = [&](const char *text) { return std::strlen(text) == n && std::memcmp(word, text, n) == 0; };
  if (is("prefetch=on") || is("prefetch=off")) {
    t.prefetch = is("prefetch=on");
    return true;
  }
  std::uint8_t k = 0;
  for (const char *const text : {"vendor=other", "vendor=intel", "vendor=amd"})
    if (const auto v = vendor{k++}; is(text)) {
      t = tuning_of(v, t.cache_units);
      return true;
    }
  k = 0;
  for (const char *const text : {"stream=never", "stream=light", "stream=inputs", "stream=rows", "stream=always"})
    if (const auto s = streaming{k++}; is(text)) {
      t.stream = s;
      return true;
    }
  const std::size_t size = cache_size_in(word, n);
  if (size == 0)
    return false;
  t.cache_units = static_cast<std::uint16_t>(size * tuning::units_per_mib);
  return true;
}

/// Returns the choices `t`, changed by the words in `text`. If a word is unknown, prints a line to stderr and returns
/// `t` unchanged.
[[nodiscard]] inline tuning with_words(const char *text, const tuning &t) noexcept {
  tuning changed = t;
  for (const char *word = text; *word != '\0';) {
    const std::size_t n = std::strcspn(word, ",");
    if (!apply_word(word, n, changed)) {
      std::fprintf(stderr,
                   "xact: XACT_TUNING=%s is ignored, because the word %.*s is unknown; see xact/engine/tuning.hpp\n",
                   text, static_cast<int>(n), word);
      return t;
    }
    word += n + (word[n] == ',');
  }
  return changed;
}

/// The choices as bits, or 0 before the choices are made. The reference lets tests start anew.
[[nodiscard]] inline std::uint32_t &known_tuning() noexcept {
  // An initialized static local variable of a trivial type has no guard. A guard would need the C++ library, but C
  // programs do not link to the C++ library.
  static std::uint32_t known = 0;
  return known;
}

/// Makes the choices. Several threads may do so at the same time, and make the same choices.
[[nodiscard]] XACT_NOINLINE inline std::uint32_t make_tuning() noexcept {
  const tuning chosen = tuning_of(ask_for_vendor(), default_cache_units());
  const char *const words = std::getenv("XACT_TUNING");
  return std::bit_cast<std::uint32_t>(words == nullptr ? chosen : with_words(words, chosen));
}

/// The choices for this machine.
[[nodiscard]] XACT_INLINE tuning current_tuning() noexcept {
#if defined(__GNUC__) || defined(__clang__)
  std::uint32_t bits = __atomic_load_n(&known_tuning(), __ATOMIC_RELAXED);
  if (bits == 0) [[unlikely]]
    __atomic_store_n(&known_tuning(), bits = make_tuning(), __ATOMIC_RELAXED);
#else
  static const std::uint32_t bits = make_tuning();
#endif
  return std::bit_cast<tuning>(bits);
}

/// True if a loop prefetches. `exceeds_l1` is true if the arrays of the call are larger than the first-level cache.
[[nodiscard]] XACT_INLINE bool should_prefetch(bool exceeds_l1) noexcept {
  return exceeds_l1 && current_tuning().prefetch;
}

} // namespace xact::inline XACT_ARCH::kernels
