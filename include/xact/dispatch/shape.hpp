#pragma once

/// The shape of a call, by which the kernel library finds the kernel of a record: its verb and the roles of its
/// operands, in order, as one number.

#include <cstddef>
#include <cstdint>

namespace xact::program {

// In an unnamed namespace: each source has its own, whatever its instruction set.
namespace {

/// @{ A shape with one more operand: number k of the inputs, or of the outputs.
[[maybe_unused]] constexpr std::uint64_t with_input(std::uint64_t shape, std::size_t k, std::uint64_t role) noexcept {
  return shape | (role + 1) << (8 + 4 * k);
}
[[maybe_unused]] constexpr std::uint64_t with_output(std::uint64_t shape, std::size_t k, std::uint64_t role) noexcept {
  return shape | (role + 1) << (32 + 4 * k);
}
/// @}

} // namespace
} // namespace xact::program
