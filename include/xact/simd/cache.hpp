#pragma once

/// Sizes of caches.

#include <xact/simd/xsimd.hpp>

#include <cstddef>

#if __has_include(<unistd.h>)
#include <unistd.h> // for sysconf
#endif

namespace xact::inline XACT_ARCH {

/// A lower bound of the size of first-level caches, in bytes.
inline constexpr std::size_t first_level_cache = std::size_t{32} << 10;

/// A lower bound of the size of last-level caches, in bytes. A verb with smaller arrays does not query the system for
/// the size.
inline constexpr std::size_t smallest_cache = std::size_t{1} << 20;

namespace detail {
/// Queries the system for the size of the last-level cache, and returns the result of last_level_cache().
[[nodiscard]] XACT_NOINLINE inline std::size_t ask_for_last_level_cache() noexcept {
  long bytes = 0;
#ifdef _SC_LEVEL3_CACHE_SIZE
  bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
  constexpr std::size_t most = std::size_t{64} << 20;
  if (bytes <= 0)
    return most / 2;
  return static_cast<std::size_t>(bytes) < most ? static_cast<std::size_t>(bytes) : most;
}
} // namespace detail

/// The size of the last-level cache in bytes: 32 MiB if the size is unknown, and at most 64 MiB. The limit exists
/// because many cores share a larger cache, and because a hypervisor that divides a cache reports the total size.
[[nodiscard]] inline std::size_t last_level_cache() noexcept {
#if defined(__GNUC__) || defined(__clang__)
  // A static local variable with a guard would need the C++ library, but C programs do not link to the C++ library.
  static std::size_t known = 0;
  std::size_t size = __atomic_load_n(&known, __ATOMIC_RELAXED);
  if (size == 0)
    __atomic_store_n(&known, size = detail::ask_for_last_level_cache(), __ATOMIC_RELAXED);
#else
  static const std::size_t size = detail::ask_for_last_level_cache();
#endif
  return size;
}

} // namespace xact::inline XACT_ARCH
