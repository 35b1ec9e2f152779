#pragma once

/// The kinds of iterations. An iteration draws a random call, executes the call, and compares all memory with the
/// expected contents.

#include "memory.hpp"

namespace fuzz {

void try_float(random &r, const memory &of);
void try_double(random &r, const memory &of);
void try_exact(random &r, const memory &of);
void try_slices(random &r, const memory &of);
void try_training(random &r, const memory &of);
void try_observations(random &r, const memory &of);

} // namespace fuzz
