// Defines the macros min and max, as windows.h does: before all headers or, with BEHIND, after the headers of other
// libraries. The library of g++ undefines min and max if they are defined before its headers.
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
