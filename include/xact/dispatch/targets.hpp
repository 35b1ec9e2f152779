#pragma once

/// The kernels of a target as plain data. Source files that are compiled for other targets can read the data.

#include <xact/arrays/record.hpp>
#include <xact/simd/targets.hpp>

namespace xact::program {

/// The targets of kernels: the baseline, which has the compiler flags of the project, and the targets of
/// simd/targets.hpp.
#define XACT_TARGET_NAME(name) name,
enum class target { baseline, XACT_TARGETS(XACT_TARGET_NAME) };
#undef XACT_TARGET_NAME

/// Runs the operation of a record. After an error, stores its code in the record.
using kernel = void (*)(record &);
/// Runs a short call that passes the quick check (arrays/conform.hpp), and returns true. Returns false for other calls;
/// these need `kernel`.
using short_kernel = bool (*)(const record &);

/// The two kernels for calls of one shape (shape.hpp).
struct entry {
  std::uint64_t shape;
  bool adds; ///< the first output is accumulated and therefore also an input
  short_kernel run_short;
  kernel run;
};

/// The kernels for one element type.
struct entries {
  const entry *first;
  std::size_t count;
};

/// Functions that run an activation with its default parameters on single rows of one element type, without a record. A
/// function returns false if the call is not short or does not pass the quick check.
struct short_calls {
  bool (*forward)(std::size_t n, const void *x, void *y);
  bool (*derivative)(std::size_t n, const void *x, void *d);
  bool (*backward)(std::size_t n, const void *x, const void *dy, void *dx);
};

/// A parameter of an activation.
struct named_parameter {
  const char *name;
  double initial;        ///< the default value
  bool may_be_infinite;  ///< true if infinite values are allowed
  bool must_be_positive; ///< true if only values above 0 are allowed
};

/// All kernels of one activation, or of softmax or log_softmax, for one target.
struct kernel_set {
  const char *name; ///< the name of the function
  const named_parameter *parameters;
  std::size_t parameter_count;
  entries of_float;
  entries of_double;
  entries exact; ///< kernels of the activation inside `exact`, on float
  short_calls short_of_float;
  short_calls short_of_double;
};

/// The kernels of a user's functor for arrays of T, in the order of dispatch/operations.hpp. The source file that is
/// compiled for the target defines this function.
template <class F, class T, target which> [[nodiscard]] const kernel *kernels() noexcept;

} // namespace xact::program

#ifdef XACT_DISPATCH
namespace xact::inline XACT_ARCH {

/// The name of the target whose kernels this program runs: "baseline", "avx2", "avx512" or "sve256".
[[nodiscard]] inline const char *dispatch_target() noexcept { return xact_target(); }
/// The former name of `dispatch_target`.
[[deprecated("say xact::dispatch_target")]] [[nodiscard]] inline const char *dispatch_level() noexcept {
  return xact_target();
}

} // namespace xact::inline XACT_ARCH
#endif
