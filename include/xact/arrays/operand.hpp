#pragma once

/// The arguments of a call as operands. An operand is plain data. The kind of an operand, such as `dense`, is a type,
/// so that kernels can take it as a template argument.

#include <xact/arrays/executor.hpp>
#include <xact/arrays/misuse.hpp>
#include <xact/arrays/views.hpp>
#include <xact/simd/batch.hpp>

#include <type_traits>
#include <utility>

namespace xact::inline XACT_ARCH::kernels {

/// @{ The kinds of operands. S is the element type of the array.
/// Input: one value per element.
template <scalar S> struct dense {
  using storage = S;
};
/// Input: one value per channel.
template <scalar S> struct per_channel {
  using storage = S;
};
/// Output: one value per element.
template <scalar S> struct written {
  using storage = S;
};
/// Output: one sum per channel. The summands have type T; the sum is accumulated in type A.
template <scalar T, scalar A, scalar S> struct summed {
  using accumulator = A;
  using storage = S;
};
template <scalar T> struct bits_read {};    ///< input: one bit per element of type T
template <scalar T> struct bits_written {}; ///< output: one bit per element of type T
struct skipped {};                          ///< output that the caller omits
/// @}

/// A list of kinds.
template <class... Kind> struct kinds {
  static constexpr std::size_t size = sizeof...(Kind);
};

template <class Kind> inline constexpr role role_of = role::dense;
template <class S> inline constexpr role role_of<per_channel<S>> = role::per_channel;
template <class T, class A, class S> inline constexpr role role_of<summed<T, A, S>> = role::reduced;
template <class T> inline constexpr role role_of<bits_read<T>> = role::bits;
template <class T> inline constexpr role role_of<bits_written<T>> = role::bits;
template <> inline constexpr role role_of<skipped> = role::skipped;

/// The address of the first element.
[[nodiscard]] XACT_INLINE std::uintptr_t begin_of(const operand &o) noexcept {
  return reinterpret_cast<std::uintptr_t>(o.data);
}

/// An operand with its kind as a type.
template <class Kind> struct typed {
  operand plain;
};

/// The inputs or the outputs of a call. Each operand is a member, because g++ keeps members in registers, but an array
/// in memory.
template <class... Kind> struct operands {};
template <class First, class... Rest> struct operands<First, Rest...> {
  operand first;
  operands<Rest...> rest;
};
/// The list of the kinds of some operands.
template <class> struct list_of_kinds;
template <class... Kind> struct list_of_kinds<operands<Kind...>> {
  using type = kinds<Kind...>;
};
template <class Operands> using kinds_in = typename list_of_kinds<Operands>::type;

/// @{ Makes `operands` from single operands, in the order of the arguments.
[[nodiscard]] XACT_INLINE operands<> all_of() noexcept { return {}; }
template <class First, class... Rest>
[[nodiscard]] XACT_INLINE operands<First, Rest...> all_of(const typed<First> &first,
                                                          const typed<Rest> &...rest) noexcept {
  return {first.plain, all_of(rest...)};
}
/// @}
/// @{ Returns operand J.
template <std::size_t J> [[nodiscard]] XACT_INLINE const operand &nth_operand(const operand *o) noexcept {
  return o[J];
}
template <std::size_t J, class... Kind>
[[nodiscard]] XACT_INLINE const operand &nth_operand(const operands<Kind...> &o) noexcept {
  if constexpr (J == 0)
    return o.first;
  else
    return nth_operand<J - 1>(o.rest);
}
/// @}

/// Converts an array to an operand.
template <class T>
[[nodiscard]] XACT_INLINE operand as_operand(const detail::view<T> &v, role is = role::dense,
                                             bool adds = false) noexcept {
  return {const_cast<std::remove_const_t<T> *>(v.data),
          v.name,
          v.rows,
          v.columns,
          v.stride,
          program::type_of<std::remove_const_t<T>>,
          is,
          adds,
          static_cast<std::uint8_t>(v.how)};
}
/// Converts an array to an operand of a given kind.
template <class Kind, class T>
[[nodiscard]] XACT_INLINE typed<Kind> as_operand(const detail::view<T> &v, bool adds = false) noexcept {
  return {as_operand(v, role_of<Kind>, adds)};
}
/// The operand of an omitted output.
[[nodiscard]] XACT_INLINE typed<skipped> no_output() noexcept {
  return {{nullptr, "", 0, 0, 0, XACT_U8, role::skipped, 0, 0}};
}

/// Makes the record of a call, without the operation. The record reports misuse to the handler of the program.
template <class... In, class... Out>
[[nodiscard]] XACT_INLINE record make_record(const char *call, channel_axis axis, const operands<In...> &in,
                                             const operands<Out...> &out, const executor_ref &on) noexcept {
  static_assert(sizeof...(In) <= program::most_operands && sizeof...(Out) <= program::most_operands);
  record r;
  r.size = sizeof r;
  r.inputs = sizeof...(In);
  r.outputs = sizeof...(Out);
  r.channels = axis.channels;
  r.inner = axis.inner;
  r.on = on.plain();
  r.name = call;
  r.report = detail::call_misuse_handler;
  r.context = nullptr;
  r.loss = nullptr;
  r.code = XACT_OK;
  const auto copy = []<std::size_t... J>(const auto &from, operand *to, std::index_sequence<J...>) {
    ((to[J] = nth_operand<J>(from)), ...);
  };
  copy(in, r.in, std::index_sequence_for<In...>{});
  copy(out, r.out, std::index_sequence_for<Out...>{});
  return r;
}
/// Makes a record without operands. A check reports misuse with this record if the call has no record yet.
[[nodiscard]] inline record make_record(const char *call) noexcept {
  return make_record(call, {}, operands<>{}, operands<>{}, this_thread{});
}

} // namespace xact::inline XACT_ARCH::kernels
