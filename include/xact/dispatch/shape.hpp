#pragma once

/// The shape of a call is a number that contains the verb and the roles of the operands. A record
/// (operand.hpp) describes a call; the kernel library uses the shape to find the kernel for the record.

#include <cstddef>
#include <cstdint>

namespace xact::program {

// The functions are in an unnamed namespace, so that each source file gets a separate copy for its instruction set.
namespace {

/// @{ Add an operand to a shape: the input with index k, or the output with index k.
[[maybe_unused]] constexpr std::uint64_t with_input(std::uint64_t shape, std::size_t k, std::uint64_t role) noexcept {
  return shape | (role + 1) << (8 + 4 * k);
}
[[maybe_unused]] constexpr std::uint64_t with_output(std::uint64_t shape, std::size_t k, std::uint64_t role) noexcept {
  return shape | (role + 1) << (32 + 4 * k);
}
/// @}

} // namespace
} // namespace xact::program
