#pragma once

/// launch(op, call, axis, inputs, outputs, executor): the way of every call to its kernel.

#include <xact/engine/kernel.hpp>
#include <xact/engine/planner.hpp>

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

/// The parameters of a pass as kernels take them: from a tile, or from their own array where that is laid out alike.
class parameter_tiles {
public:
  [[nodiscard]] const void *const *of(const record &r, const plan &p) noexcept {
    std::size_t used = 0;
    for (std::size_t i = 0; i < r.inputs && p.how == layout::elements; ++i) {
      const operand &o = r.in[i];
      if (o.is != role::per_channel)
        continue;
      void *const tile = memory_ + used * tile_bytes;
      at_[used++] = tile;
      if (p.shape.inner == 1 && p.together == 1)
        at_[used - 1] = static_cast<const unsigned char *>(o.data) + p.first * o.bytes;
      else if (o.bytes == sizeof(float))
        lay_out(o, p, static_cast<float *>(tile));
      else
        lay_out(o, p, static_cast<double *>(tile));
    }
    return at_;
  }

private:
  static constexpr std::size_t most = 2;
  alignas(64) unsigned char memory_[most * tile_bytes];
  const void *at_[most];
};

/// Runs a planned call, in passes over as many channels as tiles have room for.
XACT_OUTLINE inline void run_passes(const record &r, const kernel_type &k, plan &p, const executor_ref &on) {
  const lines_function lines = p.how == layout::rows ? k.rows : p.how == layout::runs ? k.runs : k.elements;
  parameter_tiles tiles;
  for (const std::size_t most = p.count; p.first < p.shape.channels; p.first += most) {
    const std::size_t left = p.shape.channels - p.first;
    p.count = left < most ? left : most;
    if (p.how == layout::elements)
      p.length = p.together * p.count * p.shape.inner;
    if (p.how == layout::runs)
      p.segments = p.count;
    const void *const *const laid_out = tiles.of(r, p);
    if (k.sums == 0)
      map(lines, r, p, laid_out, on);
    else if (k.accumulator_bytes == sizeof(float))
      reduction<float>(r, p, lines, laid_out, k.sums).run(on);
    else
      reduction<double>(r, p, lines, laid_out, k.sums).run(on);
  }
}

/// Runs a call: one function for all operations.
XACT_OUTLINE inline void run(record &r, const kernel_type &k) {
  plan p;
  const executor_ref on(r.on);
  const bool may_exist = r.in[0].columns <= PTRDIFF_MAX / sizeof(double); // if it is a single row
  const bool plain = may_exist && r.inner != 0 && is_plain(r.in, r.inputs, r.out, r.outputs, r.channels);
  if ((plain || conform(r)) && make_plan(r, k, on.shares(), p))
    run_passes(r, k, p, on);
}

/// The kernel of an operation with these kinds of operands.
template <class Op, class In, class Out> struct kernel_of;
template <class Op, class... In, class... Out> struct kernel_of<Op, kinds<In...>, kinds<Out...>> {
  using T = typename Op::number;
  using rows = row_kernel<Op, kinds<In...>, kinds<Out...>>;
  template <layout L> using lines = line_kernel<Op, L, kinds<In...>, kinds<Out...>>;
  static constexpr std::size_t sums = (std::size_t{role_of<Out> == role::reduced} + ...);
  static constexpr bool with_channels = sums != 0 || ((role_of<In> == role::per_channel) || ...);

  [[nodiscard]] static consteval kernel_type make() {
    kernel_type k{
        sizeof(T), sizeof(typename native_batch<T>::register_type), sizeof(T), sums, Op::unroll >= 8, nullptr, nullptr,
        nullptr};
    if constexpr (sums == 0)
      k.rows = rows::rows;
    if constexpr (with_channels && !((role_of<Out> == role::bits) || ...)) {
      k.runs = lines<layout::runs>::lines;
      k.elements = lines<layout::elements>::lines;
    }
    ((k.accumulator_bytes = accumulator_size<Out>(k.accumulator_bytes)), ...);
    return k;
  }

private:
  template <class Kind> static consteval std::size_t accumulator_size(std::size_t other) {
    if constexpr (requires { typename Kind::accumulator; })
      return sizeof(typename Kind::accumulator);
    else
      return other;
  }
};

