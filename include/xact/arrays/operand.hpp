#pragma once

/// The arguments of a call as plain data: operands, and the record that holds them. Parts of a program that are
/// compiled for different instruction sets exchange records.

#include <xact/arrays/executor.hpp>
#include <xact/arrays/views.hpp>
#include <xact/simd/batch.hpp>

#include <type_traits>
#include <utility>

namespace xact::program {

// Outside the inline namespace: plain data, with one layout for all instruction sets.

/// The role of an operand in a call.
enum class role : std::uint8_t {
  dense,       ///< one value per element
  per_channel, ///< one value per channel
  reduced,     ///< an output with one sum per channel
  bits,        ///< one bit per element
  skipped,     ///< an output that is not wanted
};

/// One operand of a call. Rows, columns and stride are counted in elements, those of bits in bytes.
struct operand {
  void *data;
  const char *name; ///< name in messages
  std::size_t rows;
  std::size_t columns;
  std::size_t stride;
  std::uint8_t bytes; ///< bytes of an element
  role is;
  std::uint8_t adds;   ///< 1 if sums are added to a reduced output
  std::uint8_t stores; ///< an xact::stores, of a dense output
};

/// One call. The operation reads the inputs and writes the outputs in the order of the operands.
struct record {
  static constexpr std::size_t most = 5;

  std::size_t size; ///< of this struct, in bytes
  const char *call; ///< name in messages
  std::size_t channels;
  std::size_t inner;
  executor on;
  std::uint32_t inputs;
  std::uint32_t outputs;
  operand in[most];
  operand out[most];
  alignas(8) unsigned char operation[64]; ///< the operation with its parameters, as bytes
};

static_assert(std::is_trivially_copyable_v<record> && std::is_standard_layout_v<record>);
static_assert(sizeof(void *) != 8 || (sizeof(operand) == 48 && sizeof(record) == 72 + 10 * 48 + 64));

} // namespace xact::program

namespace xact::inline XACT_ARCH::kernels {

/// @{ The kind of an operand, which a kernel is compiled for. S is the element type of the array.
template <scalar S> struct dense { using storage = S; };       ///< input: one value per element
template <scalar S> struct per_channel { using storage = S; }; ///< input: one value per channel
template <scalar S> struct written { using storage = S; };     ///< output: one value per element
/// Output: one sum per channel of terms of T, accumulated in A.
template <scalar T, scalar A, scalar S> struct summed {
  using accumulator = A;
  using storage = S;
};
template <scalar T> struct bits_read {};    ///< input: one bit per element of T
template <scalar T> struct bits_written {}; ///< output: one bit per element of T
struct skipped {};                          ///< output that is not wanted and not computed
/// @}

/// A list of kinds.
template <class... Kind> struct kinds { static constexpr std::size_t size = sizeof...(Kind); };

template <class Kind> inline constexpr program::role role_of = program::role::dense;
template <class S> inline constexpr program::role role_of<per_channel<S>> = program::role::per_channel;
template <class T, class A, class S> inline constexpr program::role role_of<summed<T, A, S>> = program::role::reduced;
template <class T> inline constexpr program::role role_of<bits_read<T>> = program::role::bits;
template <class T> inline constexpr program::role role_of<bits_written<T>> = program::role::bits;
template <> inline constexpr program::role role_of<skipped> = program::role::skipped;

/// The address of the first element.
[[nodiscard]] XACT_INLINE std::uintptr_t begin_of(const program::operand &o) noexcept {
  return reinterpret_cast<std::uintptr_t>(o.data);
}

/// An operand whose type names its kind.
template <class Kind> struct typed { program::operand is; };

/// The inputs or the outputs of a call, as members, which g++ keeps in registers; it would leave an array in memory.
template <class... Kind> struct operands {};
template <class First, class... Rest> struct operands<First, Rest...> {
  program::operand first;
  operands<Rest...> rest;
};
/// @{ The list of some operands, in order.
[[nodiscard]] XACT_INLINE operands<> all_of() noexcept { return {}; }
template <class First, class... Rest>
[[nodiscard]] XACT_INLINE operands<First, Rest...> all_of(const typed<First> &first,
                                                          const typed<Rest> &...rest) noexcept {
  return {first.is, all_of(rest...)};
}
/// @}
/// @{ Operand number I.
template <std::size_t I>
[[nodiscard]] XACT_INLINE const program::operand &nth_operand(const program::operand *o) noexcept {
  return o[I];
}
template <std::size_t I, class... Kind>
[[nodiscard]] XACT_INLINE const program::operand &nth_operand(const operands<Kind...> &o) noexcept {
  if constexpr (I == 0)
    return o.first;
  else
    return nth_operand<I - 1>(o.rest);
}
/// @}

/// An array as an operand.
template <class T>
[[nodiscard]] XACT_INLINE program::operand as_operand(const detail::view<T> &v, program::role is = program::role::dense,
                                                      bool adds = false) noexcept {
  return {const_cast<std::remove_const_t<T> *>(v.data),
          v.name,
          v.rows,
          v.columns,
          v.stride,
          sizeof(T),
          is,
          adds,
          static_cast<std::uint8_t>(v.how)};
}
/// An array as an operand of a kind.
template <class Kind, class T>
[[nodiscard]] XACT_INLINE typed<Kind> as_operand(const detail::view<T> &v, bool adds = false) noexcept {
  return {as_operand(v, role_of<Kind>, adds)};
}
/// The operand for an output that is not wanted.
[[nodiscard]] XACT_INLINE typed<skipped> no_output() noexcept {
  return {{nullptr, "", 0, 0, 0, 1, program::role::skipped, 0, 0}};
}

/// The record of a call, without its operation.
template <class... In, class... Out>
[[nodiscard]] XACT_INLINE program::record make_record(const char *call, channel_axis axis, const operands<In...> &in,
                                                      const operands<Out...> &out, const executor_ref &on) noexcept {
  static_assert(sizeof...(In) <= program::record::most && sizeof...(Out) <= program::record::most);
  program::record r;
  r.size = sizeof r;
  r.call = call;
  r.channels = axis.channels;
  r.inner = axis.inner;
  r.on = on.plain();
  r.inputs = sizeof...(In);
  r.outputs = sizeof...(Out);
  const auto copy = []<std::size_t... I>(const auto &from, program::operand *to, std::index_sequence<I...>) {
    ((to[I] = nth_operand<I>(from)), ...);
  };
  copy(in, r.in, std::index_sequence_for<In...>{});
  copy(out, r.out, std::index_sequence_for<Out...>{});
  return r;
}

} // namespace xact::inline XACT_ARCH::kernels
