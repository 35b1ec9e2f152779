#pragma once

// Declarations that the source files of the kernel library share.

#include <xact/dispatch/targets.hpp>

#include <atomic>

namespace xact::library {

// The index of the chosen target, whose kernels run. The library chooses when the program starts, or in the first call,
// if a static initializer of the program makes this call earlier.
extern std::atomic<int> chosen_target; // -1: not chosen yet
[[nodiscard]] int choose_target() noexcept;
[[nodiscard]] inline int running_target() noexcept {
  const int target = chosen_target.load(std::memory_order_relaxed);
  return target >= 0 ? target : choose_target();
}

// The kernel sets of all targets. The sets of one target are adjacent: first the functions from XACT_RELU on, then the
// functions from XACT_SOFTMAX on. library.cmake generates the table from the catalogue.
extern const program::kernel_set *const sets[];
extern const unsigned functions;       // count of functions from XACT_RELU on
extern const unsigned slice_functions; // count of functions from XACT_SOFTMAX on

// Returns the kernel set of a function for the chosen target, or null if there is no such function.
[[nodiscard]] inline const program::kernel_set *set_of(std::uint32_t function) noexcept {
  const program::kernel_set *const *const all =
      sets + static_cast<std::size_t>(running_target()) * (functions + slice_functions);
  if (function - XACT_RELU < functions)
    return all[function - XACT_RELU];
  if (function - XACT_SOFTMAX < slice_functions)
    return all[functions + function - XACT_SOFTMAX];
  return nullptr;
}

} // namespace xact::library
