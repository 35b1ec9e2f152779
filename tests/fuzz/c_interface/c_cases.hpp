#pragma once

/// The kinds of iterations of the fuzzer of xact.h.

#include "../memory.hpp"

namespace fuzz {

void try_record(random &r, const memory &of);
void try_one_line(random &r, const memory &of);
void try_names(random &r, const memory &of);

/// Repeats calls for which the fuzzer found faults of the library.
void try_found();

} // namespace fuzz
