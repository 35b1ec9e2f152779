#pragma once

/// The sizes of the machine's caches.

#include <xact/simd/xsimd.hpp>

#include <cstddef>

#if __has_include(<unistd.h>)
#include <unistd.h> // sysconf
#endif

namespace xact::inline XACT_ARCH {

/// No more than any first-level cache holds.
inline constexpr std::size_t first_level_cache = std::size_t{32} << 10;

/// Smaller than any last-level cache, so that nothing has to be asked of the system for most calls.
inline constexpr std::size_t smallest_cache = std::size_t{1} << 20;

/// What a large output may find of the last-level cache: its size in bytes, 32 MiB where that is not known, but no more
/// than 64 MiB, since caches that are larger are shared by many cores (and cut up by hypervisors that report them
/// whole).
[[nodiscard]] XACT_NOINLINE inline std::size_t last_level_cache() noexcept {
  static const std::size_t size = [] {
    long bytes = 0;
#ifdef _SC_LEVEL3_CACHE_SIZE
    bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
    constexpr std::size_t most = std::size_t{64} << 20;
    if (bytes <= 0)
      return most / 2;
    return static_cast<std::size_t>(bytes) < most ? static_cast<std::size_t>(bytes) : most;
  }();
  return size;
}

} // namespace xact::inline XACT_ARCH
