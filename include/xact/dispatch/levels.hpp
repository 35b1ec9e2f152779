#pragma once

/// What the parts of a dispatched program share: its levels, which of them runs, and what a kernel of one level looks
/// like to parts that are compiled for another.

#include <xact/arrays/operand.hpp>
#include <xact/simd/levels.hpp>

namespace xact::program {

/// The levels that kernels are compiled for: the flags of the project, and those above.
#define XACT_LEVEL(name) name,
enum class level { baseline, XACT_DISPATCH_LEVELS(XACT_LEVEL) };
#undef XACT_LEVEL

/// Runs the operation of a record over its operands.
using kernel = void (*)(record &);

/// The level that runs: chosen when the program starts, by the processor or the environment variable XACT_LEVEL.
[[nodiscard]] level running_level() noexcept;

/// The activations of the catalogue, and what `exact` makes of them.
struct catalogue {};
struct exact_catalogue {};

/// The kernels of a level for arrays of T, in the order of dispatch/table.hpp: of one of the above, or of a functor
/// that says it is dispatched. Defined where that level is compiled.
template <class Set, class T, level L> [[nodiscard]] const kernel *kernels() noexcept;

} // namespace xact::program

#ifdef XACT_DISPATCH
namespace xact::inline XACT_ARCH {

/// What the kernels of this program run on: "baseline", "avx2", "avx512" or "sve256".
[[nodiscard]] inline const char *dispatch_level() noexcept {
  switch (program::running_level()) {
#define XACT_LEVEL(name)                                                                                               \
  case program::level::name:                                                                                           \
    return #name;
    XACT_DISPATCH_LEVELS(XACT_LEVEL)
#undef XACT_LEVEL
  default:
    return "baseline";
  }
}

} // namespace xact::inline XACT_ARCH
#endif
