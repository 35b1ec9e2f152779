#pragma once

/// The loop of a fuzzer. The arguments of the program are [seconds [seed [first iteration [iterations]]]].

#include "memory.hpp"

#include <string>

namespace fuzz {

/// Calls run(r, memory) for each iteration, with separate random numbers r, and prints the seed. Returns the number of
/// iterations.
std::uint64_t repeat(const char *name, int count, char **arguments, void (*run)(random &, const memory &));

/// A function that returns additional text about the current call for messages, or null.
inline std::string (*describe_more)() = nullptr;

} // namespace fuzz
