#pragma once

/// launch(op, call, axis, inputs, outputs, executor): the way of every call to its kernel.

#include <xact/engine/kernel.hpp>
#include <xact/engine/planner.hpp>
#include <xact/functor/concepts.hpp>

namespace xact::inline XACT_ARCH::kernels {

/// Runs the lines of a plan without sums.
XACT_OUTLINE inline void map(lines_function lines, const record &r, const plan &p, const void *const *tiles,
                             const executor_ref &on) {
  const std::size_t batch = on.shares() ? 1 + slice_size / (p.segments * p.length + 1) : p.lines;
  if (p.lines <= batch)
    return lines(r, p, 0, p.lines, tiles, nullptr);
  const std::size_t jobs = (p.lines + batch - 1) / batch;
  on(jobs, [&](std::size_t k) {
    const std::size_t begin = k * batch;
    lines(r, p, begin, p.lines - begin < batch ? p.lines : begin + batch, tiles, nullptr);
  });
}

/// The parameters of a pass, each as often as a segment has it.
template <scalar S> void lay_out(const operand &o, const plan &p, S *tile) noexcept {
  const S *const from = static_cast<const S *>(o.data) + p.first;
  S *to = tile;
  if (p.shape.inner == 1)
    std::memcpy(tile, from, p.count * sizeof(S));
  else
    for (std::size_t c = 0; c < p.count; ++c)
      for (std::size_t i = 0; i < p.shape.inner; ++i)
        *to++ = from[c];
  const std::size_t period = p.count * p.shape.inner;
  for (std::size_t k = 1; k < p.together; ++k)
    std::memcpy(tile + k * period, tile, period * sizeof(S));
}

/// The parameters of a pass, of which there are at most N, as kernels take them: from a tile, or from their own array
/// where that is laid out alike.
template <std::size_t N> class parameter_tiles {
public:
  [[nodiscard]] XACT_OUTLINE const void *const *of(const operand *in, std::size_t inputs, const plan &p) noexcept {
    std::size_t used = 0;
    for (std::size_t i = 0; i < inputs && p.how == layout::elements; ++i) {
      if (in[i].is != role::per_channel)
        continue;
      void *const tile = memory_ + used * tile_bytes;
      at_[used++] = tile;
      if (p.shape.inner == 1 && p.together == 1)
        at_[used - 1] = static_cast<const unsigned char *>(in[i].data) + p.first * in[i].bytes;
      else if (in[i].bytes == sizeof(float))
        lay_out(in[i], p, static_cast<float *>(tile));
      else
        lay_out(in[i], p, static_cast<double *>(tile));
    }
    return at_;
  }

private:
  alignas(64) unsigned char memory_[N * tile_bytes];
  const void *at_[N];
};

/// Runs a planned call, in passes over as many channels as tiles have room for.
XACT_OUTLINE inline void run_passes(const record &r, const kernel_type &k, plan &p, const executor_ref &on) {
  const lines_function lines = p.how == layout::rows ? k.rows : p.how == layout::runs ? k.runs : k.elements;
  const auto reduce = [&]<scalar A>(const reduction<A> &sums) {
    if (p.lines <= p.lines_per_block)
      sums.run_block();
    else
      sums.run_blocks(on);
  };
  parameter_tiles<2> tiles;
  for (const std::size_t most = p.count; p.first < p.shape.channels; p.first += most) {
    const std::size_t left = p.shape.channels - p.first;
    p.count = left < most ? left : most;
    if (p.how == layout::elements)
      p.length = p.together * p.count * p.shape.inner;
    if (p.how == layout::runs)
      p.segments = p.count;
    const void *const *const laid_out = tiles.of(r.in, r.inputs, p);
    if (k.sums == 0)
      map(lines, r, p, laid_out, on);
    else if (k.accumulator_bytes == sizeof(float))
      reduce(reduction<float>(r, p, lines, laid_out, k.sums));
    else
      reduce(reduction<double>(r, p, lines, laid_out, k.sums));
  }
}

/// Writes the sums of no elements: 0 to outputs that are not added to.
inline void emit_nothing(const record &r) noexcept {
  for (std::size_t o = 0; o < r.outputs; ++o)
    if (r.out[o].is == role::reduced && r.out[o].adds == 0)
      std::memset(r.out[o].data, 0, size_of(r.out[o]) * r.out[o].bytes);
}

/// Runs a call, of which `plain` says whether it is known to be in order: one function for all operations.
XACT_OUTLINE inline void run(record &r, const kernel_type &k, bool plain) {
  plan p;
  const executor_ref on(r.on);
  if ((!plain && !conform(r)) || !make_plan(r, k, on.shares(), p))
    return;
  if (p.lines == 0)
    emit_nothing(r);
  else
    run_passes(r, k, p, on);
}

/// An operation that calls run with one that has the same bits and less to do.
template <class Op>
concept has_best_form = requires(const Op &op, detail::any_run run) {
  op.in_best_form(run);
};

/// Calls run(op), or run with that one.
template <class Op, class Run> XACT_INLINE void in_best_form(const Op &op, const Run &run) {
  if constexpr (has_best_form<Op>)
    op.in_best_form(run);
  else
    run(op);
}

/// Puts an operation into a record.
template <class Op> XACT_INLINE void set_operation(record &r, const Op &op) noexcept {
  static_assert(std::is_trivially_copyable_v<Op> && sizeof(Op) <= sizeof r.operation);
  // Its address from nowhere: g++ warns about the one byte, of no value, that an empty functor has.
  std::memcpy(r.operation, detail::unsized(&op), sizeof op);
}

/// The accumulator of sums: that of the reduced outputs, T where there are none.
template <scalar T, class... Out> struct accumulator_of { using type = T; };
template <scalar T, scalar A, scalar S, class... Out> struct accumulator_of<T, summed<T, A, S>, Out...> {
  using type = A;
};
template <scalar T, class Other, class... Out> struct accumulator_of<T, Other, Out...> : accumulator_of<T, Out...> {};

/// The types of a call: its operation and the kinds of its operands.
template <class Op, class In, class Out> struct call_type;
/// Its kernel, as data.
template <class Op, class In, class Out>
inline constexpr kernel_type kernel_type_of = call_type<Op, In, Out>::kernel_as_data();

template <class Op, class... In, class... Out> struct call_type<Op, kinds<In...>, kinds<Out...>> {
  using T = typename Op::number;
  template <layout L, class G = Op> using kernel_in = kernel<G, L, kinds<In...>, kinds<Out...>>;
  using accumulator = typename accumulator_of<T, Out...>::type;
  static constexpr std::size_t sums = (std::size_t{role_of<Out> == role::reduced} + ...);
  static constexpr std::size_t arrays =
      (std::size_t{role_of<In> == role::dense} + ...) + (std::size_t{role_of<Out> == role::dense} + ...);
  static constexpr std::size_t parameters = (std::size_t{role_of<In> == role::per_channel} + ...);
  static constexpr bool with_channels = sums + parameters != 0;
  static constexpr bool writes_bits = ((role_of<Out> == role::bits) || ...);

  /// True for nearly every call: see `is_plain` of conform.hpp.
  [[nodiscard]] static XACT_INLINE bool is_plain(channel_axis axis, const operand *in, const operand *out) noexcept {
    return axis.inner != 0 && in[0].columns <= PTRDIFF_MAX / sizeof(T) &&
           kernels::is_plain<sizeof...(In), sizeof...(Out)>(in, out, axis.channels);
  }

  /// Runs a plain call, whose arrays are short, without a plan. False for others.
  [[nodiscard]] static XACT_INLINE bool run_short(const Op &op, channel_axis axis, const operand *in,
                                                  const operand *out) {
    for (std::size_t o = 0; o < sizeof...(Out); ++o)
      if (out[o].stores == static_cast<std::uint8_t>(stores::streamed)) [[unlikely]]
        return false;
    const std::size_t bytes = in[0].columns * (arrays * sizeof(T));
    if constexpr (sums == 0)
      if (!with_channels || axis.channels == 1) [[likely]] {
        if (bytes >= smallest_cache) [[unlikely]]
          return false;
        const place all{.length = in[0].columns};
        const line_state<T> state{.far = bytes > first_level_cache};
        if constexpr (has_best_form<Op>)
          op.in_best_form([&]<class G>(const G &g)
                              XACT_INLINE_LAMBDA { kernel_in<layout::rows, G>::line(g, all, state, in, out); });
        else
          kernel_in<layout::rows>::line(op, all, state, in, out);
        return true;
      }
    if constexpr (with_channels && !writes_bits)
      return bytes <= first_level_cache && run_block(op, axis, in, out);
    else
      return false;
  }

  /// Runs a record, of which `plain` says whether it is known to be in order.
  static XACT_INLINE void run_planned(record &r, bool plain) {
    if constexpr (has_best_form<Op>)
      operation_of<Op>(r).in_best_form([&]<class G>(const G &g) XACT_INLINE_LAMBDA {
        set_operation(r, g);
        kernels::run(r, kernel_type_of<G, kinds<In...>, kinds<Out...>>, plain);
      });
    else
      kernels::run(r, kernel_type_of<Op, kinds<In...>, kinds<Out...>>, plain);
  }

  /// Runs a record with the instructions that this source is compiled for.
  static XACT_INLINE void run(record &r) {
    const channel_axis axis{r.channels, r.inner};
    const bool plain = is_plain(axis, r.in, r.out);
    if (!plain || r.on.run != nullptr || !run_short(operation_of<Op>(r), axis, r.in, r.out))
      run_planned(r, plain);
  }

  [[nodiscard]] static consteval kernel_type kernel_as_data() {
    kernel_type k{.number_bytes = sizeof(T),
                  .vector_bytes = sizeof(typename native_batch<T>::register_type),
                  .accumulator_bytes = sizeof(accumulator),
                  .sums = sums,
                  .arrays = arrays,
                  .light = Op::unroll >= 8};
    if constexpr (sums == 0)
      k.rows = kernel_in<layout::rows>::lines;
    if constexpr (with_channels && !writes_bits) {
      k.runs = kernel_in<layout::runs>::lines;
      k.elements = kernel_in<layout::elements>::lines;
    }
    return k;
  }

private:
  /// Runs a plain call with channels if a plan of one block does for it.
  static XACT_OUTLINE bool run_block(const Op op, channel_axis axis, const operand *in, const operand *out) {
    plan p;
    if (!plan_block(kernel_type_of<Op, kinds<In...>, kinds<Out...>>, in[0].columns, axis, p))
      return false;
    alignas(64) accumulator terms[sums == 0 ? 1 : tile_bytes / sizeof(accumulator)];
    line_state<T> state{.terms = terms};
    if constexpr (sums != 0)
      begin_block(p, sums, sizeof(T), terms);
    if (p.how == layout::elements) {
      parameter_tiles<parameters == 0 ? 1 : parameters> tiles;
      state.tiles = parameters == 0 ? nullptr : tiles.of(in, sizeof...(In), p);
      kernel_in<layout::elements>::run(op, p, 0, p.lines, state, in, out);
    } else {
      kernel_in<layout::runs>::run(op, p, 0, p.lines, state, in, out);
    }
    if constexpr (sums != 0)
      emit<accumulator>(out, sizeof...(Out), 0, p.count, add_block(p, sums, sizeof(T), terms), terms, nullptr);
    return true;
  }
};

/// Runs an operation over its operands. `axis` says which elements a value per channel is for.
template <class Op, class... In, class... Out>
XACT_INLINE void launch(const char *call, const Op &op, channel_axis axis, const operands<In...> &in,
                        const operands<Out...> &out, const executor_ref &on) {
  using type = call_type<Op, kinds<In...>, kinds<Out...>>;
  const bool plain = type::is_plain(axis, in.at, out.at);
  if (plain && !on.shares() && type::run_short(op, axis, in.at, out.at)) [[likely]]
    return;
  record r = make_record(call, axis, in, out, on);
  set_operation(r, op);
  type::run_planned(r, plain);
}

/// True if `launch` would run a call; else false, after a report of misuse.
template <class... In, class... Out>
[[nodiscard]] bool conforms(const char *call, channel_axis axis, const operands<In...> &in,
                            const operands<Out...> &out) {
  record r = make_record(call, axis, in, out, this_thread{});
  geometry shape;
  return conform(r) && divide(call, r.in[0].name, r.in[0].rows, r.in[0].columns, axis, shape);
}

} // namespace xact::inline XACT_ARCH::kernels
