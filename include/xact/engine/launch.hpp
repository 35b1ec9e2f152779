#pragma once

/// launch(call, op, axis, inputs, outputs, executor) runs an operation on its operands. A short call that passes the
/// quick check (arrays/conform.hpp) runs directly; any other call runs with a record (arrays/record.hpp).

#include <xact/engine/channel_row.hpp>
#include <xact/engine/ops.hpp>
#include <xact/engine/rows.hpp>
#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// An operation with a hook specialize(run), which calls run(g). The operation g gives the same bits with less work.
template <class Op>
concept has_specialization = requires(const Op &op, detail::any_run run) { op.specialize(run); };

/// Calls run with the specialized form of op, or with op itself if op has no hook `specialize`.
template <class Op, class Run> XACT_INLINE void specialize(const Op &op, const Run &run) {
  if constexpr (has_specialization<Op>)
    op.specialize(run);
  else
    run(op);
}

/// Copies the bytes of an operation to `parameter` in a record.
template <class Op> XACT_INLINE void set_operation(record &r, const Op &op) noexcept {
  static_assert(std::is_trivially_copyable_v<Op> && sizeof(Op) <= sizeof r.parameter);
  // An empty functor has a single byte without a value. `unsized` prevents a warning of g++ that memcpy reads the byte.
  std::memcpy(r.parameter, detail::unsized(&op), sizeof op);
}

/// A call as a type: the operation Op, the kinds In of its inputs, and the kinds Out of its outputs.
template <class Op, class In, class Out, class = std::make_index_sequence<In::size>,
          class = std::make_index_sequence<Out::size>>
struct call_type;

