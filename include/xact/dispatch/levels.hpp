#pragma once

/// The common part of a dispatched program: its targets, the target that runs, and the type of a kernel, which parts
/// compiled for other targets can call. A target is an instruction set that kernels are compiled for; names call it a
/// level.

#include <xact/arrays/operand.hpp>
#include <xact/simd/levels.hpp>

namespace xact::program {

/// The targets of kernels: the baseline, which has the flags of the project, and those of simd/levels.hpp.
#define XACT_LEVEL(name) name,
enum class level { baseline, XACT_DISPATCH_LEVELS(XACT_LEVEL) };
#undef XACT_LEVEL

/// Runs the operation of a record over its operands.
using kernel = void (*)(record &);

/// The target that runs: chosen when the program starts, by the processor or the environment variable XACT_LEVEL.
[[nodiscard]] level running_level() noexcept;

/// Sets of functors: the activations of the catalogue, and `exact` of each.
struct catalogue {};
struct exact_catalogue {};

/// The kernels of a target for arrays of T, in the order of dispatch/table.hpp: of a set, or of a functor that declares
/// itself dispatched. Defined where that target is compiled.
template <class Set, class T, level L> [[nodiscard]] const kernel *kernels() noexcept;

} // namespace xact::program

#ifdef XACT_DISPATCH
namespace xact::inline XACT_ARCH {

/// The target of the kernels that this program runs: "baseline", "avx2", "avx512" or "sve256".
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
