#pragma once

/// The loop of a fuzzer. Its arguments are [seconds [seed [first iteration [iterations]]]].

#include "memory.hpp"

#include <string>

namespace fuzz {

/// Calls run(r, memory) for each iteration, with separate random numbers r, and prints the seed. Returns the number of
/// iterations.
std::uint64_t repeat(const char *name, int count, char **arguments, void (*run)(random &, const memory &));

/// Returns more text about the running call, for messages; may be null.
inline std::string (*describe_more)() = nullptr;

} // namespace fuzz
