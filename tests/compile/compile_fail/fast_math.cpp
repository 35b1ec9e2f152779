// flags: -ffast-math
// flags: -ffinite-math-only
// flags: -D__NO_SIGNED_ZEROS__
// flags: -D__ASSOCIATIVE_MATH__
// flags: -D__RECIPROCAL_MATH__
// flags: -D_M_FP_FAST
// Of the flags behind these macros clang 14 tells nothing.
// flags GNU: -fno-signed-zeros
// flags GNU: -fassociative-math -fno-signed-zeros -fno-trapping-math
// flags GNU: -freciprocal-math
// expect: compile without -ffast-math
#include <xact/xact.hpp>
