#pragma once

/// The kernel sets of softmax and log_softmax, for a source file that is compiled once per target.

#include <xact/dispatch/shape.hpp>
#include <xact/dispatch/targets.hpp>
#include <xact/engine/mean_loss.hpp>
#include <xact/engine/normalize.hpp>

namespace xact::inline XACT_ARCH::dispatch {

using kernels::output_mode;
using program::record;
using program::role;

/// Computes the gradient for a record, and adds the gradient to the output or overwrites the output (operand::adds).
template <bool of_log, bool from_output, scalar T> void run_gradient(record &r) {
  if (r.out[0].adds != 0)
    kernels::softmax_gradient_call<of_log, from_output, output_mode::add>::template run<T>(r);
  else
    kernels::softmax_gradient_call<of_log, from_output, output_mode::write>::template run<T>(r);
}

/// Computes the mean loss for a record. Output 0 selects if the gradient is skipped, accumulated or written.
template <bool by_labels, scalar T> void run_loss(record &r) {
  if (r.out[0].role == role::skipped)
    kernels::loss_call<by_labels, output_mode::none>::template run<T>(r);
  else if (r.out[0].adds != 0)
    kernels::loss_call<by_labels, output_mode::add>::template run<T>(r);
  else
    kernels::loss_call<by_labels, output_mode::write>::template run<T>(r);
}

/// The short_kernel of calls on slices. It always returns false, so that the call runs with its `kernel`.
inline bool not_short(const record &) { return false; }

inline constexpr program::short_calls no_short_calls{
    [](std::size_t, const void *, void *) { return false; }, [](std::size_t, const void *, void *) { return false; },
    [](std::size_t, const void *, const void *, void *) { return false; }};

/// The entry of a kernel for a verb and the roles of its operands.
[[nodiscard]] consteval program::entry entry_of(program::kernel run, xact_verb verb, std::initializer_list<role> in,
                                                std::initializer_list<role> out) {
  std::uint64_t shape = verb;
  std::size_t k = 0;
  for (const role of : in)
    shape = program::with_input(shape, k++, of);
  k = 0;
  for (const role of : out)
    shape = program::with_output(shape, k++, of);
  return {shape, false, not_short, run};
}

template <bool of_log, scalar T>
inline constexpr program::entry softmax_entries[] = {
    entry_of(kernels::softmax_call<of_log>::template run<T>, XACT_FORWARD, {role::dense}, {role::dense}),
    entry_of(run_gradient<of_log, false, T>, XACT_BACKWARD, {role::dense, role::dense}, {role::dense}),
    entry_of(run_gradient<of_log, true, T>, XACT_BACKWARD_FROM_OUTPUT, {role::dense, role::dense}, {role::dense}),
};

/// The entries of softmax and of the losses. D, L and N are roles: D is dense, L is per slice (labels and losses), and
/// N is skipped.
template <scalar T, role D = role::dense, role L = role::per_slice, role N = role::skipped>
inline constexpr program::entry loss_entries[] = {
    softmax_entries<false, T>[0],
    softmax_entries<false, T>[1],
    softmax_entries<false, T>[2],
    entry_of(run_loss<true, T>, XACT_CROSS_ENTROPY, {D, L}, {D, N}),
    entry_of(run_loss<true, T>, XACT_CROSS_ENTROPY, {D, L}, {D, L}),
    entry_of(run_loss<true, T>, XACT_CROSS_ENTROPY, {D, L}, {N, L}),
    entry_of(run_loss<true, T>, XACT_CROSS_ENTROPY, {D, L}, {N, N}),
    entry_of(run_loss<false, T>, XACT_CROSS_ENTROPY, {D, D}, {D, N}),
    entry_of(run_loss<false, T>, XACT_CROSS_ENTROPY, {D, D}, {D, L}),
    entry_of(run_loss<false, T>, XACT_CROSS_ENTROPY, {D, D}, {N, L}),
    entry_of(run_loss<false, T>, XACT_CROSS_ENTROPY, {D, D}, {N, N}),
};

template <std::size_t n, std::size_t m>
[[nodiscard]] consteval program::kernel_set set_of(const char *name, const program::entry (&of_float)[n],
                                                   const program::entry (&of_double)[m]) {
  return {name, nullptr, 0, {of_float, n}, {of_double, m}, {}, no_short_calls, no_short_calls};
}
inline constexpr program::kernel_set softmax_set = set_of("softmax", loss_entries<float>, loss_entries<double>);
inline constexpr program::kernel_set log_softmax_set =
    set_of("log_softmax", softmax_entries<true, float>, softmax_entries<true, double>);

} // namespace xact::inline XACT_ARCH::dispatch

/// Defines the kernel set of softmax or log_softmax, for the target of the source file.
#define XACT_SLICES_SET(word)                                                                                          \
  extern "C" constinit const xact::program::kernel_set XACT_JOIN(xact_kernels_, word, _, XACT_KERNEL_TARGET, , , ) =   \
      xact::dispatch::word##_set;
