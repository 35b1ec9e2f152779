#pragma once

/// The kernels of a target as plain data, which parts of a program that are compiled for other targets can read.

#include <xact/arrays/record.hpp>
#include <xact/simd/targets.hpp>

namespace xact::program {

/// The targets of kernels: the baseline, which has the flags of the project, and those of simd/targets.hpp.
#define XACT_TARGET_NAME(name) name,
enum class target { baseline, XACT_TARGETS(XACT_TARGET_NAME) };
#undef XACT_TARGET_NAME

/// Runs the operation of a record over its operands. An error is left in the record.
using kernel = void (*)(record &);
/// Runs it if the call is short and plain; else returns false, and `kernel` tells more.
using short_kernel = bool (*)(const record &);

/// The kernels for calls of one shape (shape.hpp).
struct entry {
  std::uint64_t shape;
  bool adds; ///< the operation adds to its first output, which is an input as well
  short_kernel run_short;
  kernel run;
};

/// Kernels for one element type.
struct entries {
  const entry *first;
  std::size_t count;
};

/// The calls of a function on arrays of one type that are known to be single rows, without a record. Each returns false
/// if the call is not short and plain.
struct short_calls {
  bool (*forward)(std::size_t n, const void *x, void *y);
  bool (*derivative)(std::size_t n, const void *x, void *d);
  bool (*backward)(std::size_t n, const void *x, const void *dy, void *dx);
};

/// A parameter of a function.
struct named_parameter {
  const char *name;
  double initial;       ///< the default
  bool may_be_infinite; ///< besides finite values
};

/// All kernels of one function for one target.
struct kernel_set {
  const char *name; ///< of the function
  const named_parameter *parameters;
  std::size_t parameter_count;
  entries of_float;
  entries of_double;
  entries exact; ///< of `exact` of the function, on float
  short_calls short_of_float;
  short_calls short_of_double;
};

/// The kernels of a functor of the user's, for arrays of T, in the order of dispatch/operations.hpp. Defined where the
/// target is compiled.
template <class F, class T, target which> [[nodiscard]] const kernel *kernels() noexcept;

} // namespace xact::program

#ifdef XACT_DISPATCH
namespace xact::inline XACT_ARCH {

/// The target of the kernels that this program runs: "baseline", "avx2", "avx512" or "sve256".
[[nodiscard]] inline const char *dispatch_target() noexcept { return xact_target(); }
/// The former name of `dispatch_target`.
[[deprecated("say xact::dispatch_target")]] [[nodiscard]] inline const char *dispatch_level() noexcept {
  return xact_target();
}

} // namespace xact::inline XACT_ARCH
#endif
