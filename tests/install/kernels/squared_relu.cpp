// xact_add_kernels gets two source files with this name. This source file must be compiled with the options of its
// target.
#include <careless.hpp>

#ifndef NEEDED
#error "an option of the target is missing"
#endif
#if __cplusplus <= 202002L
#error "the target's standard is missing"
#endif

static_assert(careless(1.5) == 1);
