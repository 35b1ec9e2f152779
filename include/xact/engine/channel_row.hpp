#pragma once

/// Short calls with channels run without a record.

#include <xact/engine/call_kernel.hpp>
#include <xact/engine/passes.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// The operation Op on arrays with channels and a single row. The operands pass the quick check (arrays/conform.hpp),
/// and are too short for automatic non-temporal stores.
template <class Op, class In, class Out, class = std::make_index_sequence<In::size>,
          class = std::make_index_sequence<Out::size>>
struct channel_row;

template <class Op, class... In, class... Out, std::size_t... J, std::size_t... O>
struct channel_row<Op, kinds<In...>, kinds<Out...>, std::index_sequence<J...>, std::index_sequence<O...>>
    : call_kernel<Op, kinds<In...>, kinds<Out...>> {
  using base = call_kernel<Op, kinds<In...>, kinds<Out...>>;
  using base::parameters;
  using base::sums;
  using typename base::accumulator;
  using typename base::T;
  template <layout L> using kernel_in = typename base::template kernel_in<L>;

  /// Runs a call without sums whose runs have at least one cache line. The call needs no plan, because each segment is
  /// a run.
  template <class Inputs, class Outputs>
  static XACT_INLINE bool run_runs(const Op &op, channel_axis axis, bool exceeds_l1, const Inputs &in,
                                   const Outputs &out) {
    const std::size_t run = axis.inner;
    const std::size_t periods = periods_in(nth_operand<0>(in).columns, axis.channels, run);
    if (periods != 0)
      kernel_in<layout::runs>::run_line(
          op, {.segments = axis.channels, .length = run, .last = run, .lines = periods, .step = run},
          {.exceeds_l1 = exceeds_l1}, in, out);
    return periods != 0;
  }
  /// Runs a call as one block. Returns false if `plan_block` cannot plan the call.
  template <class Inputs, class Outputs>
  static XACT_OUTLINE bool run_block(const Op op, channel_axis axis, bool exceeds_l1, const Inputs &in,
                                     const Outputs &out) {
    plan p;
    if (!plan_block(kernel_type_of<Op, kinds<In...>, kinds<Out...>>, nth_operand<0>(in).columns, axis, p))
      return false;
    alignas(64) accumulator terms[sums == 0 ? 1 : tile_bytes / sizeof(accumulator)];
    line_state<T> state{.exceeds_l1 = exceeds_l1};
    void *tiles_of_terms[2];
    if constexpr (sums != 0) {
      tiles_of_terms[0] = terms;
      tiles_of_terms[1] = terms + (sums > 2 ? 2 * terms_of_kind(p, sizeof(T)) : 0);
      state.terms = tiles_of_terms;
      begin_block(p, sums, sizeof(T), terms);
    }
    if (p.how == layout::elements) {
      constexpr std::size_t most = parameters == 0 ? 1 : parameters;
      alignas(64) unsigned char tiles[most][parameters == 0 ? 1 : tile_bytes];
      const void *laid_out[most];
      std::size_t used = 0;
      const auto add = [&](const operand &o) { laid_out[used] = lay_out(o, p, tiles[used]), ++used; };
      ((role_of<In> == role::per_channel ? add(nth_operand<J>(in)) : void()), ...);
      state.tiles = laid_out;
      kernel_in<layout::elements>::run(op, p, 0, p.lines, state, in, out);
    } else {
      kernel_in<layout::runs>::run(op, p, 0, p.lines, state, in, out);
    }
    if constexpr (sums != 0) {
      const std::size_t apart = add_block(p, sums, sizeof(T), terms);
      const accumulator *of_kind = terms;
      const auto emit_sum = [&](const operand &o) {
        emit_sums<accumulator>(o, 0, p.count, of_kind, nullptr), of_kind += apart;
      };
      ((role_of<Out> == role::reduced ? emit_sum(nth_operand<O>(out)) : void()), ...);
    }
    return true;
  }
};

} // namespace xact::inline XACT_ARCH::kernels
