#pragma once

/// What happens when a call breaks a precondition: a handler that the user may replace is called with one line of
/// text. The check costs a few compares a call and stays on in release builds.

#include <xact/simd/xsimd.hpp>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace xact {

/// Receives one line that names the call, what was wrong, and the numbers. If it returns, the call that was misused
/// returns without having read or written any array; it may also throw or not return.
using misuse_handler = void (*)(const char *message);

namespace program {
// Outside the inline namespace: one handler a program, whatever instruction sets its parts are compiled for.
inline constinit misuse_handler current_misuse_handler = nullptr;
} // namespace program

} // namespace xact

namespace xact::inline XACT_ARCH {

/// Installs `handler` for the whole program and returns the one before it; nullptr is the default, which prints the
/// message to stderr and aborts. Not synchronized: call it before other threads use the library.
inline misuse_handler set_misuse_handler(misuse_handler handler) noexcept {
  const misuse_handler before = program::current_misuse_handler;
  program::current_misuse_handler = handler;
  return before;
}

namespace detail {

/// Formats like printf, without allocating, and hands the line to the handler.
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
