#pragma once

/// The kernel sets of softmax and log_softmax, in a source that is compiled once per target.

#include <xact/dispatch/shape.hpp>
#include <xact/dispatch/targets.hpp>
#include <xact/engine/mean_loss.hpp>
#include <xact/engine/normalize.hpp>

namespace xact::inline XACT_ARCH::dispatch {

using kernels::output_mode;
using program::record;
using program::role;

/// The gradient of a record, added to an output that `adds`.
template <bool of_log, bool from_output, scalar T> void run_gradient(record &r) {
  if (r.out[0].adds != 0)
    kernels::softmax_gradient_call<of_log, from_output, output_mode::add>::template run<T>(r);
  else
    kernels::softmax_gradient_call<of_log, from_output, output_mode::write>::template run<T>(r);
}

/// The mean loss of a record, with a gradient that is skipped, added or written.
template <bool by_labels, scalar T> void run_loss(record &r) {
  if (r.out[0].role == role::skipped)
    kernels::loss_call<by_labels, output_mode::none>::template run<T>(r);
  else if (r.out[0].adds != 0)
    kernels::loss_call<by_labels, output_mode::add>::template run<T>(r);
  else
    kernels::loss_call<by_labels, output_mode::write>::template run<T>(r);
}

/// Slices have no kernels for short calls.
inline bool not_short(const record &) { return false; }

[[nodiscard]] consteval std::uint64_t shape_of(xact_verb verb, std::initializer_list<role> in,
                                               std::initializer_list<role> out) {
  std::uint64_t shape = verb;
  std::size_t k = 0;
  for (const role of : in)
    shape = program::with_input(shape, k++, of);
  k = 0;
  for (const role of : out)
    shape = program::with_output(shape, k++, of);
  return shape;
}

template <bool of_log, scalar T>
inline constexpr program::entry softmax_entries[] = {
    {shape_of(XACT_FORWARD, {role::dense}, {role::dense}), false, not_short, kernels::softmax_call<of_log>::template run<T>},
    {shape_of(XACT_BACKWARD, {role::dense, role::dense}, {role::dense}), false, not_short, run_gradient<of_log, false, T>},
    {shape_of(XACT_BACKWARD_FROM_OUTPUT, {role::dense, role::dense}, {role::dense}), false, not_short, run_gradient<of_log, true, T>},
};

/// Those of softmax, and the losses. Any output of a loss may be skipped.
template <scalar T, auto loss = XACT_CROSS_ENTROPY, role D = role::dense, role L = role::per_slice,
          role N = role::skipped>
inline constexpr program::entry loss_entries[] = {
    softmax_entries<false, T>[0],
    softmax_entries<false, T>[1],
    softmax_entries<false, T>[2],
    {shape_of(loss, {D, L}, {D, N}), false, not_short, run_loss<true, T>},
    {shape_of(loss, {D, L}, {D, L}), false, not_short, run_loss<true, T>},
    {shape_of(loss, {D, L}, {N, L}), false, not_short, run_loss<true, T>},
    {shape_of(loss, {D, L}, {N, N}), false, not_short, run_loss<true, T>},
    {shape_of(loss, {D, D}, {D, N}), false, not_short, run_loss<false, T>},
    {shape_of(loss, {D, D}, {D, L}), false, not_short, run_loss<false, T>},
    {shape_of(loss, {D, D}, {N, L}), false, not_short, run_loss<false, T>},
    {shape_of(loss, {D, D}, {N, N}), false, not_short, run_loss<false, T>},
};

template <std::size_t n> [[nodiscard]] consteval program::entries entries_of(const program::entry (&all)[n]) {
  return {all, n};
}

} // namespace xact::inline XACT_ARCH::dispatch

/// The kernel sets of softmax and log_softmax, for the target that the source is compiled for.
#define XACT_SLICES_SETS                                                                                               \
  extern "C" constinit const xact::program::kernel_set XACT_JOIN(xact_kernels_softmax_, XACT_KERNEL_TARGET, , , , , ) = \
      {"softmax", nullptr, 0, xact::dispatch::entries_of(xact::dispatch::loss_entries<float>),                          \
       xact::dispatch::entries_of(xact::dispatch::loss_entries<double>), {}};                                           \
  extern "C" constinit const xact::program::kernel_set XACT_JOIN(xact_kernels_log_softmax_, XACT_KERNEL_TARGET, , , , , ) = \
      {"log_softmax", nullptr, 0, xact::dispatch::entries_of(xact::dispatch::softmax_entries<true, float>),             \
       xact::dispatch::entries_of(xact::dispatch::softmax_entries<true, double>), {}};
