#pragma once

/// The loop of a fuzzer, whose arguments are [seconds [seed [first iteration [iterations]]]].

#include "memory.hpp"

#include <string>

namespace fuzz {

/// Calls run(draws, memory) for each iteration, each with draws of its own; returns their number. Prints the seed.
std::uint64_t repeat(const char *name, int count, char **arguments, void (*run)(random &, const memory &));

/// More about the call that runs, for messages; may be null.
inline std::string (*describe_more)() = nullptr;

} // namespace fuzz
