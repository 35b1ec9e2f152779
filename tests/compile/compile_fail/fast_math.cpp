// flags: -ffast-math
// flags: -ffinite-math-only
// flags: -D__NO_SIGNED_ZEROS__
// flags: -D__ASSOCIATIVE_MATH__
// flags: -D__RECIPROCAL_MATH__
// flags: -D_M_FP_FAST
// clang 14 defines no macros for the following flags, so the headers cannot detect the flags.
// flags GNU: -fno-signed-zeros
// flags GNU: -fassociative-math -fno-signed-zeros -fno-trapping-math
// flags GNU: -freciprocal-math
// expect: compile without -ffast-math
#include <xact/xact.hpp>
