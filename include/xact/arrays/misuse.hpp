#pragma once

/// Reports of broken preconditions. A handler, which the user may replace, receives one line of text. The checks cost a
/// few comparisons per call and are active in release builds.

#include <xact/arrays/record.hpp>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>

namespace xact {

/// A function that receives one line of text with the name of the call, the mistake and the numbers involved. If the
/// handler returns, the misused call returns too. Before the report, the call has written no array, and has read no
/// arrays except labels and bound parameters. The handler is allowed to throw, or to end the program.
using misuse_handler = void (*)(const char *message);

namespace program {
// The variable lies outside the inline namespace, so that the program has one handler even if its source files are
// compiled for different instruction sets.
inline constinit misuse_handler current_misuse_handler = nullptr;
} // namespace program

} // namespace xact

namespace xact::inline XACT_ARCH {

/// Installs `handler` for the whole program and returns the previous handler. nullptr selects the default handler,
/// which prints the message to stderr and aborts. The function is not synchronized: call it before other threads use
/// the library.
inline misuse_handler set_misuse_handler(misuse_handler handler) noexcept {
  const misuse_handler before = program::current_misuse_handler;
  program::current_misuse_handler = handler;
  return before;
}

namespace detail {

// Declares that argument n of a function (counted from 1) is a printf format string for the arguments after it.
#if !defined(_MSC_VER) || defined(__clang__)
#define XACT_PRINTF(n) __attribute__((format(printf, n, n + 1)))
#else
#define XACT_PRINTF(n)
#endif

/// Calls the installed handler. If no handler is installed, prints the message and aborts.
inline void call_misuse_handler(void *, const char *message) {
  if (program::current_misuse_handler != nullptr) {
    program::current_misuse_handler(message);
    return;
  }
  std::fprintf(stderr, "%s\n", message);
  std::abort();
}

/// Formats a message like printf, without allocating memory, and passes the message to the handler.
XACT_PRINTF(1) XACT_NOINLINE inline void report_misuse(const char *format, ...) {
  char message[512];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  call_misuse_handler(nullptr, message);
}

/// Reports the misuse of a call: stores the error in the record. If the record has a `report` function, formats a
/// message like printf, without allocating memory, and passes the message to `report`. Always returns false.
XACT_PRINTF(3) XACT_NOINLINE inline bool report_misuse(program::record &r, xact_error error, const char *format, ...) {
  r.code = error;
  if (r.report == nullptr)
    return false;
  char message[512];
  std::va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  r.report(r.context, message);
  return false;
}

} // namespace detail
} // namespace xact::inline XACT_ARCH
