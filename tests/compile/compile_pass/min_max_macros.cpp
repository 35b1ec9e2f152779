// Macros as Windows' headers define them: in front of everything, and behind all headers of others. g++'s library
// undefines those in front, for all that follows.
// flags: -DHEADER=<xact/xact.hpp>
// flags: -DHEADER=<xact/testing/conformance.hpp>
// flags: -DHEADER=<xact/xact.hpp> -DBEHIND
// flags GNU: -DHEADER=<xact/interop/openmp.hpp> -DBEHIND -fopenmp

#ifdef BEHIND
#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>
#include <xsimd/xsimd.hpp>
#endif

#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#include HEADER

#include <xact/softmax.hpp>
#include <xact/testing/conformance.hpp>
#include <xact/training.hpp>

#if defined(BEHIND) && !(defined(min) && defined(max))
#error "the program's macros are gone"
#endif
