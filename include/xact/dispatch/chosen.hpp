#pragma once

/// Calls of kernels of the target that runs.

#include <xact/dispatch/table.hpp>
#include <xact/engine/launch.hpp>

namespace xact::inline XACT_ARCH::dispatch {

/// True for an activation whose source xact_add_kernels compiles for each target.
template <class F> inline constexpr bool is_dispatched = requires { requires F::dispatched; };

/// True for a functor of a set.
template <class F, scalar T, class Set>
inline constexpr bool is_in = index_of<F>(typename rows<Set>::template of<T>{}) != none;

/// The set that holds the kernels of F: void if none does.
template <class F, scalar T>
using set_t = std::conditional_t<
    is_dispatched<F>, F,
    std::conditional_t<is_in<F, T, program::catalogue>, program::catalogue,
                       std::conditional_t<is_in<F, T, program::exact_catalogue>, program::exact_catalogue, void>>>;

/// The place of an operation in the table of its set; `none` if it is not listed.
template <class Op, class In, class Out> [[nodiscard]] consteval std::size_t find() {
  if constexpr (requires { typename Op::functor; }) {
    using F = typename Op::functor;
    using T = typename Op::number;
    using set = set_t<F, T>;
    if constexpr (!std::is_void_v<set>) {
      constexpr std::size_t column = index_of<operation<true, Op, In, Out>>(operations<F, T>{});
      if constexpr (column != none)
        return index_of<F>(typename rows<set>::template of<T>{}) * size_of(operations<F, T>{}) + column;
    }
  }
  return none;
}
template <class Op, class In, class Out> inline constexpr bool is_listed = find<Op, In, Out>() != none;

/// The kernels of a set for the target that runs.
template <class Set, scalar T> [[nodiscard]] const program::kernel *chosen() noexcept {
  using program::level;
  switch (program::running_level()) {
#define XACT_LEVEL(name)                                                                                               \
  case level::name:                                                                                                    \
    return program::kernels<Set, T, level::name>();
    XACT_DISPATCH_LEVELS(XACT_LEVEL)
#undef XACT_LEVEL
  default:
    return program::kernels<Set, T, level::baseline>();
  }
}

/// @{ As the functions of namespace kernels, but for the target that runs if the operation is listed.
template <class Op, class... In, class... Out>
[[nodiscard]] XACT_INLINE bool launch_short(const Op &op, channel_axis axis, const kernels::operands<In...> &in,
                                            const kernels::operands<Out...> &out, const executor_ref &on) {
  if constexpr (find<Op, kinds<In...>, kinds<Out...>>() == none)
    return kernels::launch_short(op, axis, in, out, on);
  return false;
}
template <class Op, class... In, class... Out>
XACT_INLINE void launch_record(const char *call, const Op &op, channel_axis axis, const kernels::operands<In...> &in,
                               const kernels::operands<Out...> &out, const executor_ref &on) {
  constexpr std::size_t place = find<Op, kinds<In...>, kinds<Out...>>();
  if constexpr (place == none) {
    kernels::launch_record(call, op, axis, in, out, on);
  } else {
    using T = typename Op::number;
    static const program::kernel *const table = chosen<set_t<typename Op::functor, T>, T>();
    program::record r = kernels::make_record(call, axis, in, out, on);
    kernels::set_operation(r, op);
    table[place](r);
  }
}
/// @}

} // namespace xact::inline XACT_ARCH::dispatch
