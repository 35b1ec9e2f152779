#pragma once

/// The report of a broken precondition: a handler, which the user may replace, receives one line of text. The checks
/// cost a few comparisons per call and stay on in release builds.

#include <xact/simd/xsimd.hpp>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace xact {

/// Receives one line with the call, the mistake and its numbers. If the handler returns, the misused call returns
/// without having read or written any array; the handler may also throw, or not return.
using misuse_handler = void (*)(const char *message);

namespace program {
// Outside the inline namespace: one handler for the whole program, whatever the instruction sets of its parts.
inline constinit misuse_handler current_misuse_handler = nullptr;
} // namespace program

} // namespace xact

namespace xact::inline XACT_ARCH {

/// Installs `handler` for the whole program and returns the handler before it. nullptr stands for the default, which
/// prints the message to stderr and aborts. Not synchronized: call it before other threads use the library.
inline misuse_handler set_misuse_handler(misuse_handler handler) noexcept {
  const misuse_handler before = program::current_misuse_handler;
  program::current_misuse_handler = handler;
  return before;
}

namespace detail {

/// Formats a line like printf, without allocating, and calls the handler with it.
#if !defined(_MSC_VER) || defined(__clang__)
__attribute__((format(printf, 1, 2)))
#endif
XACT_NOINLINE inline void
report_misuse(const char *format, ...) {
  char message[512];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (program::current_misuse_handler != nullptr) {
    program::current_misuse_handler(message);
    return;
  }
  std::fprintf(stderr, "%s\n", message);
  std::abort();
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