/// The same as data.
template <class Op, class In, class Out> inline constexpr kernel_type kernel_type_of = kernel_of<Op, In, Out>::make();

/// Puts an operation into a record.
template <class Op> XACT_INLINE void set_operation(record &r, const Op &op) noexcept {
  static_assert(std::is_trivially_copyable_v<Op> && sizeof(Op) <= sizeof r.operation);
  // Its address from nowhere: g++ warns about the one byte, of no value, that an empty functor has.
  std::memcpy(r.operation, detail::unsized(&op), sizeof op);
}

/// @{ The first element of an operand, as a kernel over rows takes it.
template <class Kind> [[nodiscard]] XACT_INLINE auto first_of(const operand &o) noexcept {
  return in_row(kinds<Kind>{}, o, place{});
}
/// @}

/// The types of a call: its operation and the kinds of its operands.
template <class Op, class In, class Out> struct call_type;
template <class Op, class... In, class... Out> struct call_type<Op, kinds<In...>, kinds<Out...>> {
  using T = typename Op::number;
  template <class G> using kernel_for = kernel_of<G, kinds<In...>, kinds<Out...>>;

  /// Runs a record with the instructions that this source is compiled for.
  static XACT_INLINE void run(record &r) {
    const Op op = operation_of<Op>(r);
    if (r.on.run == nullptr && run_plain(op, {r.channels, r.inner}, r.in, r.out))
      return;
    in_best_form(op, [&]<class G>(const G &g) XACT_INLINE_LAMBDA {
      set_operation(r, g);
      kernels::run(r, kernel_type_of<G, kinds<In...>, kinds<Out...>>);
    });
  }

  /// Runs a call whose arrays are short and plain, without a plan. False for others.
  template <std::size_t N, std::size_t M>
  [[nodiscard]] static XACT_INLINE bool run_plain(const Op &op, channel_axis axis, const operand (&in)[N],
                                                  const operand (&out)[M]) {
    if constexpr (kernel_for<Op>::sums != 0) {
      return false;
    } else {
      constexpr bool with_channels = kernel_for<Op>::with_channels;
      constexpr std::size_t arrays =
          (std::size_t{role_of<In> == role::dense} + ...) + (std::size_t{role_of<Out> == role::dense} + ...);
      const std::size_t n = in[0].columns;
      bool streamed = false;
      for (std::size_t o = 0; o < sizeof...(Out); ++o)
        streamed = streamed || out[o].stores == static_cast<std::uint8_t>(stores::streamed);
      if ((with_channels && (axis.channels != 1 || axis.inner == 0)) || streamed ||
          n >= smallest_cache / (arrays * sizeof(T)) ||
          !is_plain(in, sizeof...(In), out, sizeof...(Out), axis.channels)) [[unlikely]]
        return false;
      const bool far = n * (arrays * sizeof(T)) > first_level_cache;
      in_best_form(op, [&](const auto &g) XACT_INLINE_LAMBDA {
        stretch(std::make_index_sequence<sizeof...(In)>{}, std::make_index_sequence<sizeof...(Out)>{}, g, n, far, in,
                out);
      });
      return true;
    }
  }

private:
  template <std::size_t... I, std::size_t... O, class G, std::size_t N, std::size_t M>
  static XACT_INLINE void stretch(std::index_sequence<I...>, std::index_sequence<O...>, const G &op, std::size_t n,
                                  bool far, const operand (&in)[N], const operand (&out)[M]) {
    kernel_for<G>::rows::stretch(op, n, far, first_of<In>(in[I])..., first_of<Out>(out[O])...);
  }
};

/// Runs an operation over its operands. `axis` says which elements a value per channel is for.
template <class Op, class... In, class... Out>
XACT_INLINE void launch(const char *call, const Op &op, channel_axis axis, const operands<In...> &in,
                        const operands<Out...> &out, const executor_ref &on) {
  using type = call_type<Op, kinds<In...>, kinds<Out...>>;
  if (!on.shares() && type::run_plain(op, axis, in.at, out.at)) [[likely]]
    return;
  record r = make_record(call, axis, in, out, on);
  set_operation(r, op);
  type::run(r);
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
