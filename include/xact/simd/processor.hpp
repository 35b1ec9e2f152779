#pragma once

/// Queries about the processor that runs the program. engine/tuning.hpp makes them once.

#include <xact/simd/xsimd.hpp>

#include <cstddef>
#include <cstdint>

#if __has_include(<unistd.h>)
#include <unistd.h> // for sysconf
#endif
#if (defined(__x86_64__) || defined(__i386__)) && !defined(_MSC_VER) && __has_include(<cpuid.h>)
#include <cpuid.h>
#endif

namespace xact::inline XACT_ARCH {

/// The vendor of a processor.
enum class vendor : std::uint8_t { other, intel, amd };

/// Queries the processor for its vendor.
[[nodiscard]] inline vendor ask_for_vendor() noexcept {
#if defined(__cpuid)
  unsigned last = 0, first = 0, third = 0, second = 0; // the name of the vendor has three parts of four letters
  __cpuid(0, last, first, third, second);
  if (third == 0x444D4163) // "cAMD" of "AuthenticAMD"
    return vendor::amd;
  if (third == 0x6C65746E) // "ntel" of "GenuineIntel"
    return vendor::intel;
#endif
  return vendor::other;
}

/// Queries the system for the size of the last-level cache in bytes. Returns 0 if the size is unknown.
[[nodiscard]] inline std::size_t ask_for_last_level_cache() noexcept {
  long bytes = 0;
#ifdef _SC_LEVEL3_CACHE_SIZE
  bytes = sysconf(_SC_LEVEL3_CACHE_SIZE);
#endif
  return bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
}

} // namespace xact::inline XACT_ARCH
