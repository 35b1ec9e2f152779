#pragma once

/// The sizes of caches.

#include <xact/simd/xsimd.hpp>

#include <cstddef>

#if __has_include(<unistd.h>)
#include <unistd.h> // sysconf
#endif

namespace xact::inline XACT_ARCH {

/// A size that every first-level cache has at least.
inline constexpr std::size_t first_level_cache = std::size_t{32} << 10;

/// A size below that of any last-level cache: most calls need not ask the system.
inline constexpr std::size_t smallest_cache = std::size_t{1} << 20;

namespace detail {
/// Asks the system for the size of the last-level cache.
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

/// The size of the last-level cache in bytes, 32 MiB if it is not known, but no more than 64 MiB: larger caches are
/// shared by many cores, and hypervisors that split them report them whole.
[[nodiscard]] inline std::size_t last_level_cache() noexcept {
#if defined(__GNUC__) || defined(__clang__)
  // A guarded variable would need the C++ library, which a C program is not linked to.
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