template <class Op, class... In, class... Out, std::size_t... J, std::size_t... O>
struct call_type<Op, kinds<In...>, kinds<Out...>, std::index_sequence<J...>, std::index_sequence<O...>>
    : call_kernel<Op, kinds<In...>, kinds<Out...>> {
  using base = call_kernel<Op, kinds<In...>, kinds<Out...>>;
  using base::arrays;
  using base::sums;
  using base::with_channels;
  using base::writes_bits;
  using typename base::T;
  template <layout L> using kernel_in = typename base::template kernel_in<L>;

  /// True if the operands pass the quick check of plain_call. The operands of nearly every call pass it.
  template <class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool is_plain(channel_axis axis, const Inputs &in, const Outputs &out) noexcept {
    return axis.inner != 0 && nth_operand<0>(in).columns <= PTRDIFF_MAX / sizeof(T) &&
           plain_call<kinds<In...>, kinds<Out...>>::is(in, out, axis.channels);
  }

  /// True if the arrays are too short for automatic non-temporal stores and no output is marked `streamed`.
  template <class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool is_short(const Inputs &in, const Outputs &out) noexcept {
    constexpr auto streamed = static_cast<std::uint8_t>(stores::streamed);
    return nth_operand<0>(in).columns < smallest_cache / (arrays * sizeof(T)) &&
           ((nth_operand<O>(out).stores != streamed) && ...);
  }
  /// Runs a short call that passes the quick check. Returns false if only a call with a record can run the operation.
  template <class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool run_short(const Op &op, channel_axis axis, const Inputs &in,
                                                  const Outputs &out) {
    bool runs = false;
    if constexpr (has_specialization<Op>)
      op.specialize([&]<class G>(const G &g) XACT_INLINE_LAMBDA {
        runs = call_type<G, kinds<In...>, kinds<Out...>>::run_specialized(g, axis, in, out);
      });
    else
      runs = run_specialized(op, axis, in, out);
    return runs;
  }
  template <class Inputs, class Outputs>
  [[nodiscard]] static XACT_INLINE bool run_specialized(const Op &op, channel_axis axis, const Inputs &in,
                                                        const Outputs &out) {
    const std::size_t n = nth_operand<0>(in).columns;
    const bool exceeds_l1 = n > first_level_cache / (arrays * sizeof(T));
    if constexpr (sums == 0)
      if (!with_channels || axis.channels == 1) [[likely]] {
        kernel_in<layout::rows>::run_line(op, {.length = n}, {.exceeds_l1 = exceeds_l1}, in, out);
        return true;
      }
    if constexpr (with_channels && !writes_bits) {
      using row = channel_row<Op, kinds<In...>, kinds<Out...>>;
      if constexpr (sums == 0)
        if (axis.inner >= lanes<T>)
          return row::run_runs(op, axis, exceeds_l1, in, out);
      return row::run_block(op, axis, exceeds_l1, in, out);
    } else {
      return false;
    }
  }

  /// Runs the operation of a record.
  static XACT_INLINE void run_planned(record &r) {
    if constexpr (writes_bits && with_channels)
      if (r.channels != 1)
        return run_bits_then_values(r);
    if constexpr (has_specialization<Op>)
      operation_of<Op>(r).specialize([&]<class G>(const G &g) XACT_INLINE_LAMBDA {
        set_operation(r, g);
        call_type<G, kinds<In...>, kinds<Out...>>::run_kernel(r);
      });
    else
      run_kernel(r);
  }

  /// Runs op and returns true if the call of the record is short, has no executor and passes the quick check.
  [[nodiscard]] static XACT_INLINE bool run_short(const record &r, const Op &op) {
    const channel_axis axis{r.channels, r.inner};
    const operand *const in = r.in;
    const operand *const out = r.out;
    return r.on.run == nullptr && is_short(in, out) && is_plain(axis, in, out) && run_short(op, axis, in, out);
  }
  /// Runs an operation on the operands of any record.
  static XACT_INLINE void run_long(record &r, const Op &op) {
    set_operation(r, op);
    run_planned(r);
  }
  /// Runs an operation on the operands of a record, with the instruction set of this source file.
  static XACT_INLINE void run(record &r, const Op &op) {
    if (!run_short(r, op))
      run_long(r, op);
  }

  /// Runs the operation of a record without specializing it.
  static XACT_INLINE void run_kernel(record &r) {
    if constexpr (sums == 0)
      if (!with_channels || r.channels == 1) {
        static constexpr row_kernel rows{sizeof(T), sizeof(typename native_batch<T>::register_type), arrays,
                                         is_light<Op>, kernel_in<layout::rows>::run_line_of_record};
        return run_rows(r, rows);
      }
    if constexpr (with_channels) {
      const operand *const in = r.in, *const out = r.out;
      kernels::run(r, kernel_type_of<Op, kinds<In...>, kinds<Out...>>, is_plain({r.channels, r.inner}, in, out));
    }
  }

private:
  /// Writes the mask in one pass and the values in a second pass, for a functor with one parameter per channel. One
  /// pass cannot write both, because the elements of a channel can begin inside a byte of the mask. After a report of
  /// misuse no pass runs.
  static void run_bits_then_values(record &r) {
    using F = typename Op::functor;
    record values = r;
    geometry shape;
    if (conform(values) && divide(values, shape)) {
      record bits = values;
      bits.inputs = bits.outputs = values.outputs = 1;
      bits.channels = bits.inner = 1;
      bits.out[0] = values.out[1];
      call_type<bits_op<T>, kinds<dense<T>>, kinds<bits_written<T>>>::run(bits, bits_op<T>{});
      call_type<value_op<F, T>, kinds<In...>, kinds<written<T>>>::run(values, value_op<F, T>(*operation_of<Op>(r).f));
    }
    r.code = values.code;
  }
};

/// Runs a call without a record and returns true, or returns false if the call needs a record.
template <class Op, class... In, class... Out>
[[nodiscard]] XACT_INLINE bool launch_short(const Op &op, channel_axis axis, const operands<In...> &in,
                                            const operands<Out...> &out, const executor_ref &on) {
  using type = call_type<Op, kinds<In...>, kinds<Out...>>;
  // `is_short` comes first: it limits the length, so that compilers can drop the check of the length in `is_plain`.
  return !on.is_parallel() && type::is_short(in, out) && type::is_plain(axis, in, out) &&
         type::run_short(op, axis, in, out);
}
/// Runs the operation op on the operands of a record. The operands have the kinds In and Out.
template <class In, class Out, class Op> XACT_INLINE void launch_record(record &r, const Op &op) {
  set_operation(r, op);
  call_type<Op, In, Out>::run_planned(r);
}
/// Runs an operation on its operands. `axis` assigns elements to channels.
template <class Op, class... In, class... Out>
XACT_INLINE void launch(const char *call, const Op &op, channel_axis axis, const operands<In...> &in,
                        const operands<Out...> &out, const executor_ref &on) {
  if (!launch_short(op, axis, in, out, on)) [[unlikely]] {
    record r = make_record(call, axis, in, out, on);
    launch_record<kinds<In...>, kinds<Out...>>(r, op);
  }
}

} // namespace xact::inline XACT_ARCH::kernels
