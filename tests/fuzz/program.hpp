#pragma once

/// The loop of a fuzzer. Its arguments are [seconds [seed [first iteration [iterations]]]].

#include "memory.hpp"

#include <string>

namespace fuzz {

/// Calls run(draws, memory) for each iteration with separate draws, and prints the seed. Returns the number of
/// iterations.
std::uint64_t repeat(const char *name, int count, char **arguments, void (*run)(random &, const memory &));

/// Prints more about the running call, for messages; may be null.
inline std::string (*describe_more)() = nullptr;

} // namespace fuzz
