#pragma once

/// A call as plain data. Source files compiled for different instruction sets pass calls to each other in this form.
/// The types are the structs of the C interface (xact.h), under the names that the headers use.

#include <xact/simd/number.hpp>

#include <xact.h>

#include <type_traits>

namespace xact::program {

// The types lie outside the inline namespace, because plain data has one layout for all instruction sets.

using operand = xact_operand;
using executor = xact_executor;

/// One call: its inputs, outputs and operation. The operation defines the order of the inputs and of the outputs. In
/// the engine `parameter` holds the bytes of the operation object, which contains the functor or a pointer to the
/// functor.
using record = xact_call;

/// The largest number of inputs in a record, and also the largest number of outputs.
inline constexpr std::size_t most_operands = std::extent_v<decltype(record::in)>;

/// The role of an operand in a call.
enum role : std::uint8_t {
  dense = XACT_DENSE,             ///< one value per element
  per_channel = XACT_PER_CHANNEL, ///< one value per channel
  reduced = XACT_REDUCED,         ///< an output with one sum per channel
  bits = XACT_BITS,               ///< one bit per element
  skipped = XACT_SKIPPED,         ///< an output that the caller omits
  per_slice = XACT_PER_SLICE,     ///< one value per slice along an axis
};

/// The code of element type T in a record. The lower four bits are the size of an element in bytes.
template <class T>
inline constexpr std::uint8_t type_of = (std::is_floating_point_v<T> ? 0
                                         : std::is_signed_v<T>       ? 0x20
                                                                     : 0x30) +
                                        sizeof(T);
static_assert(type_of<float> == XACT_F32 && type_of<double> == XACT_F64 && type_of<std::int8_t> == XACT_I8 &&
              type_of<std::uint64_t> == XACT_U64);

static_assert(std::is_trivially_copyable_v<record> && std::is_standard_layout_v<record>);
static_assert(sizeof(void *) != 8 || (sizeof(operand) == 48 && sizeof(record) == 176 + 12 * 48));

} // namespace xact::program

namespace xact::inline XACT_ARCH::kernels {

using program::operand;
using program::record;
using program::role;

/// The size of an element in bytes.
[[nodiscard]] XACT_INLINE std::size_t bytes_of(const operand &o) noexcept { return o.type & 15U; }

} // namespace xact::inline XACT_ARCH::kernels
