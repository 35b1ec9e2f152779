// A second source of that name in xact_add_kernels: compiled as all of its target is.
#include <careless.hpp>

#ifndef NEEDED
#error "an option of the target is missing"
#endif
#if __cplusplus <= 202002L
#error "the target's standard is missing"
#endif

static_assert(careless(1.5) == 1);
