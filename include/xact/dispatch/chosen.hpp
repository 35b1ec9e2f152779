#pragma once

/// Calls of the kernels that are compiled for the chosen target (xact_target() in xact.h). The kernel library contains
/// the kernels of the catalogue. Source files that are passed to the CMake function xact_add_kernels contain the
/// kernels of a user's functors.

#include <xact/catalogue.hpp>
#include <xact/dispatch/operations.hpp>
#include <xact/engine/launch.hpp>

#include <cstring>

namespace xact::inline XACT_ARCH::dispatch {

/// True for a functor whose kernels the CMake function xact_add_kernels compiles for each target.
template <class F> inline constexpr bool is_dispatched = requires { requires F::dispatched; };

/// The activation inside F, and the tier of F: G and XACT_EXACT for F = exact<G>; F and XACT_DEFAULT for any other F.
template <class F> struct tier_of {
  using activation = F;
  static constexpr xact_tier tier = XACT_DEFAULT;
  [[nodiscard]] static const F &of(const F &f) noexcept { return f; }
};
template <class F> struct tier_of<exact<F>> {
  using activation = F;
  static constexpr xact_tier tier = XACT_EXACT;
  [[nodiscard]] static const F &of(const exact<F> &f) noexcept { return f.activation(); }
};

/// The xact_function of an activation; 0 if the kernel library does not contain the activation.
template <class F> inline constexpr std::uint32_t number_of_function = index_of<F>(catalogue{}) + 1;

/// The position of an operation in the list of its functor's operations; `none` if the operation has no kernel.
template <class Op, class In, class Out, class... O> [[nodiscard]] consteval std::size_t place_of(list<O...>) {
  std::size_t i = 0;
  return (((O::template is<Op, In, Out> && O::is_possible) || (++i, false)) || ...) ? i : none;
}
/// True if there are kernels for functor F and number type T.
template <class F, scalar T>
inline constexpr bool has_kernels =
    is_dispatched<F> || (number_of_function<typename tier_of<F>::activation> != 0 &&
                         (tier_of<F>::tier == XACT_DEFAULT || std::is_same_v<T, float>));

template <class Op, class In, class Out> [[nodiscard]] consteval std::size_t find() {
  if constexpr (requires { typename Op::functor; }) {
    using F = typename Op::functor;
    using T = typename Op::number;
    if constexpr (has_kernels<F, T>)
      return place_of<Op, In, Out>(operations<F, T>{});
  }
  return none;
}
/// True if there are kernels for the operation Op on operands of the kinds In and Out.
template <class Op, class In, class Out> inline constexpr bool is_listed = find<Op, In, Out>() != none;

/// The verb of the operation at a position of a list.
template <class... O> [[nodiscard]] consteval xact_verb verb_at(list<O...>, std::size_t place) {
  const xact_verb verbs[] = {O::of_verb...};
  return verbs[place];
}

/// The kernels of a user's functor for the chosen target.
template <class F, scalar T> [[nodiscard]] const program::kernel *chosen() noexcept {
  using program::target;
  const char *const running = xact_target();
#define XACT_CHOOSE(name)                                                                                              \
  if (std::strcmp(running, #name) == 0)                                                                                \
    return program::kernels<F, T, target::name>();
  XACT_TARGETS(XACT_CHOOSE)
#undef XACT_CHOOSE
  return program::kernels<F, T, target::baseline>();
}

/// Writes the verb and the functor f to a record: the function, the tier and the parameters of f.
template <class F> XACT_INLINE void set_function(program::record &r, xact_verb verb, const F &f) noexcept {
  using tier = tier_of<F>;
  using G = typename tier::activation;
  r.verb = verb;
  r.tier = tier::tier;
  r.function = number_of_function<G>;
  r.parameters = 0;
  if constexpr (requires { G::parameters(); })
    for (const auto &parameter : G::parameters())
      r.parameter[r.parameters++] = tier::of(f).*parameter.member;
}

/// True if all parameters of f have their default values.
template <class F> [[nodiscard]] XACT_INLINE bool has_defaults(const F &f) noexcept {
  bool has = true;
  if constexpr (requires { F::parameters(); })
    for (const auto &parameter : F::parameters())
      has = has && f.*parameter.member == F{}.*parameter.member;
  return has;
}

/// Runs y = f(x) by xact_forward_f32 or xact_forward_f64. Returns false if these functions cannot run the call: on
/// several threads, with several rows, with a `streamed` or `cached` output, or with parameters that differ from the
/// defaults. Also returns false after an error, because these functions do not report errors; the caller then runs the
/// call with a record, and the error is reported.
template <class F, scalar T>
[[nodiscard]] XACT_INLINE bool run_forward(const F &f, const program::operand &x, const program::operand &y,
                                           const executor_ref &on) {
  if (on.is_parallel() || x.rows != 1 || y.rows != 1 || x.columns != y.columns || y.stores != XACT_AUTOMATIC ||
      !has_defaults(f)) [[unlikely]]
    return false;
  constexpr auto number = static_cast<xact_function>(number_of_function<F>);
  if constexpr (std::is_same_v<T, float>)
    return xact_forward_f32(number, x.columns, static_cast<const T *>(x.data), static_cast<T *>(y.data)) == XACT_OK;
  else
    return xact_forward_f64(number, x.columns, static_cast<const T *>(x.data), static_cast<T *>(y.data)) == XACT_OK;
}

/// @{ Replacements of the functions with the same names in namespace `kernels`. If the kernel library or a user's
/// source file has kernels for the operation, the replacements call these kernels. Else they call the replaced
/// functions.
template <class Op, class... In, class... Out>
[[nodiscard]] XACT_INLINE bool launch_short(const Op &op, channel_axis axis, const kernels::operands<In...> &in,
                                            const kernels::operands<Out...> &out, const executor_ref &on) {
  if constexpr (find<Op, kinds<In...>, kinds<Out...>>() == none) {
    return kernels::launch_short(op, axis, in, out, on);
  } else {
    using F = typename Op::functor;
    using T = typename Op::number;
    if constexpr (std::is_same_v<Op, kernels::value_op<F, T>> && sizeof...(In) == 1 && number_of_function<F> != 0)
      return run_forward<F, T>(*op.f, in.first, out.first, on);
    return false;
  }
}
template <class In, class Out, class Op> XACT_INLINE void launch_record(program::record &r, const Op &op) {
  constexpr std::size_t place = find<Op, In, Out>();
  if constexpr (place == none) {
    kernels::launch_record<In, Out>(r, op);
  } else {
    using F = typename Op::functor;
    using T = typename Op::number;
    if constexpr (is_dispatched<F>) {
      static const program::kernel *const table = chosen<F, T>();
      kernels::set_operation(r, op);
      table[place](r);
    } else {
      set_function(r, verb_at(operations<F, T>{}, place), *op.f);
      xact_run(&r);
    }
  }
}
template <class Call, scalar T, class In, class Out>
[[nodiscard]] XACT_INLINE bool launch_slice(channel_axis, const In &, const Out &, const executor_ref &) {
  return false;
}
template <class Call, scalar T> XACT_INLINE void launch_slices(program::record &r) {
  r.verb = Call::verb;
  r.tier = XACT_DEFAULT;
  r.function = Call::function;
  r.parameters = 0;
  xact_run(&r);
}
/// @}

} // namespace xact::inline XACT_ARCH::dispatch
