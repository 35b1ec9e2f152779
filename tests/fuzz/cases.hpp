#pragma once

/// The kinds of iterations. An iteration draws a random call, runs it and compares the results with the expected ones.

#include "memory.hpp"

namespace fuzz {

void try_float(random &r, const memory &of);
void try_double(random &r, const memory &of);
void try_exact(random &r, const memory &of);
void try_slices(random &r, const memory &of);
void try_training(random &r, const memory &of);
void try_observations(random &r, const memory &of);

} // namespace fuzz
